"""Lessons and follow-ups over all meetings that a reader may see, and by what they can be narrowed."""

from typing import Any

from django.db.models import Exists, OuterRef

from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings.models import (
    Delegation,
    FollowUp,
    FollowUpQuerySet,
    Lesson,
    Meeting,
    PartQuerySet,
)
from gapbridge.base.countries import country_name

OF_MEETING = ("meeting__intervention__programme",)


def lessons_for(user: Any) -> PartQuerySet:
    """`shows_taken_up` where the reader may see what took the lesson up."""
    seen = Intervention.objects.visible_to(user).order_by().filter(pk=OuterRef("taken_up_in_id"))
    visible = Lesson.objects.visible_to(user).select_related("topic", "taken_up_in", *OF_MEETING)
    return visible.annotate(shows_taken_up=Exists(seen)).order_by("-meeting__intervention__starts_on", "pk")


def follow_ups_for(user: Any) -> FollowUpQuerySet:
    return FollowUp.objects.visible_to(user).select_related("owner", "asked_by", *OF_MEETING)


def years_of(user: Any) -> list[int]:
    """The years in which meetings were held, the latest first."""
    days = Meeting.objects.visible_to(user).order_by().dates("intervention__starts_on", "year", order="DESC")
    return [day.year for day in days]


def countries_of(user: Any) -> list[tuple[str, str]]:
    """(two letters, name) of the countries whose programmes held or shared meetings, or that sent delegations."""
    visible = Meeting.objects.visible_to(user).order_by()
    own = visible.values_list("intervention__programme__country__code")
    shared = visible.values_list("also_for__country__code")
    came = Delegation.objects.filter(meeting__in=visible.values("pk")).order_by().values_list("country")
    codes = {code for (code,) in own.union(shared, came) if code}
    return sorted(((code, country_name(code)) for code in codes), key=lambda each: each[1])
