"""The steps of an evaluation: begun, checked, released, closed with their minutes."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.act.applications import actions as applications
from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation import complaining, course, letters, minutes_record, ranking, results
from gapbridge.act.evaluation.judging import Judged, judge
from gapbridge.act.evaluation.lifecycle import CALL_STEP
from gapbridge.act.evaluation.models import CallStep, Check, Clarification, Letter, StepResult
from gapbridge.act.evaluation.results import Because, Entry
from gapbridge.act.procedures.models import CheckItem, Step
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused, WrongState
from gapbridge.people.models import User

from .parts import closed_among, in_language_of, locked_call

Answers = Mapping[int, tuple[str, str]]  # item id → answer, note


@transaction.atomic
def begin_step(*, actor: User | None, call_step: CallStep) -> CallStep:
    """Begin a step once the one before it is closed; full applications only when their deadline is over.

    Who was invited and sent nothing by that deadline ends here, and is told so.
    """
    permit(actor, "evaluation.run_evaluation", call_step)
    call = locked_call(call_step.call_id)
    call_step.call = call
    _check_beginning(call_step)
    CALL_STEP.move(call_step, "begin", actor=actor)
    call_step.began_at = timezone.now()
    call_step.save(update_fields=["began_at"])
    unsent = _end_unsent(actor, call_step) if course.is_full_of_two(call_step) else 0
    letters.tell_begun(call_step)
    data = {"entrants": course.entrants(call_step).count(), "unsent": unsent}
    journal.record(actor=actor, verb="evaluation.begin_step", target=call_step, data=data)
    return call_step


def _check_beginning(call_step: CallStep) -> None:
    call = call_step.call
    if call.state != "evaluation":
        raise WrongState(_("The call is not being evaluated."))
    before = course.before(call_step)
    if before is not None and before.state != "closed":
        raise Refused(_("Close “%(step)s” first.") % {"step": before})
    ends = call.full_closes_at
    if course.is_full_of_two(call_step) and ends is not None and timezone.now() <= ends:
        text = _("Full applications are received until %(day)s.")
        raise Refused(text % {"day": date_format(timezone.localtime(ends), "DATETIME_FORMAT")})


def _end_unsent(actor: User | None, call_step: CallStep) -> int:
    ends = call_step.call.full_closes_at or timezone.now()
    because: list[Because] = [{"kind": "missing", "until": timezone.localtime(ends).date().isoformat()}]
    late = list(course.unsent(call_step).select_related("call", "organisation", "lot"))
    for application in late:
        keep_result(call_step, application, outcome="failed", because=because)
        end_application(actor, call_step, application, because)
    return len(late)


@transaction.atomic
def answer_checks(
    *, actor: User | None, call_step: CallStep, application: Application, answers: Answers
) -> list[Check]:
    """Answer yes-or-no questions. Refuses a no that ends the evaluation without a word on why."""
    permit(actor, "evaluation.run_evaluation", call_step)
    check_open(call_step, application)
    items = {item.pk: item for item in course.items_of(call_step)}
    for item_id, (answer, note) in answers.items():
        _check_answer(items.get(item_id), answer, note)
    kept = [
        _keep_check(actor, call_step, application, item, answer, note)
        for item, (answer, note) in answers.items()
        if answer
    ]
    data = {"application": application.pk, "answers": {each.item_id: each.answer for each in kept}}
    journal.record(actor=actor, verb="evaluation.answer_checks", target=call_step, data=data)
    return kept


def check_open(call_step: CallStep, application: Application) -> None:
    """The step runs with this application in it, or its file was taken up again after a complaint."""
    if application.call_id != call_step.call_id:
        raise Refused(_("This application is not in this step."))
    if complaining.is_judged_anew(application):
        return
    if call_step.state not in {"under_way", "released"}:
        raise WrongState(_("This step is not under way."))
    if not course.entrants(call_step).filter(pk=application.pk).exists():
        raise Refused(_("This application is not in this step."))


def _check_answer(item: CheckItem | None, answer: str, note: str) -> None:
    if item is None or (answer and answer not in Check.Answer.values):
        raise Refused(_("Choose one of the answers."))
    if answer == Check.Answer.NO and item.eliminating and not note.strip():
        raise Refused(_("Say what is missing: the applicant reads it."), field=f"note_{item.pk}")


def _keep_check(
    actor: User | None, call_step: CallStep, application: Application, item: int, answer: str, note: str
) -> Check:
    facts = {
        "answer": answer,
        "note": note.strip(),
        "checked_by": actor,
        "checked_at": timezone.now(),
    }
    return Check.objects.update_or_create(
        call_step=call_step, application=application, item_id=item, defaults=facts
    )[0]


# --- clarifications ----------------------------------------------------------------------------------------------


@transaction.atomic
def ask_clarification(
    *,
    actor: User | None,
    call_step: CallStep,
    application: Application,
    question: str,
    due_on: date,
    language: str = "",
) -> Clarification:
    """Ask the applicant to supply or explain something by a day; they are mailed."""
    permit(actor, "evaluation.run_evaluation", call_step)
    check_open(call_step, application)
    if not question.strip():
        raise Refused(_("Write what the applicant is asked."), field="question")
    if due_on <= timezone.localdate():
        raise Refused(_("Choose a day after today."), field="due_on")
    asked_by = actor or application.created_by
    made = Clarification.objects.create(
        call_step=call_step,
        application=application,
        question=question.strip(),
        language=language or application.language,
        due_on=due_on,
        asked_by=asked_by,
        asked_at=timezone.now(),
    )
    letters.tell_asked(made)
    data = {"application": application.pk, "clarification": made.pk, "due_on": due_on}
    journal.record(actor=actor, verb="evaluation.ask_clarification", target=call_step, data=data)
    return made


@transaction.atomic
def answer_clarification(
    *, actor: User | None, clarification: Clarification, answer: str, received_at: datetime | None = None
) -> Clarification:
    """The applicant answers, until the end of the day that was named, where the call is."""
    permit(actor, "evaluation.answer_clarification", clarification)
    clarification = Clarification.objects.select_for_update().get(pk=clarification.pk)
    if not answer.strip():
        raise Refused(_("Write your answer."), field="answer")
    if clarification.answered_at is not None:
        raise WrongState(_("This has been answered already."))
    received_at = received_at or timezone.now()
    if course.day_in(clarification.application.call, received_at) > clarification.due_on:
        text = _("Answers were received until %(day)s.")
        raise Refused(text % {"day": date_format(clarification.due_on)}, field="answer")
    clarification.answer = answer.strip()
    clarification.answered_by, clarification.answered_at = actor, received_at
    clarification.save(update_fields=["answer", "answered_by", "answered_at"])
    journal.record(actor=actor, verb="evaluation.answer_clarification", target=clarification)
    return clarification


# --- release and close -------------------------------------------------------------------------------------------


@transaction.atomic
def release_scores(*, actor: User | None, call_step: CallStep) -> CallStep:
    """From now on scores stand, and evaluators of the same application see each other's."""
    permit(actor, "evaluation.run_evaluation", call_step)
    if not course.is_scored(call_step):
        raise Refused(_("Nothing is scored in this step."))
    _refuse_blocked(actor, course.scoring_blockers(call_step, course.going_on(call_step)))
    CALL_STEP.move(call_step, "release", actor=actor)
    call_step.released_at = timezone.now()
    call_step.save(update_fields=["released_at"])
    journal.record(actor=actor, verb="evaluation.release_scores", target=call_step)
    return call_step


@transaction.atomic
def close_step(
    *,
    actor: User | None,
    call_step: CallStep,
    minutes: str = "",
    language: str = "en",
    present: Collection[User] = (),
) -> CallStep:
    """Write each application's result, end or invite it, write the letters, and freeze the minutes.

    Refuses while something is not checked, not scored by enough evaluators or waits for a third: each is named.
    """
    permit(actor, "evaluation.run_evaluation", call_step)
    call_step.call = locked_call(call_step.call_id)
    _refuse_blocked(actor, course.blockers(call_step))
    judged = judge(call_step)
    CALL_STEP.move(call_step, "close", actor=actor)
    call_step.closed_at, call_step.closed_by = timezone.now(), actor
    call_step.minutes, call_step.minutes_language = minutes.strip(), language
    _keep_results(call_step, judged)
    for application, _entry, outcome, because in judged:
        _carry_out(actor, call_step, application, outcome, because)
    call_step.present.set(present)
    call_step.record = minutes_record.of(call_step, present)
    call_step.save()
    outcomes = [outcome for _application, _entry, outcome, _because in judged]
    data = {each: outcomes.count(each) for each in ("passed", "failed", "cut")}
    journal.record(actor=actor, verb="evaluation.close_step", target=call_step, data=data)
    return call_step


def _refuse_blocked(actor: User | None, found: list[course.Blocker]) -> None:
    """The first five are named; what is about an application that is closed to the actor is only counted."""
    if not found:
        return
    closed = closed_among(actor, [each.application for each in found])
    named = [each.text for each in found if each.application not in closed][:5]
    shown = " ".join(named)
    more = len(found) - len(named)
    if more > 0:
        shown += " " + ngettext("%(number)s more.", "%(number)s more.", more) % {"number": more}
    raise Refused(_("This step can't be closed yet.") + " " + shown)


def _keep_results(call_step: CallStep, judged: list[Judged]) -> None:
    standing = [entry for _application, entry, outcome, _because in judged if outcome != "failed"]
    ranks = {
        place.entry.application: place.rank
        for lot in (ranking.of_lots(call_step, standing) if course.is_scored(call_step) else [])
        for place in lot.places
    }
    StepResult.objects.bulk_create(
        [
            _result(call_step, application, entry, outcome, because, ranks.get(application.pk))
            for application, entry, outcome, because in judged
        ]
    )


def _result(
    call_step: CallStep,
    application: Application,
    entry: Entry | None,
    outcome: str,
    because: list[Because],
    rank: int | None = None,
) -> StepResult:
    """`entry` only where the step has a grid."""
    figures = {}
    if entry is not None:
        figures = {
            "points": entry.points,
            "amount": entry.amount,
            "received_at": entry.received_at,
            "sections": {str(key): str(value) for key, value in entry.sections.items()},
            "counted": list(entry.counted),
        }
    return StepResult(
        call_step=call_step,
        application=application,
        outcome=outcome,
        because=because,
        reason=in_language_of(application, lambda: results.said(because)),
        rank=rank,
        made_at=timezone.now(),
        **figures,
    )


def keep_result(
    call_step: CallStep,
    application: Application,
    *,
    outcome: str,
    because: list[Because],
    entry: Entry | None = None,
) -> StepResult:
    """One result, which replaces the one that stood."""
    standing = StepResult.objects.filter(call_step=call_step, application=application, replaced_at=None)
    standing.update(replaced_at=timezone.now())
    made = _result(call_step, application, entry, outcome, because)
    made.save(force_insert=True)
    return made


def _carry_out(
    actor: User | None, call_step: CallStep, application: Application, outcome: str, because: list[Because]
) -> None:
    if outcome != "passed":
        end_application(actor, call_step, application, because)
    elif call_step.step.kind == Step.Kind.CONCEPT:
        applications.invite_full_application(actor=actor, application=application)
        letters.send(application, Letter.Kind.INVITED, call_step)
    elif call_step.step.kind == Step.Kind.OPENING:
        letters.send(application, Letter.Kind.PASSED, call_step)


def end_application(
    actor: User | None, call_step: CallStep, application: Application, because: list[Because]
) -> None:
    reason = in_language_of(application, lambda: results.said(because))
    applications.decline_application(actor=actor, application=application, reason=reason)
    letters.send(application, Letter.Kind.NOT_PASSED, call_step)


def prepare_steps(call: Call) -> None:
    """Called by the calls app inside its transaction when the evaluation starts."""
    course.prepare_steps(call)
