"""An application: begun, filled in, sent, taken back. The organisation's staff share it."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gapbridge.act.grants import letters
from gapbridge.act.grants.clock import moment
from gapbridge.act.grants.lifecycle import APPLICATION
from gapbridge.act.grants.models import Application, Call
from gapbridge.act.grants.queries import missing_parts
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.people.models import Organisation, User
from gapbridge.people.roles import Role
from gapbridge.programmes.models import Topic
from gapbridge.programmes.standing import standing

from .calls import require_state

LISTS = ("target_groups", "places")


@transaction.atomic
def start_application(
    *,
    actor: User,
    call: Call,
    organisation: Organisation,
    title: str,
    theme: Topic,
    at: datetime | None = None,
    **answers: Any,
) -> Application:
    """Begin a draft for an organisation. Refuses a second one to the same call, and what is not open."""
    permit(actor, "grants.apply", call)
    if not standing(actor).acts_for(organisation.pk, Role.CSO_STAFF):
        raise Forbidden(f"{actor.pk} does not act for organisation {organisation.pk}")
    call = Call.objects.select_for_update().select_related("intervention__programme").get(pk=call.pk)
    _require_open(call, moment(at))
    if call.applications.filter(organisation=organisation).exists():
        raise Refused(_("Your organisation has an application to this call already."), field="organisation")
    application = Application(call=call, organisation=organisation, created_by=actor)
    _answer(application, {"title": title, "theme": theme, **answers})
    journal.record(actor=actor, verb="grants.start_application", target=application)
    return application


@transaction.atomic
def change_application(
    *, actor: User, application: Application, at: datetime | None = None, **answers: Any
) -> Application:
    """Change the answers that are named. Refuses once it is sent, once the deadline has passed, and an
    amount outside the call's limits."""
    permit(actor, "grants.change_application", application)
    stored = (
        Application.objects.select_for_update()
        .select_related("call__intervention__programme")
        .get(pk=application.pk)
    )
    if stored.state != "draft":
        raise WrongState(_("This application has been submitted. Take it back first, then change it."))
    _require_open(stored.call, moment(at))
    _answer(application, answers)
    journal.record(
        actor=actor, verb="grants.change_application", target=application, data={"changed": sorted(answers)}
    )
    return application


def _answer(application: Application, answers: dict[str, Any]) -> None:
    lists = {name: list(answers.pop(name)) for name in LISTS if name in answers}
    for name, value in answers.items():
        setattr(application, name, value)
    if application.amount is not None:
        check_amount(application.call, application.amount)
    if application.theme_id and not application.call.themes.filter(pk=application.theme_id).exists():
        raise Refused(_("This theme is not one of the call's."), field="theme")
    application.clean_fields(exclude=["call", "organisation", "created_by"])
    application.save(update_fields=list(answers) if application.pk else None)
    for name, chosen in lists.items():
        getattr(application, name).set(chosen)


def check_amount(call: Call, amount: Decimal) -> None:
    """Refuses an amount outside the call's limits, naming them."""
    if not call.smallest <= amount <= call.largest:
        raise Refused(
            _("Ask for at least %(smallest)s and at most %(largest)s %(currency)s.")
            % {
                "smallest": number_format(call.smallest, force_grouping=True),
                "largest": number_format(call.largest, force_grouping=True),
                "currency": call.currency,
            },
            field="amount",
        )


def submit_application(*, actor: User, application: Application, at: datetime | None = None) -> Application:
    """Send it, with a receipt. Refuses an unfinished one, naming each part that is missing, and a late one.

    The moment is taken before the database is waited for: what arrives in time is in time.
    """
    received = moment(at)
    with transaction.atomic():
        return _submit(actor, application, received)


def _submit(actor: User, application: Application, received: datetime) -> Application:
    call = (
        Call.objects.select_for_update().select_related("intervention__programme").get(pk=application.call_id)
    )
    APPLICATION.move(application, "submit", actor=actor)
    _require_open(call, received)
    missing = missing_parts(application)
    if missing or application.amount is None:
        raise Refused(missing)
    check_amount(call, application.amount)
    application.submitted_at = received
    application.receipt = application.receipt or _next_receipt(call, received)
    application.save(update_fields=["submitted_at", "receipt"])
    letters.send_receipt(application, actor)
    journal.record(
        actor=actor,
        verb="grants.submit_application",
        target=application,
        data={"receipt": application.receipt},
    )
    return application


def _next_receipt(call: Call, received: datetime) -> str:
    """Year, call, running number. The call's row is locked, so that no number is given twice."""
    given = call.applications.exclude(receipt="").count()
    return f"{localtime(received).year}-{call.pk}-{given + 1:03d}"


def _require_open(call: Call, now: datetime) -> None:
    require_state(call, "open")
    if now < call.opens_at:
        opens = date_format(localtime(call.opens_at), "DATETIME_FORMAT")
        raise Refused(_("This call opens on %(date)s.") % {"date": opens})
    if now > call.closes_at:
        closed = date_format(localtime(call.closes_at), "DATETIME_FORMAT")
        raise Refused(_("The deadline passed on %(date)s by the server's clock.") % {"date": closed})


@transaction.atomic
def take_back_application(
    *, actor: User, application: Application, at: datetime | None = None
) -> Application:
    """Make it a draft again, until the deadline. It keeps its receipt number."""
    APPLICATION.move(application, "take_back", actor=actor)
    _require_open(
        Call.objects.select_related("intervention__programme").get(pk=application.call_id), moment(at)
    )
    application.submitted_at = None
    application.save(update_fields=["submitted_at"])
    journal.record(actor=actor, verb="grants.take_back_application", target=application)
    return application


@transaction.atomic
def withdraw_application(*, actor: User, application: Application, reason: str) -> Application:
    """Give it up for good, saying why: possible until the call is decided."""
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    APPLICATION.move(application, "withdraw", actor=actor)
    application.decision = reason.strip()
    application.save(update_fields=["decision"])
    journal.record(actor=actor, verb="grants.withdraw_application", target=application)
    return application


def organisations_of(actor: User) -> Iterable[int]:
    """For which organisations the person may apply."""
    held = standing(actor).roles_for
    return [pk for pk, roles in held.items() if Role.CSO_STAFF in roles]
