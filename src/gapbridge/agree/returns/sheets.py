"""What an officer takes along to the people: the gap in their language, what was agreed and done, what to ask."""

from dataclasses import dataclass
from typing import Any

from gapbridge.agree.consultations.models import Agreement
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.base import wordings
from gapbridge.base.wordings import Said

from .queries import Group, groups_of


@dataclass(frozen=True)
class Done:
    """A measure in the people's language, and where it stands."""

    measure: Measure
    title: Said


@dataclass(frozen=True)
class Sheet:
    title: Said
    statement: Said
    remedy: Said
    groups: list[Group]
    hidden: int
    agreements: list[Agreement]
    measures: list[Done]


def sheet_of(gap: Gap, user: Any, language: str) -> Sheet:
    """As far as the reader may see it, in `language` where it was translated."""
    worded = wordings.of([gap], language)
    title, statement, remedy = (
        wordings.text_of(gap, name, language, worded) for name in ("title", "statement", "remedy")
    )
    circle = groups_of(gap, user)
    agreements = Agreement.objects.visible_to(user).filter(gaps=gap).select_related("consultation")
    return Sheet(
        title,
        statement,
        remedy,
        [each for each in circle if each.may_read],
        sum(not each.may_read for each in circle),
        list(agreements.defer("record").order_by("closed_at")),
        _measures(gap, user, language),
    )


def _measures(gap: Gap, user: Any, language: str) -> list[Done]:
    found = list(
        Measure.objects.visible_to(user)
        .filter(gaps=gap)
        .select_related("responsible")
        .order_by("plan", "code")
    )
    worded = wordings.of(found, language)
    return [Done(each, wordings.text_of(each, "title", language, worded)) for each in found]
