"""The course of an evaluation: its overview, its steps, checks, clarifications, minutes and the ranking."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation import actions, committee, course, documents, pages, tables
from gapbridge.act.evaluation.forms.steps import AnswerForm, AskForm, ChecksForm, CloseForm
from gapbridge.act.evaluation.models import CallStep, Check, Clarification
from gapbridge.act.evaluation.readers import judged_by
from gapbridge.base.access import page, visible_or_404
from gapbridge.base.errors import Refused, WrongState
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.base.middleware import received_at

OF_CALL = ("intervention__programme", "procedure")
OF_STEP = ("step", "call__intervention__programme", "call__procedure")

CALLS = (
    Column(
        "call",
        gettext_lazy("Call"),
        sort="intervention__title",
        link=True,
        value=str,
        href=lambda row: reverse("evaluation:call", args=[row.pk]),
    ),
    Column("sent", gettext_lazy("Applications"), sort="sent", kind="number"),
    Column("step_now", gettext_lazy("Step"), value=lambda row: row.step_now or None),
    Column("closes_at", gettext_lazy("Deadline"), sort="closes_at", kind="date"),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


@page(methods=("GET", "HEAD"))
def evaluations(request: HttpRequest) -> HttpResponseBase:
    return list_page(
        request,
        title=_("Evaluations"),
        intro=_("Calls whose applications are evaluated, and those that are decided."),
        queryset=pages.evaluations_for(request.user),
        columns=CALLS,
        empty=_("No call is being evaluated. A call's evaluation starts from its page, after the deadline."),
        stage="act",
    )


@page(Call, perm="evaluation.see_course", related=OF_CALL, methods=("GET", "HEAD"))
def overview(request: HttpRequest, call: Call) -> HttpResponse:
    """The office sees all of it; who sits on the committee their part."""
    may_run = request.user.has_perm("evaluation.run_evaluation", call)
    sits = request.user.has_perm("evaluation.sit", call)
    context = {"title": _("Evaluation"), "stage": "act", "call": call, "may_run": may_run}
    context |= pages.overview(call, request.user)
    context["must_declare"] = sits and not committee.has_declared(call, request.user)
    if not may_run:
        context["proposals"] = [each for each in context["proposals"] if each.state != "draft"]
    return render(request, "evaluation/steps.html", context)


@page(CallStep, related=(*OF_STEP, "closed_by"), methods=("GET", "HEAD"))
def step_page(request: HttpRequest, call_step: CallStep) -> HttpResponseBase:
    going = call_step.state in ("under_way", "released")
    blockers = course.blockers(call_step) if going else []
    reads_minutes = call_step.state == "closed" and _reads_minutes(request.user, call_step)
    return list_page(
        request,
        title=str(call_step),
        queryset=pages.rows_of_step(call_step, request.user),
        columns=tables.columns_of_step(call_step),
        empty=_("No application is in this step."),
        stage="act",
        template="evaluation/step.html",
        context={
            "call_step": call_step,
            "call": call_step.call,
            **_blockers_shown(request, call_step, blockers),
            "going": going,
            "scored": course.is_scored(call_step),
            "record": _record_for(request.user, call_step, whole=reads_minutes),
            "reads_minutes": reads_minutes,
            "languages": settings.LANGUAGES,
        },
    )


def _record_for(user: Any, call_step: CallStep, *, whole: bool) -> dict[str, Any] | None:
    """What was frozen when the step was closed; for who has a conflict about one of its applicants, counted anew
    without that one, and without what the minutes say of all."""
    if call_step.state != "closed":
        return None
    record = documents.record_shown(call_step)
    return record if whole else record | {"numbers": pages.counted_for(user, call_step), "said": []}


def _blockers_shown(
    request: HttpRequest, call_step: CallStep, blockers: list[course.Blocker]
) -> dict[str, Any]:
    """The first ten; what is about an application that is closed to the reader is only counted."""
    mine = judged_by(request.user).filter(call_id=call_step.call_id) if blockers else None
    seen = set(mine.values_list("pk", flat=True)) if mine is not None else set()
    shown = [each for each in blockers if each.application in seen][:10]
    return {"blockers": shown, "more_blockers": len(blockers) - len(shown)}


def _application_in(request: HttpRequest, call_step: CallStep, pk: Any) -> Application:
    """As far as the reader may see it, and it is this call's."""
    mine = judged_by(request.user).filter(call_id=call_step.call_id)
    found = visible_or_404(mine.select_related("organisation", "lot"), pk)
    found.call = call_step.call
    return found


@page(CallStep, perm="evaluation.run_evaluation", related=OF_STEP)
def checks(request: HttpRequest, call_step: CallStep, application: int) -> HttpResponse:
    found = _application_in(request, call_step, application)
    answered = {each.item_id: each for each in Check.objects.filter(call_step=call_step, application=found)}
    items = course.items_of(call_step)
    initial = {f"answer_{pk}": each.answer for pk, each in answered.items()}
    initial |= {f"note_{pk}": each.note for pk, each in answered.items()}
    context = pages.checks_context(call_step, found, request.user)
    following = context["next_url"] if "next" in request.POST else ""
    form_class = _reader_of(ChecksForm, items)
    return form_page(
        request,
        form_class,
        initial=initial,
        template="evaluation/step_checks.html",
        title=found.title,
        parent=call_step,
        stage="act",
        submit=_("Keep"),
        autosave=False,
        done=following or request.path,
        context=context,
        act=lambda data: actions.answer_checks(
            actor=request.user, call_step=call_step, application=found, answers=data["answers"]
        ),
    )


def _reader_of(form_class: type[ChecksForm], items: Any) -> Any:
    class Reader(form_class):  # type: ignore[misc,valid-type]
        def __init__(self, *args: Any, **kwargs: Any):
            super().__init__(*args, items=items, **kwargs)

        def clean(self) -> dict[str, Any]:
            return {**self.cleaned_data, "answers": self.answers()} if not self.errors else self.cleaned_data

    return Reader


@page(CallStep, perm="evaluation.run_evaluation", related=OF_STEP)
def ask(request: HttpRequest, call_step: CallStep, application: int) -> HttpResponse:
    found = _application_in(request, call_step, application)
    back = reverse("evaluation:checks", args=[call_step.pk, found.pk])
    return form_page(
        request,
        AskForm,
        title=_("Ask for a clarification"),
        intro=f"{found.number} {found.organisation}",
        parent=call_step,
        stage="act",
        submit=_("Ask"),
        said=_("The applicant is written to."),
        done=back,
        act=lambda data: actions.ask_clarification(
            actor=request.user, call_step=call_step, application=found, **data
        ),
    )


@page(
    Clarification,
    related=(
        "call_step__step",
        "call_step__call",
        "application__organisation",
        "application__call__intervention",
    ),
)
def clarification_page(request: HttpRequest, clarification: Clarification) -> HttpResponse:
    may_answer = (
        clarification.answered_at is None
        and request.user.has_perm("evaluation.answer_clarification", clarification)
        and course.day_in(clarification.application.call, received_at(request)) <= clarification.due_on
    )
    context = {
        "title": _("Clarification"),
        "stage": "act",
        "clarification": clarification,
        "application": clarification.application,
        "may_answer": may_answer,
    }
    if not may_answer and request.method != "POST":
        return render(request, "evaluation/step_clarification.html", context | {"form": None})
    return form_page(
        request,
        AnswerForm,
        template="evaluation/step_clarification.html",
        title=_("Clarification"),
        parent=clarification.application,
        stage="act",
        submit=_("Send the answer"),
        said=_("Your answer has arrived."),
        context=context,
        act=lambda data: actions.answer_clarification(
            actor=request.user, clarification=clarification, received_at=received_at(request), **data
        ),
    )


@page(CallStep, perm="evaluation.run_evaluation", related=OF_STEP)
def close(request: HttpRequest, call_step: CallStep) -> HttpResponse:
    if call_step.state == "closed" and request.method != "POST":
        return redirect(call_step)
    if call_step.state == "waiting":
        raise WrongState(_("This step has not begun."))
    blockers = course.blockers(call_step)
    return form_page(
        request,
        CloseForm,
        people=tables.people_of(call_step.call),
        initial={"language": get_language()},
        template="evaluation/step_close.html",
        title=_("Close “%(step)s”") % {"step": call_step},
        parent=call_step,
        stage="act",
        submit=_("Close this step"),
        said=_("Closed. The letters are written."),
        done=call_step,
        context={
            "call_step": call_step,
            **_blockers_shown(request, call_step, blockers),
            "preview": tables.preview_of(call_step, request.user) if not blockers else None,
        },
        act=lambda data: actions.close_step(
            actor=request.user,
            call_step=CallStep.objects.select_related(*OF_STEP).get(pk=call_step.pk),
            **data,
        ),
    )


@page(CallStep, related=(*OF_STEP, "closed_by"), methods=("GET", "HEAD"))
def minutes(request: HttpRequest, call_step: CallStep, language: str) -> HttpResponse:
    """The minutes of a closed step as PDF."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    if call_step.state != "closed":
        raise WrongState(_("The minutes are there once the step is closed."))
    if not _reads_minutes(request.user, call_step):
        raise Refused(_("The record tells of an applicant about whom you have a conflict of interest."))
    return documents.as_pdf(
        documents.minutes_pdf(call_step, language), f"minutes-{call_step.pk}-{language}.pdf"
    )


def _reads_minutes(user: Any, call_step: CallStep) -> bool:
    """They tell of every applicant of the step: nobody reads them who has a conflict about one."""
    return not pages.closed_applications(user, call_step.results.values_list("application_id", flat=True))


@page(CallStep, related=OF_STEP, methods=("GET", "HEAD"))
def ranking_page(request: HttpRequest, call_step: CallStep) -> HttpResponseBase:
    if not course.is_scored(call_step):
        raise Http404
    if tables.scores_blind(call_step, request.user):
        raise Refused(
            _("You score in this step yourself: the ranking is shown once the scores are released.")
        )
    lots = tables.ranking_shown(call_step, request.user)
    if request.GET.get("export") == "xlsx":
        return tables.ranking_xlsx(call_step, lots)
    context = {
        "title": _("Ranking: %(step)s") % {"step": call_step},
        "stage": "act",
        "call_step": call_step,
        "call": call_step.call,
        "lots": lots,
        "is_concept": call_step.step.kind == "concept",
    }
    return render(request, "evaluation/step_ranking.html", context)
