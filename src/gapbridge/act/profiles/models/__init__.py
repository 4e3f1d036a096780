from .checks import CheckAnswer, DueDiligence, Questionnaire
from .file import Accounts, BankAccount, Document, Officer, PastProject, Profile
from .sanctions import Hit, SanctionsEntry, SanctionsList, Screening

__all__ = [
    "Accounts",
    "BankAccount",
    "CheckAnswer",
    "Document",
    "DueDiligence",
    "Hit",
    "Officer",
    "PastProject",
    "Profile",
    "Questionnaire",
    "SanctionsEntry",
    "SanctionsList",
    "Screening",
]
