"""The file of an agreement, which anybody can check without the site: see verify.py."""

from gapbridge.agree.consultations.models import Agreement

from .holding import as_told, lines_of
from .verify import head, whole


def file_name(agreement: Agreement, ending: str = "gapbridge.txt") -> str:
    """ "agreement-12-2026-11-22.gapbridge.txt": the round's number and the day; it opens with any editor."""
    return f"agreement-{agreement.consultation_id}-{agreement.closed_at:%Y-%m-%d}.{ending}"


def file_of(agreement: Agreement) -> bytes:
    """Written from what is kept and what is shown, so that the verifier tells when the two are not one."""
    return whole(
        head(
            lines_of(as_told(agreement)),
            record_hash=agreement.record_hash,
            key=agreement.public_key,
            signature=agreement.signature,
        )
    )
