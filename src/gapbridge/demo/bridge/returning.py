"""Money for the measures, reports on them, and the groups that are asked again."""

from typing import Any

from gapbridge.agree.plans.models import Measure
from gapbridge.demo import progress
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import texts

from .tale import Tale


def tell(tale: Tale) -> None:
    words = texts("progress")["bridge"]
    progress.fund(tale.who("programme_officer"), words["funding"], tale.made, tale.org)
    for row in words["reports"]:
        _report(tale, row)
    progress.come_back(tale.who("bridge_protection_officer"), words, tale.made)


def _report(tale: Tale, row: dict[str, Any]) -> None:
    measure = Measure.objects.get(pk=tale.made[row["measure"]].pk)
    day = tale.ago(row["ago"]) if "ago" in row else row["day"]
    until = tale.ago(row["until_ago"]) if "until_ago" in row else row["until"]
    with telling(day):
        progress.report(
            row,
            measure,
            tale.who("bridge_protection_officer"),
            tale.who("programme_officer"),
            until,
        )
