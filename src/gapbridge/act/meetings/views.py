from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.interventions.models import Intervention
from gapbridge.base.access import page, visible_or_404
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.programmes.models import Programme

from . import actions
from .filters import FollowUpFilter, LessonFilter
from .forms import DelegationForm, FinishForm, FollowUpForm, LessonForm, MeetingForm, VisitForm
from .models import Delegation, FollowUp, Lesson, Meeting, Visit
from .queries import OF_MEETING, follow_ups_for, lessons_for

NEW_TITLES = {"round_table": gettext_lazy("New round table"), "study_tour": gettext_lazy("New study tour")}
STANDING = {
    "done": gettext_lazy("Done"),
    "overdue": gettext_lazy("Overdue"),
    "open": gettext_lazy("Open"),
}
# noun → its model, form, action that adds one, and the titles of its two forms
PARTS: dict[str, tuple[Any, Any, Callable[..., Any], Any, Any]] = {
    "delegation": (
        Delegation, DelegationForm, actions.add_delegation,
        gettext_lazy("Add a delegation"), gettext_lazy("Edit the delegation"),
    ),
    "visit": (Visit, VisitForm, actions.add_visit, gettext_lazy("Add a visit"), gettext_lazy("Edit the visit")),
    "lesson": (Lesson, LessonForm, actions.add_lesson, gettext_lazy("Add a lesson"), gettext_lazy("Edit the lesson")),
    "follow-up": (
        FollowUp, FollowUpForm, actions.add_follow_up,
        gettext_lazy("Add a follow-up"), gettext_lazy("Edit the follow-up"),
    ),
}  # fmt: skip


# --- meetings -------------------------------------------------------------------------------------


def _new_meeting(request: HttpRequest, programme: Programme, kind: str) -> HttpResponse:
    return form_page(
        request,
        MeetingForm,
        programme=programme,
        user=request.user,
        title=NEW_TITLES[kind],
        intro=_("Who came, lessons and follow-ups are added on its page."),
        parent=programme,
        stage="act",
        act=lambda data: actions.create_meeting(actor=request.user, programme=programme, kind=kind, **data),
    )


@page(Programme, perm="interventions.add_round_table")
def new_round_table(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _new_meeting(request, programme, "round_table")


@page(Programme, perm="interventions.add_study_tour")
def new_study_tour(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _new_meeting(request, programme, "study_tour")


@page(Intervention, perm="interventions.change_intervention", related=("programme", "meeting"))
def edit_meeting(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    meeting = getattr(intervention, "meeting", None)
    if meeting is None:
        raise Http404
    return form_page(
        request,
        MeetingForm,
        programme=intervention.programme,
        instance=intervention,
        initial={name: getattr(meeting, name) for name in actions.OWN_FIELDS},
        title=_("Edit the meeting"),
        parent=intervention,
        done=intervention.get_absolute_url(),
        stage="act",
        act=lambda data: actions.change_meeting(actor=request.user, meeting=meeting, **data),
    )


# --- what hangs from a meeting --------------------------------------------------------------------


@page(Meeting, perm="meetings.change_meeting", related=("intervention__programme",))
def add_part(request: HttpRequest, meeting: Meeting, noun: str) -> HttpResponse:
    _model, form_class, add, title, _edit = _part(noun)
    return form_page(
        request,
        form_class,
        title=title,
        parent=meeting,
        done=f"{meeting.get_absolute_url()}#{noun}s",
        stage="act",
        act=lambda data: add(actor=request.user, meeting=meeting, **data),
    )


@page()
def edit_part(request: HttpRequest, noun: str, pk: str) -> HttpResponse:
    _model, form_class, _add, _title, title = _part(noun)
    part = _changeable_part(request, noun, pk)
    return form_page(
        request,
        form_class,
        instance=part,
        title=title,
        parent=part.meeting,
        done=f"{part.meeting.get_absolute_url()}#{noun}s",
        stage="act",
        template="meetings/edit_part.html",
        context={"remove_href": reverse("meetings:remove_part", args=[noun, part.pk])},
        act=lambda data: actions.change_part(actor=request.user, part=part, **data),
    )


@page(methods=("POST",))
def remove_part(request: HttpRequest, noun: str, pk: str) -> HttpResponse:
    part = _changeable_part(request, noun, pk)
    actions.remove_part(actor=request.user, part=part)
    messages.success(request, _("It is removed."))
    return redirect(f"{part.meeting.get_absolute_url()}#{noun}s")


def _part(noun: str) -> tuple[Any, Any, Callable[..., Any], Any, Any]:
    if noun not in PARTS:
        raise Http404
    return PARTS[noun]


def _changeable_part(request: HttpRequest, noun: str, pk: str) -> Any:
    model = _part(noun)[0]
    part = visible_or_404(model.objects.visible_to(request.user).select_related(*OF_MEETING), pk)
    if not request.user.has_perm("meetings.change_meeting", part):
        raise PermissionDenied
    return part


# --- lists over all meetings ----------------------------------------------------------------------


@page(public=True, methods=("GET", "HEAD"))
def lessons(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Lessons learnt"),
        intro=_("What round tables and study tours taught, in the words of their records."),
        queryset=lessons_for(request.user),
        columns=(
            Column("text", _("Lesson"), link=True),
            Column("topic", _("Topic"), sort="topic__name"),
            Column("meeting", _("Meeting"), sort="meeting__intervention__title"),
            Column(
                "held",
                _("Date"),
                sort="meeting__intervention__starts_on",
                value=lambda row: row.meeting.intervention.starts_on,
                kind="date",
            ),
            Column(
                "programme",
                _("Programme"),
                sort="meeting__intervention__programme__short_title",
                value=lambda row: row.meeting.intervention.programme,
            ),
        ),
        filters=LessonFilter,
        empty=_("No lesson is recorded yet. Officers add them on the page of a round table or study tour."),
        stage="act",
    )


@page(methods=("GET", "HEAD"))
def follow_ups(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Follow-ups"),
        intro=_("What was asked for or promised in meetings, who does it and by when."),
        queryset=follow_ups_for(request.user),
        columns=(
            Column("text", _("What is to be done"), link=True),
            Column("owner", _("Who does it"), sort="owner__name"),
            Column("due_on", _("By"), sort="due_on", kind="date"),
            Column("standing", _("State"), value=lambda row: STANDING[row.standing]),
            Column("done_on", _("Done on"), sort="done_on", kind="date"),
            Column("meeting", _("Meeting"), sort="meeting__intervention__title"),
        ),
        filters=FollowUpFilter,
        empty=_("No follow-up is recorded. Officers add them on the page of a round table or study tour."),
        stage="act",
    )


@page(FollowUp, related=("owner", *OF_MEETING))
def follow_up(request: HttpRequest, follow_up: FollowUp) -> HttpResponse:
    """Read it; whoever may, says here that it is done."""
    may_finish = request.user.has_perm("meetings.finish_follow_up", follow_up)
    if request.method == "POST" and not may_finish:
        raise PermissionDenied
    intervention = follow_up.meeting.intervention
    seen = Intervention.objects.visible_to(request.user).filter(pk=intervention.pk).exists()
    return form_page(
        request,
        FinishForm,
        title=_("Follow-up"),
        parent=intervention if seen else None,
        done=follow_up,
        submit=_("Mark as done"),
        stage="act",
        template="meetings/follow_up.html",
        autosave=False,
        context={
            "follow_up": follow_up,
            "standing": STANDING[follow_up.standing],
            "may_finish": may_finish,
            "may_change": request.user.has_perm("meetings.change_meeting", follow_up),
        },
        act=lambda data: actions.finish_follow_up(actor=request.user, follow_up=follow_up, **data),
    )


@page(FollowUp, perm="meetings.finish_follow_up", related=OF_MEETING, methods=("POST",))
def reopen_follow_up(request: HttpRequest, follow_up: FollowUp) -> HttpResponse:
    try:
        actions.reopen_follow_up(actor=request.user, follow_up=follow_up)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(follow_up)
