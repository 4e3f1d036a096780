"""The record of a decision: canonical JSON, so that its SHA-256 tells whether a letter of it was changed."""

import hashlib
import json
from typing import Any

from gapbridge.base.models import JournalEntry

from . import committee
from .models import Proposal, ProposalLine

VERB = "evaluation.decide"  # the journal's entry that keeps the hash a second time


def frozen(proposal: Proposal) -> tuple[str, str]:
    """The record's text and its hash. `decided_at` must be set."""
    text = json.dumps(content(proposal), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text, hash_of(text)


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def holds(proposal: Proposal) -> bool:
    """Whether record, hash and the journal's copy of the hash still belong together."""
    entry = JournalEntry.objects.filter(
        verb=VERB, target_type=proposal._meta.label_lower, target_id=proposal.pk
    ).last()
    kept = entry.data.get("sha256") if entry else None
    return hash_of(proposal.record) == proposal.sha256 == kept


def content(proposal: Proposal) -> dict[str, Any]:
    call = proposal.call
    members = committee.members_of(call)
    names = {each.pk: str(each.user) for each in members}
    barred = committee.barred_from(proposal, members)
    return {
        "call": {
            "id": call.pk,
            "title": str(call),
            "programme": str(call.intervention.programme),
            "currency": call.currency,
        },
        "proposal": proposal.number,
        "text": proposal.text,
        "language": proposal.language,
        "made_at": proposal.made_at.isoformat(),
        "decided_at": proposal.decided_at.isoformat() if proposal.decided_at else None,
        "tie_rule": call.procedure.tie_rule,
        "lots": [
            {"number": lot.number, "title": lot.title, "budget": str(lot.budget)}
            for lot in call.lots.order_by("number")
        ],
        "committee": [{"name": names[each.pk], "part": each.part} for each in members],
        "votes": [
            {"member": names[each.member_id], "choice": each.choice, "reason": each.reason}
            for each in proposal.votes.order_by("member_id")
        ],
        "lines": [
            _line(each, [names[pk] for pk in sorted(barred.get(each.pk, ()))]) for each in _lines(proposal)
        ],
    }


def _lines(proposal: Proposal) -> Any:
    related = ("application__organisation", "application__lot")
    return proposal.lines.select_related(*related).order_by("application__lot__number", "rank", "pk")


def _line(line: ProposalLine, barred: list[str]) -> dict[str, Any]:
    application = line.application
    return {
        "number": application.number,
        "organisation": str(application.organisation),
        "title": application.title,
        "lot": application.lot.number,
        "rank": line.rank,
        "points": None if line.points is None else str(line.points),
        "asked": None if application.amount is None else str(application.amount),
        "outcome": line.outcome,
        "amount": None if line.amount is None else str(line.amount),
        "departs": line.departs,
        "reason": line.reason,
        "without_vote": barred,
    }
