"""An application: begun, its facts, sent with a receipt, taken back, withdrawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gapbridge.act.applications import cover, letters
from gapbridge.act.applications.completeness import missing
from gapbridge.act.applications.content import canonical, frozen, hash_of
from gapbridge.act.applications.cover import FACTS, LISTS
from gapbridge.act.applications.deadlines import kind_written, require_open, require_writable
from gapbridge.act.applications.lifecycle import APPLICATION
from gapbridge.act.applications.models import Application, Part, Receipt
from gapbridge.act.applications.signing import sign
from gapbridge.act.calls.models import Call, Lot
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.people.models import Organisation, User
from gapbridge.people.roles import Role
from gapbridge.programmes.standing import standing

PROGRAMME = "intervention__programme"


@transaction.atomic
def start_application(
    *,
    actor: User,
    call: Call,
    lot: Lot,
    organisation: Organisation,
    title: str,
    language: str,
    received_at: datetime | None = None,
) -> Application:
    """Begin a draft for an organisation. Refuses a second one to the same call, and a call that is not open."""
    permit(actor, "calls.apply", call)
    if not standing(actor).acts_for(organisation.pk, Role.CSO_STAFF):
        raise Forbidden(f"{actor.pk} does not act for organisation {organisation.pk}")
    received = received_at or timezone.now()
    call = Call.objects.select_for_update(of=("self",)).select_related(PROGRAMME).get(pk=call.pk)
    kind = Part.Kind.CONCEPT if call.is_two_step else Part.Kind.FULL
    require_open(call, kind, received)
    if call.applications.filter(organisation=organisation).exists():
        raise Refused(_("Your organisation has an application to this call already."), field="organisation")
    application = Application(
        call=call, organisation=organisation, lot=lot, title=title, language=language, created_by=actor,
        created_at=received,
    )  # fmt: skip
    _check(application)
    application.save()
    open_part(application, kind, received)
    journal.record(actor=actor, verb="applications.start_application", target=application)
    return application


def open_part(application: Application, kind: str, at: datetime) -> Part:
    call = application.call
    concept = call.concept_form if kind == Part.Kind.CONCEPT else None
    return Part.objects.create(
        application=application, kind=kind, form=concept or call.full_form, opened_at=at
    )


@transaction.atomic
def change_facts(
    *,
    actor: User,
    application: Application,
    based_on: cover.Texts | None = None,
    received_at: datetime | None = None,
    **facts: Any,
) -> Application:
    """Change the cover's facts that are named: FACTS and LISTS. Refuses what is sent and what comes too late.

    `based_on`: what the writer saw, as `cover.texts_of` says it. Refused, naming the fact: one that somebody else has
    changed since to something else. Without it the last save stands.
    An amount or a number of months outside the call's limits is kept: it is named as missing until it fits.
    """
    permit(actor, "applications.change_application", application)
    stored = locked(application)
    require_writable(stored, received_at or timezone.now())
    if based_on is not None:
        _refuse_changed_by_both(stored, facts, based_on)
    lists = {name: list(facts.pop(name)) for name in LISTS if name in facts}
    for name, value in facts.items():
        if name not in FACTS:
            raise ValueError(f"{name} is no fact of an application")
        setattr(stored, name, value)
    _check(stored)
    stored.save(update_fields=list(facts))
    for name, chosen in lists.items():
        getattr(stored, name).set(chosen)
    journal.record(
        actor=actor,
        verb="applications.change_facts",
        target=stored,
        data={"changed": sorted([*facts, *lists])},
    )
    return stored


def _refuse_changed_by_both(stored: Application, facts: Mapping[str, Any], saw: cover.Texts) -> None:
    stands = cover.texts_of(stored)
    mine = {name: cover.as_text(value) for name, value in facts.items()}
    for name in mine:
        if cover.changed_by_both(name, mine, saw, stands):
            raise Refused(_("Two texts were written at the same time. Which shall stand?"), field=name)


def _check(application: Application) -> None:
    if application.lot.call_id != application.call_id:
        raise Refused(_("This lot is not one of the call's."), field="lot")
    application.clean_fields(exclude=["call", "organisation", "created_by"])


def locked(application: Application) -> Application:
    """The application as the database has it now, its row locked."""
    rows = Application.objects.select_for_update(of=("self",)).select_related(
        f"call__{PROGRAMME}", "call__procedure", "lot", "organisation"
    )
    return rows.get(pk=application.pk)


# --- sending -------------------------------------------------------------------------------------


def submit_application(
    *,
    actor: User,
    application: Application,
    received_at: datetime | None = None,
    request_key: str = "",
) -> Application:
    """Send the concept note, or an open call's application, with a receipt.

    Refuses an unfinished one, naming each part that is missing, and a late one. `received_at` is when the server took
    the request in: what arrives in time is in time, however long it waits for its turn. The same `request_key` sent
    twice gives the same receipt.
    """
    return _submit(actor, application, "submit", received_at or timezone.now(), request_key)


def submit_full_application(
    *,
    actor: User,
    application: Application,
    received_at: datetime | None = None,
    request_key: str = "",
) -> Application:
    """Send the full application to which a concept note was invited. As `submit_application`."""
    return _submit(actor, application, "submit_full", received_at or timezone.now(), request_key)


@transaction.atomic
def _submit(actor: User, application: Application, move: str, received: datetime, key: str) -> Application:
    permit(actor, "applications.change_application", application)
    stored = locked(application)
    if key and Receipt.objects.filter(part__application=stored, request_key=key, taken_back_at=None).exists():
        return stored
    kind = kind_written(stored)
    APPLICATION.move(stored, move, actor=actor)
    require_open(stored.call, kind or Part.Kind.FULL, received)
    part = stored.parts.select_related("form", "application__call__intervention__programme").get(kind=kind)
    part.application = stored
    lacking = missing(part)
    if lacking:
        raise Refused(" ".join(each.text for each in lacking))
    receipt = _receipt(part, received, key)
    letters.send_receipt(receipt, actor)
    journal.record(
        actor=actor,
        verb=f"applications.{move}_application",
        target=stored,
        data={"receipt": receipt.number, "sha256": receipt.sha256},
    )
    return stored


def _receipt(part: Part, received: datetime, key: str) -> Receipt:
    application = part.application
    application.number = application.number or _next_number(application.call, received)
    application.submitted_at = received
    if part.kind == Part.Kind.CONCEPT:
        application.concept_amount = application.amount
    application.save(update_fields=["number", "submitted_at", "concept_amount"])
    part.received_at = received
    part.save(update_fields=["received_at"])
    earlier = Receipt.objects.filter(part__application=application).count()
    number = f"{application.number}-{earlier + 1}"
    text = canonical(frozen(part, receipt=number, received_at=received.isoformat()))
    digest = hash_of(text)
    return Receipt.objects.create(
        part=part, number=number, received_at=received, content=text, sha256=digest, request_key=key,
        signature=sign(number, received, digest),
    )  # fmt: skip


def _next_number(call: Call, received: datetime) -> str:
    """Year, call, running number. The call's row is locked, so that no number is given twice."""
    Call.objects.select_for_update().only("pk").get(pk=call.pk)
    given = call.applications.exclude(number="").count()
    return f"{localtime(received).year}-{call.pk}-{given + 1:03d}"


@transaction.atomic
def take_back_application(
    *, actor: User, application: Application, received_at: datetime | None = None
) -> Application:
    """Make it a draft again, until the deadline. It keeps its number; its receipt says that it was taken back."""
    return _take_back(actor, application, "take_back", received_at or timezone.now())


@transaction.atomic
def take_back_full_application(
    *, actor: User, application: Application, received_at: datetime | None = None
) -> Application:
    """Make the full application a draft again, until its deadline."""
    return _take_back(actor, application, "take_back_full", received_at or timezone.now())


def _take_back(actor: User, application: Application, move: str, received: datetime) -> Application:
    permit(actor, "applications.change_application", application)
    stored = locked(application)
    APPLICATION.move(stored, move, actor=actor)
    kind = kind_written(stored)
    require_open(stored.call, kind or Part.Kind.FULL, received)
    part = stored.parts.get(kind=kind)
    part.receipts.filter(taken_back_at=None).update(taken_back_at=received)
    part.received_at = None
    part.save(update_fields=["received_at"])
    stored.submitted_at = None
    stored.save(update_fields=["submitted_at"])
    journal.record(actor=actor, verb=f"applications.{move}_application", target=stored)
    return stored


@transaction.atomic
def withdraw_application(*, actor: User, application: Application, reason: str) -> Application:
    """Give it up for good, saying why: possible until it is decided."""
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    APPLICATION.move(application, "withdraw", actor=actor)
    application.decision = reason.strip()
    application.save(update_fields=["decision"])
    journal.record(actor=actor, verb="applications.withdraw_application", target=application)
    return application
