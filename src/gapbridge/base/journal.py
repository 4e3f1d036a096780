"""The journal: every change of state leaves one entry that can't be altered silently.

Each entry's hash covers the entry and the hash before it; the head (sequence and last hash) is
sealed with a key that is not in the database, so that cutting entries off the end shows as well.
The journal holds ids and facts of the act, never personal values.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone

from .models import JournalEntry, JournalHead

GENESIS = "0" * 64
CHUNK = 2000  # entries read at once
# What reading a value raises that was put there by hand: no date, no JSON, no text.
GARBLED = (ValueError, TypeError, AttributeError, OverflowError, OperationalError)


@dataclass(frozen=True)
class Fault:
    """The first entry of the chain that does not hold, and why."""

    sequence: int
    reason: str
    verb: str = ""
    target: str = ""

    def __str__(self):
        about = " ".join(part for part in (self.verb, self.target) if part)
        return f"Entry {self.sequence}{f' ({about})' if about else ''} {self.reason}."


def canonical(entry: JournalEntry) -> str:
    """The text that an entry's hash covers."""
    return json.dumps(
        {
            "sequence": entry.sequence,
            "at": entry.at.astimezone(UTC).isoformat(),
            "actor": entry.actor_id,
            "verb": entry.verb,
            "target": [entry.target_type, entry.target_id],
            "programme": entry.programme_id,
            "data": entry.data,
            "previous": entry.previous_hash,
        },
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )


def entry_hash(entry: JournalEntry) -> str:
    return hashlib.sha256(canonical(entry).encode()).hexdigest()


def seal(sequence: int, last_hash: str) -> str:
    """The keyed hash that guards the head of the chain."""
    text = f"{sequence}:{last_hash}".encode()
    return hmac.new(settings.JOURNAL_KEY.encode(), text, hashlib.sha256).hexdigest()


def record(*, actor, verb: str, target=None, data: dict[str, Any] | None = None) -> JournalEntry:
    """Append one entry. Call it last in an action, inside the action's transaction.

    `actor` is a User, or None for the system itself. `verb` is "app.action". `target` is the saved
    model instance acted upon; its programme is taken from `target.programme_id` where it has one.
    `data` holds JSON values: ids, states, counts; never names, texts or contact details. Fractions,
    dates and the like become text, because databases do not all give a float back as it was.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "a journal entry belongs inside its action's transaction"
        )
    head, _ = JournalHead.objects.select_for_update().get_or_create(
        pk=1, defaults={"sequence": 0, "last_hash": GENESIS, "seal": seal(0, GENESIS)}
    )
    entry = JournalEntry(
        sequence=head.sequence + 1,
        at=timezone.now(),
        actor_id=actor.pk if actor is not None else None,
        verb=verb,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=target.pk if target is not None else None,
        programme_id=getattr(target, "programme_id", None),
        data=_plain(data or {}),
        previous_hash=head.last_hash,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    head.sequence, head.last_hash = entry.sequence, entry.hash
    head.seal = seal(entry.sequence, entry.hash)
    head.save()
    return entry


def _plain(value: Any) -> Any:
    """The value as every database's JSON gives it back: texts, whole numbers, true, false, null."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def verify() -> Fault | None:
    """Walk the whole chain; the first fault, or None when it holds."""
    expected, previous = 1, GENESIS
    for sequence, entry in _entries():
        if sequence != expected:
            return (
                Fault(expected, "is missing")
                if sequence > expected
                else Fault(sequence, "was put before the first")
            )
        if entry is None:
            return Fault(sequence, "was altered: it can't be read")
        if reason := _reason(entry, previous):
            return Fault(
                sequence, reason, str(entry.verb), f"{entry.target_type} {entry.target_id or ''}".strip()
            )
        expected, previous = sequence + 1, entry.hash
    return _verify_head(expected - 1, previous)


def _reason(entry: JournalEntry, previous: str) -> str:
    if entry.previous_hash != previous:
        return "does not follow the entry before it"
    try:
        intact = entry.hash == entry_hash(entry)
    except GARBLED:
        intact = False
    return "" if intact else "was altered"


def _verify_head(sequence: int, last_hash: str) -> Fault | None:
    head = JournalHead.objects.filter(pk=1).first()
    if head is None:
        return Fault(1, "has no sealed head") if sequence else None
    if not hmac.compare_digest(str(head.seal), seal(head.sequence, head.last_hash)):
        return Fault(sequence, "is followed by a head whose seal is broken")
    if head.sequence > sequence:
        return Fault(sequence + 1, "is missing from the end")
    if head.sequence < sequence:
        return Fault(head.sequence + 1, "was added behind the sealed end")
    return None if head.last_hash == last_hash else Fault(sequence, "is not the one that was sealed")


def mark() -> str:
    """Where the chain ends now, "sequence:hash": to be noted down outside this machine."""
    head = JournalHead.objects.filter(pk=1).first()
    return f"{head.sequence}:{head.last_hash}" if head else f"0:{GENESIS}"


def verify_mark(noted: str) -> Fault | None:
    """Does the chain still go through a mark noted earlier? ValueError when it isn't a mark."""
    sequence, _, noted_hash = noted.partition(":")
    held = (
        JournalEntry.objects.filter(sequence=int(sequence)).values_list("hash", flat=True).first() or GENESIS
    )
    return None if held == noted_hash else Fault(int(sequence), "is not the one that was noted down")


def _entries() -> Iterator[tuple[int, JournalEntry | None]]:
    """Every entry in order with its sequence; None for one that can't be read."""
    sequences = JournalEntry.objects.order_by("sequence").values_list("sequence", flat=True)
    chunk: list[int] = []
    for sequence in sequences.iterator(chunk_size=CHUNK):
        chunk.append(sequence)
        if len(chunk) == CHUNK:
            yield from _read(chunk)
            chunk = []
    yield from _read(chunk)


def _read(sequences: Sequence[int]) -> list[tuple[int, JournalEntry | None]]:
    if not sequences:
        return []
    try:
        rows = JournalEntry.objects.filter(sequence__range=(sequences[0], sequences[-1])).order_by("sequence")
        return [(row.sequence, row) for row in rows]
    except GARBLED:  # read them one by one, to tell which
        return [(sequences[0], None)] if len(sequences) == 1 else [_read([each])[0] for each in sequences]


def history_of(target) -> "list[JournalEntry]":
    """The entries about one object, newest first, with their actors."""
    return list(
        JournalEntry.objects.filter(target_type=target._meta.label_lower, target_id=target.pk)
        .select_related("actor")
        .order_by("-sequence")[:50]
    )
