"""Writing minutes and what a delegation said; the versions that came before."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gapbridge.act.meetings import actions
from gapbridge.act.meetings.forms import NoteForm, SaidForm
from gapbridge.act.meetings.models import Delegation, Meeting, Note
from gapbridge.act.meetings.queries import OF_MEETING
from gapbridge.base.access import page
from gapbridge.base.forms import form_page


@page(Meeting, perm="meetings.change_meeting", related=("intervention__programme",))
def write_minutes(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    return _write(
        request,
        meeting,
        meeting.notes.filter(delegation=None).first(),
        NoteForm,
        title=_("Minutes"),
        intro=_("Read only by those who take part in the programme."),
        anchor="minutes",
        act=lambda data: actions.write_minutes(actor=request.user, meeting=meeting, **data),
    )


@page(Delegation, perm="meetings.change_meeting", related=("organisation", *OF_MEETING))
def write_said(request: HttpRequest, delegation: Delegation) -> HttpResponse:
    return _write(
        request,
        delegation.meeting,
        Note.objects.filter(delegation=delegation).first(),
        SaidForm,
        title=_("What the delegation said"),
        intro=delegation.organisation.name,
        anchor="delegations",
        act=lambda data: actions.write_said(actor=request.user, delegation=delegation, **data),
    )


def _write(
    request: HttpRequest, meeting: Meeting, note: Note | None, form: Any, *, anchor: str, **more: Any
) -> HttpResponse:
    initial: dict[str, Any] = {"language": meeting.intervention.language or get_language(), "seen": 0}
    if note:
        initial = {
            "text": note.text,
            "language": note.language,
            "is_public": note.is_public,
            "seen": note.version,
        }
    return form_page(
        request,
        form,
        initial=initial,
        parent=meeting,
        done=f"{meeting.get_absolute_url()}#{anchor}",
        stage="act",
        template="meetings/write.html",
        context={"note": note},
        **more,
    )


@page(Note, public=True, related=("delegation__organisation", "written_by", *OF_MEETING))
def note_page(request: HttpRequest, note: Note) -> HttpResponse:
    """The text as it stands; earlier versions for those who keep the record."""
    may_change = request.user.has_perm("meetings.change_meeting", note)
    earlier = note.history.filter(version__lt=note.version).order_by("-version") if may_change else []
    return render(
        request,
        "meetings/note.html",
        {
            "title": note.delegation or _("Minutes"),
            "note": note,
            "meeting": note.meeting,
            "earlier": earlier,
            "may_change": may_change,
            "stage": "act",
        },
    )
