"""People of an evaluation: what is known of an evaluator, what they declare, what stands in their way."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation import conflicts, counting, declaration, letters
from gapbridge.act.evaluation.conflicts import Found
from gapbridge.act.evaluation.lifecycle import ASSIGNMENT
from gapbridge.act.evaluation.models import (
    LIVE,
    Assignment,
    CallStep,
    Conflict,
    Declaration,
    EvaluatorProfile,
)
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import Organisation, User
from gapbridge.people.roles import Role
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Programme, Topic
from gapbridge.programmes.standing import standing

LANGUAGES = dict(NARRATIVE_LANGUAGES)


@transaction.atomic
def set_evaluator(
    *,
    actor: User | None,
    programme: Programme,
    user: User,
    languages: Collection[str],
    topics: Collection[Topic] = (),
    most: int = 20,
) -> EvaluatorProfile:
    """Say what an evaluator of the programme reads, knows about and takes at most."""
    permit(actor, "evaluation.assign_evaluators", programme)
    if not standing(user).holds(Role.EVALUATOR, programme=programme.pk):
        raise Refused(_("%(name)s is not an evaluator of this programme.") % {"name": user}, field="user")
    if not languages or set(languages) - set(LANGUAGES):
        raise Refused(_("Choose at least one language."), field="languages")
    profile = EvaluatorProfile.objects.filter(programme=programme, user=user).first()
    profile = profile or EvaluatorProfile(programme=programme, user=user)
    profile.languages, profile.most = sorted(languages), most
    profile.full_clean()
    profile.save()
    profile.topics.set(topics)
    journal.record(actor=actor, verb="evaluation.set_evaluator", target=profile)
    return profile


@transaction.atomic
def declare_impartial(
    *, actor: User, call: Call, conflicts_with: Mapping[int, str] | None = None
) -> Declaration:
    """Give the declaration of impartiality and secrecy for a call, with the organisations (id → reason) that one may
    not judge. Only then is anything readable, and nothing of those. Given once; again gives the first.
    """
    permit(actor, "evaluation.declare", call)
    for pk, reason in (conflicts_with or {}).items():
        _declare(call, actor, pk, reason)
    _record_found(actor, call, [actor])
    made, _new = Declaration.objects.get_or_create(
        call=call, user=actor, defaults={"text_version": declaration.NOW, "declared_at": timezone.now()}
    )
    data = {"version": made.text_version, "conflicts": len(conflicts_with or {})}
    journal.record(actor=actor, verb="evaluation.declare_impartial", target=call, data=data)
    return made


@transaction.atomic
def declare_conflict(*, actor: User, call: Call, organisation: Organisation, reason: str) -> Conflict:
    """Say that one may not judge an organisation: access to all that it takes part in ends at once."""
    permit(actor, "evaluation.declare", call)
    made = _declare(call, actor, organisation.pk, reason)
    journal.record(actor=actor, verb="evaluation.declare_conflict", target=call, data={"conflict": made.pk})
    return made


@transaction.atomic
def declare_conflict_of_assignment(*, actor: User, assignment: Assignment, reason: str) -> Call:
    """The same about the applicant of an application that one was given, with its partners. Returns the call."""
    permit(actor, "evaluation.score_assignment", assignment)
    ASSIGNMENT.move(assignment, "conflict", actor=actor)
    call = assignment.call_step.call
    made = _declare(call, actor, assignment.application.organisation_id, reason)
    counting.recount(assignment.call_step, [assignment.application_id])
    journal.record(actor=actor, verb="evaluation.declare_conflict", target=call, data={"conflict": made.pk})
    return call


@transaction.atomic
def find_conflicts(*, actor: User | None, call: Call) -> int:
    """Look for what stands between those who judge and those who apply: memberships, officers, addresses, accounts.

    Access ends at once where something is found, scores given no longer count. Returns how many are new.
    """
    permit(actor, "evaluation.assign_evaluators", call)
    new = _record_found(actor, call, conflicts.people_of(call))
    if new or actor is not None:
        journal.record(actor=actor, verb="evaluation.find_conflicts", target=call, data={"found": new})
    return new


def _declare(call: Call, user: User, organisation: int, reason: str) -> Conflict:
    if not reason.strip():
        raise Refused(_("Say in a few words what the conflict is."), field="reason")
    if all(organisation not in them for them in conflicts.organisations_in(call).values()):
        raise Refused(_("This organisation does not take part in this call."), field="organisation")
    made, _new = Conflict.objects.get_or_create(
        call=call,
        user=user,
        organisation_id=organisation,
        source=Conflict.Source.DECLARED,
        defaults={"note": reason.strip(), "found_at": timezone.now()},
    )
    end_assignments(call, {(user.pk, organisation)})
    return made


def _record_found(actor: User | None, call: Call, people: Collection[User]) -> int:
    found = sorted(conflicts.find(call, people))
    known = {
        Found(*row)
        for row in Conflict.objects.filter(call=call).values_list("user_id", "organisation_id", "source")
    }
    new = [each for each in found if each not in known]
    now = timezone.now()
    Conflict.objects.bulk_create(
        Conflict(
            call=call,
            user_id=each.user,
            organisation_id=each.organisation,
            source=each.source,
            found_at=now,
        )
        for each in new
    )
    ended = end_assignments(call, {(each.user, each.organisation) for each in found})
    for call_step, lost in ended.items():
        letters.tell_evaluators(call_step, back=letters.by_evaluator(lost), besides=actor)
    return len(new)


def end_assignments(call: Call, pairs: set[tuple[int, int]]) -> dict[CallStep, list[Assignment]]:
    """Evaluators lose what they were given of organisations (user, organisation) that they may not judge.

    Returns what they lost, by step.
    """
    organisations = conflicts.organisations_in(call)
    users = {user for user, _organisation in pairs}
    live: Any = Assignment._base_manager.filter(
        call_step__call=call, evaluator_id__in=users, state__in=LIVE
    ).select_related("call_step__step__procedure", "call_step__call__procedure")
    ended: dict[CallStep, list[Assignment]] = {}
    for each in live:
        if any((each.evaluator_id, pk) in pairs for pk in organisations.get(each.application_id, ())):
            ASSIGNMENT.move(each, "conflict", actor=None)
            ended.setdefault(each.call_step, []).append(each)
    for call_step, lost in ended.items():
        counting.recount(call_step, {each.application_id for each in lost})
    return ended
