"""Whose clock decides: the server's."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone


def moment(at: datetime | None) -> datetime:
    """Now. Only a demonstration, which tells a history, may name another moment."""
    return at if at is not None and settings.DEMO else timezone.now()
