"""A call's days in one line: what an applicant has to know, what is planned, and the sessions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .ical import Event
from .models import Call, InfoSession
from .texts import Words
from .zones import distance, spelt, zone_of


@dataclass(frozen=True)
class Day:
    """`at` is a moment or a day. `kind`: "now" is what comes next, "done" is over, "" is to come."""

    at: datetime | date
    label: str
    key: str
    language: str = ""
    indicative: bool = False
    url: str = ""

    def moment(self, call: Call) -> datetime:
        if isinstance(self.at, datetime):
            return self.at
        return datetime.combine(self.at, time(23, 59), tzinfo=zone_of(call.time_zone))


@dataclass(frozen=True)
class Shown:
    """A day as the page draws it."""

    day: Day
    moment: datetime
    when: str
    distance: str
    tone: str


def days_of(call: Call, words: Words | None = None) -> list[Day]:
    """In their order, the published deadlines among what is only planned."""
    words = words or Words(call, get_language() or "en")
    return sorted(_days(call, words), key=lambda each: each.moment(call))


def _days(call: Call, words: Words) -> Iterator[Day]:
    yield Day(call.opens_at, _("The call opens"), "opens")
    if call.questions_until:
        yield Day(call.questions_until, _("Last questions"), "questions")
    if call.answers_by:
        yield Day(call.answers_by, _("Last answers"), "answers")
    yield Day(
        call.closes_at, _("Deadline of concept notes") if call.is_two_step else _("Deadline"), "deadline"
    )
    if call.full_closes_at:
        yield Day(call.full_closes_at, _("Deadline of invited full applications"), "full")
    for entry in call.timetable.all():
        said = words.date(entry)
        yield Day(entry.on, said.text, f"date-{entry.pk}", said.language, entry.is_indicative)


def shown(call: Call, days: list[Day], now: datetime) -> list[Shown]:
    rows, next_found = [], False
    for day in days:
        moment = day.moment(call)
        tone = "done" if moment < now else "" if next_found else "now"
        next_found = next_found or tone == "now"
        rows.append(Shown(day, moment, when(day, call), distance(moment, now, call.time_zone), tone))
    return rows


def when(day: Day, call: Call) -> str:
    if isinstance(day.at, datetime):
        return spelt(day.at, call.time_zone)
    return date_format(day.at)


def events_of(call: Call, sessions: list[Any]) -> list[Event]:
    address = settings.SITE_URL + call.get_absolute_url()
    host = settings.SITE_URL.partition("://")[2].partition("/")[0].partition(":")[0] or "gapbridge"
    found = [
        Event(
            uid=f"call-{call.pk}-{day.key}@{host}",
            title=f"{day.label}: {call}",
            starts=day.at,
            text=when(day, call),
            url=address,
        )
        for day in days_of(call)
    ]
    return [*found, *(event_of(each, host) for each in sessions)]


def event_of(session: InfoSession, host: str = "gapbridge", *, where: str = "") -> Event:
    return Event(
        uid=f"session-{session.pk}@{host}",
        title=session.title,
        starts=session.starts_at,
        ends=session.starts_at + timedelta(minutes=session.minutes),
        place=where,
        url=settings.SITE_URL + session.get_absolute_url(),
        cancelled=session.cancelled_at is not None,
    )
