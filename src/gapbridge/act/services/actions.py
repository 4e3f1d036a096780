"""Writes: services, their sessions, the register, and who the people are."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gapbridge.act.interventions.actions import edit_intervention, write_intervention
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.fields import keyed_hash
from gapbridge.base.folding import fold
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import Place, Programme

from .models import Person, PersonIdentity, Record, Service, ServiceSession
from .register import Outcome, write_register

LONGEST_REASON = 300


@transaction.atomic
def create_service(*, actor: User | None, programme: Programme, service_kind: str, **facts: Any) -> Service:
    """Plan a service of a kind (Service.Kind); `facts` are its intervention's."""
    intervention = write_intervention(actor=actor, programme=programme, kind="service", **facts)
    service = Service(intervention=intervention, kind=service_kind)
    service.full_clean()
    service.save()
    journal.record(actor=actor, verb="services.create_service", target=service)
    return service


@transaction.atomic
def change_service(
    *, actor: User | None, service: Service, service_kind: str | None = None, **facts: Any
) -> Service:
    """Change what is named, leave the rest."""
    permit(actor, "services.change_service", service)
    edit_intervention(actor=actor, intervention=service.intervention, **facts)
    if service_kind is not None:
        service.kind = service_kind
        service.full_clean()
        service.save(update_fields=["kind"])
    journal.record(actor=actor, verb="services.change_service", target=service)
    return service


@transaction.atomic
def add_session(
    *, actor: User | None, service: Service, title: str, place: Place, held_on: date
) -> ServiceSession:
    """Name a session held, or to be held, with a group."""
    permit(actor, "services.change_sessions", service)
    session = ServiceSession(service=service, title=title, place=place, held_on=held_on)
    session.full_clean()
    session.save()
    journal.record(actor=actor, verb="services.add_session", target=service, data={"session": session.pk})
    return session


@transaction.atomic
def add_record(
    *,
    actor: User | None,
    service: Service,
    person_code: str,
    received_on: date,
    place: Place | None = None,
    provider: Organisation | None = None,
    session: ServiceSession | None = None,
    quantity: int = 1,
    **attributes: Any,
) -> Record:
    """One line of the register: for the person of that code, who is made with the `attributes` if new.

    Refuses a second line for the person on the day, and a sex that contradicts what is known.
    """
    permit(actor, "services.keep_register", service)
    row = {
        "person_code": person_code,
        "received_on": received_on,
        "place": place,
        "provider": provider,
        "session": session,
        "quantity": quantity,
        **attributes,
    }
    outcome = write_register(service, [row], plain=True)
    if outcome.already:
        raise Refused(_("This person has a line on this day already."), field="person_code")
    record = Record.objects.get(
        service=service,
        person__code=person_code,
        person__programme_id=service.programme_id,
        received_on=received_on,
    )
    journal.record(actor=actor, verb="services.add_record", target=service, data={"record": record.pk})
    return record


@transaction.atomic
def import_register(*, actor: User | None, service: Service, rows: Iterable[Mapping[str, Any]]) -> Outcome:
    """Take a whole register: all of it or nothing, in one entry; what is there already is not doubled.

    A row holds person_code and received_on, and may hold sex, age_band, disability, status, place,
    provider, session, quantity, row_number (see `tables.read_register`). Place and provider are the
    session's and the intervention's own where a row names none. Raises TableErrors by row and column.
    """
    permit(actor, "services.keep_register", service)
    outcome = write_register(service, rows)
    journal.record(
        actor=actor,
        verb="services.import_register",
        target=service,
        data={"added": outcome.added, "already": outcome.already, "people": outcome.new_people},
    )
    return outcome


@transaction.atomic
def set_identity(
    *, actor: User, person: Person, name: str, phone: str | None = None, document: str | None = None
) -> PersonIdentity:
    """Keep who a person is, apart and encrypted. Of a document only a keyed hash stays; None leaves it."""
    permit(actor, "services.see_identity", person)
    if not name.strip():
        raise Refused(_("Enter the name."), field="name")
    kept: dict[str, Any] = {"name": name.strip(), "phone": (phone or "").strip() or None}
    if document and document.strip():
        kept["document_hash"] = document_hash(document)
    identity, _created = PersonIdentity.objects.update_or_create(person=person, defaults=kept)
    journal.record(actor=actor, verb="services.set_identity", target=person)
    return identity


def document_hash(document: str) -> str:
    return keyed_hash("".join(fold(document).split()), "services.document")


@transaction.atomic
def look_at_identity(*, actor: User, person: Person, reason: str) -> PersonIdentity:
    """Read who a person is: each look leaves an entry with its reason. Refuses without one."""
    permit(actor, "services.see_identity", person)
    if not reason.strip():
        raise Refused(_("Say why you need to know."), field="reason")
    identity = PersonIdentity.objects.filter(person=person).first()
    if identity is None:
        raise Refused(_("No identity is kept for this person."))
    journal.record(
        actor=actor,
        verb="services.look_at_identity",
        target=person,
        data={"reason": reason.strip()[:LONGEST_REASON], "on": localdate()},
    )
    return identity
