"""Decisions on applications, and the grants that follow from them."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gapbridge.act.grants import letters
from gapbridge.act.grants.clock import moment
from gapbridge.act.grants.lifecycle import APPLICATION, GRANT
from gapbridge.act.grants.models import Application, Call, Grant
from gapbridge.act.grants.queries import awarded_total
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User

from .calls import require_state


@transaction.atomic
def award_application(
    *, actor: User | None, application: Application, amount: Decimal | None = None, at: datetime | None = None
) -> Application:
    """Award the amount (all that was asked for, unless named). Refuses more than is left of the call's budget.

    The call's row is locked first, so that the last money can't be given twice. After the decision only
    the reserve list can still be awarded; the applicant is told at once.
    """
    call = _locked(application)
    from_reserve = application.state == "reserve"
    require_state(call, "evaluation", *(["decided"] if from_reserve else []))
    APPLICATION.move(application, "award", actor=actor)
    amount = _checked_award(call, application, application.amount if amount is None else amount)
    grant = Grant.objects.create(application=application, amount=amount, awarded_on=localdate(moment(at)))
    if call.state == "decided":
        letters.tell_decision(application)
    journal.record(
        actor=actor,
        verb="grants.award_application",
        target=application,
        data={"grant": grant.pk, "amount": amount},
    )
    return application


def _checked_award(call: Call, application: Application, amount: Decimal | None) -> Decimal:
    if amount is None or amount <= 0:
        raise Refused(_("Name the amount that is awarded."), field="amount")
    if application.amount is not None and amount > application.amount:
        raise Refused(_("It can't be more than the applicant asks for."), field="amount")
    left = call.budget - awarded_total(call)
    if amount > left:
        raise Refused(
            _("Only %(left)s %(currency)s of the call's budget is left.")
            % {"left": number_format(left, force_grouping=True), "currency": call.currency},
            field="amount",
        )
    return amount


@transaction.atomic
def reserve_application(*, actor: User | None, application: Application) -> Application:
    """Put it on the reserve list: awarded later if money is left."""
    require_state(_locked(application), "evaluation")
    APPLICATION.move(application, "reserve", actor=actor)
    journal.record(actor=actor, verb="grants.reserve_application", target=application)
    return application


@transaction.atomic
def decline_application(*, actor: User | None, application: Application, reason: str) -> Application:
    """Decline, with the reason that the applicant reads once the call is decided."""
    if not reason.strip():
        raise Refused(_("Say why: the applicant reads it."), field="reason")
    call = _locked(application)
    require_state(call, "evaluation", "decided")
    APPLICATION.move(application, "decline", actor=actor)
    application.decision = reason.strip()
    application.save(update_fields=["decision"])
    if call.state == "decided":
        letters.tell_decision(application)
    journal.record(actor=actor, verb="grants.decline_application", target=application)
    return application


@transaction.atomic
def reconsider_application(*, actor: User | None, application: Application) -> Application:
    """Take a decision back that nobody outside the grants office has seen yet."""
    require_state(_locked(application), "evaluation")
    APPLICATION.move(application, "reconsider", actor=actor)
    Grant.objects.filter(application=application).delete()
    application.decision = ""
    application.save(update_fields=["decision"])
    journal.record(actor=actor, verb="grants.reconsider_application", target=application)
    return application


def _locked(application: Application) -> Call:
    """The call as the database has it now, locked; the application refers to it from here on."""
    calls = Call.objects.select_for_update().select_related("intervention__programme")
    application.call = calls.get(pk=application.call_id)
    return application.call


@transaction.atomic
def sign_grant(
    *,
    actor: User | None,
    grant: Grant,
    signed_on: date | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Grant:
    """The agreement is signed. Refuses before the call is decided, when nobody has been told."""
    GRANT.move(grant, "sign", actor=actor)
    require_state(grant.application.call, "decided")
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused(_("It can't end before it starts."), field="ends_on")
    grant.signed_on = signed_on or localdate()
    grant.starts_on, grant.ends_on = starts_on or grant.starts_on, ends_on or grant.ends_on
    grant.save(update_fields=["signed_on", "starts_on", "ends_on"])
    journal.record(actor=actor, verb="grants.sign_grant", target=grant)
    return grant


@transaction.atomic
def close_grant(*, actor: User | None, grant: Grant, reason: str) -> Grant:
    """All is done and accounted for; `reason` says what the closing rests on."""
    return _finish(actor, grant, "close", reason)


@transaction.atomic
def end_grant(*, actor: User | None, grant: Grant, reason: str) -> Grant:
    """End it early. One that was never signed gives its money back to the call."""
    return _finish(actor, grant, "end", reason)


def _finish(actor: User | None, grant: Grant, name: str, reason: str) -> Grant:
    permit(actor, "grants.change_grant", grant)
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    GRANT.move(grant, name, actor=actor)
    grant.reason = reason.strip()
    grant.save(update_fields=["reason"])
    journal.record(actor=actor, verb=f"grants.{name}_grant", target=grant)
    return grant
