"""A call tells its dates in its own time zone, wherever the reader and the server are."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@cache
def known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    return name in known_zones()


def zone_of(name: str) -> ZoneInfo:
    """The zone, or UTC where this machine does not know it."""
    return ZoneInfo(name if is_zone(name) else "UTC")


def town_of(name: str) -> str:
    """ "Asia/Baku" → "Baku"."""
    return name.rpartition("/")[2].replace("_", " ")


def offset_of(moment: datetime, name: str) -> str:
    """ "+04:00"."""
    text = moment.astimezone(zone_of(name)).strftime("%z")
    return f"{text[:3]}:{text[3:]}"


def spelt(moment: datetime, name: str) -> str:
    """ "15 February 2027, 18:00 (Baku time, UTC+04:00)": a moment as nobody can misread it."""
    return _("%(when)s (%(town)s time, UTC%(offset)s)") % {
        "when": date_format(moment.astimezone(zone_of(name)), "DATETIME_FORMAT"),
        "town": town_of(name),
        "offset": offset_of(moment, name),
    }


def distance(moment: datetime, now: datetime, name: str) -> str:
    """ "in 12 days", "tomorrow", "today, in 3 hours", "yesterday", "5 days ago": by the days of the call's zone."""
    zone = zone_of(name)
    days = (moment.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days == 0:
        return _today(moment, now)
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days > 0:
        return ngettext("in %(count)s day", "in %(count)s days", days) % {"count": days}
    return ngettext("%(count)s day ago", "%(count)s days ago", -days) % {"count": -days}


def _today(moment: datetime, now: datetime) -> str:
    minutes = int((moment - now).total_seconds() // 60)
    if minutes < 0:
        return _("today, it is over")
    if minutes < 60:
        return ngettext("today, in %(count)s minute", "today, in %(count)s minutes", minutes) % {
            "count": minutes
        }
    hours = minutes // 60
    return ngettext("today, in %(count)s hour", "today, in %(count)s hours", hours) % {"count": hours}
