"""Moments that are typed and shown in a call's own time zone, wherever reader and server are."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from gapbridge.act.calls.zones import is_zone, zone_of


class Zoned(forms.Form):
    """Mixed into a form: `zone_name()` says which zone its moments are in."""

    def zone_name(self) -> str:
        raise NotImplementedError

    def full_clean(self) -> None:
        with timezone.override(zone_of(self.zone_name())):
            super().full_clean()


def wall_time(moment: datetime | None, zone: str) -> datetime | None:
    """A moment as the clocks of the zone show it, to the minute: what a field is first filled with."""
    if moment is None:
        return None
    return moment.astimezone(zone_of(zone)).replace(tzinfo=None, second=0, microsecond=0)


def typed_zone(data: Any, fallback: str) -> str:
    """The zone that is typed into the same form, while it is one; else what stood before."""
    typed = (data or {}).get("time_zone", "").strip()
    return typed if is_zone(typed) else fallback
