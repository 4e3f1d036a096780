from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps.queries import steps_of
from gapbridge.agree.plans import actions
from gapbridge.agree.plans.filters import MeasureFilter, PlanFilter
from gapbridge.agree.plans.forms import PlanForm
from gapbridge.agree.plans.lifecycle import PLAN
from gapbridge.agree.plans.models import REVIEW_PARTS, Plan
from gapbridge.agree.plans.queries import UNDECIDED, measures_for, overview, plans_for
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.programmes.models import Programme
from gapbridge.programmes.queries import create_actions

from .parts import MEASURE_COLUMNS, tab_context

PLAN_COLUMNS = (
    Column("title", _("Plan"), sort="title", link=True),
    Column("programme", _("Programme"), sort="programme__short_title"),
    Column("starts_on", _("From"), sort="starts_on", kind="date"),
    Column("ends_on", _("To"), sort="ends_on", kind="date"),
    Column("measures_planned", _("Measures"), sort="measures_planned", kind="number"),
    Column("measures_done", _("Done"), sort="measures_done", kind="number"),
    Column("state", _("State"), sort="state", kind="badge"),
)


@page(public=True)
def plan_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Plans"),
        intro=_("What shall be done about the agreed gaps, year by year."),
        queryset=plans_for(request.user),
        columns=PLAN_COLUMNS,
        filters=PlanFilter,
        actions=create_actions(request.user, "plans.add_plan", "plans:new", _("New plan")),
        empty=_("No plan yet. A plan holds the measures of a year or a period."),
        stage="agree",
    )


@page(public=True)
def measure_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Measures"),
        intro=_("By whom, by when, at what cost."),
        queryset=measures_for(request.user),
        columns=MEASURE_COLUMNS,
        filters=MeasureFilter,
        empty=_("No measure yet. Measures are written into a plan."),
        stage="agree",
    )


@page(Plan, public=True, related=("programme", "national_plan"))
def plan_page(request: HttpRequest, plan: Plan) -> HttpResponse:
    counted = overview(plan, request.user)
    unfinished = sum(each.count for each in counted.states if each.key in UNDECIDED)
    context = {
        **tab_context(request, plan, "plan"),
        "overview": counted,
        "steps": steps_of(plan),
        "cycle": cycle_of(plan),
        "review": [(label, plan.review.get(key, "")) for key, label in REVIEW_PARTS if plan.review.get(key)],
        "unfinished": unfinished,
        "may_carry": plan.state == "reviewed" and unfinished > 0,
        "is_over": plan.ends_on < timezone.localdate(),
    }
    return render(request, "plans/plan.html", context)


@dataclass(frozen=True)
class Stage:
    """One stage of the planning cycle; `look` is "done", "now" or ""."""

    label: Any
    look: str


def cycle_of(plan: Plan) -> list[Stage]:
    """Where a plan stands in its year. A stage that it jumped over counts as passed."""
    here = [state.key for state in PLAN.states].index(plan.state)
    return [
        Stage(state.label, "done" if number < here else "now" if number == here else "")
        for number, state in enumerate(PLAN.states)
    ]


@page(Programme, perm="plans.add_plan")
def new_plan(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        PlanForm,
        title=_("New plan"),
        parent=programme,
        stage="agree",
        act=lambda data: actions.create_plan(actor=request.user, programme=programme, **data),
    )


@page(Plan, perm="plans.change_plan")
def edit_plan(request: HttpRequest, plan: Plan) -> HttpResponse:
    return form_page(
        request,
        PlanForm,
        instance=plan,
        title=_("Change the plan"),
        parent=plan,
        stage="agree",
        act=lambda data: actions.change_plan(actor=request.user, plan=plan, **data),
    )
