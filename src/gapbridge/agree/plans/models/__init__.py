from .funding import Funding
from .plan import REVIEW_PARTS, Measure, Plan
from .report import Report, ReportEvidence

__all__ = ["REVIEW_PARTS", "Funding", "Measure", "Plan", "Report", "ReportEvidence"]
