"""Everything that is done to plans, measures, their money and the reports on them.

What a measure promises is fixed once it is agreed; when, by whom and at what cost it is carried out
may still change, and the measure's history keeps what stood there before.
"""

from .funding import add_funding, change_funding, remove_funding
from .measures import (
    agree,
    agree_measure,
    change_measure,
    create_measure,
    drop_measure,
    finish_measure,
    pass_to_heirs,
    rewrite,
    start_measure,
)
from .parts import CARRIED_OUT, PROMISED, why_fixed
from .plans import (
    adopt_plan,
    change_plan,
    close_plan,
    create_plan,
    plan_agreed,
    plan_consulted,
    plan_given_back,
    release,
    settle,
    take_up,
)
from .reports import (
    NewEvidence,
    remove_evidence,
    return_report,
    submit_again,
    submit_report,
    verify_report,
)
from .review import carry_over, review_plan

__all__ = [
    "CARRIED_OUT",
    "PROMISED",
    "NewEvidence",
    "add_funding",
    "adopt_plan",
    "agree",
    "agree_measure",
    "carry_over",
    "change_funding",
    "change_measure",
    "change_plan",
    "close_plan",
    "create_measure",
    "create_plan",
    "drop_measure",
    "finish_measure",
    "pass_to_heirs",
    "plan_agreed",
    "plan_consulted",
    "plan_given_back",
    "release",
    "remove_evidence",
    "remove_funding",
    "return_report",
    "review_plan",
    "rewrite",
    "settle",
    "start_measure",
    "submit_again",
    "submit_report",
    "take_up",
    "verify_report",
    "why_fixed",
]
