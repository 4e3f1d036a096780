"""The whole thread of one object, as a page shows it: a bounded number of queries at any size."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import QuerySet

from .links import BEADS, LINKS, Bead, Tally, bead_of, seen_of, tally, thread_of

SHOWN = 20  # things a bead
MORE = 100  # a page of one bead's things


@dataclass(frozen=True)
class Section:
    """A bead with the first of its things that the reader may see."""

    bead: Bead
    count: Tally
    things: list[Any]
    is_here: bool

    @property
    def more(self) -> int:
        return self.count.seen - len(self.things)


@dataclass(frozen=True)
class Thread:
    obj: Any
    sections: list[Section]
    # (bead, id) of the earlier thing, (bead, id) of the later
    edges: list[tuple[tuple[str, int], tuple[str, int]]]


def read(obj: models.Model, user: Any) -> Thread:
    """Counts in one query, a query a bead for its things, one a link for what hangs together."""
    here = bead_of(obj)
    counts = tally(obj, user)
    sets = thread_of(obj)
    sections = [
        Section(
            bead,
            counts[bead.key],
            [obj] if bead is here else _first(bead, sets[bead.key], user, counts[bead.key]),
            bead is here,
        )
        for bead in BEADS
    ]
    return Thread(obj, sections, _edges({section.bead.key: section.things for section in sections}))


def _first(bead: Bead, things: QuerySet, user: Any, count: Tally) -> list[Any]:
    return list(listed(bead, things, user)[:SHOWN]) if count.seen else []


def listed(bead: Bead, things: QuerySet, user: Any) -> QuerySet:
    return (
        seen_of(bead.key, things, user)
        .select_related(*bead.related)
        .order_by(*bead.model._meta.ordering, "pk")
    )


def page_of(obj: models.Model, bead: Bead, user: Any, number: Any) -> Page:
    """One bead's things in full, a hundred at a time."""
    return Paginator(listed(bead, thread_of(obj)[bead.key], user), MORE).get_page(number)


def _edges(things: dict[str, list[Any]]) -> list[tuple[tuple[str, int], tuple[str, int]]]:
    ids = {key: [each.pk for each in found] for key, found in things.items()}
    edges = []
    for (earlier, later), link in LINKS.items():
        pairs = link.pairs(ids[earlier], ids[later])
        edges += [((earlier, one), (later, other)) for one, other in pairs]
    return _without_shortcuts(edges)


def _without_shortcuts(edges: list[Any]) -> list[Any]:
    """A gap and a measure that an agreement joins need no line of their own."""
    into = {(start, end) for start, end in edges if end[0] == "agreements"}
    out = {(start, end) for start, end in edges if start[0] == "agreements"}
    joined = {(gap, measure) for gap, one in into for other, measure in out if one == other}
    return [edge for edge in edges if (edge[0][0], edge[1][0]) != ("gaps", "measures") or edge not in joined]
