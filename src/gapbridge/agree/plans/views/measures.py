from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps.queries import steps_of
from gapbridge.agree.plans import actions
from gapbridge.agree.plans.forms import FundingForm, MeasureForm
from gapbridge.agree.plans.models import Funding, Measure, Plan
from gapbridge.agree.plans.queries import (
    OPEN_STATES,
    days_late,
    fundings_of,
    gaps_of,
    reports_of,
)
from gapbridge.base.access import page
from gapbridge.base.forms import form_page

FUNDED = ("proposed", "agreed", "under_way", "done")  # states in which rows of funding may change


@page(
    Measure,
    public=True,
    related=("plan__programme", "plan__national_plan", "responsible", "carried_from__plan"),
)
def measure_page(request: HttpRequest, measure: Measure) -> HttpResponse:
    user = request.user
    plans = Plan.objects.visible_to(user)
    context = {
        "measure": measure,
        "stage": "agree",
        "gaps": gaps_of(measure, user),
        "sees_plan": plans.filter(pk=measure.plan_id).exists(),
        "clauses": measure.clauses.select_related("framework"),
        "partners": measure.partners.all(),
        "steps": steps_of(measure),
        "days_late": days_late(measure, timezone.localdate()),
        "carried_into": Measure.objects.visible_to(user)
        .filter(carried_from=measure)
        .select_related("plan")
        .first(),
        "reports": reports_of(measure, user),
        "may_change": not actions.why_fixed(measure) and user.has_perm("plans.change_measure", measure),
        "may_fund": measure.state in FUNDED and user.has_perm("plans.change_measure", measure),
        "may_report": measure.state in OPEN_STATES
        and measure.responsible_id
        and user.has_perm("plans.report_progress", measure),
        **money_of(measure, user),
    }
    return render(request, "plans/measure.html", context)


def money_of(measure: Measure, user: Any) -> dict[str, Any]:
    """The rows of funding that the reader may see, and what they come to."""
    fundings = fundings_of(measure, user)
    funded = sum(each.amount for each in fundings)
    whole = user.has_perm("plans.see_money", measure)  # others see but their own part of it
    missing = max(measure.cost - funded, 0) if whole and measure.cost is not None else None
    return {"fundings": fundings, "funded": funded, "sees_money": whole, "missing": missing}


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


# --- money ---------------------------------------------------------------------------------------


@page(Measure, perm="plans.change_measure", related=("plan__programme",))
def new_funding(request: HttpRequest, measure: Measure) -> HttpResponse:
    return form_page(
        request,
        FundingForm,
        measure=measure,
        title=_("Write down money for this measure"),
        intro=_("One line for each source. What is planned, funded and missing is counted from these lines."),
        parent=measure,
        stage="agree",
        done=measure,
        act=lambda data: actions.add_funding(actor=request.user, measure=measure, **data),
    )


@page(Funding, perm="plans.change_funding", related=("measure__plan__programme",))
def edit_funding(request: HttpRequest, funding: Funding) -> HttpResponse:
    measure = funding.measure
    return form_page(
        request,
        FundingForm,
        instance=funding,
        measure=measure,
        title=_("Change what is written about this money"),
        parent=measure,
        stage="agree",
        done=measure,
        act=lambda data: actions.change_funding(actor=request.user, funding=funding, **data),
    )


@page(Funding, perm="plans.change_funding", related=("measure__plan",), methods=("POST",))
def remove_funding(request: HttpRequest, funding: Funding) -> HttpResponse:
    measure = actions.remove_funding(actor=request.user, funding=funding)
    messages.success(request, _("The line is gone."))
    return redirect(measure)
