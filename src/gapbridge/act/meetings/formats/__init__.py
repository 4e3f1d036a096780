"""The agenda and the record of a meeting as tagged PDF, in the reader's language."""

from django.utils.text import slugify

from gapbridge.act.meetings.models import Meeting

from .pdf import agenda_pdf, record_pdf

__all__ = ["agenda_pdf", "file_name", "record_pdf"]


def file_name(meeting: Meeting, what: str) -> str:
    """ "R1-2009-12-14-agenda.pdf"."""
    intervention = meeting.intervention
    return f"{slugify(intervention.code) or 'meeting'}-{intervention.starts_on.isoformat()}-{what}.pdf"
