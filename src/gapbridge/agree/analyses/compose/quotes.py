"""Which voices a document quotes: only as far as consent carries, and not the loudest group alone."""

from collections import defaultdict
from typing import Any

from gapbridge.agree.analyses.models import Analysis
from gapbridge.agree.gaps.models import Gap
from gapbridge.listen.assessments.models import AgeGroup, Scope, Sex, Statement

from .gather import statements_of

MOST = 3  # quotes a gap, chosen by the house
LONG = 500  # characters past which a quote comes after shorter ones
UNRANKED = 99
ALLOWED = {
    Scope.PUBLIC: {Scope.PUBLIC},
    Scope.AUTHORITIES: {Scope.PUBLIC, Scope.AUTHORITIES},
}
UNDER_18 = {AgeGroup.CHILDREN, AgeGroup.ADOLESCENTS}


def may_be_quoted(statement: Statement, reach: str) -> bool:
    """Whether the consent of these people covers all readers of a document with this reach."""
    session = statement.session
    return (
        session.consent_scope in ALLOWED[Scope(reach)]
        and session.state == "coded"
        and session.withdrawn_at is None
        and bool(statement.excerpt.strip())
    )


def quotable(gap: Gap, reach: str) -> list[Statement]:
    return [each for each in statements_of(gap) if may_be_quoted(each, reach)]


def quoted(analysis: Analysis, gap: Gap) -> list[Statement]:
    """The voices a gap is told with: those chosen by hand while consent still covers them, else our choice."""
    usable = quotable(gap, analysis.reach)
    by_hand = analysis.quotes.get(str(gap.pk), [])
    chosen = [each for each in usable if each.pk in by_hand]
    return sorted(chosen, key=lambda each: by_hand.index(each.pk)) if chosen else varied(usable, gap.pk)


def varied(voices: list[Statement], turn: int) -> list[Statement]:
    """One voice of each group in turn (women, girls, men, boys …), the most pressing and shorter ones first.

    `turn` says which group begins, so that over many gaps no group always comes last.
    """
    groups: dict[Any, list[Statement]] = defaultdict(list)
    for voice in sorted(voices, key=_weight):
        groups[_group(voice)].append(voice)
    order = sorted(groups)
    start = turn % len(order) if order else 0
    rows = [groups[key] for key in order[start:] + order[:start]]
    rounds = range(max(map(len, rows), default=0))
    return [row[n] for n in rounds for row in rows if n < len(row)][:MOST]


def _weight(voice: Statement) -> tuple[bool, int, int]:
    return len(voice.excerpt) > LONG, voice.people_rank or UNRANKED, voice.pk


def _group(voice: Statement) -> tuple[int, bool]:
    """Sex, and whether under 18."""
    return list(Sex).index(Sex(voice.session.sex)), voice.session.age_group in UNDER_18
