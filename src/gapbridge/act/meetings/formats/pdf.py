"""What a reader may see of a meeting, as plain data for the template; every text stays a string."""

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, number_format, time_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gapbridge.act.meetings.models import AgendaItem, Delegation, FollowUp, Lesson, Note
from gapbridge.act.meetings.queries.page import Group, Point, Record
from gapbridge.base.documents.typeset import typeset
from gapbridge.programmes.models import NARRATIVE_LANGUAGES

TEMPLATE = Path(__file__).with_name("meeting.typ")
MARKS = {"en": "“”", "az": "“”", "ru": "«»"}


def agenda_pdf(record: Record) -> bytes:
    return typeset(TEMPLATE, {**content_of(record, _("Agenda")), "parts": ["agenda"]}, at=timezone.now())


def record_pdf(record: Record) -> bytes:
    parts = ["outcome", "agenda", "delegations", "minutes", "visits", "lessons", "follow_ups"]
    return typeset(TEMPLATE, {**content_of(record, _("Record")), "parts": parts}, at=timezone.now())


def content_of(record: Record, what: str) -> dict[str, Any]:
    """Everything, in the language of the moment; the template draws the `parts` that are asked for."""
    intervention = record.intervention
    return {
        "language": get_language(),
        "kind": f"{intervention.get_kind_display()} · {what}",
        "title": said(intervention.title, intervention.language),
        "programme": str(intervention.programme),
        "facts": _facts(record),
        "words": _words(),
        "outcome": said(record.meeting.outcome, intervention.language),
        "agenda": [_point(each, intervention.language) for each in record.agenda],
        "groups": [_group(each) for each in record.groups],
        "came": _came(record),
        "minutes": _note(record.minutes),
        "visits": [_visit(each, intervention.language) for each in record.visits],
        "lessons": [_lesson(each) for each in record.lessons],
        "follow_ups": [_follow_up(each) for each in record.follow_ups],
    }


def said(text: str, language: str) -> dict[str, str]:
    return {"text": text, "language": language}


def _words() -> dict[str, Any]:
    return {
        "agenda": _("Agenda"),
        "outcome": _("Outcome"),
        "delegations": _("Who came"),
        "minutes": _("Minutes"),
        "visits": _("What was visited"),
        "lessons": _("Lessons learnt"),
        "follow_ups": _("Requests and follow-ups"),
        "said": _("What the delegation said"),
        "time": _("Time"),
        "item": _("Agenda item"),
        "what": _("What is to be done"),
        "who": _("Who does it"),
        "by": _("By"),
        "state": _("State"),
        "none": _("Nothing is recorded here yet."),
        "marks": MARKS,
        "languages": {key: str(label) for key, label in NARRATIVE_LANGUAGES},
    }


def _facts(record: Record) -> list[list[str]]:
    intervention = record.intervention
    facts = [
        [_("Date"), _days(intervention.starts_on, intervention.ends_on)],
        [_("Where"), str(record.meeting.place)],
        [_("Carried out by"), intervention.organisation.name],
    ]
    if record.also_for:
        facts.append([_("Held for these programmes as well"), ", ".join(map(str, record.also_for))])
    if record.sides:
        facts.append([_("The two sides"), " – ".join(side.name for side in record.sides)])
    return [*facts, [_("Address"), settings.SITE_URL + record.meeting.get_absolute_url()]]


def _days(first: date, last: date) -> str:
    return date_format(first) if first == last else f"{date_format(first)} – {date_format(last)}"


def times(item: AgendaItem) -> str:
    """ "10:00–10:30", "10:00" or ""."""
    return "–".join(time_format(each, "H:i") for each in (item.starts_at, item.ends_at) if each)


def _point(point: Point, language: str) -> dict[str, Any]:
    item = point.item
    return {
        "time": times(item),
        "title": said(item.title, language),
        "leads": item.leads.name if item.leads else "",
        "about": str(point.about) if point.about else "",
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "came": [
            {
                "name": each.delegation.organisation.name,
                "mandate": each.delegation.mandate,
                "people": people(each.delegation) if each.delegation.is_counted else "",
                "said": _note(each.note),
            }
            for each in group.came
        ],
    }


def people(delegation: Delegation) -> str:
    """ "Women: 2, men: not known"."""
    return _("Women: %(women)s, men: %(men)s") % {
        "women": _number(delegation.women),
        "men": _number(delegation.men),
    }


def _number(value: int | None) -> str:
    return _("not known") if value is None else number_format(value, force_grouping=True)


def _came(record: Record) -> str:
    facts = {name: _number(record.attendance[name]) for name in ("delegations", "women", "men")}
    if not record.attendance["counted"]:
        return _("Delegations: %(delegations)s. How many women and men came is not known.") % facts
    return _("Delegations: %(delegations)s. Women: %(women)s. Men: %(men)s.") % facts


def _note(note: Note | None) -> dict[str, str] | None:
    return said(note.text, note.language) if note and note.text else None


def _visit(visit: Any, language: str) -> dict[str, Any]:
    return {
        "what": said(visit.what, language),
        "day": date_format(visit.visited_on) if visit.visited_on else "",
        "learnt": said(visit.learnt, language),
    }


def _lesson(lesson: Lesson) -> dict[str, Any]:
    links = [*lesson.gaps_seen, *lesson.measures_seen]  # type: ignore[attr-defined]
    about = [str(lesson.topic)] if lesson.topic else []
    taken_up = [_("Taken up in %(what)s") % {"what": lesson.taken_up_in}] if lesson.taken_up_in else []
    return {
        "text": said(lesson.text, lesson.language),
        "about": " · ".join([*about, *map(str, links), *taken_up]),
    }


def _follow_up(follow_up: FollowUp) -> dict[str, Any]:
    asked = (
        _("%(kind)s of %(who)s") % {"kind": follow_up.get_kind_display(), "who": follow_up.asked_by.name}
        if follow_up.asked_by
        else follow_up.get_kind_display()
    )
    return {
        "text": said(follow_up.text, follow_up.language),
        "kind": asked,
        "owner": follow_up.owner.name,
        "due": date_format(follow_up.due_on) if follow_up.due_on else "",
        "state": _("Overdue") if follow_up.is_overdue else follow_up.get_state_display(),
    }
