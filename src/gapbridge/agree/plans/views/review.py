"""The end of a plan's year, step by step: look at what became of it, carry the rest over, close."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from gapbridge.agree.plans import actions
from gapbridge.agree.plans.forms import ReviewForm, carry_form
from gapbridge.agree.plans.models import Measure, Plan
from gapbridge.agree.plans.queries import heirs_of, outcomes, unfinished
from gapbridge.base.access import page
from gapbridge.base.forms import form_page


@page(Plan, perm="plans.change_plan", related=("programme",))
def review(request: HttpRequest, plan: Plan) -> HttpResponse:
    if plan.state != "adopted":
        messages.warning(request, _("A plan is reviewed once, after it was adopted."))
        return redirect(plan)
    return form_page(
        request,
        ReviewForm,
        initial={"language": request.user.language},
        title=_("Review the plan"),
        intro=_("Look at what became of each measure, and write down what the next plan shall know."),
        submit=_("Keep the review"),
        parent=plan,
        stage="agree",
        template="plans/review.html",
        context={"outcomes": outcomes(plan, request.user), "plan": plan},
        done=_next_step,
        said=_("The review is kept."),
        act=lambda data: actions.review_plan(
            actor=request.user, plan=plan, language=data.pop("language"), review=data
        ),
    )


def _next_step(plan: Plan) -> str:
    return reverse("plans:carry", args=[plan.pk]) if unfinished(plan) else plan.get_absolute_url()


@page(Plan, perm="plans.change_plan", related=("programme",))
def carry(request: HttpRequest, plan: Plan) -> HttpResponse:
    if plan.state != "reviewed" or not unfinished(plan):
        messages.warning(
            request, _("There is nothing to carry over: a reviewed plan leaves unfinished measures.")
        )
        return redirect(plan)
    return form_page(
        request,
        carry_form(plan),
        plan=plan,
        title=_("Carry unfinished measures over"),
        intro=_(
            "What was agreed stays agreed: the measure goes on under the same promise, with a new date. "
            "Money not yet paid goes along; reports stay here and are shown there."
        ),
        submit=_("Carry over"),
        parent=plan,
        stage="agree",
        template="plans/carry.html",
        context={"heirs": heirs_of(plan), "plan": plan},
        done=plan,
        said=_said,
        act=lambda data: actions.carry_over(actor=request.user, plan=plan, **data),
    )


def _said(made: list[Measure]) -> str:
    return ngettext("%(number)s measure goes on.", "%(number)s measures go on.", len(made)) % {
        "number": len(made)
    }
