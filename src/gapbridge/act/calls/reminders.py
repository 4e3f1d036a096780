"""What `run_due` does for calls."""

from datetime import timedelta

from django.utils import timezone

from .letters import remind_of_session
from .models import InfoSession

BEFORE = timedelta(hours=24)


def remind_of_sessions() -> int:
    """Write once to whoever is registered, in the day before a session."""
    now = timezone.now()
    soon = InfoSession.objects.filter(
        cancelled_at=None, call__state="open", starts_at__gt=now, starts_at__lte=now + BEFORE
    )
    return sum(remind_of_session(each) for each in soon.select_related("call__intervention"))
