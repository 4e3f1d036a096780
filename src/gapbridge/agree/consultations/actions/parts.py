"""What the actions of a consultation share."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.agree.consultations.models import Consultation, Stakeholder
from gapbridge.agree.consultations.rules import speaks_for
from gapbridge.base.access import permit
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.people.models import Organisation, User


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


def spoken_for(actor: User, consultation: Consultation, organisation: Organisation) -> Stakeholder:
    """The organisation's place at the table, locked; Forbidden without one, or when another speaks for it."""
    stakeholder = consultation.stakeholders.select_for_update().filter(organisation=organisation).first()
    if stakeholder is None or organisation.pk not in speaks_for(actor):
        raise Forbidden(f"{actor.pk} does not speak for {organisation.pk} in consultation {consultation.pk}")
    return stakeholder


def check_open(consultation: Consultation) -> None:
    today = timezone.localdate()
    if consultation.state != "open" or today > consultation.closes_on:
        raise Refused(_("This round is not open: no positions or comments are taken."))
    if today < consultation.opens_on:
        raise Refused(
            _("Positions and comments are taken from %(day)s on.")
            % {"day": date_format(consultation.opens_on)}
        )
