from .agenda import AgendaItem
from .delegations import Delegation, Note
from .follow_ups import FollowUp, FollowUpQuerySet
from .lessons import Lesson
from .meeting import Meeting, MeetingQuerySet, Part, PartQuerySet, Visit

__all__ = [
    "AgendaItem",
    "Delegation",
    "FollowUp",
    "FollowUpQuerySet",
    "Lesson",
    "Meeting",
    "MeetingQuerySet",
    "Note",
    "Part",
    "PartQuerySet",
    "Visit",
]
