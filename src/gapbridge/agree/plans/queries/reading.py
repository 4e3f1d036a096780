"""Reads about plans and measures."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.quality import Check
from gapbridge.agree.plans.lifecycle import MEASURE
from gapbridge.agree.plans.models import Measure, Plan

OPEN_STATES = ("agreed", "under_way")
UNDECIDED = ("proposed", "agreed", "under_way")  # what keeps a plan from being closed
STANDING = ("proposed", "agreed", "under_way", "done")  # neither dropped nor gone on elsewhere
MOST_LISTED = 30  # measures on a plan's first page
MOST_SHOWN = 20  # measures on a gap's page; the list has them all


def plans_for(user: Any) -> QuerySet[Plan]:
    """The plans this reader may see, each with how many of its measures stand and how many are done."""
    return (
        Plan.objects.visible_to(user)
        .select_related("programme", "national_plan")
        .annotate(
            measures_planned=Count("measures", filter=Q(measures__state__in=STANDING)),
            measures_done=Count("measures", filter=Q(measures__state="done")),
        )
        .order_by("-starts_on", "pk")
    )


def measures_for(user: Any) -> QuerySet[Measure]:
    return (
        Measure.objects.visible_to(user)
        .select_related("plan__programme", "responsible")
        .prefetch_related(Prefetch("gaps", Gap.objects.visible_to(user).order_by(Length("code"), "code")))
        .order_by("plan", Length("code"), "code")
    )


@dataclass(frozen=True)
class StateCount:
    key: str
    label: Any
    count: int


@dataclass(frozen=True)
class PlanOverview:
    """A plan as far as the reader may see it: the first measures, and what is counted over all of them.

    `cost` is the sum of what is known, None when nothing is.
    """

    measures: list[Measure]
    total: int
    states: list[StateCount]
    late: int
    cost: Decimal | None
    without_cost: int


def overview(plan: Plan, user: Any) -> PlanOverview:
    seen = Measure.objects.visible_to(user).filter(plan=plan)
    states = states_of(seen)
    costs = seen.filter(state__in=STANDING).aggregate(
        known=Sum("cost"), without=Count("pk", filter=Q(cost=None))
    )
    return PlanOverview(
        measures=list(measures_for(user).filter(plan=plan)[:MOST_LISTED]),
        total=sum(each.count for each in states),
        states=states,
        late=seen.filter(state__in=OPEN_STATES, due_on__lt=timezone.localdate()).count(),
        cost=costs["known"],
        without_cost=costs["without"],
    )


def states_of(measures: QuerySet[Measure]) -> list[StateCount]:
    """How many measures are in each state, in the lifecycle's order; states that none is in are left out."""
    counts = dict(measures.order_by().values_list("state").annotate(Count("pk")))
    return [StateCount(key, label, counts[key]) for key, label in MEASURE.choices if key in counts]


def days_late(measure: Measure, today: date) -> int:
    """By how many days an unfinished measure is past its date; 0 when it is not."""
    if measure.state not in OPEN_STATES or measure.due_on is None:
        return 0
    return max((today - measure.due_on).days, 0)


@dataclass(frozen=True)
class GapsOfMeasure:
    readable: list[Gap]
    hidden: int


def gaps_of(measure: Measure, user: Any) -> GapsOfMeasure:
    readable = list(Gap.objects.visible_to(user).filter(measures=measure).order_by("code"))
    return GapsOfMeasure(readable, measure.gaps.count() - len(readable))


def measures_of_gap(gap: Gap, user: Any) -> tuple[list[Measure], bool]:
    """The first measures for a gap, and whether there are more."""
    found = list(measures_for(user).filter(gaps=gap)[: MOST_SHOWN + 1])
    return found[:MOST_SHOWN], len(found) > MOST_SHOWN


def remedy_complete(gap: Gap) -> Check:
    """A line of the gap's checklist: every measure that stands has an owner, a date and a cost."""
    label = _("A remedy with owner, date and cost")
    measures = gap.measures.filter(state__in=STANDING)
    found = measures.aggregate(
        all=Count("pk"), lacking=Count("pk", filter=Q(responsible=None) | Q(due_on=None) | Q(cost=None))
    )
    if not found["all"]:
        return Check(label, None, _("No measure yet"))
    if not found["lacking"]:
        return Check(label, True)
    note = ngettext(
        "%(number)s measure lacks one of them", "%(number)s measures lack one of them", found["lacking"]
    )
    return Check(label, False, note % {"number": found["lacking"]})
