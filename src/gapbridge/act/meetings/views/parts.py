"""What hangs from a meeting: one form a kind, and the order of the agenda."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.meetings import actions
from gapbridge.act.meetings.forms import (
    AgendaItemForm,
    AgendaLinesForm,
    DelegationForm,
    FollowUpForm,
    LessonForm,
    VisitForm,
)
from gapbridge.act.meetings.models import AgendaItem, Delegation, FollowUp, Lesson, Meeting, Part, Visit
from gapbridge.act.meetings.queries import OF_MEETING
from gapbridge.base.access import page, visible_or_404
from gapbridge.base.forms import form_page


@dataclass(frozen=True)
class Kind:
    """How a part is added and changed. `anchor` is where it stands on the meeting's page."""

    model: Any
    form: Any
    add: Callable[..., Any]
    new: Any
    edit: Any
    anchor: str


KINDS = {
    "agenda-item": Kind(
        AgendaItem, AgendaItemForm, actions.add_agenda_item,
        gettext_lazy("Add an agenda item"), gettext_lazy("Edit the agenda item"), "agenda",
    ),
    "delegation": Kind(
        Delegation, DelegationForm, actions.add_delegation,
        gettext_lazy("Add a delegation"), gettext_lazy("Edit the delegation"), "delegations",
    ),
    "visit": Kind(
        Visit, VisitForm, actions.add_visit,
        gettext_lazy("Add a visit"), gettext_lazy("Edit the visit"), "visits",
    ),
    "lesson": Kind(
        Lesson, LessonForm, actions.add_lesson,
        gettext_lazy("Add a lesson"), gettext_lazy("Edit the lesson"), "lessons",
    ),
    "follow-up": Kind(
        FollowUp, FollowUpForm, actions.add_follow_up,
        gettext_lazy("Add a follow-up"), gettext_lazy("Edit the follow-up"), "follow-ups",
    ),
}  # fmt: skip


@page(Meeting, perm="meetings.change_meeting", related=("intervention__programme",))
def add_part(request: HttpRequest, meeting: Meeting, noun: str) -> HttpResponse:
    kind = _kind(noun)
    return form_page(
        request,
        kind.form,
        meeting=meeting,
        reader=request.user,
        title=kind.new,
        parent=meeting,
        done=_place(meeting, kind),
        stage="act",
        act=lambda data: kind.add(actor=request.user, meeting=meeting, **data),
    )


@page()
def edit_part(request: HttpRequest, noun: str, pk: str) -> HttpResponse:
    kind = _kind(noun)
    part = _changeable_part(request, kind, pk)
    return form_page(
        request,
        kind.form,
        meeting=part.meeting,
        reader=request.user,
        instance=part,
        title=kind.edit,
        parent=part.meeting,
        done=_place(part.meeting, kind),
        stage="act",
        template="meetings/edit_part.html",
        context={"remove_href": reverse("meetings:remove_part", args=[noun, part.pk])},
        act=lambda data: actions.change_part(actor=request.user, part=part, **data),
    )


@page(methods=("POST",))
def remove_part(request: HttpRequest, noun: str, pk: str) -> HttpResponse:
    kind = _kind(noun)
    part = _changeable_part(request, kind, pk)
    actions.remove_part(actor=request.user, part=part)
    messages.success(request, _("It is removed."))
    return redirect(_place(part.meeting, kind))


def _kind(noun: str) -> Kind:
    if noun not in KINDS:
        raise Http404
    return KINDS[noun]


def _place(meeting: Meeting, kind: Kind) -> str:
    return f"{meeting.get_absolute_url()}#{kind.anchor}"


def _changeable_part(request: HttpRequest, kind: Kind, pk: str) -> Part:
    visible = kind.model.objects.visible_to(request.user)
    part: Part = visible_or_404(visible.select_related(*OF_MEETING), pk)
    if not request.user.has_perm("meetings.change_meeting", part):
        raise PermissionDenied
    return part


# --- the agenda -----------------------------------------------------------------------------------


@page(Meeting, perm="meetings.change_meeting", related=("intervention__programme",))
def agenda_lines(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Several items at once, pasted from a letter."""
    return form_page(
        request,
        AgendaLinesForm,
        title=_("Add several agenda items"),
        parent=meeting,
        done=f"{meeting.get_absolute_url()}#agenda",
        stage="act",
        act=lambda data: actions.add_agenda_lines(actor=request.user, meeting=meeting, **data),
    )


@page(AgendaItem, perm="meetings.change_meeting", related=OF_MEETING, methods=("POST",))
def move_item(request: HttpRequest, item: AgendaItem, how: str) -> HttpResponse:
    if how not in {"up", "down"}:
        raise Http404
    actions.move_agenda_item(actor=request.user, item=item, up=how == "up")
    return redirect(f"{item.get_absolute_url()}#agenda")
