"""The agenda and the record as sheets to print and to send round."""

from django.http import HttpRequest, HttpResponse

from gapbridge.act.meetings.formats import agenda_pdf, file_name, record_pdf
from gapbridge.act.meetings.models import Meeting
from gapbridge.act.meetings.queries import read_meeting
from gapbridge.base.access import page

OF = ("place", "intervention__programme", "intervention__organisation")


@page(Meeting, public=True, related=OF, methods=("GET", "HEAD"))
def agenda_sheet(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    return _sheet(agenda_pdf(read_meeting(meeting, request.user)), file_name(meeting, "agenda"))


@page(Meeting, public=True, related=OF, methods=("GET", "HEAD"))
def record_sheet(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """As far as this reader may read: without minutes for who has no part in the programme."""
    return _sheet(record_pdf(read_meeting(meeting, request.user)), file_name(meeting, "record"))


def _sheet(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
