"""Evaluators: chosen, impartial, blind to one another."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.grants.lifecycle import ASSIGNMENT
from gapbridge.act.grants.models import Application, Assignment, Call, Score
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import Membership, User
from gapbridge.people.roles import Role
from gapbridge.programmes.standing import standing

from .calls import require_state

REASONED = (1, 5)  # the scores that need a reason


@transaction.atomic
def assign_evaluators(
    *, actor: User | None, application: Application, evaluators: Iterable[User]
) -> list[Assignment]:
    """Give an application to evaluators. Refuses who is none in this programme, who belongs to the
    applicant, and who has declared a conflict. Who has it already keeps it."""
    permit(actor, "grants.assign_evaluators", application)
    call = Call.objects.select_for_update().get(pk=application.call_id)
    require_state(call, "evaluation")
    if application.state != "submitted":
        raise Refused(_("Only a submitted application is evaluated."))
    made = [_assign(application, evaluator) for evaluator in evaluators]
    journal.record(
        actor=actor,
        verb="grants.assign_evaluators",
        target=application,
        data={"evaluators": [each.evaluator_id for each in made]},
    )
    return made


def _assign(application: Application, evaluator: User) -> Assignment:
    programme_id = application.programme_id
    if not standing(evaluator).holds(Role.EVALUATOR, programme=programme_id):
        raise Refused(
            _("%(name)s is not an evaluator of this programme.") % {"name": evaluator}, field="evaluators"
        )
    if standing(evaluator).acts_for(application.organisation_id):
        raise Refused(
            _("%(name)s belongs to the organisation that applies.") % {"name": evaluator}, field="evaluators"
        )
    assignment, _created = Assignment.objects.get_or_create(application=application, evaluator=evaluator)
    if assignment.state == "conflict":
        raise Refused(
            _("%(name)s has declared a conflict of interest.") % {"name": evaluator}, field="evaluators"
        )
    return assignment


@transaction.atomic
def withdraw_assignment(*, actor: User | None, assignment: Assignment) -> Application:
    """Take an application back from an evaluator who has not scored it."""
    permit(actor, "grants.assign_evaluators", assignment.application)
    stored = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if stored.state not in {"given", "declared"}:
        raise Refused(_("It is scored, or a conflict was declared: the record stays."))
    stored.delete()
    application = assignment.application
    journal.record(
        actor=actor,
        verb="grants.withdraw_assignment",
        target=application,
        data={"evaluator": stored.evaluator_id},
    )
    return application


@transaction.atomic
def share_out_applications(
    *, actor: User | None, call: Call, evaluators: Iterable[User], each: int = 2
) -> int:
    """Give every submitted application `each` evaluators, who get about equally many; returns how many were given.

    Passes over who belongs to the applicant or declared a conflict. Refuses when there are too few.
    """
    permit(actor, "grants.assign_evaluators", call)
    call = Call.objects.select_for_update().get(pk=call.pk)
    require_state(call, "evaluation")
    chosen = list(evaluators)
    strangers = [
        one for one in chosen if not standing(one).holds(Role.EVALUATOR, programme=call.programme_id)
    ]
    if strangers:
        raise Refused(
            _("%(name)s is not an evaluator of this programme.") % {"name": strangers[0]}, field="evaluators"
        )
    new = _shares(call, chosen, each)
    Assignment.objects.bulk_create(new)
    journal.record(actor=actor, verb="grants.share_out_applications", target=call, data={"given": len(new)})
    return len(new)


def _shares(call: Call, evaluators: list[User], each: int) -> list[Assignment]:
    held = _assignments_of(call)
    load = Counter({one.pk: 0 for one in evaluators})
    load.update(pk for given in held.values() for pk, state in given.items() if state != "conflict")
    members = set(
        Membership.objects.current().filter(user__in=evaluators).values_list("user_id", "organisation_id")
    )
    new = []
    for pk, organisation_id, title in _to_evaluate(call):
        given = held.get(pk, {})
        lacking = each - sum(state != "conflict" for state in given.values())
        free = [one for one in evaluators if one.pk not in given and (one.pk, organisation_id) not in members]
        if len(free) < lacking:
            raise Refused(
                _("“%(application)s” can't get %(number)s evaluators: choose more of them.")
                % {"application": title, "number": each},
                field="evaluators",
            )
        for one in sorted(free, key=lambda one: load[one.pk])[: max(lacking, 0)]:
            load[one.pk] += 1
            new.append(Assignment(application_id=pk, evaluator=one))
    return new


def _to_evaluate(call: Call) -> Iterable[tuple[int, int, str]]:
    return (
        call.applications.filter(state="submitted")
        .order_by("pk")
        .values_list("pk", "organisation_id", "title")
    )


def _assignments_of(call: Call) -> dict[int, dict[int, str]]:
    """application → evaluator → state."""
    held: dict[int, dict[int, str]] = {}
    rows = Assignment.objects.filter(application__call=call)
    for application, evaluator, state in rows.values_list("application_id", "evaluator_id", "state"):
        held.setdefault(application, {})[evaluator] = state
    return held


@transaction.atomic
def declare_impartial(*, actor: User, assignment: Assignment) -> Assignment:
    """Say that there is no conflict of interest: only then is the application readable."""
    ASSIGNMENT.move(assignment, "declare", actor=actor)
    _require_evaluation(assignment)
    assignment.declared_at = timezone.now()
    assignment.save(update_fields=["declared_at"])
    journal.record(actor=actor, verb="grants.declare_impartial", target=assignment)
    return assignment


@transaction.atomic
def declare_conflict(*, actor: User, assignment: Assignment) -> Call:
    """Say that there is one: access ends at once and scores given no longer count. Returns the call."""
    ASSIGNMENT.move(assignment, "conflict", actor=actor)
    _require_evaluation(assignment)
    assignment.declared_at = timezone.now()
    assignment.save(update_fields=["declared_at"])
    journal.record(actor=actor, verb="grants.declare_conflict", target=assignment)
    return assignment.application.call


@transaction.atomic
def score(
    *,
    actor: User,
    assignment: Assignment,
    scores: Mapping[int, tuple[int | None, str]],
    comment: str = "",
) -> Assignment:
    """Score every criterion (its id → 1 to 5 and a comment); again until the call is decided.

    Refuses a criterion left out, one that isn't the call's, and a 1 or 5 without a reason; the fields
    named are `value_<id>` and `comment_<id>`.
    """
    ASSIGNMENT.move(assignment, "score", actor=actor)
    _require_evaluation(assignment)
    _check_scores(assignment.application.call, scores)
    for criterion_id, (value, words) in scores.items():
        assert value is not None
        Score.objects.update_or_create(
            assignment=assignment,
            criterion_id=criterion_id,
            defaults={"value": value, "comment": words.strip()},
        )
    assignment.scored_at, assignment.comment = timezone.now(), comment.strip()
    assignment.save(update_fields=["scored_at", "comment"])
    journal.record(actor=actor, verb="grants.score", target=assignment)
    return assignment


def _check_scores(call: Call, scores: Mapping[int, tuple[int | None, str]]) -> None:
    grid = {criterion.pk: criterion for criterion in call.criteria.all()}
    if set(scores) - set(grid):
        raise Refused(_("This criterion is not in the call's grid."))
    wrong: dict[str, Any] = {}
    for pk, criterion in grid.items():
        value, words = scores.get(pk, (None, ""))
        if value not in {1, 2, 3, 4, 5}:
            wrong[f"value_{pk}"] = _("Score “%(criterion)s” from 1 to 5.") % {"criterion": criterion.title}
        elif value in REASONED and not words.strip():
            wrong[f"comment_{pk}"] = _("Say why: the lowest and the highest score need a reason.")
    if wrong:
        raise Refused(wrong)


def _require_evaluation(assignment: Assignment) -> None:
    """The call is being evaluated; its row is locked so that deciding waits for this score."""
    require_state(Call.objects.select_for_update().get(pk=assignment.application.call_id), "evaluation")
