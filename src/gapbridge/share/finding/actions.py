"""What is counted for curators: what was searched, how much was found, what was opened. Nobody and no address beside
it, so there is no actor; and no state changes, so nothing is journalled."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from gapbridge.base.folding import fold
from gapbridge.share.library.models import Resource

from .models import Asking, Opening

LONGEST = 80  # characters of a question that are kept
MOST_A_DAY = 2000  # different questions; beyond them only those that are there are counted
KEPT = timedelta(days=400)


@transaction.atomic
def count_asked(*, query: str, language: str, found: int) -> Asking | None:
    asking = _asking(query, language)
    if asking is not None:
        Asking.objects.filter(pk=asking.pk).update(times=F("times") + 1, found=found)
    return asking


@transaction.atomic
def count_opened(*, query: str, language: str, resource: Resource) -> None:
    asking = _asking(query, language)
    if asking is None:
        return
    Asking.objects.filter(pk=asking.pk).update(opened=F("opened") + 1)
    opening, _made = Opening.objects.get_or_create(asking=asking, resource=resource)
    Opening.objects.filter(pk=opening.pk).update(times=F("times") + 1)


def _asking(query: str, language: str) -> Asking | None:
    """The row of today; None for what holds no word, and where too much is asked."""
    today, words = timezone.localdate(), fold(query)[:LONGEST].strip()
    if not any(map(str.isalnum, words)):
        return None
    of_today = Asking.objects.filter(day=today)
    there = of_today.filter(words=words, language=language).first()
    if there is not None or of_today.count() >= MOST_A_DAY:
        return there
    return Asking.objects.get_or_create(day=today, words=words, language=language)[0]


def forget_old_questions() -> int:
    """What `run_due` does: statistics are kept for thirteen months."""
    return Asking.objects.filter(day__lt=timezone.localdate() - KEPT).delete()[0]
