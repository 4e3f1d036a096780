"""Reads for the end of a plan's year."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from gapbridge.agree.plans.models import Measure, Plan, Report

from .reading import OPEN_STATES, measures_for

TAKES_OVER = ("draft", "in_consultation", "agreed", "adopted")


def takes_over(into: Plan, plan: Plan) -> bool:
    """Whether what a plan leaves unfinished can go on in another one."""
    return (
        into.pk != plan.pk
        and into.programme_id == plan.programme_id
        and into.state in TAKES_OVER
        and into.starts_on >= plan.starts_on
    )


def heirs_of(plan: Plan) -> QuerySet[Plan]:
    """The plans into which a reviewed plan's measures can be carried over, the next one first."""
    return (
        Plan.objects.filter(programme=plan.programme_id, state__in=TAKES_OVER, starts_on__gte=plan.starts_on)
        .exclude(pk=plan.pk)
        .order_by("starts_on", "pk")
    )


def unfinished(plan: Plan) -> list[Measure]:
    found = plan.measures.filter(state__in=OPEN_STATES).select_related("responsible", "plan__programme")
    return list(found.order_by("due_on", "pk"))


@dataclass(frozen=True)
class Outcome:
    """What became of a measure: `report` is the latest verified one."""

    measure: Measure
    report: Report | None


def outcomes(plan: Plan, user: Any) -> list[Outcome]:
    """Every measure of a plan with the last thing that was verified about it."""
    measures = list(measures_for(user).filter(plan=plan).select_related("carried_into__plan"))
    latest: dict[int, Report] = {}
    verified = Report.objects.filter(state="verified", measure__plan=plan)
    for report in verified.select_related("measure").order_by("until", "pk"):
        latest[report.measure_id] = report
    return [Outcome(measure, latest.get(measure.pk)) for measure in measures]
