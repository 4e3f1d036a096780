"""A grant is awarded, suspended, resumed, closed, ended; its grantee's name is withheld from the public."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Call, Lot
from gapbridge.act.grants import letters
from gapbridge.act.grants.lifecycle import GRANT
from gapbridge.act.grants.models import Change, Grant, LedgerEntry, Suspension
from gapbridge.act.grants.queries.closing import lacks, unconfirmed, unconfirmed_said
from gapbridge.act.grants.queries.money import (
    EURO,
    gone_out,
    in_euro,
    left_of_call,
    left_of_lot,
    paid,
    per_euro,
    set_off,
    support_of,
)
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import Organisation, User

from .common import lock, lock_live, money, said, shown


@transaction.atomic
def award(*, actor: User | None, application: Application, amount: Decimal, on: date | None = None) -> Grant:
    """Make the grant that a decision gives.

    Refuses more than was asked for, more than is left of the lot or the call, and more than the ceiling of support
    to one organisation. Call, lot and organisation are locked first: the last money is never given twice.
    """
    permit(actor, "applications.judge_application", application)
    amount, on = money(amount), on or localdate()
    call = _lock_money(application)
    if Grant.objects.filter(application=application).exists():
        raise Refused(_("This application has its grant already."))
    if application.amount is not None and amount > application.amount:
        raise Refused(_("It can't be more than the applicant asks for."), field="amount")
    _check_left(call, application.lot, amount)
    _check_ceiling(application, call, amount, on)
    grant = Grant.objects.create(application=application, amount=amount, awarded_on=on)
    enter(grant, LedgerEntry.Kind.AWARD, amount, on)
    journal.record(actor=actor, verb="grants.award", target=grant, data={"amount": amount})
    return grant


def _lock_money(application: Application) -> Call:
    calls = Call.objects.select_for_update().filter(pk=application.call_id)
    call = calls.get()
    Organisation.objects.select_for_update().get(pk=application.organisation_id)
    application.lot = Lot.objects.get(pk=application.lot_id)
    application.call = Call.objects.select_related("intervention__programme").get(pk=call.pk)
    return application.call


def _check_left(call: Call, lot: Lot, amount: Decimal) -> None:
    for left, message in (
        (left_of_lot(lot), _("Only %(left)s of the lot's budget is left.")),
        (left_of_call(call), _("Only %(left)s of the call's budget is left.")),
    ):
        if amount > left:
            raise Refused(message % {"left": shown(left, call.currency)}, field="amount")


def _check_ceiling(application: Application, call: Call, amount: Decimal, on: date) -> None:
    """The donor's rule on support to third parties: at most so much to one organisation."""
    support = support_of(application.organisation, call, on)
    euro = in_euro(amount, per_euro(call.intervention.programme, call.currency, on))
    if euro > support.left:
        raise Refused(
            _(
                "%(organisation)s has been given %(given)s; with this it would be %(sum)s, more than the %(ceiling)s "
                "that one organisation may be given."
            )
            % {
                "organisation": application.organisation,
                "given": shown(support.given, EURO),
                "sum": shown(support.given + euro, EURO),
                "ceiling": shown(Decimal(settings.GRANT_CEILING), EURO),
            },
            field="amount",
        )


def enter(grant: Grant, kind: str, amount: Decimal, on: date) -> LedgerEntry:
    """Add to the ledger; less support is negative. Part of an action that makes the entry of the journal."""
    application = grant.application
    programme = application.call.intervention.programme
    rate = per_euro(programme, programme.currency, on)
    return LedgerEntry.objects.create(
        organisation_id=application.organisation_id,
        grant=grant,
        kind=kind,
        amount=amount,
        currency=programme.currency,
        per_euro=rate,
        amount_eur=in_euro(amount, rate),
        on=on,
    )


@transaction.atomic
def change_amount(
    *, actor: User, grant: Grant, amount: Decimal, reason: str, on: date | None = None
) -> Grant:
    """Give more, within what is left and the ceiling, or less, but not below what was paid.

    The instalments have to be planned again: they no longer add up.
    """
    permit(actor, "grants.change_grant", grant)
    amount, reason, on = money(amount), said(reason), on or localdate()
    call = _lock_money(grant.application)
    lock_live(grant)
    more = amount - grant.amount
    if more == 0:
        raise Refused(_("This is its amount already."), field="amount")
    if more > 0:
        _check_left(call, grant.application.lot, more)
        _check_ceiling(grant.application, call, more, on)
    elif amount < gone_out(grant) + set_off(grant):
        raise Refused(_("More than this has been paid."), field="amount")
    before, grant.amount = grant.amount, amount
    grant.save(update_fields=["amount"])
    enter(grant, LedgerEntry.Kind.INCREASE if more > 0 else LedgerEntry.Kind.DECREASE, more, on)
    _note_amount(actor, grant, reason)
    letters.tell(grant, "amount", reason)
    journal.record(
        actor=actor, verb="grants.change_amount", target=grant, data={"before": before, "amount": amount}
    )
    return grant


def _note_amount(actor: User, grant: Grant, reason: str) -> None:
    now = timezone.now()
    Change.objects.create(
        grant=grant,
        number=grant.changes.count() + 1,
        kind=Change.Kind.AMOUNT,
        amount=grant.amount,
        reason=reason,
        asked_by=actor,
        asked_at=now,
        judged_by=actor,
        judged_at=now,
        state="in_force",
    )


# --- suspended, resumed, closed, ended -------------------------------------------------------------------


@transaction.atomic
def suspend_grant(*, actor: User | None, grant: Grant, reason: str, on: date | None = None) -> Grant:
    """Stop it for a while: nothing is paid until it is resumed. The grantee reads why."""
    reason = said(reason)
    GRANT.move(grant, "suspend", actor=actor)
    Suspension.objects.create(grant=grant, since=on or localdate(), reason=reason)
    letters.tell(grant, "suspended", reason)
    journal.record(actor=actor, verb="grants.suspend_grant", target=grant)
    return grant


@transaction.atomic
def resume_grant(*, actor: User | None, grant: Grant, reason: str, on: date | None = None) -> Grant:
    reason = said(reason)
    GRANT.move(grant, "resume", actor=actor)
    grant.suspensions.filter(until=None).update(until=on or localdate(), resumed_because=reason)
    letters.tell(grant, "resumed", reason)
    journal.record(actor=actor, verb="grants.resume_grant", target=grant)
    return grant


@transaction.atomic
def close_grant(*, actor: User | None, grant: Grant, reason: str, on: date | None = None) -> Grant:
    """All is done and accounted for; `reason` says what the closing rests on.

    Refuses while something is missing: the approved final report, a recovery, an open finding, the signed copy.
    """
    permit(actor, "grants.change_grant", grant)
    reason = said(reason)
    lock(grant, "signed")
    if missing := lacks(grant):
        raise Refused(_("It can't be closed yet. %(missing)s") % {"missing": " ".join(missing)})
    return _finish(actor, grant, "close", reason, on or localdate())


@transaction.atomic
def end_grant(*, actor: User | None, grant: Grant, reason: str, on: date | None = None) -> Grant:
    """End it early. What was never paid goes back to the call's budget: refused while a payment isn't confirmed."""
    permit(actor, "grants.change_grant", grant)
    reason = said(reason)
    lock_live(grant)
    if unconfirmed(grant):
        raise Refused(unconfirmed_said())
    return _finish(actor, grant, "end", reason, on or localdate())


def _finish(actor: User | None, grant: Grant, name: str, reason: str, on: date) -> Grant:
    never_paid = grant.amount - paid(grant)
    GRANT.move(grant, name, actor=actor)
    grant.reason, grant.finished_on, grant.given_up = reason, on, never_paid
    grant.save(update_fields=["reason", "finished_on", "given_up"])
    if never_paid:
        enter(grant, LedgerEntry.Kind.DECREASE, -never_paid, on)
    letters.tell(grant, "closed" if name == "close" else "ended", reason)
    journal.record(actor=actor, verb=f"grants.{name}_grant", target=grant, data={"never_paid": never_paid})
    return grant


# --- the grantee's name ----------------------------------------------------------------------------------


@transaction.atomic
def withhold_name(*, actor: User | None, grant: Grant, reason: str) -> Grant:
    """Leave the grantee's name out of all that is public; its interventions are taken off the public site."""
    permit(actor, "grants.change_grant", grant)
    grant.withheld_because = said(reason)
    grant.name_withheld = True
    grant.save(update_fields=["name_withheld", "withheld_because"])
    taken = 0
    for activity in grant.activities.filter(intervention__published_at__isnull=False).select_related(
        "intervention"
    ):
        activity.intervention.published_at = None
        activity.intervention.save(update_fields=["published_at"])
        taken += 1
    journal.record(actor=actor, verb="grants.withhold_name", target=grant, data={"unpublished": taken})
    return grant


@transaction.atomic
def disclose_name(*, actor: User | None, grant: Grant) -> Grant:
    permit(actor, "grants.change_grant", grant)
    grant.name_withheld, grant.withheld_because = False, ""
    grant.save(update_fields=["name_withheld", "withheld_because"])
    journal.record(actor=actor, verb="grants.disclose_name", target=grant)
    return grant
