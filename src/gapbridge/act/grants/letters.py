"""What grantees are written, each person in their own language."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.outbox import queue_mail
from gapbridge.people.models import User
from gapbridge.people.queries import staff_of

from .models import Grant
from .queries.due import Due, due_of_grantees, stage_of

# Subject and first sentence of each letter; the text that belongs to it and the address follow.
EVENTS: dict[str, tuple[Any, Any]] = {
    "prepared": (
        gettext_lazy("The agreement on your grant is ready: %(grant)s"),
        gettext_lazy("The agreement on your grant “%(grant)s” can be read and signed."),
    ),
    "signed": (
        gettext_lazy("Your grant is signed: %(grant)s"),
        gettext_lazy("Both sides have signed the agreement on “%(grant)s”."),
    ),
    "amount": (
        gettext_lazy("The amount of your grant has changed: %(grant)s"),
        gettext_lazy("The amount of your grant “%(grant)s” has changed. The reason:"),
    ),
    "paid": (
        gettext_lazy("A payment to you: %(grant)s"),
        gettext_lazy("An instalment of your grant “%(grant)s” has been paid."),
    ),
    "suspended": (
        gettext_lazy("Your grant is suspended: %(grant)s"),
        gettext_lazy("Your grant “%(grant)s” is suspended. Nothing is paid until it is resumed. The reason:"),
    ),
    "resumed": (
        gettext_lazy("Your grant goes on: %(grant)s"),
        gettext_lazy("Your grant “%(grant)s” is resumed. The reason:"),
    ),
    "closed": (
        gettext_lazy("Your grant is closed: %(grant)s"),
        gettext_lazy("Your grant “%(grant)s” is closed."),
    ),
    "ended": (
        gettext_lazy("Your grant has ended: %(grant)s"),
        gettext_lazy("Your grant “%(grant)s” was ended early. The reason:"),
    ),
    "returned": (
        gettext_lazy("Please correct your report: %(grant)s"),
        gettext_lazy("A report on your grant “%(grant)s” was returned to be corrected. The reason:"),
    ),
    "approved": (
        gettext_lazy("Your report is approved: %(grant)s"),
        gettext_lazy("A report on your grant “%(grant)s” is approved."),
    ),
    "asked": (
        gettext_lazy("A question about your report: %(grant)s"),
        gettext_lazy("The office has a question about a report on your grant “%(grant)s”:"),
    ),
    "change_approved": (
        gettext_lazy("The change is approved: %(grant)s"),
        gettext_lazy("The change that was asked for in your grant “%(grant)s” is in force."),
    ),
    "change_declined": (
        gettext_lazy("The change is declined: %(grant)s"),
        gettext_lazy("The change that was asked for in your grant “%(grant)s” is declined. The reason:"),
    ),
    "finding": (
        gettext_lazy("A finding of a visit: %(grant)s"),
        gettext_lazy("After a visit to your project “%(grant)s” this has to be put right:"),
    ),
    "recovery": (
        gettext_lazy("Money to be paid back: %(grant)s"),
        gettext_lazy("A part of your grant “%(grant)s” has to be paid back. The reason:"),
    ),
}


def tell(grant: Grant, event: str, text: str = "", about: models.Model | None = None) -> None:
    """Write to the grantee's staff what has happened, with a text that belongs to it and where to read on."""
    subject, first = EVENTS[event]
    address = settings.SITE_URL + (about or grant).get_absolute_url()  # type: ignore[attr-defined]
    for person in staff_of([grant.application.organisation_id]):
        with translation.override(person.language):
            named = {"grant": plain(grant)}
            parts = [str(first) % named, text, address]
            queue_mail(
                to=person.email,
                subject=str(subject) % named,
                body="\n\n".join(part for part in parts if part),
                language=person.language,
            )


def plain(text: object) -> str:
    """On one line: a subject holds no line breaks."""
    return " ".join(str(text).split())


def remind() -> int:
    """Write 14 and 3 days before something is due, and when it is late: once each."""
    today = timezone.localdate()
    sent = 0
    for grant, dues in due_of_grantees().items():
        pressing = [(each, each.on) for each in dues if each.on and stage_of(each.on, today)]
        for due, on in pressing:
            sent += _remind(grant, due, on, stage_of(on, today))
    return sent


def _remind(grant: Grant, due: Due, on: date, stage: str) -> int:
    people = staff_of([grant.application.organisation_id])
    for person in people:
        with translation.override(person.language):
            _write_reminder(grant, person, due, on, stage)
    return len(people)


def _write_reminder(grant: Grant, person: User, due: Due, on: date, stage: str) -> None:
    facts = {
        "what": str(due.label()),
        "grant": plain(grant),
        "day": date_format(on),
        "address": settings.SITE_URL + due.url,
    }
    late = _("Late since %(day)s: %(what)s") if stage == "late" else _("Due on %(day)s: %(what)s")
    queue_mail(
        to=person.email,
        subject=plain(late % facts),
        body=_("In your grant “%(grant)s”, %(what)s. It is due on %(day)s.\n\n%(address)s") % facts,
        language=person.language,
        key=f"grants-due:{due.key}:{on.isoformat()}:{stage}:{person.pk}",
    )
