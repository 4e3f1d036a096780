"""Mail to an organisation's people before a paper runs out: once for each paper."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.act.profiles.models import Document
from gapbridge.act.profiles.queries.lists import SOON
from gapbridge.base import journal
from gapbridge.base.outbox import queue_mail
from gapbridge.people.models import User
from gapbridge.people.queries import staff_of

AT_ONCE = 200  # in one run


def remind_of_papers() -> int:
    """What `run_due` does: each paper in a transaction of its own; returns how many were reminded of."""
    today = timezone.localdate()
    due = Document.objects.in_use().filter(reminded_at=None, expires_on__range=(today, today + SOON))
    found = list(due.select_related("organisation").order_by("expires_on", "pk")[:AT_ONCE])
    for document in found:
        remind(document=document)
    return len(found)


@transaction.atomic
def remind(*, document: Document) -> None:
    """By the system itself. The mail names the kind of paper and the day, no more."""
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if locked.reminded_at is not None:
        return
    for person in staff_of([document.organisation_id]):
        _mail(document, person)
    locked.reminded_at = timezone.now()
    locked.save(update_fields=["reminded_at"])
    journal.record(
        actor=None, verb="profiles.remind", target=document.organisation, data={"document": document.pk}
    )


def _mail(document: Any, user: User) -> None:
    with translation.override(user.language):
        facts = {
            "document": document.get_kind_display(),
            "organisation": document.organisation,
            "when": date_format(document.expires_on, "DATE_FORMAT"),
            "address": settings.SITE_URL + document.get_absolute_url(),
        }
        queue_mail(
            to=user.email,
            subject=_("Runs out: %(document)s") % facts,
            body=_(
                "A document in the file of %(organisation)s runs out on %(when)s: %(document)s.\n\n"
                "Upload a newer one, so that calls find it valid:\n%(address)s"
            )
            % facts,
            language=user.language,
            key=f"profiles.remind:{document.pk}:{user.pk}",
        )
