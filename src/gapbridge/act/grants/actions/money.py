"""Rates, instalments and their payment, money to be paid back."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gapbridge.act.grants import letters
from gapbridge.act.grants.lifecycle import PAYMENT, RECOVERY
from gapbridge.act.grants.models import AgreedRate, Grant, Instalment, LedgerEntry, Payment, Recovery, Report
from gapbridge.act.grants.queries.money import payable, rate_of, unmet
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme

from .awards import enter
from .common import CENT, lock, lock_live, money, said, shown

MOST_INSTALMENTS = 12


@transaction.atomic
def set_rate(
    *, actor: User, programme: Programme, currency: str, per_euro: Decimal, since: date, source: str = ""
) -> AgreedRate:
    """Enter a rate as it was agreed with the donor. One that stands is never changed: what was reckoned stays."""
    permit(actor, "grants.change_grant", programme)
    rate = AgreedRate(
        programme=programme,
        currency=currency.strip().upper(),
        per_euro=per_euro,
        since=since,
        source=source.strip(),
        set_by=actor,
    )
    if len(rate.currency) != 3 or not rate.currency.isascii() or not rate.currency.isalpha():
        raise Refused(_("A currency has three letters, such as AZN."), field="currency")
    if rate.currency == "EUR":
        raise Refused(_("The euro is what the others are measured in."), field="currency")
    rate.clean_fields()
    if AgreedRate.objects.filter(programme=programme, currency=rate.currency, since=since).exists():
        raise Refused(_("A rate from this day on is agreed already."), field="since")
    rate.save()
    journal.record(
        actor=actor,
        verb="grants.set_rate",
        target=programme,
        data={"currency": rate.currency, "per_euro": per_euro, "since": since},
    )
    return rate


# --- instalments -----------------------------------------------------------------------------------------


@transaction.atomic
def plan_instalments(*, actor: User, grant: Grant, rows: Iterable[Mapping[str, Any]]) -> list[Instalment]:
    """Say how the grant is paid; instalments that are paid stay, the others are replaced.

    A row: `amount` or `percent` (of the grant), and `conditions`, `due_on`, `requires` (a report of this grant).
    Refuses rows that, with what is paid, don't add up to the grant.
    """
    permit(actor, "grants.change_grant", grant)
    lock_live(grant)
    every = list(grant.instalments.prefetch_related("payments"))
    kept = [each for each in every if each.payment]
    dropped = grant.instalments.exclude(pk__in=[each.pk for each in kept])
    grant.payments.filter(instalment__in=dropped).update(instalment=None)  # rejected ones stay on record
    dropped.delete()
    fresh = _fresh(grant, list(rows), start=max((each.number for each in kept), default=0) + 1)
    _check_sum(grant, kept, fresh)
    Instalment.objects.bulk_create(fresh)
    journal.record(
        actor=actor,
        verb="grants.plan_instalments",
        target=grant,
        data={"instalments": len(kept) + len(fresh)},
    )
    return [*kept, *fresh]


def _fresh(grant: Grant, rows: list[Mapping[str, Any]], start: int) -> list[Instalment]:
    if len(rows) > MOST_INSTALMENTS:
        raise Refused(_("That are too many instalments."), field="rows")
    amounts = [_amount_of(grant, row) for row in rows]
    if rows and all(row.get("percent") for row in rows) and sum(row["percent"] for row in rows) == 100:
        amounts[-1] += grant.amount - sum(amounts)  # the cents that rounding lost
    found = []
    for number, (row, amount) in enumerate(zip(rows, amounts, strict=True), start=start):
        report: Report | None = row.get("requires")
        if report is not None and report.grant_id != grant.pk:
            raise Refused(_("This report belongs to another grant."), field="rows")
        instalment = Instalment(
            grant=grant,
            number=number,
            amount=money(amount, "rows"),
            conditions=(row.get("conditions") or "").strip(),
            due_on=row.get("due_on"),
            requires=report,
        )
        found.append(instalment)
    return found


def _amount_of(grant: Grant, row: Mapping[str, Any]) -> Decimal:
    if row.get("amount") is not None:
        return Decimal(row["amount"])
    if row.get("percent"):
        return (grant.amount * row["percent"] / 100).quantize(CENT)
    raise Refused(_("Write an amount or a percentage for each instalment."), field="rows")


def _check_sum(grant: Grant, kept: list[Instalment], fresh: list[Instalment]) -> None:
    """What is paid counts as it was paid: what was held back of it may be planned again."""
    planned = sum((each.counted for each in [*kept, *fresh]), Decimal(0))
    if planned != grant.amount:
        raise Refused(
            _("The instalments add up to %(sum)s, the grant is %(amount)s.")
            % {"sum": shown(planned, grant.currency), "amount": shown(grant.amount, grant.currency)},
            field="rows",
        )


@transaction.atomic
def pay_instalment(
    *,
    actor: User,
    instalment: Instalment,
    on: date,
    reference: str,
    amount: Decimal | None = None,
    currency: str | None = None,
    conditions_met: bool = False,
    override_reason: str = "",
) -> Payment:
    """Note a payment: all of the instalment, or less of it (what is held back can be planned again).

    It counts as paid, and the grantee is written to, when somebody else confirms it.
    Refuses while the grant is suspended, a report it needs is not approved, or its conditions are not confirmed,
    unless `override_reason` says why it is paid all the same. Never more than is left of the grant.
    """
    grant = instalment.grant
    permit(actor, "grants.change_grant", grant)
    lock(grant, "signed", "suspended")
    amount = money(instalment.amount if amount is None else amount)
    _check_payable(grant, instalment, amount, on)
    if not reference.strip():
        raise Refused(_("Write the reference of the transfer."), field="reference")
    waits = _waits_for(grant, instalment, conditions_met)
    if waits and not override_reason.strip():
        raise Refused(
            _("It can't be paid yet. %(waits)s If it is paid all the same, say why.")
            % {"waits": " ".join(waits)},
            field="override_reason",
        )
    programme = grant.application.call.intervention.programme
    currency = currency or programme.currency
    payment = Payment(
        grant=grant,
        instalment=instalment,
        on=on,
        amount=amount,
        reference=reference.strip(),
        currency=currency,
        rate=rate_of(programme, currency, on),
        overridden_because=override_reason.strip() if waits else "",
        made_by=actor,
    )
    payment.clean_fields()
    payment.save()
    journal.record(
        actor=actor,
        verb="grants.pay_instalment",
        target=grant,
        data={"instalment": instalment.pk, "amount": amount, "overridden": bool(payment.overridden_because)},
    )
    return payment


def _check_payable(grant: Grant, instalment: Instalment, amount: Decimal, on: date) -> None:
    if Payment.objects.standing().filter(instalment=instalment).exists():
        raise Refused(_("This instalment is paid already."))
    if on > localdate():
        raise Refused(_("This day has not come yet."), field="on")
    if amount > instalment.amount:
        raise Refused(_("This is more than the instalment."), field="amount")
    left = payable(grant)
    if amount > left:
        raise Refused(
            _("Only %(left)s of the grant is left to be paid.") % {"left": shown(left, grant.currency)},
            field="amount",
        )


def _waits_for(grant: Grant, instalment: Instalment, conditions_met: bool) -> list[str]:
    instalment.grant = grant
    waits = unmet(instalment)
    if instalment.conditions and not conditions_met:
        waits.append(_("Its conditions are not confirmed."))
    return waits


@transaction.atomic
def confirm_payment(*, actor: User, payment: Payment) -> Payment:
    """A second person has seen that the money went out: it counts as paid. Refuses who noted it."""
    grant = lock(payment.grant)
    if payment.made_by_id == actor.pk:
        raise Refused(_("You noted this payment: somebody else of the office confirms it."))
    _judge_payment(actor, payment, "confirm")
    letters.tell(grant, "paid", shown(payment.amount, grant.currency))
    _record_judged(actor, payment, "grants.confirm_payment")
    return payment


@transaction.atomic
def reject_payment(*, actor: User, payment: Payment, reason: str) -> Payment:
    """It did not go out as it was noted; the instalment can be paid again. Who noted it may take it back so."""
    lock(payment.grant)
    payment.rejected_because = said(reason)
    _judge_payment(actor, payment, "reject")
    _record_judged(actor, payment, "grants.reject_payment")
    return payment


def _judge_payment(actor: User, payment: Payment, name: str) -> None:
    PAYMENT.move(payment, name, actor=actor)
    payment.judged_by, payment.judged_at = actor, timezone.now()
    payment.save(update_fields=["judged_by", "judged_at", "rejected_because"])


def _record_judged(actor: User, payment: Payment, verb: str) -> None:
    grant = payment.grant
    data = {"payment": payment.pk, "instalment": payment.instalment_id, "amount": payment.amount}
    journal.record(actor=actor, verb=verb, target=grant, data=data)


# --- money to be paid back -------------------------------------------------------------------------------


@transaction.atomic
def demand_recovery(
    *, actor: User, grant: Grant, amount: Decimal, reason: str, due_on: date | None = None
) -> Recovery:
    """Ask money back, with the reason that the grantee reads."""
    permit(actor, "grants.change_grant", grant)
    recovery = demand(actor, grant, money(amount), said(reason), due_on)
    journal.record(
        actor=actor,
        verb="grants.demand_recovery",
        target=grant,
        data={"recovery": recovery.pk, "amount": recovery.amount},
    )
    return recovery


def demand(
    actor: User,
    grant: Grant,
    amount: Decimal,
    reason: str,
    due_on: date | None = None,
    report: Report | None = None,
) -> Recovery:
    """The row and the letter, without an entry in the journal: for the action that makes it."""
    lock(grant)
    owed = sum((each.amount for each in grant.recoveries.exclude(state="waived")), Decimal(0))
    if owed + amount > grant.amount:
        raise Refused(_("More can't be asked back than was given."), field="amount")
    recovery = Recovery.objects.create(
        grant=grant,
        report=report,
        amount=amount,
        reason=reason,
        due_on=due_on or localdate() + timedelta(days=settings.GRANT_RECOVERY_DAYS),
        made_by=actor,
    )
    letters.tell(grant, "recovery", reason, about=recovery)
    return recovery


@transaction.atomic
def receive_recovery(
    *, actor: User, recovery: Recovery, on: date, how: str = Recovery.How.PAID_BACK, reference: str = ""
) -> Recovery:
    """It was paid back, or set off: so much less can then be paid of the grant."""
    permit(actor, "grants.change_grant", recovery)
    grant = lock(recovery.grant)
    if on > localdate():
        raise Refused(_("This day has not come yet."), field="on")
    if how not in Recovery.How.values:
        raise Refused(_("Choose how it was settled."), field="how")
    if how == Recovery.How.SET_OFF and recovery.amount > payable(grant):
        raise Refused(_("Less than this is left to be paid: it can't be set off."), field="how")
    if how == Recovery.How.PAID_BACK and not reference.strip():
        raise Refused(_("Write the reference of the transfer."), field="reference")
    recovery.settled_on, recovery.how, recovery.reference = on, how, reference.strip()
    recovery.save(update_fields=["settled_on", "how", "reference"])
    RECOVERY.move(recovery, "receive", actor=actor)
    if how == Recovery.How.PAID_BACK:
        enter(grant, LedgerEntry.Kind.RECOVERY, -recovery.amount, on)
    journal.record(
        actor=actor, verb="grants.receive_recovery", target=grant, data={"recovery": recovery.pk, "how": how}
    )
    return recovery


@transaction.atomic
def waive_recovery(*, actor: User, recovery: Recovery, reason: str) -> Recovery:
    reason = said(reason)
    RECOVERY.move(recovery, "waive", actor=actor)
    recovery.waived_because = reason
    recovery.save(update_fields=["waived_because"])
    journal.record(
        actor=actor, verb="grants.waive_recovery", target=recovery.grant, data={"recovery": recovery.pk}
    )
    return recovery
