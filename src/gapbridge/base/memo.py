"""What was counted is remembered until somebody does something.

Every change leaves a journal entry (law 1), so the journal's last entry about a programme is the version of
everything that can be counted in it. A count is kept under its question, that version, the day and the
language; the first question after any action counts anew. Inside a transaction nothing is remembered: it might
still be rolled back.
"""

from collections.abc import Callable, Hashable, Iterable
from hashlib import sha256
from typing import TypeVar

from django.core.cache import caches
from django.db import connection
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import get_language

from .models import JournalEntry, JournalHead

Result = TypeVar("Result")
KEPT = 24 * 60 * 60  # seconds


def version_of(programmes: Iterable[int] | None) -> int:
    """The sequence of the last entry about these programmes, or about none (all entries, for None)."""
    if programmes is None:
        return JournalHead.objects.values_list("sequence", flat=True).filter(pk=1).first() or 0
    about = Q(programme_id__in=list(programmes)) | Q(programme_id=None)
    return JournalEntry.objects.filter(about).aggregate(last=Max("sequence"))["last"] or 0


def remembered(
    question: Hashable, count: Callable[[], Result], *, programmes: Iterable[int] | None = None
) -> Result:
    """The answer of `count()`, from memory when nothing was done since.

    `question` says everything that the answer depends on but the data: what is asked, for which reader.
    """
    if connection.in_atomic_block:
        return count()
    parts = (question, version_of(programmes), timezone.localdate(), get_language())
    key = sha256(repr(parts).encode()).hexdigest()
    memory = caches["counts"]
    found = memory.get(key)
    if found is None:
        found = (count(),)
        memory.set(key, found, KEPT)
    return found[0]
