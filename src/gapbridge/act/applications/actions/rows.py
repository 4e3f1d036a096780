"""Writing of rows that a team edits at once: budget lines, sources, rows of the logframe and their indicators."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.applications.cells import Merged, Reader, Typed, merge
from gapbridge.act.applications.deadlines import require_part_writable
from gapbridge.act.applications.models import Part
from gapbridge.act.applications.models.rows import EditedRow
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.models import JournalEntry
from gapbridge.people.models import User

from .applications import locked

SITTING = timedelta(minutes=10)  # without a save


def begin(actor: User | None, part: Part, received_at: datetime | None) -> Part:
    """Lock the part's application and make sure that the actor may write it now."""
    permit(actor, "applications.change_application", part.application)
    part.application = locked(part.application)
    require_part_writable(part, received_at or timezone.now())
    return part


def note(actor: User, part: Part, verb: str, data: dict[str, Any]) -> None:
    """One journal entry a sitting, not one a save, as for the answers: see `writing.py`."""
    lately = JournalEntry.objects.filter(
        target_type=part._meta.label_lower,
        target_id=part.pk,
        actor_id=actor.pk,
        verb=verb,
        at__gt=timezone.now() - SITTING,
    )
    if not lately.exists():
        journal.record(actor=actor, verb=verb, target=part, data=data)


def find_or_make(model: type[EditedRow], typed: Typed, owner: Mapping[str, Any]) -> EditedRow:
    """The stored row, the one made before of the same token, or a new one.

    Where somebody removed the row meanwhile, what was typed makes it anew: nothing typed is lost.
    """
    stored: Any = model._default_manager
    token = typed.key if typed.pk is None else f"again-{typed.pk}"
    found = stored.filter(pk=typed.pk, **owner).first() if typed.pk is not None else None
    return found or stored.filter(token=token[:40], **owner).first() or model(token=token[:40], **owner)


def is_worth_making(row: EditedRow, typed: Typed) -> bool:
    """A new row with something in it; of a removed one only what was changed since it was read."""
    if typed.pk is not None:
        return typed.was is not None and any(
            text.strip() != typed.was.get(name, "") for name, text in typed.cells.items()
        )
    return typed.wanted or not row.is_blank("heading", "year", "is_secured")


def write(row: EditedRow, typed: Typed, readers: Mapping[str, Reader], *, by: int) -> Merged:
    """Merge what was typed into the row and save it; a row that nothing changed is left alone."""
    is_new = row.pk is None
    merged = merge(row, typed if not is_new else Typed(typed.key, typed.cells), readers, by=by)
    if is_new and not is_worth_making(row, typed):
        return Merged()
    if not is_new and (merged.changed or merged.waits):
        row.version += bool(merged.changed)
    if is_new or merged.changed or merged.waits:
        row.save()
    return merged


def take_or_drop(row: EditedRow, key: str, readers: Mapping[str, Reader], *, take: bool, by: int) -> Merged:
    """End the waiting of a version beside a row: its cells are taken, or what stands stays."""
    entry = next((each for each in row.waiting if each["key"] == key), None)
    if entry is None:
        raise Refused(_("Somebody has chosen already. Reload the page to see what stands there now."))
    row.waiting = [each for each in row.waiting if each["key"] != key]
    merged = merge(row, Typed(str(row.pk), entry["cells"]), readers, by=by) if take else Merged()
    row.version += 1
    row.save()
    return merged


def move_among(rows: Iterable[models.Model], row: models.Model, how: str) -> None:
    """One place "up" or "down" among its like; at the end it stays. All get positions from 1."""
    order = list(rows)
    place = order.index(row)
    other = place + (-1 if how == "up" else 1)
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    for position, each in enumerate(order, start=1):
        if each.position != position:  # type: ignore[attr-defined]
            type(each)._base_manager.filter(pk=each.pk).update(position=position)
