"""Changes of a running grant: between budget headings, of its last day."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.grants import letters
from gapbridge.act.grants.lifecycle import CHANGE
from gapbridge.act.grants.models import Change, Expense, Grant
from gapbridge.act.grants.queries.agreements import shift_limit
from gapbridge.act.grants.queries.budget import add, asked_for, in_force, plan_of, spent_by_heading
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User

from .common import CENT, lock, said

RUNNING = ("signed", "suspended")


@transaction.atomic
def shift_budget(
    *, actor: User, grant: Grant, shifts: Mapping[str, Decimal], reason: str, language: str = "az"
) -> Change:
    """Move money between headings: what is added to each (negative: taken), adding up to nothing.

    Within the limit that the agreement sets it is in force on notice: no heading has moved by more than so many
    percent of what the agreement or the last approved change gave it, and no fixed heading (indirect costs,
    contingency) is touched. Beyond it waits for approval.
    """
    permit(actor, "grants.ask_for_change", grant)
    lock(grant, "awarded", *RUNNING)
    moved = {heading: Decimal(amount).quantize(CENT) for heading, amount in shifts.items() if amount}
    _check_shifts(grant, moved)
    on_notice = within_limit(grant, moved)
    change = _change(
        actor,
        grant,
        kind=Change.Kind.BUDGET,
        reason=said(reason),
        language=language,
        shifts={heading: str(amount) for heading, amount in moved.items()},
        on_notice=on_notice,
        state="in_force" if on_notice else "asked",
    )
    journal.record(
        actor=actor,
        verb="grants.shift_budget",
        target=grant,
        data={"change": change.pk, "on_notice": on_notice, "shifts": change.shifts},
    )
    return change


def _change(actor: User, grant: Grant, **facts: Any) -> Change:
    if grant.changes.filter(kind=facts["kind"], state="asked").exists():
        raise Refused(_("A change of this kind waits for a decision already."))
    last = grant.changes.order_by("-number").values_list("number", flat=True).first() or 0
    change = Change(grant=grant, number=last + 1, asked_by=actor, asked_at=timezone.now(), **facts)
    change.clean_fields(exclude=["grant"])
    change.save()
    return change


def _check_shifts(grant: Grant, moved: Mapping[str, Decimal]) -> None:
    if not moved:
        raise Refused(_("Write what is moved."), field="shifts")
    if sum(moved.values()) != 0:
        raise Refused(
            _("What is added and what is taken must be the same; it differs by %(sum)s.")
            % {"sum": sum(moved.values())},
            field="shifts",
        )
    planned = plan_of(grant)
    spent = spent_by_heading(Expense.objects.filter(report__grant=grant))
    for heading, amount in moved.items():
        if heading not in planned and amount < 0:
            raise Refused(_("Nothing is planned under this heading."), field="shifts")
        left = planned.get(heading, Decimal(0)) + amount
        if left < max(spent.get(heading, Decimal(0)), Decimal(0)):
            raise Refused(_("More than this has been spent under a heading."), field="shifts")


def within_limit(grant: Grant, moved: Mapping[str, Decimal]) -> bool:
    """Whether every heading stays within the limit, counting what was moved on notice since the last approval."""
    planned = asked_for(grant)
    since: dict[str, Decimal] = dict(moved)
    for change in in_force(grant):
        if change.on_notice:
            add(since, change.shifts)
        else:  # approved: what it gives is the new measure, with what was moved before it
            add(planned, change.shifts)
            since = dict(moved)
    limit = shift_limit(grant)
    return all(
        heading not in settings.GRANT_FIXED_HEADINGS
        and abs(amount) * 100 <= planned.get(heading, Decimal(0)) * limit
        for heading, amount in since.items()
    )


@transaction.atomic
def ask_extension(*, actor: User, grant: Grant, ends_on: date, reason: str, language: str = "az") -> Change:
    """Ask for a later last day; it waits for approval."""
    permit(actor, "grants.ask_for_change", grant)
    lock(grant, *RUNNING)
    if grant.ends_on and ends_on <= grant.ends_on:
        raise Refused(_("It must be later than the last day now."), field="ends_on")
    change = _change(
        actor, grant, kind=Change.Kind.EXTENSION, reason=said(reason), language=language, ends_on=ends_on
    )
    journal.record(
        actor=actor, verb="grants.ask_extension", target=grant, data={"change": change.pk, "ends_on": ends_on}
    )
    return change


@transaction.atomic
def approve_change(*, actor: User, change: Change) -> Change:
    """Bring it into force. A budget is looked at once more: something may have been spent meanwhile."""
    permit(actor, "grants.judge_change", change)
    grant = lock(change.grant, "awarded", *RUNNING)
    if change.kind == Change.Kind.BUDGET and change.state == "asked":
        _check_shifts(grant, {heading: Decimal(amount) for heading, amount in change.shifts.items()})
    CHANGE.move(change, "approve", actor=actor)
    _decided(change, actor)
    if change.ends_on:
        grant.ends_on = change.ends_on
        grant.save(update_fields=["ends_on"])
    letters.tell(grant, "change_approved", about=change)
    journal.record(actor=actor, verb="grants.approve_change", target=grant, data={"change": change.pk})
    return change


@transaction.atomic
def decline_change(*, actor: User, change: Change, reason: str) -> Change:
    reason = said(reason)
    CHANGE.move(change, "decline", actor=actor)
    change.declined_because = reason
    change.save(update_fields=["declined_because"])
    _decided(change, actor)
    letters.tell(change.grant, "change_declined", reason, about=change)
    journal.record(actor=actor, verb="grants.decline_change", target=change.grant, data={"change": change.pk})
    return change


def _decided(change: Change, actor: User) -> None:
    change.judged_by, change.judged_at = actor, timezone.now()
    change.save(update_fields=["judged_by", "judged_at"])
