"""Papers of an organisation: added, replaced by newer ones, taken out of use. None is thrown away."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.profiles.models import Document
from gapbridge.act.profiles.queries import profile_of
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.uploads import CheckedUpload, store
from gapbridge.people.models import Organisation, User

from .file import put

FACTS = frozenset({"kind", "title", "issued_on", "expires_on", "language"})


@transaction.atomic
def add_document(
    *, actor: User | None, organisation: Organisation, kind: str, upload: CheckedUpload, **facts: Any
) -> Document:
    """Keep a paper, sealed. `facts`: title, issued_on, expires_on, language."""
    _permit(actor, organisation, kind)
    document = write_document(organisation, upload, actor, {"kind": kind, **facts})
    _note(actor, "add_document", document)
    return document


@transaction.atomic
def replace_document(
    *, actor: User | None, document: Document, upload: CheckedUpload, **facts: Any
) -> Document:
    """Keep a newer one of the same kind in its place; the old one can still be read."""
    _permit(actor, document.organisation, document.kind)
    _in_use(document)
    facts = {"title": document.title, "language": document.language, **facts, "kind": document.kind}
    newer = write_document(document.organisation, upload, actor, facts)
    document.ended_at, document.replaced_by = timezone.now(), newer
    document.save(update_fields=["ended_at", "replaced_by"])
    _note(actor, "replace_document", newer, replaced=document.pk)
    return newer


@transaction.atomic
def end_document(*, actor: User | None, document: Document) -> Document:
    """Take a paper out of use; it can still be read."""
    _permit(actor, document.organisation, document.kind)
    _in_use(document)
    document.ended_at = timezone.now()
    document.save(update_fields=["ended_at"])
    _note(actor, "end_document", document)
    return document


def write_document(
    organisation: Organisation, upload: CheckedUpload, actor: User | None, facts: dict[str, Any]
) -> Document:
    """Save a document with its file. Call it inside an action."""
    document = Document(organisation=organisation)
    put(document, facts, FACTS)
    document.full_clean(validate_constraints=False)
    if document.issued_on and document.issued_on > timezone.localdate():
        raise Refused(_("This day has not come yet."), field="issued_on")
    if document.issued_on and document.expires_on and document.expires_on < document.issued_on:
        raise Refused(_("It can't run out before it was issued."), field="expires_on")
    profile_of(organisation)  # the page on which it is found
    document.save()
    store(upload, actor=actor, owner=document, sealed=True)
    return document


def _permit(actor: User | None, organisation: Organisation, kind: str) -> None:
    is_letter = kind == Document.Kind.BANK_LETTER
    permit(actor, "profiles.keep_bank_details" if is_letter else "profiles.keep_file", organisation)


def _in_use(document: Document) -> None:
    """Locks the row: two who replace it at once take turns."""
    if Document.objects.select_for_update().get(pk=document.pk).ended_at is not None:
        raise Refused(_("This document is not in use any more. Reload the page to see what replaced it."))


def _note(actor: User | None, verb: str, document: Document, **data: Any) -> None:
    journal.record(
        actor=actor,
        verb=f"profiles.{verb}",
        target=document.organisation,
        data={"document": document.pk, "kind": document.kind, **data},
    )
