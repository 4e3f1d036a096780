"""Reads about plans and measures."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.quality import Check
from gapbridge.programmes.standing import standing

from .lifecycle import MEASURE
from .models import Measure, Plan
from .rules import ACTING

SOON = timedelta(days=30)
OPEN_STATES = ("agreed", "under_way")
MOST_SHOWN = 20  # measures on a gap's page; the list has them all


def plans_for(user: Any) -> QuerySet[Plan]:
    """The plans this reader may see, each with how many of its measures stand and how many are done."""
    return (
        Plan.objects.visible_to(user)
        .select_related("programme", "national_plan")
        .annotate(
            measures_planned=Count("measures", filter=~Q(measures__state="dropped")),
            measures_done=Count("measures", filter=Q(measures__state="done")),
        )
        .order_by("-starts_on", "pk")
    )


def measures_for(user: Any) -> QuerySet[Measure]:
    return (
        Measure.objects.visible_to(user)
        .select_related("plan__programme", "responsible")
        .prefetch_related("gaps")
        .order_by("plan", Length("code"), "code")
    )


@dataclass(frozen=True)
class StateCount:
    key: str
    label: Any
    count: int


@dataclass(frozen=True)
class MatrixRow:
    gap: Gap
    marks: list[tuple[Measure, bool]]


@dataclass(frozen=True)
class PlanOverview:
    """A plan as far as the reader may see it. `cost` is the sum of what is known, None when nothing is."""

    measures: list[Measure]
    states: list[StateCount]
    matrix: list[MatrixRow]
    hidden_gaps: int
    cost: Decimal | None
    without_cost: int

    @property
    def standing(self) -> list[Measure]:
        return [measure for measure in self.measures if measure.state != "dropped"]


def overview(plan: Plan, user: Any) -> PlanOverview:
    measures = list(measures_for(user).filter(plan=plan))
    standing_ones = [measure for measure in measures if measure.state != "dropped"]
    counts = Counter(measure.state for measure in measures)
    answered = {gap.pk for measure in standing_ones for gap in measure.gaps.all()}
    gaps = list(Gap.objects.visible_to(user).filter(pk__in=answered).order_by(Length("code"), "code"))
    known = [measure.cost for measure in standing_ones if measure.cost is not None]
    return PlanOverview(
        measures=measures,
        states=[StateCount(key, label, counts[key]) for key, label in MEASURE.choices if counts[key]],
        matrix=[MatrixRow(gap, [(each, gap in each.gaps.all()) for each in standing_ones]) for gap in gaps],
        hidden_gaps=len(answered) - len(gaps),
        cost=sum(known, Decimal(0)) if known else None,
        without_cost=len(standing_ones) - len(known),
    )


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
    measures = gap.measures.exclude(state="dropped")
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


def due_measures(user: Any, today: date | None = None) -> QuerySet[Measure]:
    """Measures that this person's organisations carry out and that are due within 30 days, or overdue."""
    held = standing(user)
    mine = [pk for pk in held.organisations if held.acts_for(pk, *ACTING)]
    horizon = (today or timezone.localdate()) + SOON
    return Measure.objects.filter(responsible__in=mine, state__in=OPEN_STATES, due_on__lte=horizon).order_by(
        "due_on"
    )
