"""What the pages of analysis read from the database."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from gapbridge.listen.assessments.models import Session, Statement
from gapbridge.listen.coding.codebook import Code, Codebook
from gapbridge.listen.coding.queries import codes_by_mark
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme

from . import kappa
from .meeting import Excerpt

AXES = {
    "group": ("session__sex", "session__age_group"),
    "diversity": ("session__diversity",),
    "place": ("session__place__district",),
}


def voices_in(programme: Programme, user: Any) -> QuerySet[Statement]:
    """The voices of a programme that this reader sees; those taken back are words no more."""
    return Statement.objects.visible_to(user).filter(
        session__assessment__programme=programme, session__withdrawn_at=None
    )


def excerpts_in(voices: QuerySet[Statement]) -> list[Excerpt]:
    """Two queries, whatever the number of voices."""
    codes = codes_by_mark(voices)
    places = voices.order_by().values_list("pk", "session_id", "start", "end")
    return [Excerpt(session, start, end, frozenset(codes.get(pk, ()))) for pk, session, start, end in places]


def bearing(voices: QuerySet[Statement], keys: Iterable[str]) -> QuerySet[Statement]:
    """The voices that bear every one of these codes, or for a code with codes below it one of those."""
    for key in keys:
        voices = voices.filter(pk__in=_bearers(key))
    return voices


def _bearers(key: str) -> QuerySet[Any]:
    number = int(key[1:])
    name = "clause" if key[:1] == "c" else "theme"
    below = Q(**{name: number}) | Q(**{f"{name}__parent": number}) | Q(**{f"{name}__parent__parent": number})
    through: Any = Statement.clauses.through if name == "clause" else Statement.themes.through
    return through.objects.filter(below).values("statement_id")


# --- code × group --------------------------------------------------------------------------------


def cross_table(voices: QuerySet[Statement], axis: str) -> dict[str, Counter[Any]]:
    """Voices by code and by a value of an axis: {"c12": {("female", "18-40"): 3}}. Two queries."""
    found: dict[str, Counter[Any]] = {}
    for name, kind in (("clauses", "c"), ("themes", "t")):
        rows = voices.order_by().exclude(**{name: None}).values_list(name, *AXES[axis])
        for code, *value, number in rows.annotate(number=Count("pk", distinct=True)):
            cell = tuple(value) if len(value) > 1 else value[0]
            if cell is not None:
                found.setdefault(f"{kind}{code}", Counter())[cell] += number
    return found


# --- two coders ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """One code in the work of two coders; `differences` are (start, end, whether only the first marked it)."""

    code: Code
    table: kappa.Table
    differences: list[tuple[int, int, bool]]


def coders_of(session: Session) -> list[User]:
    """Who marked anything in these notes, for comparison too, in the order of their first mark."""
    first = Statement.marks.filter(session=session).exclude(start=None).order_by("pk")
    order = dict.fromkeys(first.values_list("coded_by", flat=True))
    found = User.objects.in_bulk(list(order))
    return [found[pk] for pk in order]


def compare(session: Session, book: Codebook, one: User, other: User) -> list[Compared]:
    """Every code that one of the two used in these notes, in the codebook's order. Two queries."""
    spans = _spans(session, one, other)
    length = len(session.notes)
    return [
        Compared(
            code,
            kappa.table(spans[one.pk].get(key, []), spans[other.pk].get(key, []), length),
            kappa.differing(spans[one.pk].get(key, []), spans[other.pk].get(key, [])),
        )
        for key, code in book.codes.items()
        if key in spans[one.pk] or key in spans[other.pk]
    ]


def _spans(session: Session, one: User, other: User) -> dict[int, dict[str, list[kappa.Span]]]:
    """By coder and code: the places marked."""
    rows = Statement.marks.filter(session=session, coded_by__in=[one, other]).exclude(start=None)
    codes = codes_by_mark(rows)
    spans: dict[int, dict[str, list[kappa.Span]]] = {one.pk: {}, other.pk: {}}
    for pk, coder, start, end in rows.order_by().values_list("pk", "coded_by_id", "start", "end"):
        for key in codes.get(pk, ()):
            spans[coder].setdefault(key, []).append((start or 0, end or 0))
    return spans


def sessions_with_two_coders(programme: Programme, user: Any) -> QuerySet[Session]:
    """Sessions in which more than one person marked something, with `coders`, the newest first."""
    sessions = Session.objects.visible_to(user).filter(assessment__programme=programme, withdrawn_at=None)
    counted = sessions.defer("notes").annotate(coders=Count("statements__coded_by", distinct=True))
    return counted.filter(coders__gt=1).select_related("place").order_by("-held_on", "pk")
