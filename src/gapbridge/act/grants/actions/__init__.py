"""Writes: the call, the applications to it, their evaluation, the grants that follow."""

from .applications import (
    change_application,
    start_application,
    submit_application,
    take_back_application,
    withdraw_application,
)
from .awards import (
    award_application,
    close_grant,
    decline_application,
    end_grant,
    reconsider_application,
    reserve_application,
    sign_grant,
)
from .calls import cancel_call, change_call, create_call, decide_call, open_call, start_evaluation
from .evaluation import (
    assign_evaluators,
    declare_conflict,
    declare_impartial,
    score,
    share_out_applications,
    withdraw_assignment,
)

__all__ = [
    "assign_evaluators",
    "award_application",
    "cancel_call",
    "change_application",
    "change_call",
    "close_grant",
    "create_call",
    "decide_call",
    "declare_conflict",
    "declare_impartial",
    "decline_application",
    "end_grant",
    "open_call",
    "reconsider_application",
    "reserve_application",
    "score",
    "share_out_applications",
    "sign_grant",
    "start_application",
    "start_evaluation",
    "submit_application",
    "take_back_application",
    "withdraw_application",
    "withdraw_assignment",
]
