"""Letters that do not arrive: what is noted about a seat, and how it is reached after all."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.agree.consultations import letters
from gapbridge.agree.consultations.letters.tell import invite_anew
from gapbridge.agree.consultations.models import Consultation, Link, Stakeholder
from gapbridge.base import journal
from gapbridge.base.errors import Refused
from gapbridge.base.models import OutgoingMail
from gapbridge.people.models import User

from .parts import answering

CLOSED = ("agreed", "not_agreed")


def hear_of_given_up(mail: OutgoingMail) -> None:
    """The outbox gave a letter up: mark every seat of the round that its reader speaks from."""
    found = letters.named_in(mail.key)
    if found is None:
        return
    round_id, kind, reader = found
    rounds = Consultation.objects.exclude(state__in=CLOSED)
    of = {"pk": round_id} if round_id else {"stakeholders__links": reader}
    for consultation in rounds.filter(**of):
        _note(consultation, _seats_of_reader(consultation, kind, reader))


def _seats_of_reader(consultation: Consultation, kind: str, reader: int) -> list[Stakeholder]:
    standing = consultation.stakeholders.standing()
    if kind == "l":
        return list(standing.filter(pk__in=Link.objects.filter(pk=reader).values("stakeholder")))
    people = letters.readers_of(letters.seats_in(consultation))
    return [seat for person in people if person.user == reader for seat in person.seats]


@transaction.atomic
def _note(consultation: Consultation, seats: list[Stakeholder]) -> None:
    """Only those not marked yet: one entry, however many letters come back."""
    new = [seat for seat in seats if seat.undelivered_at is None]
    if not new:
        return
    _mark(new, timezone.now())
    data = {"seats": [seat.pk for seat in new]}
    journal.record(actor=None, verb="consultations.note_undelivered", target=consultation, data=data)


def _mark(seats: list[Stakeholder], when: datetime | None) -> None:
    Stakeholder.objects.filter(pk__in=[seat.pk for seat in seats]).update(undelivered_at=when)
    for seat in seats:
        seat.undelivered_at = when


@transaction.atomic
def note_undelivered(*, actor: User | None, stakeholder: Stakeholder) -> Stakeholder:
    """A letter came back in another way than through our outbox: on paper, or as a reply from a mail server."""
    consultation = answering(actor, stakeholder.consultation)
    _check_standing(stakeholder)
    _mark([stakeholder], timezone.now())
    data = {"seats": [stakeholder.pk]}
    journal.record(actor=actor, verb="consultations.note_undelivered", target=consultation, data=data)
    return stakeholder


@transaction.atomic
def invite_again(*, actor: User | None, stakeholder: Stakeholder) -> Stakeholder:
    """A new invitation to everybody who speaks from the seat, at the addresses as they are now; clears the mark."""
    consultation = answering(actor, stakeholder.consultation)
    _check_standing(stakeholder)
    told = invite_anew(stakeholder, f"again-{stakeholder.pk}-{timezone.now():%Y%m%d%H%M%S%f}")
    if not told:
        raise Refused(
            _(
                "Nobody of %(who)s has an account or a personal link with an address: there is nowhere to write to."
            )
            % {"who": stakeholder}
        )
    _mark([stakeholder], None)
    data = {"seat": stakeholder.pk, "letters": told}
    journal.record(actor=actor, verb="consultations.invite_again", target=consultation, data=data)
    return stakeholder


@transaction.atomic
def note_reached(*, actor: User | None, stakeholder: Stakeholder) -> Stakeholder:
    """They were reached otherwise, by telephone or in person: clears the mark without a letter."""
    consultation = answering(actor, stakeholder.consultation)
    _check_standing(stakeholder)
    _mark([stakeholder], None)
    data = {"seat": stakeholder.pk}
    journal.record(actor=actor, verb="consultations.note_reached", target=consultation, data=data)
    return stakeholder


def _check_standing(seat: Stakeholder) -> None:
    if seat.ended_at:
        raise Refused(_("This seat ended during the round: those who follow it are asked themselves."))
