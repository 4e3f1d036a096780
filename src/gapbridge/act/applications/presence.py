"""Who is in which section now."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from .models import Application, Part, Presence

FRESH = timedelta(seconds=60)


def who_is_there(
    application: Application, part: Part, at: datetime, *, but: Any = None
) -> dict[str, list[str]]:
    """Section key → names of those who have it open, without the reader."""
    rows: Iterable[Presence] = Presence.objects.filter(
        application=application, part=part.kind, seen_at__gt=at - FRESH
    ).select_related("user")
    found: dict[str, list[str]] = {}
    for each in rows:
        if each.user_id != getattr(but, "pk", None):
            found.setdefault(each.section, []).append(str(each.user))
    return found
