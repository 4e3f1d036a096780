"""All that changes an evaluation. Other apps import the actions from here."""

from gapbridge.act.evaluation.proposing import propose_assignment

from .assignment import ask_scores_by, assign, assign_third, set_assignments, withdraw_assignment
from .committee import (
    change_line,
    decide,
    name_committee,
    propose,
    put_to_vote,
    reject_proposal,
    vote,
)
from .complaints import file_complaint, reject_complaint, settle_complaint, uphold_complaint
from .documents import make_document
from .evaluators import (
    declare_conflict,
    declare_conflict_of_assignment,
    declare_impartial,
    find_conflicts,
    set_evaluator,
)
from .reserve import award_from_reserve
from .scoring import keep_scores, score
from .steps import (
    answer_checks,
    answer_clarification,
    ask_clarification,
    begin_step,
    close_step,
    prepare_steps,
    release_scores,
)

__all__ = [
    "answer_checks",
    "answer_clarification",
    "ask_clarification",
    "ask_scores_by",
    "assign",
    "assign_third",
    "award_from_reserve",
    "begin_step",
    "change_line",
    "close_step",
    "decide",
    "declare_conflict",
    "declare_conflict_of_assignment",
    "declare_impartial",
    "file_complaint",
    "find_conflicts",
    "keep_scores",
    "make_document",
    "name_committee",
    "prepare_steps",
    "propose",
    "propose_assignment",
    "put_to_vote",
    "reject_complaint",
    "reject_proposal",
    "release_scores",
    "score",
    "set_assignments",
    "set_evaluator",
    "settle_complaint",
    "uphold_complaint",
    "vote",
    "withdraw_assignment",
]
