"""The committee: named, proposed to, voting, deciding."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.applications import actions as applications
from gapbridge.act.calls import actions as calls
from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation import awards, committee, course, decision_record, letters, voting
from gapbridge.act.evaluation.committee import Default
from gapbridge.act.evaluation.lifecycle import PROPOSAL
from gapbridge.act.evaluation.models import (
    Award,
    CommitteeMember,
    Complaint,
    Letter,
    Proposal,
    ProposalLine,
    Vote,
)
from gapbridge.act.evaluation.results import money_said
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.people.models import User

from .parts import locked_call, named

Outcome = ProposalLine.Outcome
Part = CommitteeMember.Part
LEAST_VOTES = 3
LETTERS = {
    Outcome.AWARD: Letter.Kind.AWARDED,
    Outcome.RESERVE: Letter.Kind.RESERVE,
    Outcome.DECLINE: Letter.Kind.DECLINED,
}


# --- who ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def name_committee(
    *, actor: User | None, call: Call, members: Collection[tuple[User, str]]
) -> list[CommitteeMember]:
    """Name who sits in it: one chair, at most one secretary (without a vote), at least three with a vote.

    Refuses to change it once a proposal of the call was put to the vote.
    """
    permit(actor, "evaluation.run_evaluation", call)
    locked_call(call.pk)
    if call.proposals.exclude(state="draft").exists():
        raise WrongState(_("A proposal was put to the vote: the committee can't be changed any more."))
    _check_committee(members)
    call.committee.all().delete()
    made = [CommitteeMember.objects.create(call=call, user=user, part=part) for user, part in members]
    letters.tell_named(made)
    data = {"members": {each.user_id: each.part for each in made}}
    journal.record(actor=actor, verb="evaluation.name_committee", target=call, data=data)
    return made


def _check_committee(members: Collection[tuple[User, str]]) -> None:
    parts = [part for _user, part in members]
    if len({user.pk for user, _part in members}) < len(members):
        raise Refused(_("Nobody sits in the committee twice."), field="members")
    if parts.count(Part.CHAIR) != 1:
        raise Refused(_("Name exactly one chair."), field="chair")
    if parts.count(Part.SECRETARY) > 1:
        raise Refused(_("Name one secretary at most."), field="secretary")
    if len(parts) - parts.count(Part.SECRETARY) < LEAST_VOTES:
        raise Refused(_("Name at least three people with a vote, the chair among them."), field="members")


# --- what is proposed ----------------------------------------------------------------------------------------------


@transaction.atomic
def propose(
    *,
    actor: User,
    call: Call,
    text: str = "",
    language: str = "en",
    lines: Iterable[Mapping[str, Any]] | None = None,
) -> Proposal:
    """Draft a proposal from the ranking. `lines` depart from it: [{application, outcome, amount, reason}].

    Refuses before every step is closed, and while another proposal is being prepared, voted on or decided.
    """
    permit(actor, "evaluation.run_evaluation", call)
    call = locked_call(call.pk)
    _check_time_to_propose(call)
    number = call.proposals.count() + 1
    made = Proposal.objects.create(
        call=call, number=number, text=text.strip(), language=language, made_by=actor, made_at=timezone.now()
    )
    found = committee.defaults_of(call)
    ProposalLine.objects.bulk_create([_line(made, pk, default) for pk, default in found.items()])
    for each in lines or ():
        line = made.lines.get(application_id=getattr(each["application"], "pk", each["application"]))
        _set_line(line, found, each["outcome"], each.get("amount"), str(each.get("reason", "")))
    data = {"number": number, "lines": len(found)}
    journal.record(actor=actor, verb="evaluation.propose", target=made, data=data)
    return made


def _check_time_to_propose(call: Call) -> None:
    if call.state != "evaluation":
        raise WrongState(_("The call is not being evaluated."))
    waiting = next((each for each in course.steps_of(call) if each.state != "closed"), None)
    if waiting is not None:
        raise Refused(_("Close “%(step)s” first.") % {"step": waiting})
    if call.proposals.exclude(state="rejected").exists():
        raise Refused(_("There is a proposal already."))


def _line(proposal: Proposal, application: int, default: Default) -> ProposalLine:
    return ProposalLine(
        proposal=proposal,
        application_id=application,
        rank=default.place.rank,
        points=default.place.entry.points,
        outcome=default.outcome,
        amount=default.amount,
    )


@transaction.atomic
def change_line(
    *, actor: User | None, line: ProposalLine, outcome: str, amount: Decimal | None = None, reason: str = ""
) -> ProposalLine:
    """Propose something else than the ranking gives; every departure needs a reason."""
    permit(actor, "evaluation.run_evaluation", line)
    if line.proposal.state != "draft":
        raise WrongState(_("The proposal was put to the vote: it can't be changed any more."))
    _set_line(line, committee.defaults_of(line.proposal.call), outcome, amount, reason)
    data = {"application": line.application_id, "outcome": outcome, "amount": line.amount}
    journal.record(actor=actor, verb="evaluation.change_line", target=line.proposal, data=data)
    return line


def _set_line(
    line: ProposalLine, found: Mapping[int, Default], outcome: str, amount: Decimal | None, reason: str
) -> None:
    default = found.get(line.application_id)
    if default is None or outcome not in Outcome.values:
        raise Refused(_("Choose one of the outcomes."), field="outcome")
    asked = default.place.entry.amount
    if outcome == Outcome.AWARD:
        amount = _checked_amount(asked if amount is None else amount, asked)
    line.outcome, line.amount = outcome, amount if outcome == Outcome.AWARD else None
    line.departs, line.reason = committee.departs(default, outcome, line.amount), reason.strip()
    if line.departs and not line.reason:
        raise Refused(
            _("This departs from the ranking: say why. The reason is part of the decision."), field="reason"
        )
    line.save()


def _checked_amount(amount: Decimal, asked: Decimal) -> Decimal:
    if amount <= 0:
        raise Refused(_("Name the amount that is awarded."), field="amount")
    if amount > asked:
        raise Refused(_("It can't be more than the applicant asks for."), field="amount")
    return amount


# --- the vote ------------------------------------------------------------------------------------------------------


@transaction.atomic
def put_to_vote(*, actor: User | None, proposal: Proposal) -> Proposal:
    """Put it before the committee. Refuses one that spends more than a lot has or no longer fits the ranking."""
    permit(actor, "evaluation.run_evaluation", proposal)
    call = locked_call(proposal.call_id)
    if not call.committee.exists():
        raise Refused(_("Name the committee first."))
    _check_lines(actor, call, _lines_of(proposal))
    PROPOSAL.move(proposal, "put", actor=actor)
    letters.tell_vote(proposal)
    journal.record(actor=actor, verb="evaluation.put_to_vote", target=proposal)
    return proposal


def _lines_of(proposal: Proposal) -> list[ProposalLine]:
    related = ("application__organisation", "application__lot", "application__call")
    return list(proposal.lines.select_related(*related).order_by("application__lot__number", "rank", "pk"))


def _check_lines(actor: User | None, call: Call, lines: list[ProposalLine]) -> None:
    _check_settled(actor, call)
    found = committee.defaults_of(call)
    if {line.application_id for line in lines} != set(found):
        raise Refused(_("The ranking has changed since. Reject this proposal and make a new one."))
    for line in lines:
        fits = committee.departs(found[line.application_id], line.outcome, line.amount) == line.departs
        if not fits or (line.departs and not line.reason):
            raise Refused(
                _("Application %(number)s departs from the ranking without a reason.")
                % {"number": named(actor, line.application)}
            )
    for lot, total in committee.overspent(lines):
        raise Refused(
            _("Lot %(lot)s: the grants come to %(total)s, its budget is %(budget)s.")
            % {"lot": lot.number, "total": money_said(total), "budget": money_said(lot.budget)}
        )


def _check_settled(actor: User | None, call: Call) -> None:
    waiting = Complaint.objects.filter(application__call=call, state="upheld", settled_at=None)
    first = waiting.select_related("application").first()
    if first is not None:
        raise Refused(
            _("Application %(number)s is evaluated again after a complaint: wait for its result.")
            % {"number": named(actor, first.application)}
        )


@transaction.atomic
def vote(*, actor: User, proposal: Proposal, choice: str, reason: str = "") -> Vote:
    """A member's vote, which may be changed until the vote is closed. Against and abstaining need a reason."""
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("call").get(pk=proposal.pk)
    seat = committee.seat_of(proposal.call, actor)
    if seat is None or seat.part == Part.SECRETARY:
        raise Forbidden(f"{actor.pk} has no vote on proposal {proposal.pk}")
    if proposal.state != "voting":
        raise WrongState(_("The vote is not open."))
    if not committee.has_declared(proposal.call, actor):
        raise Refused(_("Declare first that you are impartial."))
    if choice not in Vote.Choice.values:
        raise Refused(_("Choose one of the answers."), field="choice")
    if choice != Vote.Choice.YES and not reason.strip():
        raise Refused(_("Say why: it is part of the record."), field="reason")
    facts = {"choice": choice, "reason": reason.strip(), "cast_at": timezone.now()}
    made, _new = Vote.objects.update_or_create(proposal=proposal, member=seat, defaults=facts)
    journal.record(actor=actor, verb="evaluation.vote", target=proposal, data={"choice": choice})
    return made


# --- the decision --------------------------------------------------------------------------------------------------


@transaction.atomic
def decide(*, actor: User | None, proposal: Proposal) -> Proposal:
    """Close a vote that was carried: freeze the record, award, reserve, decline, close the call, write to everybody.

    The call's row is locked, so that the last money can't be given twice; what one award is refused for (a budget, a
    ceiling) refuses the whole decision, and the line is named.
    """
    permit(actor, "evaluation.run_evaluation", proposal)
    call = locked_call(proposal.call_id)
    proposal.call = call
    lines = _lines_of(proposal)
    _check_lines(actor, call, lines)
    _check_carried(actor, proposal, lines)
    PROPOSAL.move(proposal, "decide", actor=actor)
    proposal.decided_at = timezone.now()
    proposal.record, proposal.sha256 = decision_record.frozen(proposal)
    proposal.save(update_fields=["decided_at", "record", "sha256"])
    for line in lines:
        line.application.call = call
        _carry_out(actor, line)
    calls.decide_call(actor=actor, call=call)
    last = course.ranking_step(call)
    for line in lines:
        letters.send(line.application, LETTERS[Outcome(line.outcome)], last, line.reason)
    data = {"sha256": proposal.sha256, "lines": {line.application_id: line.outcome for line in lines}}
    journal.record(actor=actor, verb="evaluation.decide", target=proposal, data=data)
    return proposal


def _check_carried(actor: User | None, proposal: Proposal, lines: list[ProposalLine]) -> None:
    members = committee.members_of(proposal.call)
    parts = {each.pk: each.part for each in members}
    votes = dict(proposal.votes.values_list("member_id", "choice"))
    whole = voting.count(parts, votes)
    if not whole.has_quorum:
        raise Refused(
            _("%(cast)s of %(members)s members have voted; more than half must.")
            % {"cast": whole.cast, "members": whole.members}
        )
    if not whole.is_carried:
        raise Refused(_("The majority is not for it: the vote can only be closed as rejected."))
    lost = set(voting.lines_lost(parts, votes, committee.barred_from(proposal, members)))
    for line in lines:
        if line.pk in lost:
            raise Refused(
                _("Application %(number)s: those without a conflict of interest did not carry it.")
                % {"number": named(actor, line.application)}
            )


def _carry_out(actor: User | None, line: ProposalLine) -> None:
    try:
        if line.outcome == Outcome.AWARD:
            give(actor, line.application, line.amount or Decimal(0), line=line, reason=line.reason)
        elif line.outcome == Outcome.RESERVE:
            applications.reserve_application(actor=actor, application=line.application)
        else:
            applications.decline_application(actor=actor, application=line.application, reason=line.reason)
    except ValidationError as refusal:
        raise Refused(f"{named(actor, line.application)}: {' '.join(refusal.messages)}") from refusal


def give(
    actor: User | None,
    application: Any,
    amount: Decimal,
    *,
    line: ProposalLine | None = None,
    reason: str = "",
) -> Award:
    """Award within what the lot has left; the call's row must be locked."""
    left = awards.left_in(application.lot)
    if amount > left:
        raise Refused(
            _("Only %(left)s %(currency)s of the lot's budget is left.")
            % {"left": money_said(left), "currency": application.call.currency},
            field="amount",
        )
    applications.award_application(actor=actor, application=application)
    made = Award.objects.create(
        application=application,
        line=line,
        amount=amount,
        reason=reason,
        awarded_by=actor,
        awarded_at=timezone.now(),
    )
    awards.award(actor=actor, application=application, amount=amount, on=timezone.localdate())
    return made


@transaction.atomic
def reject_proposal(*, actor: User | None, proposal: Proposal, reason: str) -> Proposal:
    """Close a vote that was not carried, or take the proposal back to make another. One that was carried can't be."""
    permit(actor, "evaluation.run_evaluation", proposal)
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    parts = {each.pk: each.part for each in committee.members_of(proposal.call)}
    votes = dict(proposal.votes.values_list("member_id", "choice"))
    if voting.count(parts, votes).is_carried:
        raise Refused(_("The majority is for it: it can't be closed as rejected."), field="reason")
    PROPOSAL.move(proposal, "reject", actor=actor)
    proposal.reason, proposal.decided_at = reason.strip(), timezone.now()
    proposal.save(update_fields=["reason", "decided_at"])
    journal.record(actor=actor, verb="evaluation.reject_proposal", target=proposal)
    return proposal
