"""What applicants are written about their application, in each person's own language."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gapbridge.base.outbox import queue_mail
from gapbridge.people.models import User
from gapbridge.people.queries import staff_of

from .models import Receipt


def began(call) -> list[User]:
    """The staff of every organisation that began an application to a call and didn't withdraw it."""
    return staff_of(call.applications.exclude(state="withdrawn").values("organisation_id"))


def send_receipt(receipt: Receipt, sender: User) -> None:
    application = receipt.part.application
    with translation.override(sender.language):
        subject = _("Received: your application %(receipt)s") % {"receipt": receipt.number}
        body = _(
            "Your application “%(title)s” arrived on %(when)s. Its receipt number is %(receipt)s.\n\n"
            "The receipt, with everything that you sent:\n%(url)s\n\nIts check sum (SHA-256) is:\n%(sha256)s\n\n"
            "Until the deadline you can take it back, change it and submit it again."
        ) % {
            "title": application.title,
            "when": date_format(localtime(receipt.received_at), "DATETIME_FORMAT"),
            "receipt": receipt.number,
            "sha256": receipt.sha256,
            "url": f"{settings.SITE_URL}{reverse('applications:receipt', args=[receipt.pk])}",
        }
        queue_mail(to=sender.email, subject=subject, body=body, language=sender.language)
