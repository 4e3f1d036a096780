"""What authors and readers hear of the curators by mail, each in their own language."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from gapbridge.base.outbox import queue_mail
from gapbridge.people.models import User
from gapbridge.people.queries import staff_of

from .models import Doubt, Resource, Version


def tell_returned(resource: Resource, *, by: User) -> None:
    for reader in authors(resource, but=by):
        with translation.override(reader.language):
            facts = _facts(resource, resource.get_absolute_url()) | {"reason": resource.because}
            subject = _("Please look again at “%(title)s”") % facts
            body = _(
                "What you handed in for the knowledge hub was returned: “%(title)s”. The reason:\n\n%(reason)s\n\n"
                "Change it and hand it in again:\n%(address)s"
            )
            _queue(reader, subject, body % facts)


def tell_published(resource: Resource, *, by: User) -> None:
    for reader in authors(resource, but=by):
        with translation.override(reader.language):
            facts = _facts(resource, resource.get_absolute_url())
            subject = _("“%(title)s” is in the knowledge hub") % facts
            body = _("Everybody can read now what you handed in, “%(title)s”:\n%(address)s")
            _queue(reader, subject, body % facts)


def tell_adopted(version: Version, *, by: User) -> None:
    """To who proposed it."""
    if (reader := version.made_by) == by or not reader.is_active:
        return
    with translation.override(reader.language):
        facts = _facts(version.edition, version.edition.get_absolute_url())
        subject = _("Your version of “%(title)s” is shown now") % facts
        body = _(
            "A curator took over the version that you proposed of “%(title)s”. Readers see it:\n%(address)s"
        )
        _queue(reader, subject, body % facts)


def tell_declined(version: Version, *, by: User) -> None:
    """To who proposed it."""
    if (reader := version.made_by) == by or not reader.is_active:
        return
    with translation.override(reader.language):
        facts = _facts(version.edition, version.get_absolute_url()) | {"reason": version.declined_because}
        subject = _("Your version of “%(title)s” was not taken over") % facts
        body = _(
            "A curator did not take over the version that you proposed of “%(title)s”. The reason:\n\n%(reason)s\n\n"
            "What you proposed is kept; you can propose another:\n%(address)s"
        )
        _queue(reader, subject, body % facts)


def tell_answered(doubt: Doubt) -> None:
    """Without an account nobody can be written to."""
    reader = doubt.asked_by
    if reader is None or not reader.is_active:
        return
    with translation.override(reader.language):
        facts = _facts(doubt.version.edition, doubt.get_absolute_url())
        subject = _("An answer to your question about “%(title)s”") % facts
        body = _(
            "You asked whether “%(title)s” still holds:\n\n%(question)s\n\n"
            "The curators answer:\n\n%(answer)s\n\n%(address)s"
        )
        _queue(reader, subject, body % (facts | {"question": doubt.text, "answer": doubt.answer}))


def authors(resource: Resource, *, but: User | None = None) -> list[User]:
    """Who added it and, where an organisation handed it in, all who write for that; without whom acts."""
    people = {each.pk: each for each in (resource.added_by, *staff_of([resource.organisation_id]))}
    return [each for each in people.values() if each.is_active and each != but]


def _facts(titled: Any, address: str) -> dict[str, str]:
    return {"title": " ".join(titled.title.split()), "address": settings.SITE_URL + address}


def _queue(reader: User, subject: str, body: str) -> None:
    queue_mail(to=reader.email, subject=subject, body=body, language=reader.language)
