from .agreement import Agreement, AgreementDocument
from .hearings import Attendance, Hearing
from .round import Consultation, Item, QuorumOfKind, Version
from .said import Answer, Comment, Position
from .seats import Link, Stakeholder

__all__ = [
    "Agreement",
    "AgreementDocument",
    "Answer",
    "Attendance",
    "Comment",
    "Consultation",
    "Hearing",
    "Item",
    "Link",
    "Position",
    "QuorumOfKind",
    "Stakeholder",
    "Version",
]
