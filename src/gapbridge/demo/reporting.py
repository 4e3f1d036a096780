"""How both stories say that a measure is finished: its organisation reports, another pair of eyes verifies."""

from collections.abc import Sequence

from django.utils import timezone

from gapbridge.agree.plans import actions as plans
from gapbridge.agree.plans.models import Measure
from gapbridge.people.models import User

# Where a story's evidence would be: no site has it, and the address of this one may be any.
EXAMPLES = "https://example.org/demonstration"


def report_finished(measure: Measure, *, speaker: User, officers: Sequence[User], text: str) -> None:
    """Reported by the speaker, or by an officer where the speaker may not; verified, and so done."""
    reporter = next(each for each in (speaker, *officers) if each.has_perm("plans.report_progress", measure))
    shown = plans.NewEvidence("Its interventions and their records", f"{EXAMPLES}/{measure.code}")
    report = plans.submit_report(
        actor=reporter,
        measure=measure,
        text=text,
        stands="finished",
        until=timezone.localdate(),
        evidence=[shown],
    )
    verifier = next(each for each in officers if each.has_perm("plans.verify_report", report))
    plans.verify_report(actor=verifier, report=report)
