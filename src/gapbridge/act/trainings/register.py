"""The register as a page: participants × sessions, one box each."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gapbridge.base.errors import Refused

from .models import Attendance, Participant, TrainingSession

ROWS = 50  # participants a page: a phone shows them, and a form may not have too many fields


@dataclass(frozen=True)
class Box:
    session: TrainingSession
    value: str  # "session-participant"
    ticked: bool


@dataclass(frozen=True)
class Line:
    participant: Participant
    boxes: list[Box]


def lines_of(
    sessions: Iterable[TrainingSession], participants: Iterable[Participant], ticked: set[str] | None = None
) -> list[Line]:
    """One line a participant. `ticked` are values not yet saved; without it, what the database holds."""
    people, held = list(participants), list(sessions)
    ticked = saved(held, people) if ticked is None else ticked
    return [
        Line(each, [Box(session, (value := f"{session.pk}-{each.pk}"), value in ticked) for session in held])
        for each in people
    ]


def saved(sessions: list[TrainingSession], participants: list[Participant]) -> set[str]:
    rows = Attendance.objects.filter(session__in=sessions, participant__in=participants)
    return {f"{session}-{person}" for session, person in rows.values_list("session_id", "participant_id")}


def is_of_this_page(
    draft: dict[str, list[str]], sessions: Iterable[TrainingSession], participants: Iterable[Participant]
) -> bool:
    """Was the draft typed on this part of the register?"""
    parts = (("session", sessions), ("row", participants))
    return all(set(draft.get(name, [])) == {str(each.pk) for each in shown} for name, shown in parts)


def read_pairs(values: Iterable[str]) -> list[tuple[int, int]]:
    """What the boxes say; Refused when a value was not made by this page."""
    try:
        pairs = [tuple(map(int, value.split("-"))) for value in values]
    except ValueError:
        pairs = [()]
    if any(len(pair) != 2 for pair in pairs):
        raise Refused(_("The register could not be read. Reload the page."))
    return pairs  # type: ignore[return-value]


def read_ids(values: Iterable[str]) -> list[int]:
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 19]
