from .checks import CheckAnswer, DueDiligence
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
    "SanctionsEntry",
    "SanctionsList",
    "Screening",
]
