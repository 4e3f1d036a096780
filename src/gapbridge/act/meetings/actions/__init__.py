"""Writes of round tables, bilateral meetings and study tours."""

from .agenda import add_agenda_item, add_agenda_lines, move_agenda_item
from .follow_ups import (
    add_follow_up,
    decline_follow_up,
    drop_follow_up,
    finish_follow_up,
    link_follow_up,
    remind_owners,
    reopen_follow_up,
)
from .lessons import add_lesson, take_up_lesson
from .meetings import OWN_FIELDS, change_meeting, create_meeting
from .notes import Overtaken, write_minutes, write_said
from .parts import add_delegation, add_visit, change_part, remove_delegation, remove_part

__all__ = [
    "OWN_FIELDS",
    "Overtaken",
    "add_agenda_item",
    "add_agenda_lines",
    "add_delegation",
    "add_follow_up",
    "add_lesson",
    "add_visit",
    "change_meeting",
    "change_part",
    "create_meeting",
    "decline_follow_up",
    "drop_follow_up",
    "finish_follow_up",
    "link_follow_up",
    "move_agenda_item",
    "remind_owners",
    "remove_delegation",
    "remove_part",
    "reopen_follow_up",
    "take_up_lesson",
    "write_minutes",
    "write_said",
]
