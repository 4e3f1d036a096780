"""What meetings show on pages of others."""

from typing import Any

from django.urls import reverse

from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings.models import FollowUp, Lesson, Meeting
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.base.sockets import Panel
from gapbridge.programmes.models import Programme

from .lists import OF_MEETING, follow_ups_for
from .page import meeting_context

ROWS = 6


def panel_on_an_intervention(intervention: Intervention, user: Any) -> Panel | None:
    """The record of the meeting that this intervention is."""
    meeting = Meeting.objects.filter(intervention=intervention).select_related("place").first()
    if meeting is None:
        return None
    meeting.intervention = intervention
    return Panel("meetings/panel.html", meeting_context(meeting, user))


def from_meetings_on_a_gap(gap: Gap, user: Any) -> Panel | None:
    return _from_meetings(user, lessons={"gaps": gap})


def from_meetings_on_a_measure(measure: Measure, user: Any) -> Panel | None:
    return _from_meetings(user, lessons={"measures": measure}, follow_ups={"measure": measure})


def from_meetings_on_an_intervention(intervention: Intervention, user: Any) -> Panel | None:
    return _from_meetings(
        user, lessons={"taken_up_in": intervention}, follow_ups={"intervention": intervention}
    )


def _from_meetings(
    user: Any, lessons: dict[str, Any], follow_ups: dict[str, Any] | None = None
) -> Panel | None:
    """Lessons that speak of the thing, and requests that grew into it."""
    taught = Lesson.objects.visible_to(user).filter(**lessons).select_related("topic", *OF_MEETING)
    grew = follow_ups_for(user).filter(**follow_ups) if follow_ups else FollowUp.objects.none()
    context = {"lessons": list(taught[:ROWS]), "follow_ups": list(grew[:ROWS])}
    return Panel("meetings/from_meetings.html", context) if any(context.values()) else None


def meetings_on_a_programme(programme: Programme, user: Any) -> Panel | None:
    """The latest meetings of the programme and those held for it as well, and what they brought."""
    meetings = Meeting.objects.visible_to(user).of_programme(programme)
    latest = meetings.select_related("place", "intervention__programme").order_by(
        "-intervention__starts_on", "-pk"
    )
    rows = list(latest[:ROWS])
    if not rows:
        return None
    follow_ups = FollowUp.objects.visible_to(user).of_programme(programme)
    narrowed = f"?programme={programme.pk}"
    return Panel(
        "meetings/panel_programme.html",
        {
            "programme": programme,
            "meetings": rows,
            "lessons_total": Lesson.objects.visible_to(user).of_programme(programme).count(),
            "open_total": follow_ups.open().count(),
            "lessons_href": reverse("meetings:lessons") + narrowed,
            "open_href": f"{reverse('meetings:follow_ups')}{narrowed}&state=open",
            "brought_href": reverse("meetings:brought") + narrowed,
        },
    )
