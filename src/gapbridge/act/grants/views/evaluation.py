from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gapbridge.act.grants import actions
from gapbridge.act.grants.filters import AssignmentFilter
from gapbridge.act.grants.forms import EvaluatorsForm, ShareOutForm, score_form, scores_in
from gapbridge.act.grants.models import Application, Assignment, Call
from gapbridge.act.grants.queries import assignments_of, awarded_total, evaluators_of, ranking
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page


def _points(name: str) -> Any:
    def value(row: Application) -> float | None:
        points = getattr(row, name)
        return None if points is None else round(points, 1)

    return value


def _budget_line(row: Application) -> str | None:
    if row.state == "declined":
        return None
    return _("within") if row.cumulated <= row.call.budget else _("beyond")


RANKING = (
    Column("rank", gettext_lazy("Rank"), kind="number"),
    Column("title", gettext_lazy("Project"), sort="title", link=True),
    Column("organisation", gettext_lazy("Applicant"), sort="organisation__name"),
    Column("theme", gettext_lazy("Theme"), sort="theme__name"),
    Column("points", gettext_lazy("Points"), sort="points", value=_points("points"), kind="number"),
    Column("spread", gettext_lazy("Spread"), sort="spread", value=_points("spread"), kind="number"),
    Column(
        "scored", gettext_lazy("Evaluators"), sort="scored", value=lambda row: f"{row.scored}/{row.given}"
    ),
    Column("amount", gettext_lazy("Amount"), sort="amount", kind="number"),
    Column("cumulated", gettext_lazy("Cumulated"), sort="cumulated", kind="number"),
    Column("line", gettext_lazy("Budget"), value=_budget_line),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


@page(Call, perm="grants.rank_applications", related=("intervention__programme",), methods=("GET", "HEAD"))
def ranking_page(request: HttpRequest, call: Call) -> HttpResponse:
    awarded = awarded_total(call)
    return list_page(
        request,
        title=_("Ranking: %(call)s") % {"call": call},
        intro=_(
            "The evaluators' mean, weighted by the grid; the spread is between the highest and the lowest."
        ),
        queryset=ranking(call),
        columns=RANKING,
        empty=_("No application has been submitted."),
        stage="act",
        template="grants/ranking.html",
        context={"call": call, "awarded": awarded, "left": call.budget - awarded},
    )


@page(Call, perm="grants.change_call", related=("intervention__programme",))
def share_out(request: HttpRequest, call: Call) -> HttpResponse:
    return form_page(
        request,
        ShareOutForm,
        offered=evaluators_of(call.programme_id),
        title=_("Share out the applications"),
        intro=_("Evaluators get about equally many each. Nobody evaluates their own organisation."),
        parent=call,
        stage="act",
        submit=_("Share out"),
        autosave=False,
        done=reverse("grants:ranking", args=[call.pk]),
        act=lambda data: _say_shared(
            request, actions.share_out_applications(actor=request.user, call=call, **data)
        ),
        said=_("The applications are shared out."),
    )


def _say_shared(request: HttpRequest, number: int) -> int:
    text = ngettext(
        "%(count)s application was given to an evaluator.",
        "%(count)s times an application was given to an evaluator.",
        number,
    )
    messages.info(request, text % {"count": number})
    return number


@page(Application, perm="grants.assign_evaluators", related=("call__intervention__programme", "organisation"))
def choose_evaluators(request: HttpRequest, application: Application) -> HttpResponse:
    return form_page(
        request,
        EvaluatorsForm,
        offered=evaluators_of(application.programme_id),
        title=_("Choose evaluators"),
        intro=_("Two or more. Each declares impartiality before anything can be read."),
        parent=application,
        stage="act",
        autosave=False,
        done=application.get_absolute_url(),
        act=lambda data: actions.assign_evaluators(
            actor=request.user, application=application, evaluators=data["evaluators"]
        ),
    )


@page(Assignment, perm="grants.assign_evaluators", methods=("POST",))
def withdraw_assignment(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    application = assignment.application
    try:
        actions.withdraw_assignment(actor=request.user, assignment=assignment)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(application)


ASSIGNMENTS = (
    Column(
        "application",
        gettext_lazy("Applicant"),
        sort="application__organisation__name",
        value=lambda row: row.application.organisation,
        link=True,
    ),
    Column(
        "call",
        gettext_lazy("Call"),
        sort="application__call__intervention__title",
        value=lambda row: row.application.call,
    ),
    Column("scored_at", gettext_lazy("Scored"), sort="scored_at", kind="date"),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


@page(perm="grants.evaluate", methods=("GET", "HEAD"))
def assignment_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("My evaluations"),
        intro=_("Declare first that you are impartial; then you can read the application and score it."),
        queryset=assignments_of(request.user),
        columns=ASSIGNMENTS,
        filters=AssignmentFilter,
        empty=_(
            "Nothing has been given to you. The grants office chooses evaluators after a call's deadline."
        ),
        stage="act",
    )


@page(
    Assignment,
    related=("application__call__intervention__programme", "application__organisation", "application__theme"),
)
def assignment_page(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """For its evaluator alone: the declaration, then the application with the grid. Others go to the application."""
    application = assignment.application
    if not request.user.has_perm("grants.score_assignment", assignment):
        return redirect(application)
    if assignment.state == "given":
        return render(request, "grants/declare.html", _facts(assignment))
    if application.call.state != "evaluation":
        return redirect(application)
    return _score(request, assignment)


def _facts(assignment: Assignment) -> dict[str, Any]:
    return {
        "title": _("Evaluate an application"),
        "stage": "act",
        "assignment": assignment,
        "application": assignment.application,
        "call": assignment.application.call,
    }


def _score(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    application = assignment.application
    criteria = list(application.call.criteria.all())
    given = {score.criterion_id: score for score in assignment.scores.all()}
    initial: dict[str, Any] = {"comment": assignment.comment}
    for pk, score in given.items():
        initial |= {f"value_{pk}": str(score.value), f"comment_{pk}": score.comment}
    return form_page(
        request,
        score_form(criteria),
        initial=initial,
        title=application.title,
        parent=None,
        stage="act",
        submit=_("Give the scores"),
        template="grants/assignment.html",
        context=_facts(assignment) | {"title": application.title},
        done=reverse("grants:assignments"),
        said=_("Your scores are kept. You can change them until the call is decided."),
        act=lambda data: actions.score(
            actor=request.user,
            assignment=assignment,
            scores=scores_in(data, criteria),
            comment=data["comment"],
        ),
    )
