from .assessment import Assessment, GuideQuestion, PlanCell, Team
from .consent import Consent
from .kinds import CONCERNED, KEEPERS, UNDER_18, AgeGroup, Scope, Sex
from .session import Recording, Session
from .statement import KnownWord, Statement, Theme

__all__ = [
    "CONCERNED",
    "KEEPERS",
    "UNDER_18",
    "AgeGroup",
    "Assessment",
    "Consent",
    "GuideQuestion",
    "KnownWord",
    "PlanCell",
    "Recording",
    "Scope",
    "Session",
    "Sex",
    "Statement",
    "Team",
    "Theme",
]
