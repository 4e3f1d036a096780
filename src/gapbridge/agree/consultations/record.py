"""The record that an agreement's hash covers.

Everything here is text, whole number, list or null: what every database's JSON gives back as it was.
"""

from datetime import UTC, datetime
from typing import Any

from django.utils import translation

from gapbridge.base.models import JournalEntry

from .models import Agreement, Consultation, Item, Position, Stakeholder
from .tally import Tally
from .texts import sha256

CLOSED = "consultations.close_with_agreement"  # the journal's verb that keeps the hash a second time


def record_of(
    consultation: Consultation,
    items: list[Item],
    stakeholders: list[Stakeholder],
    tally: Tally,
    *,
    statement: str,
    closed_at: datetime,
    closed_by: int,
) -> dict[str, Any]:
    """What was decided, by whom, on which exact texts. Names stand in the round's language."""
    with translation.override(consultation.language):
        positions = [_position(each) for each in stakeholders]
    return {
        "consultation": {
            "id": consultation.pk,
            "title": consultation.title,
            "intro": consultation.intro,
            "language": consultation.language,
            "opens_on": consultation.opens_on.isoformat(),
            "closes_on": consultation.closes_on.isoformat(),
        },
        "items": [
            {"item": each.pk, "gap": each.gap_id, "measure": each.measure_id, **each.text} for each in items
        ],
        "positions": positions,
        "dissent": [
            each["organisation"] for each in positions if each["stand"] not in {"", Position.Stand.AGREE}
        ],
        "rule": consultation.rule,
        "quorum": {
            "needed_percent": consultation.quorum,
            "invited": tally.invited,
            "taken": tally.taken,
            "by_kind": [
                {"kind": each.kind, "invited": each.invited, "taken": each.taken} for each in tally.kinds
            ],
        },
        "statement": statement,
        "closed_at": closed_at.astimezone(UTC).isoformat(),
        "closed_by": closed_by,
    }


def _position(stakeholder: Stakeholder) -> dict[str, Any]:
    """The stakeholder's current position; `stand` is "" for one who took none."""
    positions = list(stakeholder.positions.all())
    current = next((each for each in positions if each.is_current), None)
    taken = {
        "stand": current.stand if current else "",
        "reason": current.reason if current else "",
        "condition": current.condition if current else "",
        "language": current.language if current else "",
        "answer": current.answer if current else "",
        "taken_by": current.taken_by_id if current else None,
        "taken_at": current.taken_at.astimezone(UTC).isoformat() if current else "",
    }
    return {
        "organisation": stakeholder.organisation_id,
        "name": stakeholder.organisation.name if stakeholder.organisation else str(stakeholder),
        "kind": stakeholder.kind,
        "mandate": stakeholder.mandate,
        "earlier_positions": len(positions) - 1 if current else 0,
        **taken,
    }


def holds(agreement: Agreement) -> bool:
    """Whether record, texts, hash and the journal's copy of the hash still belong together."""
    if sha256(agreement.record) != agreement.record_hash:
        return False
    if agreement.statement != agreement.record["statement"]:
        return False
    entry = JournalEntry.objects.filter(
        verb=CLOSED, target_type=Consultation._meta.label_lower, target_id=agreement.consultation_id
    ).last()
    return entry is not None and entry.data.get("hash") == agreement.record_hash
