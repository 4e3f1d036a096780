"""What the pages of an agreement show: all of it from the record, and whether the record still holds."""

from collections import Counter
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.people.models import Organisation

from .closing import obstacles
from .models import Agreement, Answer, Consultation, Hearing, Position, Stakeholder
from .proof import signing
from .proof.export import file_name
from .proof.holding import faults
from .proof.pdfsign import certificate_fingerprint
from .proof.record import is_dissent
from .proof.remarks import remarks_on
from .proof.shape import Part, is_record, parts_of
from .proof.verify import fingerprint_of
from .queries import items_of, positions_chart, stakeholders_of
from .rules import hands_out
from .tally import tally
from .texts import frozen

STANDS = dict(Position.Stand.choices)
KINDS = dict(Organisation.Kind.choices)
RULES = dict(Consultation.Rule.choices)
OUTCOMES = dict(Answer.Outcome.choices)
MEETINGS = dict(Hearing.Kind.choices)


def agreement_context(agreement: Agreement, user: Any) -> dict[str, Any]:
    """`told` is None for a record that has not even the shape of one: then only that is said."""
    visible = Agreement.objects.visible_to(user).defer("record").select_related("consultation")
    return {
        "agreement": agreement,
        "stage": "agree",
        "told": _told(agreement, user) if is_record(agreement.record) else None,
        "faults": faults(agreement),
        "sees_round": Consultation.objects.visible_to(user).filter(pk=agreement.consultation_id).exists(),
        "supersedes": visible.filter(superseded_by=agreement).first(),
        "superseded_by": visible.filter(supersedes=agreement).order_by("-closed_at").first(),
        "fingerprint": fingerprint_of(agreement.public_key),
        "hash_groups": _groups(agreement.record_hash),
        "hands_out": hands_out(user, agreement),
        "documents": documents_of(agreement),
        "may_publish": agreement.published_at is None
        and user.has_perm("consultations.publish_agreement", agreement),
    }


def _told(agreement: Agreement, user: Any) -> dict[str, Any]:
    record = _without_words_taken_back(agreement)
    last = record[-1]
    positions = parts_of(record, "position")
    current = {each["stakeholder"]: each for each in positions if each["current"]}
    taken = Counter(each["stakeholder"] for each in positions)
    return {
        "round": record[0],
        "outcome": last,
        "rule_label": RULES.get(record[0]["rule"], record[0]["rule"]),
        "review_on": day_of(last["review_on"]),
        "closed_at": moment_of(last["closed_at"]),
        "texts": _texts(agreement, user),
        "seats": [
            _seat(each, current.get(each["id"]), taken[each["id"]])
            for each in parts_of(record, "stakeholder")
        ],
        "dissent": [_position(each) for each in positions if is_dissent(each)],
        "kinds": [{**each, "label": KINDS.get(each["kind"], each["kind"])} for each in last["by_kind"]],
        "comments": [_comment(each) for each in parts_of(record, "comment")],
        "meetings": [_meeting(each) for each in parts_of(record, "meeting")],
        "not_counted": [
            _position(each) for each in positions if not each["current"] and not each["void_because"]
        ],
    }


def _without_words_taken_back(agreement: Agreement) -> list[Part]:
    """The record to be shown: of groups that withdrew their consent, where they stood, and a mark for their words."""
    seats = Stakeholder.objects.filter(consultation=agreement.consultation_id)
    gone = set(seats.filter(group__withdrawn_at__isnull=False).values_list("pk", flat=True))
    words = dict.fromkeys(("reason", "condition", "reached", "quote", "text"), "")
    return [
        {**each, **{name: words[name] for name in words.keys() & each.keys()}, "taken_back": True}
        if each["part"] in {"position", "comment"} and each["stakeholder"] in gone
        else each
        for each in agreement.record
    ]


def _texts(agreement: Agreement, user: Any) -> list[dict[str, Any]]:
    gaps = Gap.objects.visible_to(user).filter(agreements=agreement).in_bulk()
    measures = Measure.objects.visible_to(user).filter(agreements=agreement).in_bulk()
    return [
        {
            **each,
            "text": readable(each["text"]),
            "subject": (gaps if each["part"] == "gap" else measures).get(each["id"]),
            "changed": [{**one, "day": moment_of(one["made_at"])} for one in each["versions"][1:]],
        }
        for each in parts_of(agreement.record, "gap", "measure")
    ]


def _seat(seat: Part, position: Part | None, taken: int) -> dict[str, Any]:
    return {
        **seat,
        "kind_label": KINDS.get(seat["kind"], seat["kind"]),
        "position": _position(position) if position else None,
        "remarks": remarks_on(seat, position),
        "earlier": taken - 1 if position else taken,
    }


def _position(position: Part) -> dict[str, Any]:
    label = STANDS.get(position["stand"], position["stand"])
    return {**position, "stand_label": label, "day": moment_of(position["taken_at"])}


def _comment(comment: Part) -> dict[str, Any]:
    answer = comment["answer"]
    outcome = OUTCOMES.get(answer["outcome"], answer["outcome"]) if answer else ""
    return {**comment, "outcome_label": outcome}


def _meeting(meeting: Part) -> dict[str, Any]:
    label = MEETINGS.get(meeting["kind"], meeting["kind"])
    return {**meeting, "kind_label": label, "day": day_of(meeting["held_on"])}


def documents_of(agreement: Agreement) -> list[dict[str, Any]]:
    """A line for each language: its PDF, or None while it is not made."""
    made = {each.language: each.file for each in agreement.documents.select_related("file")}
    return [{"code": code, "name": name, "file": made.get(code)} for code, name in settings.LANGUAGES]


# --- prove this ----------------------------------------------------------------------------------


def proof_context(agreement: Agreement, user: Any) -> dict[str, Any]:
    """Everything is computed anew for this page."""
    return {
        "agreement": agreement,
        "title_of": agreement.record[0]["title"] if is_record(agreement.record) else str(agreement),
        "stage": "agree",
        "faults": faults(agreement),
        "fingerprint": fingerprint_of(agreement.public_key),
        "hash_groups": _groups(agreement.record_hash),
        "hands_out": hands_out(user, agreement),
        "certificate": certificate_fingerprint(),
        "bare": fingerprint_of(agreement.public_key).replace(" ", ""),
        "site_key": signing.fingerprint(),
        "signed_by_site": agreement.public_key == signing.public_key(),
        "file_name": file_name(agreement),
        "documents": documents_of(agreement),
    }


# --- closing -------------------------------------------------------------------------------------


def closing_context(consultation: Consultation) -> dict[str, Any]:
    """How the round stands now, what keeps it from closing, and how its texts will read in the agreement."""
    items, stakeholders = items_of(consultation), stakeholders_of(consultation)
    counted = tally(consultation, stakeholders)
    return {
        "tally": counted,
        "chart": positions_chart(counted) if counted.invited else None,
        "rule_label": RULES[consultation.rule],
        "obstacles": obstacles(consultation, items, stakeholders, counted),
        "texts": [
            {"item": each, "text": readable(each.text or frozen(each)), "gap": bool(each.gap_id)}
            for each in items
        ],
    }


# --- small parts ---------------------------------------------------------------------------------


def readable(text: dict[str, Any]) -> dict[str, Any]:
    """A frozen text with its date as `due` and its cost as `amount`; what is neither is left out."""
    return {**text, "due": day_of(text.get("due_on")), "amount": _amount(text.get("cost"))}


def _amount(cost: Any) -> Decimal | None:
    try:
        return Decimal(str(cost)) if cost else None
    except InvalidOperation:
        return None


def _groups(digits: str) -> list[str]:
    return [digits[at : at + 16] for at in range(0, len(digits), 16)]


def day_of(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except (ValueError, TypeError):
        return None


def moment_of(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except (ValueError, TypeError):
        return None
