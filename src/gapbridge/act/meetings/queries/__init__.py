"""Reads of meetings, and what waits."""

from .brought import Brought, brought
from .lists import OF_MEETING, countries_of, follow_ups_for, lessons_for, years_of
from .page import attendance_of, meeting_context, read_meeting
from .panels import (
    from_meetings_on_a_gap,
    from_meetings_on_a_measure,
    from_meetings_on_an_intervention,
    meetings_on_a_programme,
    panel_on_an_intervention,
)
from .waiting import waiting_follow_ups, waiting_overdue

__all__ = [
    "OF_MEETING",
    "Brought",
    "attendance_of",
    "brought",
    "countries_of",
    "follow_ups_for",
    "from_meetings_on_a_gap",
    "from_meetings_on_a_measure",
    "from_meetings_on_an_intervention",
    "lessons_for",
    "meeting_context",
    "meetings_on_a_programme",
    "panel_on_an_intervention",
    "read_meeting",
    "waiting_follow_ups",
    "waiting_overdue",
    "years_of",
]
