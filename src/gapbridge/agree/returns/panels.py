"""What returns show on the pages of gaps and messages."""

from typing import Any

from gapbridge.agree.gaps.models import Gap
from gapbridge.base.sockets import Panel
from gapbridge.listen.feedback.models import Feedback
from gapbridge.programmes.standing import standing

from .queries import REMEDY, RETURNING, SHOWN_IN, circle_of, proofs_of, remedied_gaps
from .remedy import missing


def context_of(gap: Gap, user: Any) -> dict[str, Any]:
    """What the panel and the page of a gap show. `missing` is for those inside: it names groups."""
    circle = circle_of(gap, user)
    records = gap.state in RETURNING and user.has_perm("returns.record_return", gap)
    return {
        "gap": gap,
        "circle": circle,
        "proofs": proofs_of(gap, user),
        "missing": missing(gap, circle) if records and gap.state == REMEDY else [],
        "records": records,
        "may_add_proof": gap.state in RETURNING and user.has_perm("returns.add_proof", gap),
        "may_reopen": gap.state == "remedied" and user.has_perm("returns.reopen_gap", gap),
        "may_remedy": gap.state == REMEDY and user.has_perm("gaps.change_gap", gap),
        "inside": gap.programme_id in standing(user).programmes,
        "is_remedied": gap.state == "remedied",
        "has_begun": gap.state in RETURNING,
        "signed_in": user.is_authenticated,
    }


def panel_of_gap(gap: Gap, user: Any) -> Panel | None:
    """From the agreement on. Outsiders see it once there is something to tell."""
    if gap.state not in SHOWN_IN:
        return None
    context = context_of(gap, user)
    tells = context["proofs"] or any(group.answers for group in context["circle"].groups)
    if not context["inside"] and not tells:
        return None
    return Panel("returns/parts/of_gap.html", context)


def panel_of_message(feedback: Feedback, user: Any) -> Panel | None:
    """On a message's page: does it say that a remedied gap is back?"""
    if feedback.sealed or not user.has_perm("returns.reopen_gap", feedback):
        return None
    number = remedied_gaps(feedback, user).count()
    return (
        Panel("returns/parts/of_message.html", {"feedback": feedback, "number": number}) if number else None
    )
