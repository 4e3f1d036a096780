"""Bring every encrypted field of every model, and every sealed file, to the newest key."""

from collections.abc import Iterator

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction
from django.db.models.functions import Cast

from gapbridge.base import uploads, vault
from gapbridge.base.fields import EncryptedTextField, decrypt, has_newest_key
from gapbridge.base.models import StoredFile

BATCH = 500  # rows a transaction


def encrypted_fields() -> Iterator[EncryptedTextField]:
    """Every encrypted column, history tables and link tables included, each once."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield from (f for f in model._meta.local_concrete_fields if isinstance(f, EncryptedTextField))


def rotate(field: EncryptedTextField) -> tuple[int, int]:
    """Re-encrypt one column in batches; (re-encrypted, already on the newest key).

    Stopping it loses nothing: the next run passes over what is done.
    """
    changed = kept = 0
    last = None
    while True:
        done, left, last = _rotate_batch(field, last)
        changed, kept = changed + done, kept + left
        if last is None:
            return changed, kept


@transaction.atomic
def _rotate_batch(field: EncryptedTextField, after) -> tuple[int, int, object]:
    rows = (
        field.model._base_manager.select_for_update()
        .filter(**{f"{field.name}__isnull": False})
        .order_by("pk")
    )
    rows = rows if after is None else rows.filter(pk__gt=after)
    found = list(rows.values_list("pk", Cast(field.name, models.TextField()))[:BATCH])
    stale = [(pk, token) for pk, token in found if not has_newest_key(token)]
    for pk, token in stale:
        field.model._base_manager.filter(pk=pk).update(**{field.name: decrypt(token)})
    return len(stale), len(found) - len(stale), found[-1][0] if len(found) == BATCH else None


def rotate_files() -> tuple[int, int, list[str]]:
    """Wrap the key of each sealed file anew; (wrapped anew, already on the newest key, what is wrong with others)."""
    changed = kept = 0
    faults = []
    for stored in StoredFile.objects.filter(sealed=True).order_by("pk").iterator(BATCH):
        try:
            done = uploads.rewrap(stored)
        except (vault.Damaged, FileNotFoundError) as fault:
            faults.append(f"{stored.pk}: {fault}")
            continue
        changed, kept = changed + done, kept + (not done)
    return changed, kept, faults


class Command(BaseCommand):
    help = (
        "Re-encrypt every encrypted field and the keys of sealed files with the newest key of GAPBRIDGE_FIELD_KEYS. "
        "May be stopped and run again."
    )

    def handle(self, **options) -> None:
        for field in encrypted_fields():
            changed, kept = rotate(field)
            self.stdout.write(
                f"{field.model._meta.label}.{field.name}: {changed} re-encrypted, {kept} already new"
            )
        changed, kept, faults = rotate_files()
        self.stdout.write(f"Sealed files: {changed} re-encrypted, {kept} already new")
        if faults:
            raise CommandError("Sealed files that no key opens; keep the older keys:\n" + "\n".join(faults))
        self.stdout.write(
            "Done: the older keys are no longer needed for this database, only for its older backups."
        )
