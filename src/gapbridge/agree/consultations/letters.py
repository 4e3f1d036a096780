"""The letter that tells the invited that a round is open: one to each speaker, in their own language."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.base.outbox import queue_mail
from gapbridge.people.models import Membership, User

from .models import Consultation
from .rules import SPEAKERS


def tell_invited(consultation: Consultation) -> int:
    """Queue the letters; how many."""
    readers = speakers(consultation)
    for reader in readers:
        with translation.override(reader.language):
            _write(consultation, reader)
    return len(readers)


def speakers(consultation: Consultation) -> list[User]:
    """Everybody who speaks for an invited organisation, once."""
    members = Membership.objects.current().filter(
        organisation__in=consultation.stakeholders.standing().values("organisation"), role__in=SPEAKERS
    )
    return list(User.objects.filter(pk__in=members.values("user"), is_active=True).order_by("pk"))


def _write(consultation: Consultation, reader: User) -> None:
    facts = {
        "title": " ".join(consultation.title.split()),
        "opens": date_format(consultation.opens_on),
        "closes": date_format(consultation.closes_on),
        "address": settings.SITE_URL + reverse("consultations:answer", args=[consultation.pk]),
    }
    queue_mail(
        to=reader.email,
        subject=_("Your position is asked: %(title)s") % facts,
        body=_(
            "Your organisation is invited to the consultation “%(title)s”.\n\n"
            "Read the texts, comment on them and take a position from %(opens)s until %(closes)s:\n%(address)s\n\n"
            "You can agree, agree with reservations, stand aside or object. Whatever you say stays with your"
            " organisation's name on it, and every comment is answered."
        )
        % facts,
        language=reader.language,
        key=f"consultation-open:{consultation.pk}:{reader.pk}",
    )
