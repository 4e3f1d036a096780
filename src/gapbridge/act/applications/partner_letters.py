"""What organisations write each other about taking part in an application, in each person's own language."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from gapbridge.base.outbox import queue_mail
from gapbridge.people.models import User
from gapbridge.people.queries import staff_of

from .models import Partner


def send_asked(partner: Partner) -> int:
    """Queue a letter to everybody who can answer for the partner; how many."""
    readers = staff_of([partner.organisation_id])
    for reader in readers:
        with translation.override(reader.language):
            facts = _facts(partner)
            subject = _("%(applicant)s asks you to take part in an application") % facts
            body = (
                _(
                    "%(applicant)s asks %(organisation)s to take part in its application “%(title)s” to the call "
                    "“%(call)s”, as: %(kind)s.\n\nWhat you would do:\n%(role)s\n\n"
                    "Read the application, then confirm or decline:\n%(address)s\n\n"
                    "It can't be submitted before you have answered."
                )
                % facts
            )
            _queue(reader, subject, body, partner, "asked")
    return len(readers)


def send_answered(partner: Partner) -> None:
    """Tell the applicant's staff what the partner answered."""
    for reader in staff_of([partner.application.organisation_id]):
        with translation.override(reader.language):
            facts = _facts(partner) | {"reason": partner.reason}
            if partner.state == "confirmed":
                subject = _("%(organisation)s takes part in your application") % facts
                body = (
                    _("%(organisation)s has confirmed that it takes part in “%(title)s”:\n%(address)s")
                    % facts
                )
            else:
                subject = _("%(organisation)s does not take part in your application") % facts
                body = (
                    _(
                        "%(organisation)s has declined to take part in “%(title)s”. The reason:\n\n%(reason)s\n\n"
                        "Ask somebody else, or ask again for something else:\n%(address)s"
                    )
                    % facts
                )
            _queue(reader, subject, body, partner, partner.state)


def _facts(partner: Partner) -> dict[str, str]:
    application = partner.application
    return {
        "applicant": _line(application.organisation),
        "organisation": _line(partner.organisation),
        "title": _line(application.title),
        "call": _line(application.call),
        "kind": str(partner.get_kind_display()),
        "role": partner.role,
        "address": settings.SITE_URL + reverse("applications:partner", args=[partner.pk]),
    }


def _line(text: object) -> str:
    return " ".join(str(text).split())


def _queue(reader: User, subject: str, body: str, partner: Partner, what: str) -> None:
    moment = partner.answered_at or partner.asked_at
    key = f"partner-{what}:{partner.pk}:{moment:%Y%m%d%H%M%S%f}:{reader.pk}"
    queue_mail(to=reader.email, subject=subject, body=body, language=reader.language, key=key)
