from .applications import application_list, application_page, apply, edit_application
from .awards import award, grant_list, grant_page, sign
from .calls import call_list, call_page, edit_call, new_call
from .evaluation import (
    assignment_list,
    assignment_page,
    choose_evaluators,
    ranking_page,
    share_out,
    withdraw_assignment,
)

__all__ = [
    "application_list",
    "application_page",
    "apply",
    "assignment_list",
    "assignment_page",
    "award",
    "call_list",
    "call_page",
    "choose_evaluators",
    "edit_application",
    "edit_call",
    "grant_list",
    "grant_page",
    "new_call",
    "ranking_page",
    "share_out",
    "sign",
    "withdraw_assignment",
]
