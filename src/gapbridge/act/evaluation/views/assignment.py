"""The board of a step, and who is given what."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from gapbridge.act.applications.models import Application
from gapbridge.act.evaluation import actions, course
from gapbridge.act.evaluation.filters import BoardFilter
from gapbridge.act.evaluation.forms.evaluators import DueForm
from gapbridge.act.evaluation.models import Assignment, CallStep
from gapbridge.act.evaluation.proposing import propose_assignment
from gapbridge.act.evaluation.queries import board, calibration, figures, giving, published
from gapbridge.base import charts
from gapbridge.base.access import page
from gapbridge.base.errors import Refused, WrongState
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page

OF_STEP = ("step__procedure", "call__intervention__programme", "call__procedure")
OF_STEP_OF_ASSIGNMENT = tuple(f"call_step__{each}" for each in OF_STEP)
ROWS = 25


def _evaluators(row: Any) -> str | None:
    """ "A name 72, another –": each with the points given, as a text that the export takes as well."""
    return ", ".join(f"{each.evaluator} {_points(each.points)}" for each in row.evaluations) or None


def _points(points: Any) -> str:
    return "–" if points is None else number_format(points.normalize(), use_l10n=True)


def _progress(row: Any) -> str:
    if row.needs_third:
        return _("Needs a third evaluator")
    if row.given == 0:
        return _("Not given yet")
    return f"{row.scored}/{row.given}"


BOARD = (
    Column("number", pgettext_lazy("of a document", "Number"), sort="number"),
    Column(
        "title",
        gettext_lazy("Project"),
        sort="title",
        link=True,
        href=lambda row: reverse("evaluation:scores", args=[row.pk]),
    ),
    Column("organisation", gettext_lazy("Applicant"), sort="organisation__name"),
    Column("lot", gettext_lazy("Lot"), sort="lot__number", value=lambda row: row.lot.number, kind="number"),
    Column("evaluators", gettext_lazy("Evaluators"), value=_evaluators),
    Column("points", gettext_lazy("Points"), sort="points", kind="number"),
    Column("spread", gettext_lazy("Spread"), sort="spread", kind="number"),
    Column("progress", gettext_lazy("Scored"), sort="scored", value=_progress),
)


@page(CallStep, perm="evaluation.run_evaluation", related=OF_STEP, methods=("GET", "HEAD"))
def board_page(request: HttpRequest, call_step: CallStep) -> HttpResponse:
    _scored_only(call_step)
    return list_page(
        request,
        title=_("Scores: %(step)s") % {"step": call_step},
        queryset=board(call_step, request.user),
        columns=BOARD,
        filters=BoardFilter,
        empty=_("No application is in this step."),
        stage="act",
        template="evaluation/board.html",
        context={
            "call_step": call_step,
            "call": call_step.call,
            "figures": figures(call_step, request.user),
            "open": call_step.state in {"waiting", "under_way"},
            "released": published(call_step),
        },
    )


def _scored_only(call_step: CallStep) -> None:
    if not course.is_scored(call_step):
        raise Http404


# --- giving ------------------------------------------------------------------------------------------


@page(CallStep, perm="evaluation.assign_evaluators", related=OF_STEP)
def assign(request: HttpRequest, call_step: CallStep) -> HttpResponse:
    """The proposal, adjusted by hand, carried out: for the applications on this page, or the whole as it stands."""
    _scored_only(call_step)
    proposal = giving.seen_by(request.user, call_step, propose_assignment(call_step=call_step))
    rows = board(call_step, request.user).order_by("lot__number", "number", "pk")
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    refused = _carry_out(request, call_step, proposal, shown) if request.method == "POST" else ""
    if request.method == "POST" and not refused:
        return redirect(request.get_full_path())
    people = giving.people_of(call_step, proposal, request.user)
    context = {
        "title": _("Who evaluates what"),
        "stage": "act",
        "call_step": call_step,
        "call": call_step.call,
        "each": call_step.step.procedure.evaluators_each,
        "page": shown,
        "rows": giving.rows_of(call_step, shown, proposal, people),
        "people": people,
        "proposed": len(proposal.pairs),
        "lacking": len(proposal.lacks),
        "seal": giving.seal(proposal),
        "refused": refused,
        "open": call_step.state in {"waiting", "under_way"},
    }
    return render(request, "evaluation/giving.html", context, status=422 if refused else 200)


def _carry_out(request: HttpRequest, call_step: CallStep, proposal: Any, shown: Page) -> str:
    """Why it was refused; "" when it is done."""
    try:
        if "all" in request.POST:
            given, back = _give_all(request, call_step, proposal), 0
        else:
            wanted = giving.wanted_in(request.POST, [each.pk for each in shown])
            given, back = actions.set_assignments(actor=request.user, call_step=call_step, wanted=wanted)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    except ValueError:
        return _("Choose evaluators from the list.")
    messages.success(request, _said(given, back))
    return ""


def _give_all(request: HttpRequest, call_step: CallStep, proposal: Any) -> int:
    if request.POST.get("seal") != giving.seal(proposal):
        raise Refused(_("Something changed meanwhile: this is the proposal as it is now. Look at it again."))
    mine = board(call_step, request.user).order_by().values_list("pk", flat=True)
    applications = Application._base_manager.in_bulk(list(mine))
    users = {each.user.pk: each.user for each in giving.people_of(call_step, proposal, request.user)}
    pairs = [(applications[pk], users[user]) for pk, user in proposal.pairs if pk in applications]
    return len(actions.assign(actor=request.user, call_step=call_step, pairs=pairs))


def _said(given: int, back: int) -> str:
    text = ngettext(
        "%(count)s application was given to an evaluator.",
        "%(count)s times an application was given to an evaluator.",
        given,
    )
    said = [text % {"count": given}]
    if back:
        taken = ngettext("%(count)s was taken back.", "%(count)s were taken back.", back)
        said.append(taken % {"count": back})
    return " ".join(said)


@page(CallStep, perm="evaluation.assign_evaluators", related=OF_STEP, methods=("POST",))
def assign_third(request: HttpRequest, call_step: CallStep) -> HttpResponse:
    made = actions.assign_third(actor=request.user, call_step=call_step)
    left = board(call_step, request.user).filter(needs_third=True).count()
    messages.success(request, _said(len(made), 0))
    if left:
        text = ngettext(
            "Nobody is left who could be the third for %(count)s application: list more evaluators.",
            "Nobody is left who could be the third for %(count)s applications: list more evaluators.",
            left,
        )
        messages.warning(request, text % {"count": left})
    return redirect("evaluation:board", call_step.pk)


@page(CallStep, perm="evaluation.assign_evaluators", related=OF_STEP)
def due(request: HttpRequest, call_step: CallStep) -> HttpResponse:
    return form_page(
        request,
        DueForm,
        initial={"scores_due_on": call_step.scores_due_on},
        title=_("When are scores asked for?"),
        parent=call_step,
        stage="act",
        autosave=False,
        done=reverse("evaluation:board", args=[call_step.pk]),
        act=lambda data: actions.ask_scores_by(
            actor=request.user, call_step=call_step, on=data["scores_due_on"]
        ),
    )


@page(Assignment, perm="evaluation.assign_evaluators", methods=("POST",), related=("call_step",))
def withdraw(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    actions.withdraw_assignment(actor=request.user, assignment=assignment)
    return redirect("evaluation:board", assignment.call_step_id)


# --- calibration -------------------------------------------------------------------------------------


@page(CallStep, perm="evaluation.run_evaluation", related=OF_STEP, methods=("GET", "HEAD"))
def calibration_page(request: HttpRequest, call_step: CallStep) -> HttpResponse:
    """How the evaluators' scores compare, for the office, once they are released."""
    _scored_only(call_step)
    _published_only(call_step)
    return _calibration(request, call_step, calibration(call_step, request.user))


@page(Assignment, perm="evaluation.score_assignment", related=OF_STEP_OF_ASSIGNMENT, methods=("GET", "HEAD"))
def own_calibration(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """The same for an evaluator about themselves."""
    _published_only(assignment.call_step)
    found = calibration(assignment.call_step, request.user, only=request.user)
    return _calibration(request, assignment.call_step, found, own=True)


def _published_only(call_step: CallStep) -> None:
    if not published(call_step):
        raise WrongState(_("The scores of this step are not released yet."))


def _calibration(request: HttpRequest, call_step: CallStep, found: Any, *, own: bool = False) -> HttpResponse:
    chart = charts.pyramid(
        _("Points below and above those of the co-evaluators"),
        (_("Below"), _("Above")),
        [(str(each.evaluator), *_sides(each.deviation)) for each in found.measures],
        head=_("Evaluator"),
    )
    context = {
        "title": _("How scores compare: %(step)s") % {"step": call_step},
        "stage": "act",
        "call_step": call_step,
        "call": call_step.call,
        "found": found,
        "rows": [_measured(each, found.sections) for each in found.measures],
        "own": own,
        "percent": call_step.step.procedure.third_score_percent,
        "chart": chart if len(found.measures) > 1 else None,
    }
    return render(request, "evaluation/calibration.html", context)


def _sides(deviation: float | None) -> tuple[float | None, float | None]:
    """Length of the bar to the left, and to the right."""
    if deviation is None:
        return None, None
    return round(max(-deviation, 0), 1), round(max(deviation, 0), 1)


def _measured(measure: Any, sections: Any) -> dict[str, Any]:
    """A row of the table in words: signs stand before what is above and below."""
    return {
        "name": str(measure.evaluator),
        "scored": measure.scored,
        "mean": _rounded(measure.mean),
        "spread": _rounded(measure.spread),
        "deviation": _signed(measure.deviation),
        "sections": [(each, _signed(measure.sections.get(each.pk))) for each in sections],
    }


def _rounded(number: float | None) -> str:
    return "–" if number is None else number_format(round(number, 1), decimal_pos=1)


def _signed(number: float | None) -> str:
    if number is None:
        return "–"
    return ("+" if round(number, 1) > 0 else "") + _rounded(number)
