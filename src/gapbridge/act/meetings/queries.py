"""Reads of meetings, and what waits."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import ngettext

from gapbridge.act.interventions.models import Intervention
from gapbridge.base.sockets import Panel, Waiting
from gapbridge.people.models import Organisation
from gapbridge.programmes.standing import standing

from .models import FollowUp, Lesson, Meeting

OF_MEETING = ("meeting__intervention__programme",)


def lessons_for(user: Any) -> QuerySet[Lesson]:
    visible = Lesson.objects.visible_to(user).select_related("topic", *OF_MEETING)
    return visible.order_by("-meeting__intervention__starts_on", "pk")


def follow_ups_for(user: Any) -> QuerySet[FollowUp]:
    return FollowUp.objects.visible_to(user).select_related("owner", *OF_MEETING)


def attendance_of(meeting: Meeting) -> dict[str, int | None]:
    """`women`, `men`: None where no delegation said; `unsaid`: delegations that did not say all; `delegations`."""
    found = meeting.delegations.order_by().aggregate(
        all=Count("pk"),
        all_women=Sum("women"),
        all_men=Sum("men"),
        said=Count("pk", filter=Q(women__isnull=False, men__isnull=False)),
    )
    return {
        "delegations": found["all"],
        "women": found["all_women"],
        "men": found["all_men"],
        "unsaid": found["all"] - found["said"],
    }


def waiting_follow_ups(user: Any) -> Iterator[Waiting]:
    """Follow-ups that an organisation of mine is to do, one line an organisation."""
    mine: dict[Organisation, list[FollowUp]] = {}
    organisations = standing(user).organisations
    if organisations:
        open_ones = FollowUp.objects.visible_to(user).filter(owner__in=organisations, done_on=None)
        for each in open_ones.select_related("owner").order_by("due_on", "pk"):
            mine.setdefault(each.owner, []).append(each)
    for owner, follow_ups in mine.items():
        label = ngettext(
            "%(count)d follow-up of %(organisation)s",
            "%(count)d follow-ups of %(organisation)s",
            len(follow_ups),
        ) % {"count": len(follow_ups), "organisation": owner}
        due = min((each.due_on for each in follow_ups if each.due_on), default=None)
        url = f"{reverse('meetings:follow_ups')}?owner={owner.pk}&done=false"
        yield Waiting(label, url, len(follow_ups), due, "act")


def panel_on_an_intervention(intervention: Intervention, user: Any) -> Panel | None:
    meeting = Meeting.objects.filter(intervention=intervention).select_related("place").first()
    if meeting is None:
        return None
    meeting.intervention = intervention
    return Panel(
        "meetings/panel.html",
        {
            "meeting": meeting,
            "is_tour": intervention.kind == Intervention.Kind.STUDY_TOUR,
            "delegations": meeting.delegations.select_related("organisation"),
            "came": attendance_of(meeting),
            "visits": meeting.visits.select_related("place").order_by(
                F("visited_on").asc(nulls_last=True), "pk"
            ),
            "lessons": meeting.lessons.select_related("topic"),
            "follow_ups": meeting.follow_ups.select_related("owner"),
            "may_change_meeting": user.has_perm("meetings.change_meeting", meeting),
            "may_read_minutes": user.has_perm("meetings.read_minutes", meeting),
        },
    )
