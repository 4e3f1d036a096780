"""An application, what was written into it, with whom, and the receipts of what was sent."""

from .answers import Answer, AnswerVersion, Attachment
from .application import Application, Partner, Presence
from .budget import BudgetLine, FundingSource
from .logframe import LogframeRow, LogIndicator
from .parts import Part, Receipt

__all__ = [
    "Answer",
    "AnswerVersion",
    "Application",
    "Attachment",
    "BudgetLine",
    "FundingSource",
    "LogIndicator",
    "LogframeRow",
    "Part",
    "Partner",
    "Presence",
    "Receipt",
]
