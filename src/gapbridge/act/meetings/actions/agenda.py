"""The agenda: items in order."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gapbridge.act.meetings.agenda_lines import read_lines
from gapbridge.act.meetings.models import AgendaItem, Meeting
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User

from .parts import add


@transaction.atomic
def add_agenda_item(*, actor: User | None, meeting: Meeting, title: str, **facts: Any) -> AgendaItem:
    """At the end. `starts_at`, `ends_at`, `leads` and one of `gap`, `measure`, `consultation` may be missing."""
    item = AgendaItem(meeting=meeting, position=_next_position(meeting))
    return add(item, actor, title=title.strip(), **facts)


@transaction.atomic
def add_agenda_lines(*, actor: User | None, meeting: Meeting, lines: str) -> list[AgendaItem]:
    """One item a line, at the end: "10:00–10:30 Opening", "1. Opening", "Opening"."""
    permit(actor, "meetings.change_meeting", meeting)
    items = write_lines(meeting, lines)
    if not items:
        raise Refused(_("Write at least one line."), field="lines")
    journal.record(actor=actor, verb="meetings.add_agenda_lines", target=meeting, data={"items": len(items)})
    return items


def write_lines(meeting: Meeting, lines: str) -> list[AgendaItem]:
    """Without a journal entry: for an action, inside its transaction."""
    first = _next_position(meeting)
    items = [
        AgendaItem(meeting=meeting, position=first + number, starts_at=starts, ends_at=ends, title=title)
        for number, (starts, ends, title) in enumerate(read_lines(lines))
    ]
    return AgendaItem.objects.bulk_create(items)


@transaction.atomic
def move_agenda_item(*, actor: User | None, item: AgendaItem, up: bool) -> AgendaItem:
    """One place up or down; the first stays first and the last stays last."""
    permit(actor, "meetings.change_meeting", item)
    hold(item.meeting)
    items = list(item.meeting.agenda.all())
    here = items.index(item)
    there = here - 1 if up else here + 1
    if 0 <= there < len(items):
        items[here], items[there] = items[there], items[here]
        for position, each in enumerate(items):
            each.position = position
        AgendaItem.objects.bulk_update(items, ["position"])
        journal.record(
            actor=actor, verb="meetings.move_agenda_item", target=item.meeting, data={"agenda_item": item.pk}
        )
    return item


def hold(meeting: Meeting) -> None:
    """Lock the meeting until the transaction ends: what is counted or compared now stays so."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)


def _next_position(meeting: Meeting) -> int:
    hold(meeting)
    last = meeting.agenda.order_by().aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
