"""Who is given which application. No conflicted pair, nobody who is no evaluator, never twice the same."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.applications.models import Application
from gapbridge.act.evaluation import conflicts, counting, course, letters, proposing
from gapbridge.act.evaluation.lifecycle import ASSIGNMENT
from gapbridge.act.evaluation.models import LIVE, Assignment, CallStep
from gapbridge.act.evaluation.readers import judged_by
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused, WrongState
from gapbridge.people.models import User

Pair = tuple[int, int]  # application's id, evaluator's id


@transaction.atomic
def assign(
    *,
    actor: User | None,
    call_step: CallStep,
    pairs: Iterable[tuple[Application, User]],
    kind: str = Assignment.Kind.FIRST,
) -> list[Assignment]:
    """Give applications to evaluators. Who has one already keeps it; refuses the whole when one pair may not be."""
    permit(actor, "evaluation.assign_evaluators", call_step)
    step = _locked(call_step)
    ids = [(application.pk, user.pk) for application, user in pairs]
    made, new = _give(actor, step, ids, kind)
    counting.recount(step, {application for application, _user in ids})
    letters.tell_evaluators(step, letters.by_evaluator(new), kind=kind, besides=actor)
    data = {"kind": kind, "pairs": ids}
    journal.record(actor=actor, verb="evaluation.assign", target=call_step, data=data)
    return made


@transaction.atomic
def set_assignments(
    *, actor: User | None, call_step: CallStep, wanted: Mapping[int, Collection[int]]
) -> tuple[int, int]:
    """Bring these applications (id → evaluators' ids) to exactly these evaluators: (how many were given, taken back).

    What is scored stays with who scored it. Third evaluators are not touched.
    """
    permit(actor, "evaluation.assign_evaluators", call_step)
    step = _locked(call_step)
    held = Assignment._base_manager.filter(
        call_step=step, application_id__in=wanted, kind=Assignment.Kind.FIRST, state__in=LIVE
    )
    live = {(each.application_id, each.evaluator_id): each for each in held}
    asked = {(application, user) for application, users in wanted.items() for user in users}
    back = [each for pair, each in sorted(live.items()) if pair not in asked]
    for each in back:
        _take_back(actor, each)
    new = sorted(asked - live.keys())
    _made, given = _give(actor, step, new, Assignment.Kind.FIRST)
    counting.recount(step, wanted.keys())
    letters.tell_evaluators(step, letters.by_evaluator(given), letters.by_evaluator(back), besides=actor)
    data = {"given": new, "taken_back": [[each.application_id, each.evaluator_id] for each in back]}
    journal.record(actor=actor, verb="evaluation.set_assignments", target=call_step, data=data)
    return len(new), len(back)


@transaction.atomic
def withdraw_assignment(*, actor: User | None, assignment: Assignment) -> CallStep:
    """Take an application back from an evaluator who has not scored it."""
    permit(actor, "evaluation.assign_evaluators", assignment)
    step = _locked(assignment.call_step)
    _take_back(actor, assignment)
    counting.recount(step, [assignment.application_id])
    letters.tell_evaluators(step, back={assignment.evaluator_id: 1}, besides=actor)
    journal.record(actor=actor, verb="evaluation.withdraw_assignment", target=assignment)
    return step


@transaction.atomic
def assign_third(*, actor: User | None, call_step: CallStep) -> list[Assignment]:
    """Give each application whose two evaluators differ too much to a third, chosen as the first were.

    Returns what was given; `queries.third_needed` names those for which nobody was found.
    """
    permit(actor, "evaluation.assign_evaluators", call_step)
    step = _locked(call_step)
    proposal = proposing.propose_third(call_step=step)
    made, new = _give(actor, step, proposal.pairs, Assignment.Kind.THIRD)
    counting.recount(step, {application for application, _user in proposal.pairs})
    letters.tell_evaluators(step, letters.by_evaluator(new), kind=Assignment.Kind.THIRD, besides=actor)
    data = {"pairs": proposal.pairs, "unmet": len(proposal.lacks)}
    journal.record(actor=actor, verb="evaluation.assign_third", target=call_step, data=data)
    return made


@transaction.atomic
def ask_scores_by(*, actor: User | None, call_step: CallStep, on: date | None) -> CallStep:
    """Ask for the scores of a step by a day; nothing is shut on it."""
    permit(actor, "evaluation.assign_evaluators", call_step)
    step = _locked(call_step)
    step.scores_due_on = on
    step.save(update_fields=["scores_due_on"])
    journal.record(actor=actor, verb="evaluation.ask_scores_by", target=call_step, data={"on": on})
    return step


def _locked(call_step: CallStep) -> CallStep:
    """As the database has it, so that a release waits for this and this for a release."""
    steps = CallStep.objects.select_for_update(of=("self",))
    return steps.select_related("step__procedure", "call__intervention", "call__procedure").get(
        pk=call_step.pk
    )


def _give(
    actor: User | None, step: CallStep, pairs: Collection[Pair], kind: str
) -> tuple[list[Assignment], list[Assignment]]:
    """All that these pairs come to, and of them what their evaluators did not have before."""
    _check_step(step, kind)
    _check_applications(actor, step, {application for application, _user in pairs}, kind)
    _check_people(step, pairs)
    users = {user for _application, user in pairs}
    rows = Assignment._base_manager.filter(call_step=step, evaluator_id__in=users)
    held = {(each.application_id, each.evaluator_id): each for each in rows}
    now = timezone.now()
    fresh = [
        Assignment(call_step=step, application_id=application, evaluator_id=user, kind=kind, given_at=now)
        for application, user in dict.fromkeys(pairs)
        if (application, user) not in held
    ]
    Assignment.objects.bulk_create(fresh)
    again = [held[pair] for pair in dict.fromkeys(pairs) if pair in held]
    returned = [each for each in again if each.state == "withdrawn"]
    for each in returned:
        ASSIGNMENT.move(each, "give_again", actor=actor)
        each.kind, each.given_at = kind, now
        each.save(update_fields=["kind", "given_at"])
    return fresh + again, fresh + returned


def _check_step(step: CallStep, kind: str) -> None:
    if not course.is_scored(step):
        raise Refused(_("Nothing is scored in this step."))
    if step.state not in {"waiting", "under_way"} and kind != Assignment.Kind.COMPLAINT:
        raise WrongState(_("The scores of this step are released: nobody is given anything any more."))


def _check_applications(actor: User | None, step: CallStep, applications: set[int], kind: str) -> None:
    known = step.call.applications if kind == Assignment.Kind.COMPLAINT else course.entrants(step)
    if actor is not None:
        known = known.filter(pk__in=judged_by(actor).values("pk"))
    if applications - set(known.filter(call_id=step.call_id).values_list("pk", flat=True)):
        raise Refused(_("This application is not in this step."))


def _check_people(step: CallStep, pairs: Collection[Pair]) -> None:
    """Refuses with the name of the first who may not."""
    evaluators = {each.pk: each for each in conflicts.evaluators_of(step.call.programme_id)}
    for _application, user in pairs:
        if user not in evaluators:
            text = _("%(name)s is not an evaluator of this programme.")
            raise Refused(text % {"name": User.objects.filter(pk=user).first()}, field="evaluators")
    barred = conflicts.barred(step.call, [evaluators[pk] for pk in {user for _application, user in pairs}])
    organisations = conflicts.organisations_in(step.call)
    for application, user in pairs:
        if barred[user] & organisations.get(application, set()):
            text = _("%(name)s has a conflict of interest with “%(organisation)s”.")
            refused = Application._base_manager.select_related("organisation").get(pk=application)
            names = {"name": evaluators[user], "organisation": refused.organisation}
            raise Refused(text % names, field="evaluators")


def _take_back(actor: User | None, assignment: Assignment) -> None:
    if assignment.state == "scored":
        raise Refused(
            _("%(name)s has scored it: the record stays.") % {"name": assignment.evaluator},
            field="evaluators",
        )
    ASSIGNMENT.move(assignment, "withdraw", actor=actor)
