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

__all__ = [
    "award_application",
    "change_facts",
    "decline_application",
    "invite_full_application",
    "reopen_application",
    "reserve_application",
    "start_application",
    "submit_application",
    "submit_full_application",
    "take_back_application",
    "take_back_full_application",
    "withdraw_application",
]
