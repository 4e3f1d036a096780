"""From voices to a gap: which voices can be chosen, and what they already say about the gap."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language

from gapbridge.base.pagination import BIGGEST
from gapbridge.listen.assessments.models import Statement
from gapbridge.programmes.models import Clause, Place, PopulationGroup, Programme

from .models import Evidence, Gap
from .queries import next_codes, voices_in

MOST_VOICES = 500  # in one gap at once


def choosable(programme: Programme, user: Any) -> QuerySet[Statement]:
    """The programme's voices with the gaps, open to the reader, that rest on each (`evidence_seen`)."""
    seen = Evidence.objects.filter(gap__in=Gap.objects.visible_to(user)).select_related("gap")
    return voices_in(programme.pk, user).prefetch_related(
        Prefetch("evidence_for", seen, to_attr="evidence_seen"), "themes"
    )


def ids_from(values: Iterable[str]) -> list[int]:
    """The ids in "1,2,3" or in several values, each once; what is no id is passed over."""
    found = (each.strip() for value in values for each in value.split(","))
    ids = (int(each) for each in found if each.isascii() and each.isdigit() and len(each) < 20)
    return list(dict.fromkeys(pk for pk in ids if 0 < pk <= BIGGEST))[:MOST_VOICES]


def chosen(programme: Programme, user: Any, ids: Sequence[int]) -> list[Statement]:
    """Those of the ids that can become evidence in this programme."""
    found = voices_in(programme.pk, user).filter(pk__in=ids).select_related("session__population")
    return list(found.prefetch_related("session__diversity"))


@dataclass(frozen=True)
class Said:
    """What the voices bring along. `clauses`: how many voices bear each, the most frequent first."""

    clauses: list[tuple[Clause, int]]
    populations: list[PopulationGroup]
    places: list[Place]
    people_rank: int | None

    def initial(self, programme: Programme) -> dict[str, Any]:
        """Of the form for a new gap; its words are left to the person who writes it."""
        return {
            "code": next_codes(programme, 1)[0],
            "language": get_language() or "en",
            "clauses": [clause.pk for clause, _number in self.clauses],
            "populations": [each.pk for each in self.populations],
            "places": [each.pk for each in self.places],
            "people_rank": self.people_rank,
        }


def said_by(statements: Sequence[Statement]) -> Said:
    borne = Counter(clause for each in statements for clause in each.clauses.all())
    clauses = sorted(borne.items(), key=lambda pair: (-pair[1], pair[0].framework_id, pair[0].position))
    sessions = {each.session_id: each.session for each in statements}.values()
    populations = {group for each in sessions for group in (each.population, *each.diversity.all())}
    places = {each.place for each in sessions}
    ranks = [each.people_rank for each in statements if each.people_rank is not None]
    return Said(
        clauses,
        sorted(populations, key=lambda group: (group.kind, str(group))),
        sorted(places, key=str),
        median_low(ranks) if ranks else None,
    )
