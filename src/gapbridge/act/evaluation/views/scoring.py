"""Scoring: an evaluator's list, the application beside the grid, and everybody's scores once they are released."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gapbridge.act.applications.models import Application
from gapbridge.act.evaluation import actions, drafting
from gapbridge.act.evaluation.actions.scoring import LONGEST, may_score
from gapbridge.act.evaluation.filters import MineFilter
from gapbridge.act.evaluation.forms.scoring import ScoreForm
from gapbridge.act.evaluation.models import Assignment
from gapbridge.act.evaluation.queries import assignments_of, reading, rounds_of
from gapbridge.act.evaluation.release import sheets_of
from gapbridge.act.procedures.queries import grid_of
from gapbridge.base.access import page
from gapbridge.base.forms import put_beside_fields
from gapbridge.base.listing import Column, list_page

OF_ASSIGNMENT = (
    "evaluator",
    "call_step__step__procedure",
    "call_step__call__intervention__programme",
    "call_step__call__procedure",
    "application__organisation",
    "application__lot",
    "application__call__intervention__programme",
)

OF_APPLICATION = ("call__intervention__programme", "call__procedure", "organisation", "lot")

MINE = (
    Column(
        "number",
        pgettext_lazy("of a document", "Number"),
        sort="application__number",
        value=lambda row: row.application.number,
    ),
    Column(
        "application",
        gettext_lazy("Project"),
        sort="application__title",
        value=lambda row: row.application,
        link=True,
    ),
    Column(
        "organisation",
        gettext_lazy("Applicant"),
        sort="application__organisation__name",
        value=lambda row: row.application.organisation,
    ),
    Column(
        "step", gettext_lazy("Step"), value=lambda row: row.call_step.step, sort="call_step__step__position"
    ),
    Column("kept", gettext_lazy("Your scores"), value=reading.progress_said),
    Column(
        "due",
        gettext_lazy("By"),
        value=lambda row: row.call_step.scores_due_on,
        sort="call_step__scores_due_on",
        kind="date",
    ),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


@page(perm="evaluation.evaluate", methods=("GET", "HEAD"))
def mine(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("My evaluations"),
        queryset=assignments_of(request.user),
        columns=MINE,
        filters=MineFilter,
        empty=_(
            "Nothing is open to you. The grants office gives applications to evaluators after a call's deadline."
        ),
        stage="act",
        template="evaluation/mine.html",
        context={"rounds": rounds_of(request.user)},
    )


@page(Assignment, related=OF_ASSIGNMENT)
def assignment_page(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """For its evaluator, while scores may be given: the application beside the grid. For others the scores."""
    own = request.user.has_perm("evaluation.score_assignment", assignment)
    if not own or not may_score(assignment):
        return redirect("evaluation:scores", assignment.application_id)
    return _score(request, assignment)


def _score(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    grid = grid_of(assignment.call_step.step)
    if request.method != "POST":
        return _scoring_page(request, assignment, ScoreForm(grid=grid, initial=_initial(assignment)))
    form = ScoreForm(request.POST, grid=grid, initial=_initial(assignment))
    kept = _keep(request, assignment, form)
    if "keep" in request.POST:
        messages.success(request, _("Your scores are kept. Nobody sees them before you give them."))
        return redirect(assignment)
    stands = drafting.values_of(kept.draft)
    if _others_words(form, stands):
        text = _(
            "You wrote in another window too. Both texts stand in the comment now: look, then give the scores."
        )
        form = ScoreForm(grid=grid, initial=_initial(kept))
        return _scoring_page(request, kept, form, warning=text, status=422)
    if form.is_valid():
        try:
            actions.score(
                actor=request.user,
                assignment=assignment,
                scores=form.scores(),
                comment=form.cleaned_data["comment"],
            )
        except ValidationError as refusal:
            put_beside_fields(form, refusal)
        else:
            messages.success(
                request, _("Your scores are given. You can change them until they are released.")
            )
            return redirect("evaluation:mine")
    return _scoring_page(request, kept, form, status=422)


def _others_words(form: ScoreForm, stands: dict[str, str]) -> bool:
    return any(
        stands.get(name, "").strip() != form.data.get(name, "").replace("\r\n", "\n")[:LONGEST].strip()
        for name in form.fields
        if name.startswith("comment") and stands.get(name)
    )


def _keep(request: HttpRequest, assignment: Assignment, form: ScoreForm) -> Assignment:
    scores, comment = form.typed_here()
    version = request.POST.get("based_on", "")
    return actions.keep_scores(
        actor=request.user,
        assignment=assignment,
        scores=scores,
        comment=comment,
        based_on=int(version) if version.isascii() and version.isdigit() else 0,
        window=request.POST.get("window", "")[:20],
    )


def _initial(assignment: Assignment) -> dict[str, str]:
    return drafting.values_of(assignment.draft)


def _scoring_page(
    request: HttpRequest, assignment: Assignment, form: ScoreForm, *, warning: str = "", status: int = 200
) -> HttpResponse:
    application = assignment.application
    context = {
        "title": application.title,
        "stage": "act",
        "assignment": assignment,
        "application": application,
        "call_step": assignment.call_step,
        "call": assignment.call_step.call,
        "procedure": assignment.call_step.step.procedure,
        "form": form,
        "warning": warning,
        "window": get_random_string(10),
        "version": assignment.draft_version,
        "sections": reading.sections_read(assignment, request.user),
        "neighbours": reading.neighbours(assignment),
    }
    return render(request, "evaluation/assignment.html", context, status=status)


@page(Assignment, perm="evaluation.score_assignment", related=OF_ASSIGNMENT, methods=("POST",))
def keep(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """What the page sends by itself while it is filled in."""
    form = ScoreForm(request.POST, grid=grid_of(assignment.call_step.step))
    try:
        _keep(request, assignment, form)
    except ValidationError as refusal:
        return HttpResponse(" ".join(refusal.messages), status=400, content_type="text/plain")
    saved = _("Kept at %(time)s. Not given yet.") % {"time": time_format(localtime(), "TIME_FORMAT")}
    return JsonResponse({"saved": saved})


@page(
    Application,
    related=("call__intervention__programme", "call__procedure", "organisation", "lot"),
    methods=("GET", "HEAD"),
)
def scores(request: HttpRequest, application: Application) -> HttpResponse:
    """All scores of an application that this reader may read, step by step."""
    steps = reading.steps_with_scores(application, request.user)
    found = [(step, sheets) for step in steps if (sheets := sheets_of(application, step, request.user))]
    if not found and not request.user.has_perm("evaluation.run_evaluation", application):
        return redirect(application)
    context = {
        "title": _("Scores: %(application)s") % {"application": application.title},
        "stage": "act",
        "application": application,
        "call": application.call,
        "steps": [reading.ScoresOfStep(step, sheets) for step, sheets in found],
        "back": reverse("evaluation:mine")
        if request.user.has_perm("evaluation.evaluate", application)
        else "",
    }
    return render(request, "evaluation/scores.html", context)
