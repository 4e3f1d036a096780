from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.base import charts
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.programmes.models import Programme
from gapbridge.programmes.queries import create_actions
from gapbridge.prove.reach import engine
from gapbridge.prove.reach.counters import COUNTERS
from gapbridge.prove.reach.forms import BreakdownForm
from gapbridge.prove.reach.views import figure_context

from . import actions, queries
from .forms import IndicatorForm, ObservationForm, ResultForm, TargetForm
from .models import Indicator, Result

STAGE = "prove"


@page(public=True, methods=("GET", "HEAD"))
def result_list(request: HttpRequest) -> HttpResponse:
    """The results frameworks that the reader may see."""
    context = {
        "title": _("Results"),
        "stage": STAGE,
        "frameworks": queries.frameworks_for(request.user),
        "actions": create_actions(request.user, "results.add_result", "results:new_result", _("New result")),
    }
    return render(request, "results/list.html", context)


@page(Programme, public=True, methods=("GET", "HEAD"))
def programme_page(request: HttpRequest, programme: Programme) -> HttpResponse:
    results = queries.results_for(programme, request.user)
    indicators = [indicator for result in results for indicator in result.shown]  # type: ignore[attr-defined]
    context = {
        "title": _("Results of %(programme)s") % {"programme": programme},
        "stage": STAGE,
        "programme": programme,
        "branches": queries.branches(results, queries.values_of(indicators, reader=request.user)),
    }
    return render(request, "results/programme.html", context)


@page(Indicator, public=True, related=("result__programme",), methods=("GET", "HEAD"))
def indicator_page(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    value = queries.value_of(indicator, reader=request.user)
    context = {
        "title": indicator.title,
        "stage": STAGE,
        "indicator": indicator,
        "programme": indicator.result.programme,
        "value": value,
        "targets": queries.targets_of(indicator),
        "course": _course(indicator, request.user),
        "observations": [] if indicator.counter else queries.observations_of(indicator)[:50],
        "interventions": queries.interventions_of(indicator, request.user),
        **_figure(request, indicator),
    }
    return render(request, "results/indicator.html", context)


def _course(indicator: Indicator, user: Any) -> charts.Chart | None:
    points = queries.course_of(indicator, timezone.localdate(), user)
    if len(points) < 2 or indicator.kind == Indicator.Kind.QUALITATIVE:
        return None
    named = [(queries.quarter_name(end), value) for end, value in points]
    return charts.columns(
        _("Course"), named, head=(_("Until"), indicator.unit or _("Value")), unit=_unit(indicator)
    )


def _unit(indicator: Indicator) -> str:
    return " %" if indicator.kind == Indicator.Kind.PERCENTAGE else ""


def _figure(request: HttpRequest, indicator: Indicator) -> dict[str, Any]:
    """The count behind the indicator, broken down, and its records; nothing where it is observed."""
    counter = COUNTERS.get(indicator.counter)
    if counter is None:
        return {"form": None, "counter": None}
    scope = queries.scope_of(indicator)
    is_keeper = engine.is_keeper(request.user, counter, scope.programmes)
    form = BreakdownForm(request.GET, counter=counter, is_keeper=is_keeper)
    return {"form": form, **figure_context(request, indicator.result.programme, counter, scope, form)}


@page(Programme, perm="results.add_result")
def new_result(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        ResultForm,
        programme=programme,
        act=lambda data: actions.create_result(actor=request.user, programme=programme, **data),
        title=_("New result"),
        parent=programme,
        done=reverse("results:programme", args=[programme.pk]),
        stage=STAGE,
    )


@page(Result, perm="results.change_result", related=("programme",))
def edit_result(request: HttpRequest, result: Result) -> HttpResponse:
    return form_page(
        request,
        ResultForm,
        instance=result,
        programme=result.programme,
        act=lambda data: actions.change_result(actor=request.user, result=result, **data),
        title=_("Edit the result"),
        parent=result,
        stage=STAGE,
    )


@page(Result, perm="results.add_indicator", related=("programme",))
def new_indicator(request: HttpRequest, result: Result) -> HttpResponse:
    return form_page(
        request,
        IndicatorForm,
        result=result,
        act=lambda data: actions.create_indicator(actor=request.user, result=result, **data),
        title=_("New indicator"),
        intro=result,
        parent=result,
        stage=STAGE,
    )


@page(Indicator, perm="results.change_indicator", related=("result__programme",))
def edit_indicator(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    return form_page(
        request,
        IndicatorForm,
        instance=indicator,
        result=indicator.result,
        act=lambda data: actions.change_indicator(actor=request.user, indicator=indicator, **data),
        title=_("Edit the indicator"),
        parent=indicator,
        stage=STAGE,
    )


@page(Indicator, perm="results.change_indicator", related=("result__programme",))
def new_target(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    return form_page(
        request,
        TargetForm,
        act=lambda data: actions.set_target(actor=request.user, indicator=indicator, **data),
        title=_("Set a target"),
        intro=indicator,
        parent=indicator,
        done=indicator,
        stage=STAGE,
    )


@page(Indicator, perm="results.record_observation", related=("result__programme",))
def new_observation(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    return form_page(
        request,
        ObservationForm,
        indicator=indicator,
        act=lambda data: actions.record_observation(actor=request.user, indicator=indicator, **data),
        title=_("Record an observation"),
        intro=indicator,
        parent=indicator,
        done=indicator,
        stage=STAGE,
    )


@page(Indicator, perm="results.publish_indicator", related=("result__programme",), methods=("POST",))
def publish(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    try:
        actions.publish_indicator(actor=request.user, indicator=indicator)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Published: everyone can read it now."))
    return redirect(indicator)
