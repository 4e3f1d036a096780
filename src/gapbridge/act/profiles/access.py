"""Who may open a file of these pages, and that an officer's look into a bank's letter leaves an entry."""

from typing import Any

from django.db import transaction

from gapbridge.base import journal

from .models import Accounts, Document, SanctionsList


def reads_document(user: Any, stored: Any) -> bool:
    return Document.objects.visible_to(user).filter(pk=stored.owner_id).exists()


def reads_accounts(user: Any, stored: Any) -> bool:
    return Accounts.objects.visible_to(user).filter(pk=stored.owner_id).exists()


def reads_list(user: Any, stored: Any) -> bool:
    return SanctionsList.objects.visible_to(user).filter(pk=stored.owner_id).exists()


@transaction.atomic
def note_look(user: Any, stored: Any) -> None:
    document = Document.objects.filter(pk=stored.owner_id).select_related("organisation").first()
    if document is None or document.kind != Document.Kind.BANK_LETTER:
        return
    if not user.has_perm("profiles.keep_bank_details", document.organisation):
        journal.record(
            actor=user,
            verb="profiles.look_at_bank_letter",
            target=document.organisation,
            data={"document": document.pk},
        )
