"""Telling a story in its own time: actions read the clock, and here the clock is set.

Only the demonstration may do this. What it tells happened in 2007 or 2023 is dated so in every record
and in the journal, whose order is its sequence and not its dates.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

OFFICE_OPENS = time(10, 0)


@contextmanager
def telling(day: date, at: time = OFFICE_OPENS) -> Iterator[None]:
    """Within it, "now" is that day from that time on, a second later at each look."""
    if not settings.DEMO:
        raise RuntimeError("only the demonstration tells its own time")
    moment = timezone.make_aware(datetime.combine(day, at))
    real_now = timezone.now

    def now() -> datetime:
        nonlocal moment
        moment += timedelta(milliseconds=200)
        return moment

    timezone.now = now
    try:
        yield
    finally:
        timezone.now = real_now
