"""Who evaluates, what stands in their way, what they scored, and what the committee decided."""

from .committee import (
    Award,
    CommitteeMember,
    Complaint,
    DecisionDocument,
    Letter,
    Proposal,
    ProposalLine,
    Vote,
)
from .evaluators import Conflict, Declaration, EvaluatorProfile, closed_to
from .scores import LIVE, UNRELEASED, Assignment, Score, Tally
from .steps import CallStep, Check, Clarification, StepResult

__all__ = [
    "LIVE",
    "UNRELEASED",
    "Assignment",
    "Award",
    "CallStep",
    "Check",
    "Clarification",
    "CommitteeMember",
    "Complaint",
    "Conflict",
    "DecisionDocument",
    "Declaration",
    "EvaluatorProfile",
    "Letter",
    "Proposal",
    "ProposalLine",
    "Score",
    "StepResult",
    "Tally",
    "Vote",
    "closed_to",
]
