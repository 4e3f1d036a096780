from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps.queries import steps_of
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.programmes.models import Programme
from gapbridge.programmes.queries import create_actions

from . import actions
from .filters import MeasureFilter, PlanFilter
from .forms import MeasureForm, PlanForm
from .models import Measure, Plan
from .queries import OPEN_STATES, gaps_of, measures_for, overview, plans_for

PLAN_COLUMNS = (
    Column("title", _("Plan"), sort="title", link=True),
    Column("programme", _("Programme"), sort="programme__short_title"),
    Column("starts_on", _("From"), sort="starts_on", kind="date"),
    Column("ends_on", _("To"), sort="ends_on", kind="date"),
    Column("measures_planned", _("Measures"), sort="measures_planned", kind="number"),
    Column("measures_done", _("Done"), sort="measures_done", kind="number"),
    Column("state", _("State"), sort="state", kind="badge"),
)
MEASURE_COLUMNS = (
    Column("code", _("Code"), sort="code", link=True),
    Column("title", _("Measure"), sort="title", link=True),
    Column(
        "gaps", _("Gaps"), value=lambda measure: ", ".join(gap.code for gap in measure.gaps.all()) or None
    ),
    Column("responsible", _("Responsible"), sort="responsible__name"),
    Column("due_on", _("By"), sort="due_on", kind="date"),
    Column("cost", _("Cost"), sort="cost", kind="number"),
    Column("plan", _("Plan"), sort="plan__title"),
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
    may_change = plan.state != "closed" and request.user.has_perm("plans.change_plan", plan)
    context = {
        "plan": plan,
        "stage": "agree",
        "overview": overview(plan, request.user),
        "steps": steps_of(plan),
        "may_change": may_change,
        "today": timezone.localdate(),
        "open_states": OPEN_STATES,
    }
    return render(request, "plans/plan.html", context)


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


@page(Measure, public=True, related=("plan__programme", "plan__national_plan", "responsible"))
def measure_page(request: HttpRequest, measure: Measure) -> HttpResponse:
    context = {
        "measure": measure,
        "stage": "agree",
        "gaps": gaps_of(measure, request.user),
        "sees_plan": Plan.objects.visible_to(request.user).filter(pk=measure.plan_id).exists(),
        "clauses": measure.clauses.select_related("framework"),
        "partners": measure.partners.all(),
        "steps": steps_of(measure),
        "is_late": measure.state in OPEN_STATES and measure.due_on and measure.due_on < timezone.localdate(),
        "may_change": not actions.why_fixed(measure)
        and request.user.has_perm("plans.change_measure", measure),
    }
    return render(request, "plans/measure.html", context)


@page(Plan, perm="plans.add_measure", related=("programme", "national_plan"))
def new_measure(request: HttpRequest, plan: Plan) -> HttpResponse:
    return form_page(
        request,
        MeasureForm,
        plan=plan,
        reader=request.user,
        title=_("New measure"),
        intro=_("It stays proposed until a consultation agrees it."),
        parent=plan,
        stage="agree",
        act=lambda data: actions.create_measure(actor=request.user, plan=plan, **data),
    )


@page(Measure, perm="plans.change_measure", related=("plan__programme", "plan__national_plan"))
def edit_measure(request: HttpRequest, measure: Measure) -> HttpResponse:
    if refusal := actions.why_fixed(measure):
        messages.warning(request, refusal)
        return redirect(measure)
    agreed = measure.state != "proposed"
    return form_page(
        request,
        MeasureForm,
        instance=measure,
        plan=measure.plan,
        reader=request.user,
        title=_("Change the measure"),
        intro=_("What was agreed stays as it is. Dates, cost and who carries it out may change.")
        if agreed
        else "",
        parent=measure,
        stage="agree",
        act=lambda data: actions.change_measure(actor=request.user, measure=measure, **data),
    )
