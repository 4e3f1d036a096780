"""Bring every encrypted field of every model to the newest key."""

from collections.abc import Iterator

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import models, transaction
from django.db.models.functions import Cast

from gapbridge.base.fields import EncryptedTextField, decrypt, has_newest_key

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


class Command(BaseCommand):
    help = "Re-encrypt every encrypted field with the newest key of GAPBRIDGE_FIELD_KEYS. May be stopped and run again."

    def handle(self, **options) -> None:
        for field in encrypted_fields():
            changed, kept = rotate(field)
            self.stdout.write(
                f"{field.model._meta.label}.{field.name}: {changed} re-encrypted, {kept} already new"
            )
        self.stdout.write(
            "Done: the older keys are no longer needed for this database, only for its older backups."
        )
