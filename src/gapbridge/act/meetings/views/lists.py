"""Over all meetings: lessons learnt, follow-ups, and what the meetings brought."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings import actions
from gapbridge.act.meetings.filters import BroughtFollowUps, BroughtLessons, FollowUpFilter, LessonFilter
from gapbridge.act.meetings.forms import TakeUpForm, interventions_to_take_up
from gapbridge.act.meetings.models import Lesson
from gapbridge.act.meetings.queries import OF_MEETING, brought, follow_ups_for, lessons_for
from gapbridge.act.meetings.queries.page import with_links
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Action, Column, list_page

STANDING = {
    "done": gettext_lazy("Done"),
    "overdue": gettext_lazy("Overdue"),
    "open": gettext_lazy("Open"),
    "declined": gettext_lazy("Declined"),
    "dropped": gettext_lazy("Dropped"),
}
HELD = Column(
    "held",
    gettext_lazy("Date"),
    sort="meeting__intervention__starts_on",
    value=lambda row: row.meeting.intervention.starts_on,
    kind="date",
)
PROGRAMME = Column(
    "programme",
    gettext_lazy("Programme"),
    sort="meeting__intervention__programme__short_title",
    value=lambda row: row.meeting.intervention.programme,
)
MEETING = Column(
    "meeting",
    gettext_lazy("Meeting"),
    sort="meeting__intervention__title",
    value=lambda row: row.meeting.intervention.title,
)
LESSONS = (
    Column("text", gettext_lazy("Lesson"), link=True),
    Column("topic", gettext_lazy("Topic"), sort="topic__name"),
    MEETING,
    HELD,
    PROGRAMME,
    Column(
        "taken_up_in",
        gettext_lazy("Taken up in"),
        value=lambda row: row.taken_up_in.code if row.shows_taken_up else None,
    ),
)
FOLLOW_UPS = (
    Column("text", gettext_lazy("What is to be done"), link=True),
    Column("kind", gettext_lazy("Kind"), sort="kind"),
    Column("asked_by", gettext_lazy("Asked for by"), sort="asked_by__name"),
    Column("owner", gettext_lazy("Who does it"), sort="owner__name"),
    Column("due_on", gettext_lazy("By"), sort="due_on", kind="date"),
    Column("standing", gettext_lazy("State"), value=lambda row: STANDING[row.standing], sort="state"),
    Column("done_on", gettext_lazy("Done on"), sort="done_on", kind="date"),
    Column(
        "meeting",
        gettext_lazy("Meeting"),
        sort="meeting__intervention__starts_on",
        value=lambda row: _short(row.meeting.intervention),
    ),
    PROGRAMME,
)


def _short(intervention: Intervention) -> str:
    return f"{intervention.code}, {date_format(intervention.starts_on, 'SHORT_DATE_FORMAT')}"


NONE_YET = gettext_lazy(
    "Officers add them on the page of a round table, a bilateral meeting or a study tour."
)


@page(public=True, methods=("GET", "HEAD"))
def lessons(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Lessons learnt"),
        intro=_("What meetings taught, in the words of their records, and what took it up."),
        queryset=lessons_for(request.user),
        columns=LESSONS,
        filters=LessonFilter,
        actions=_brought(request),
        empty=_("No lesson is recorded yet. %(who)s") % {"who": NONE_YET},
        stage="act",
    )


@page(methods=("GET", "HEAD"))
def follow_ups(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Follow-ups"),
        intro=_("What was asked for, promised or agreed in meetings, who does it and by when."),
        queryset=follow_ups_for(request.user),
        columns=FOLLOW_UPS,
        filters=FollowUpFilter,
        actions=_brought(request),
        empty=_("No follow-up is recorded. %(who)s") % {"who": NONE_YET},
        stage="act",
    )


def _brought(request: HttpRequest) -> list[Action]:
    if not request.user.is_authenticated:
        return []
    return [Action(_("What the meetings brought"), reverse("meetings:brought"))]


@page(Lesson, public=True, related=("topic", *OF_MEETING))
def lesson(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """The lesson, what it speaks of, and what took it up; officers say here that one of theirs did."""
    user = request.user
    found = with_links(Lesson.objects.filter(pk=lesson.pk), user).get()
    may_take_up = lesson.taken_up_in_id is None and interventions_to_take_up(lesson, user).exists()
    if request.method == "POST" and not may_take_up:
        raise PermissionDenied
    return form_page(
        request,
        TakeUpForm,
        lesson=lesson,
        reader=user,
        title=_("Lesson learnt"),
        submit=_("Say that it was taken up"),
        done=lesson,
        stage="act",
        template="meetings/lesson.html",
        autosave=False,
        context={
            "lesson": lesson,
            "gaps": found.gaps_seen,
            "measures": found.measures_seen,
            "taken_up_in": found.taken_up_in,
            "may_take_up": may_take_up,
            "may_change": user.has_perm("meetings.change_meeting", lesson),
        },
        act=lambda data: actions.take_up_lesson(actor=user, lesson=lesson, **data),
    )


@page(methods=("GET", "HEAD"))
def brought_page(request: HttpRequest) -> HttpResponse:
    """By topic and by country: lessons, requests and promises, each number with its list."""
    taught = BroughtLessons(request.GET, queryset=lessons_for(request.user), request=request)
    asked_for = BroughtFollowUps(request.GET, queryset=follow_ups_for(request.user), request=request)
    asked = _asked(taught)
    context: dict[str, Any] = {
        "title": _("What the meetings brought"),
        "stage": "act",
        "filterset": taught,
        "filtered": bool(asked),
        "found": brought(taught.qs, asked_for.qs, asked, _("Together")),
    }
    return render(request, "meetings/brought.html", context)


def _asked(filterset: Any) -> dict[str, str]:
    """What the page was narrowed by and understood, as parameters for the lists."""
    wanted = filterset.form.cleaned_data if filterset.form.is_valid() else {}
    return {name: filterset.data[name] for name, value in wanted.items() if value}
