"""Self-checks: by the call's rules, and by its grid. What is typed here is not kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gapbridge.act.calls import forms, grids, pages
from gapbridge.act.calls.eligibility import Finding, asked, check, judge, plan_of, verdict
from gapbridge.act.calls.models import Call
from gapbridge.act.calls.rules import organisations_of
from gapbridge.base.access import page
from gapbridge.people.models import Organisation


@page(Call, public=True, related=("intervention__programme", "procedure"))
def self_check(request: HttpRequest, call: Call) -> HttpResponse:
    own = organisations_of(request.user) if request.user.is_authenticated else []
    organisations = Organisation.objects.filter(pk__in=own)
    context = _own(request, call, organisations) if own else _visitor(request, call)
    context |= pages.frame(call, "check", _("May we apply?")) | {
        "rules": [asked(each) for each in call.rules.all()],
        "has_account": bool(own),
    }
    findings: list[Finding] | None = context.get("findings")
    if findings is not None:
        context["verdict"] = verdict(findings)
        context["lacking"] = [each for each in findings if each.ok is False]
        context["unknown"] = [each for each in findings if each.ok is None]
    status = 422 if context["form"].is_bound and not context["form"].is_valid() else 200
    return render(request, "calls/self_check.html", context, status=status)


def _own(request: HttpRequest, call: Call, own: Any) -> dict[str, Any]:
    """By the organisation's file: at once when there is one organisation only."""
    asked_for = bool(request.GET)
    form = forms.OrganisationForm(request.GET if asked_for else None, call=call, own=own)
    if asked_for and not form.is_valid():
        return {"form": form}
    if not asked_for and len(own) != 1:
        return {"form": form}
    organisation = form.cleaned_data["organisation"] if asked_for else own[0]
    more = {name: form.cleaned_data.get(name) for name in ("amount", "lot")} if asked_for else {}
    return {"form": form, "organisation": organisation, "findings": check(call, organisation, **more)}


def _visitor(request: HttpRequest, call: Call) -> dict[str, Any]:
    if request.method != "POST":
        return {"form": forms.VisitorForm(call=call)}
    form = forms.VisitorForm(request.POST, call=call)
    if not form.is_valid():
        return {"form": form}
    plan = plan_of(call, amount=form.cleaned_data.get("amount"))
    return {"form": form, "findings": judge(call.rules.all(), form.facts(plan.on.year - 1), plan)}


@page(Call, public=True, related=("intervention__programme", "procedure"))
def grid(request: HttpRequest, call: Call) -> HttpResponse:
    steps = grids.grids_of(call)
    form_class = forms.self_score_form([each.step for each in steps])
    form = form_class(request.POST if request.method == "POST" else None)
    results = None
    if form.is_bound and form.is_valid():
        scores = {int(name[1:]): int(value) if value else None for name, value in form.cleaned_data.items()}
        results = grids.results(steps, scores)
    context = pages.frame(call, "grid", _("Check yourself against the grid")) | {
        "form": form,
        "steps": [_with_fields(each, form) for each in steps],
        "results": results,
    }
    return render(request, "calls/grid.html", context, status=422 if form.errors else 200)


def _with_fields(step: grids.Grid, form: Any) -> dict[str, Any]:
    return {
        "grid": step,
        "sections": [
            {
                "section": each,
                "questions": [
                    {"question": question, "out_of": points, "field": form[f"q{question.pk}"]}
                    for question, points in each.questions
                ],
            }
            for each in step.sections
        ],
    }
