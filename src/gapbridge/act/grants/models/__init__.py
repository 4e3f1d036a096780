"""A grant from its award to its last receipt: agreement, money, reports, changes, visits, and the ledger."""

from .agreement import Agreement, AgreementTemplate, Signature
from .course import Activity, Change, Finding, Visit
from .grant import INSIDERS, LIVE, Grant, Handover, Suspension, inside_of, staffed_by
from .ledger import AgreedRate, LedgerEntry
from .money import Instalment, Payment, Recovery
from .reports import ActivityState, Expense, IndicatorValue, Question, Report, SameCost

__all__ = [
    "INSIDERS",
    "LIVE",
    "Activity",
    "ActivityState",
    "AgreedRate",
    "Agreement",
    "AgreementTemplate",
    "Change",
    "Expense",
    "Finding",
    "Grant",
    "Handover",
    "IndicatorValue",
    "Instalment",
    "LedgerEntry",
    "Payment",
    "Question",
    "Recovery",
    "Report",
    "SameCost",
    "Signature",
    "Suspension",
    "Visit",
    "inside_of",
    "staffed_by",
]
