"""Writes of grants."""

from .activities import begin_activity, link_intervention, unlink_intervention
from .agreements import (
    attach_signed_copy,
    change_template,
    prepare_agreement,
    register_signature,
    register_signatures,
)
from .audit import hand_over_audit_file
from .awards import (
    award,
    change_amount,
    close_grant,
    disclose_name,
    end_grant,
    resume_grant,
    suspend_grant,
    withhold_name,
)
from .changes import approve_change, ask_extension, decline_change, shift_budget
from .expenses import (
    add_expense,
    change_expense,
    import_expenses,
    judge_expense,
    remove_expense,
    resolve_same_cost,
)
from .money import (
    confirm_payment,
    demand_recovery,
    pay_instalment,
    plan_instalments,
    receive_recovery,
    reject_payment,
    set_rate,
    waive_recovery,
)
from .reports import (
    answer_question,
    approve_report,
    ask_about_report,
    plan_reports,
    return_report,
    submit_report,
    write_report,
)
from .visits import add_finding, answer_finding, close_finding, record_visit

__all__ = [
    "add_expense",
    "add_finding",
    "answer_finding",
    "answer_question",
    "approve_change",
    "approve_report",
    "ask_about_report",
    "ask_extension",
    "attach_signed_copy",
    "award",
    "begin_activity",
    "change_amount",
    "change_expense",
    "change_template",
    "close_finding",
    "close_grant",
    "confirm_payment",
    "decline_change",
    "demand_recovery",
    "disclose_name",
    "end_grant",
    "hand_over_audit_file",
    "import_expenses",
    "judge_expense",
    "link_intervention",
    "pay_instalment",
    "plan_instalments",
    "plan_reports",
    "prepare_agreement",
    "receive_recovery",
    "record_visit",
    "register_signature",
    "register_signatures",
    "reject_payment",
    "remove_expense",
    "resolve_same_cost",
    "resume_grant",
    "return_report",
    "set_rate",
    "shift_budget",
    "submit_report",
    "suspend_grant",
    "unlink_intervention",
    "waive_recovery",
    "withhold_name",
    "write_report",
]
