"""Writes. Each is one verb, in one transaction, with one entry in the journal."""

from .bank import add_bank_account, confirm_bank_account, end_bank_account, look_at_bank_details
from .checks import answer_check, fail_check, pass_check, pass_with_conditions, start_check
from .documents import add_document, end_document, replace_document
from .file import (
    add_officer,
    add_past_project,
    change_officer,
    change_past_project,
    change_profile,
    end_officer,
    keep_accounts,
    remove_past_project,
)
from .hits import clear_hit, confirm_hit, decide_hit
from .questions import change_questions
from .sanctions import screen, upload_list

__all__ = [
    "add_bank_account",
    "add_document",
    "add_officer",
    "add_past_project",
    "answer_check",
    "change_officer",
    "change_past_project",
    "change_profile",
    "change_questions",
    "clear_hit",
    "confirm_bank_account",
    "confirm_hit",
    "decide_hit",
    "end_bank_account",
    "end_document",
    "end_officer",
    "fail_check",
    "keep_accounts",
    "look_at_bank_details",
    "pass_check",
    "pass_with_conditions",
    "remove_past_project",
    "replace_document",
    "screen",
    "start_check",
    "upload_list",
]
