"""Whether an agreement is still what was written down when its round closed."""

from typing import Any

from django.utils.translation import gettext as _

from gapbridge.agree.consultations.models import Agreement, Consultation
from gapbridge.base.models import JournalEntry

from .record import moment
from .shape import is_record, parts_of
from .verify import canonical, fingerprint_of, hash_of, is_signed

CLOSED = (
    "consultations.close_with_agreement"  # the journal's verb that keeps hash and fingerprint a second time
)
PUBLISHED = "consultations.publish_agreement"


def lines_of(record: Any) -> list[bytes]:
    """The parts of a record as they are hashed; of what is no list, the whole as one."""
    parts = record if isinstance(record, list) else [record]
    return [canonical(each).encode(errors="replace") for each in parts]


def hash_of_record(record: Any) -> str:
    return hash_of(lines_of(record))


def holds(agreement: Agreement) -> bool:
    """Whether record, columns, hash, signature and the journal's copy still belong together."""
    return not faults(agreement)


def faults(agreement: Agreement) -> list[str]:
    """Everything that no longer fits what was written down at closing, in words. Computed anew each time."""
    checks = (
        (_hash_holds, _("The record is not the one whose hash was written down.")),
        (_signature_holds, _("The signature is not of this hash and this key.")),
        (_journal_holds, _("The journal keeps another hash, or another key, for this round.")),
        (
            _columns_hold,
            _("What is shown beside the record (outcome, dates, round) is not what stands in it."),
        ),
        (_links_hold, _("The gaps and measures tied to the agreement are not those of the record.")),
        (_publishing_holds, _("The journal does not know of its publication.")),
    )
    return [said for check, said in checks if not check(agreement)]


def _hash_holds(agreement: Agreement) -> bool:
    return hash_of_record(agreement.record) == agreement.record_hash and is_record(agreement.record)


def _signature_holds(agreement: Agreement) -> bool:
    return is_signed(agreement.record_hash, agreement.public_key, agreement.signature)


def _entries(agreement: Agreement, verb: str, target: Any) -> Any:
    return JournalEntry.objects.filter(
        verb=verb, target_type=type(target)._meta.label_lower, target_id=target.pk
    )


def _journal_holds(agreement: Agreement) -> bool:
    entry = _entries(agreement, CLOSED, Consultation(pk=agreement.consultation_id)).last()
    if entry is None:
        return False
    kept = (entry.data.get("agreement"), entry.data.get("hash"), entry.data.get("key"))
    return kept == (agreement.pk, agreement.record_hash, fingerprint_of(agreement.public_key))


def columns_of(agreement: Agreement) -> dict[str, dict[str, Any]]:
    """What stands in columns of its own beside the record, as the record's first and last part would say it."""
    before = agreement.supersedes.record_hash if agreement.supersedes else ""
    return {
        "round": {"id": agreement.consultation_id},
        "outcome": {
            "statement": agreement.statement,
            "review_on": agreement.review_on.isoformat() if agreement.review_on else "",
            "closed_at": moment(agreement.closed_at),
            "closed_by": agreement.closed_by_id,
            "supersedes": before,
        },
    }


def as_shown(agreement: Agreement) -> Any:
    """The record with what the columns say: the record itself, unless somebody changed a column behind its back."""
    if not is_record(agreement.record):
        return agreement.record
    shown = columns_of(agreement)
    return [{**part, **shown.get(part["part"], {})} for part in agreement.record]


def as_told(agreement: Agreement) -> Any:
    """What is handed out: of record and columns, should they differ, the one that was changed."""
    return as_shown(agreement) if _hash_holds(agreement) else agreement.record


def _columns_hold(agreement: Agreement) -> bool:
    return as_shown(agreement) == agreement.record


def _links_hold(agreement: Agreement) -> bool:
    if not is_record(agreement.record):
        return False
    asked = {kind: {each["id"] for each in parts_of(agreement.record, kind)} for kind in ("gap", "measure")}
    tied = {
        "gap": set(agreement.gaps.values_list("pk", flat=True)),
        "measure": set(agreement.measures.values_list("pk", flat=True)),
    }
    return asked == tied


def _publishing_holds(agreement: Agreement) -> bool:
    """The day it was made public is the one thing that comes after closing; the journal tells of it."""
    entry = _entries(agreement, PUBLISHED, agreement).last()
    if agreement.published_at is None or entry is None:
        return agreement.published_at is None and entry is None
    return entry.data.get("at") == moment(agreement.published_at)
