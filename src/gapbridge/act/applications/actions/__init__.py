"""Writes: applications begun, sent, taken back, judged; what is written into them and with whom."""

from .applications import (
    change_facts,
    start_application,
    submit_application,
    submit_full_application,
    take_back_application,
    take_back_full_application,
    withdraw_application,
)
from .judging import (
    award_application,
    decline_application,
    invite_full_application,
    reopen_application,
    reserve_application,
)
from .writing import attach_file, be_present, choose_version, remove_attachment, save_answers

__all__ = [
    "attach_file",
    "award_application",
    "be_present",
    "change_facts",
    "choose_version",
    "decline_application",
    "invite_full_application",
    "remove_attachment",
    "reopen_application",
    "reserve_application",
    "save_answers",
    "start_application",
    "submit_application",
    "submit_full_application",
    "take_back_application",
    "take_back_full_application",
    "withdraw_application",
]
