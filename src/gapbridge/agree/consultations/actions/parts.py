"""What the actions of a consultation share."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.agree.consultations.models import Consultation, Link, Stakeholder
from gapbridge.agree.consultations.rules import speaks_for
from gapbridge.base.access import permit
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.people.models import User


def save(consultation: Consultation) -> None:
    if consultation.opens_on and consultation.closes_on and consultation.closes_on < consultation.opens_on:
        raise Refused(_("It closes before it opens. Check both dates."), field="closes_on")
    consultation.full_clean()
    consultation.save()


def locked(consultation: Consultation) -> Consultation:
    return Consultation.objects.select_for_update().get(pk=consultation.pk)


def in_preparation(actor: User | None, consultation: Consultation) -> Consultation:
    permit(actor, "consultations.change_consultation", consultation)
    consultation = locked(consultation)
    if consultation.state != "draft":
        raise Refused(_("This round is open or closed: what is asked, and who is asked, stays as it is."))
    return consultation


def answering(actor: User | None, consultation: Consultation) -> Consultation:
    permit(actor, "consultations.change_consultation", consultation)
    consultation = locked(consultation)
    if consultation.state != "open":
        raise Refused(_("This round is not open: nothing more is answered."))
    return consultation


def seated(
    actor: User | None, link: Link | None, stakeholder: Stakeholder, *, for_position: bool
) -> Stakeholder:
    """The seat, locked, from which this person speaks: by account, or by the link that was made for it.

    Forbidden for whoever does not speak from it. A position is taken by the holder of the mandate, where one is named.
    """
    seat = (
        Stakeholder.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=stakeholder.pk)
    )
    if link is not None:
        held = Link.objects.select_for_update(of=("self",)).get(
            pk=link.pk
        )  # it may have been withdrawn meanwhile
        if held.stakeholder_id != seat.pk or held.withdrawn_at:
            raise Forbidden(f"link {held.pk} does not speak from seat {seat.pk}")
    elif actor is None or seat.organisation_id not in speaks_for(actor):
        raise Forbidden(f"{actor and actor.pk} does not speak from seat {seat.pk}")
    if seat.ended_at:
        raise Refused(_("This seat ended during the round: those who follow it are asked themselves."))
    if for_position and link is None and seat.holder_id not in {None, actor and actor.pk}:
        raise Refused(_("Its position is taken by the person who holds the mandate. You can comment."))
    return seat


def check_open(consultation: Consultation, received_at: datetime | None = None) -> None:
    """`received_at` is when the server took the request in: waiting for others costs nobody their voice."""
    today = timezone.localdate(received_at)
    if consultation.state != "open" or today > consultation.closes_on:
        raise Refused(_("This round is not open: no positions or comments are taken."))
    if today < consultation.opens_on:
        raise Refused(
            _("Positions and comments are taken from %(day)s on.")
            % {"day": date_format(consultation.opens_on)}
        )
