"""What the committee's actions and pages read: its members, who is barred from what, what the ranking proposes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Call, Lot

from . import course, ranking
from .models import CommitteeMember, Declaration, Proposal, ProposalLine, closed_to
from .results import Place

Outcome = ProposalLine.Outcome
ROUNDING = Decimal(1)  # an amount that differs by less is only rounded


@dataclass(frozen=True)
class Default:
    """What the ranking gives an application."""

    outcome: str
    amount: Decimal | None
    place: Place


def members_of(call: Call) -> list[CommitteeMember]:
    return list(call.committee.select_related("user").order_by("pk"))


def seat_of(call: Call, user: Any) -> CommitteeMember | None:
    return call.committee.filter(user_id=user.pk or 0).first()


def has_declared(call: Call, user: Any) -> bool:
    return Declaration.objects.filter(call=call, user_id=user.pk or 0).exists()


def barred_from(proposal: Proposal, members: Iterable[CommitteeMember]) -> dict[int, set[int]]:
    """Line id → ids of the members who have a conflict about its application. A query a member."""
    lines = dict(proposal.lines.values_list("application_id", "pk"))
    found: dict[int, set[int]] = defaultdict(set)
    for member in members:
        closed = Application._base_manager.filter(closed_to(member.user), pk__in=lines)
        for application in closed.values_list("pk", flat=True).distinct():
            found[lines[application]].add(member.pk)
    return dict(found)


def defaults_of(call: Call) -> dict[int, Default]:
    """Application id → what the ranking gives: a grant while the lot's money lasts, then the reserve list."""
    last = course.ranking_step(call)
    if last is None:
        return {}
    return {
        place.entry.application: Default(
            Outcome.AWARD if place.inside else Outcome.RESERVE,
            place.entry.amount if place.inside else None,
            place,
        )
        for lot in ranking.ranked(last)
        for place in lot.places
    }


def departs(default: Default, outcome: str, amount: Decimal | None) -> bool:
    if outcome != default.outcome:
        return True
    return outcome == Outcome.AWARD and abs((amount or 0) - default.place.entry.amount) >= ROUNDING


def overspent(lines: Iterable[ProposalLine]) -> list[tuple[Lot, Decimal]]:
    """Lots whose awards together are more than their budget, with the sum."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    lots: dict[int, Lot] = {}
    for line in lines:
        if line.outcome == Outcome.AWARD:
            lot = line.application.lot
            lots[lot.pk] = lot
            sums[lot.pk] += line.amount or 0
    return [(lots[pk], total) for pk, total in sums.items() if total > lots[pk].budget]


def open_to(user: Any) -> Q:
    """On Application: what a member who declared impartiality reads, once it is put to the vote."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    declared = Declaration.objects.filter(user_id=user.pk).values("call_id")
    seats = CommitteeMember.objects.filter(user_id=user.pk, call__in=declared).values("call_id")
    return Q(call__in=seats, proposal_lines__proposal__state__in=("voting", "decided"))
