"""Signs of life: `run_due` leaves one every few seconds, so that later it is known when nobody answered.

What that means for whom, apps say in sockets.OUTAGES. A time in which one of several servers answered is none.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from . import sockets
from .models import SignOfLife

EVERY = 5.0  # seconds between two signs
# The site has just begun to answer, so it did not before, unless another server left a sign meanwhile.
RESTART = timedelta(seconds=8)
# In a server that runs on, a sign may wait for the database's other writers; so long only if nobody could write.
STALL = timedelta(seconds=60)


@transaction.atomic
def sign(*, site_began: bool = False) -> int:
    """Leave a sign; returns how many heard of an outage before it. Nothing is left if telling them fails."""
    now = timezone.now()
    last, is_first = SignOfLife.objects.select_for_update().get_or_create(pk=1, defaults={"at": now})
    if is_first:
        return 0
    since, last.at = last.at, now
    last.save()
    if now - since <= (RESTART if site_began else STALL):
        return 0
    return sum(tell(since, now) for tell in sockets.OUTAGES)
