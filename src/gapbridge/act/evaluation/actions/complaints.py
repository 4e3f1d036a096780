"""Complaints: filed in time, upheld (the file is evaluated anew by somebody else) or rejected, with the reason."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.act.applications import actions as applications
from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation import complaining, course, letters, ranking, results
from gapbridge.act.evaluation.lifecycle import COMPLAINT
from gapbridge.act.evaluation.models import Assignment, CallStep, Complaint, Letter, StepResult
from gapbridge.act.evaluation.results import Because, Entry
from gapbridge.act.procedures.models import Step
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused, WrongState
from gapbridge.people.models import User

from .parts import locked_call
from .steps import keep_result


@transaction.atomic
def file_complaint(
    *, actor: User, letter: Letter, text: str, language: str = "", received_at: datetime | None = None
) -> Complaint:
    """Complain about the evaluation that a letter tells of, within the procedure's days; the receipt decides."""
    permit(actor, "evaluation.complain", letter)
    Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    received_at = received_at or timezone.now()
    if not text.strip():
        raise Refused(_("Say what went wrong."), field="text")
    if letter.kind not in complaining.OPEN_TO_COMPLAINT:
        raise Refused(_("This letter takes no complaint."))
    if not complaining.is_in_time(letter, received_at):
        raise Refused(too_late(letter))
    if letter.complaints.exists():
        raise Refused(_("Your organisation has complained about this already."))
    made = Complaint.objects.create(
        application=letter.application,
        letter=letter,
        text=text.strip(),
        language=language or letter.language,
        filed_by=actor,
        filed_at=received_at,
    )
    letters.tell_filed(made)
    journal.record(actor=actor, verb="evaluation.file_complaint", target=made, data={"letter": letter.pk})
    return made


def too_late(letter: Letter) -> str:
    call = letter.application.call
    said = _("Complaints about this letter were received until the end of %(day)s.") % {
        "day": date_format(complaining.last_day(call, letter.sent_at))
    }
    funders = complaining.funders_of(call)
    if funders:
        return f"{said} " + _("You can still write to %(funder)s, which pays for the grants.") % {
            "funder": ", ".join(map(str, funders))
        }
    return f"{said} " + _("You can still go to court.")


@transaction.atomic
def uphold_complaint(*, actor: User | None, complaint: Complaint, reason: str) -> Complaint:
    """Take the file up again: it goes to a different evaluator, or its checks are answered anew."""
    application = _answer(actor, complaint, "uphold", reason)
    if application.state == "declined":
        applications.reopen_application(actor=actor, application=application)
    letters.send(application, Letter.Kind.COMPLAINT, None, complaint.answer)
    journal.record(actor=actor, verb="evaluation.uphold_complaint", target=complaint)
    return complaint


@transaction.atomic
def reject_complaint(*, actor: User | None, complaint: Complaint, reason: str) -> Complaint:
    """The result stands; the applicant reads why."""
    application = _answer(actor, complaint, "reject", reason)
    letters.send(application, Letter.Kind.COMPLAINT, None, complaint.answer)
    journal.record(actor=actor, verb="evaluation.reject_complaint", target=complaint)
    return complaint


def _answer(actor: User | None, complaint: Complaint, move: str, reason: str) -> Application:
    permit(actor, "evaluation.answer_complaint", complaint)
    if not reason.strip():
        raise Refused(_("Say why: the applicant reads it."), field="reason")
    call = locked_call(complaint.application.call_id)
    COMPLAINT.move(complaint, move, actor=actor)
    complaint.answer, complaint.answered_by = reason.strip(), actor
    complaint.answered_at = timezone.now()
    complaint.save(update_fields=["answer", "answered_by", "answered_at"])
    return _application_of(complaint, call)


def _application_of(complaint: Complaint, call: Call) -> Application:
    application = Application.objects.select_related("organisation", "lot").get(pk=complaint.application_id)
    application.call = call
    return application


# --- the new evaluation ----------------------------------------------------------------------------------------


@transaction.atomic
def settle_complaint(*, actor: User | None, complaint: Complaint) -> StepResult:
    """Make the new result of a file that was evaluated again; it replaces the old one.

    Who passes goes on where the evaluation stands: among the invited, in the ranking, or, once the call is decided, on
    the reserve list, from which it is awarded if money is left. Who doesn't ends here for good.
    """
    permit(actor, "evaluation.answer_complaint", complaint)
    call = locked_call(complaint.application.call_id)
    complaint = (
        Complaint.objects.select_for_update(of=("self",)).select_related("letter").get(pk=complaint.pk)
    )
    if complaint.state != "upheld" or complaint.settled_at is not None:
        raise WrongState(_("No new evaluation is under way for this complaint."))
    application = _application_of(complaint, call)
    steps = complaining.steps_anew(complaint)
    if not steps:
        raise Refused(_("This complaint is about no step of the evaluation."))
    made = [_keep_anew(each, application) for each in _until_it_ends(steps, application)]
    _carry_on(actor, application, steps[len(made) - 1], made[-1])
    complaint.settled_at = timezone.now()
    complaint.save(update_fields=["settled_at"])
    data = {"outcomes": {each.call_step_id: each.outcome for each in made}}
    journal.record(actor=actor, verb="evaluation.settle_complaint", target=complaint, data=data)
    return made[-1]


Anew = tuple[CallStep, Entry, str, list[Because]]


def _until_it_ends(steps: list[CallStep], application: Application) -> list[Anew]:
    """Judged in each of the steps, to the first that it doesn't pass."""
    judged: list[Anew] = []
    for call_step in steps:
        call_step.call = application.call
        judged.append((call_step, *_judged_anew(call_step, application)))
        if judged[-1][2] != "passed":
            break
    return judged


def _keep_anew(anew: Anew, application: Application) -> StepResult:
    call_step, entry, outcome, because = anew
    return keep_result(call_step, application, outcome=outcome, because=because, entry=entry)


def _judged_anew(call_step: CallStep, application: Application) -> tuple[Entry, str, list[Because]]:
    items, checks = course.items_of(call_step), course.checks_of(call_step).get(application.pk, {})
    if course.unanswered(items, checks):
        raise Refused(_("Answer the checks of “%(step)s” first.") % {"step": call_step})
    entry = course.entries(call_step, [application])[0]
    because = course.failed_checks(items, checks)
    if not because and course.is_scored(call_step):
        _check_scored_anew(call_step, application)
        because = results.shortfalls(entry, call_step.step.least_points, course.floors_of(call_step.step))
    if because:
        return entry, "failed", because
    if call_step.step.kind == Step.Kind.CONCEPT:
        return _below_cut(call_step, application, entry)
    return entry, "passed", []


def _check_scored_anew(call_step: CallStep, application: Application) -> None:
    """One different evaluator where it was scored before; as many as the procedure asks for where it never was."""
    given = Assignment.objects.filter(call_step=call_step, application=application)
    anew = given.filter(kind=Assignment.Kind.COMPLAINT)
    if anew.filter(state="given").exists():
        raise Refused(_("An evaluator has not given the new scores yet."))
    before = given.filter(state="scored").exclude(kind=Assignment.Kind.COMPLAINT).exists()
    needed = 1 if before else call_step.call.procedure.evaluators_each
    if anew.filter(state="scored").count() < needed:
        raise Refused(
            _("“%(step)s”: give the file to different evaluators first; scores needed: %(number)s.")
            % {"step": call_step, "number": needed}
        )


def _below_cut(
    call_step: CallStep, application: Application, entry: Entry
) -> tuple[Entry, str, list[Because]]:
    """Invited when its new points reach those of the last that was invited in its lot."""
    invited = ranking.standing_results(call_step).filter(
        outcome="passed", application__lot=application.lot_id
    )
    others = invited.exclude(application=application.pk).values_list("points", flat=True)
    line = min((each for each in others if each is not None), default=None)
    if line is None or (entry.points or 0) >= line:
        return entry, "passed", []
    return entry, "cut", [course.cut_because(call_step, entry, line)]


def _carry_on(actor: User | None, application: Application, call_step: CallStep, result: StepResult) -> None:
    call_step.call = application.call
    if result.outcome != "passed":
        applications.decline_application(actor=actor, application=application, reason=result.reason)
        letters.send(application, Letter.Kind.COMPLAINT, call_step, result.reason)
    elif call_step.step.kind == Step.Kind.CONCEPT:
        _check_still_receivable(call_step)
        applications.invite_full_application(actor=actor, application=application)
        letters.send(application, Letter.Kind.INVITED, call_step)
    elif application.call.state == "decided":
        if application.state != "reserve":
            applications.reserve_application(actor=actor, application=application)
        letters.send(application, Letter.Kind.RESERVE, course.ranking_step(application.call))
    else:
        letters.send(application, Letter.Kind.PASSED, call_step)


def _check_still_receivable(call_step: CallStep) -> None:
    ends = call_step.call.full_closes_at
    if ends is not None and ends <= timezone.now():
        raise Refused(
            _("Full applications are no longer received. Extend their deadline by a corrigendum first.")
        )
