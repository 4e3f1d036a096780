"""How lessons and follow-ups are found. Minutes and what delegations said are never searched: not all may read them."""

from typing import Any

from django.db.models import QuerySet

from gapbridge.base.sockets import Searchable

from .models import FollowUp, Lesson
from .queries import follow_ups_for, lessons_for

TITLE = 90  # characters that stand for the whole


def title(thing: Lesson | FollowUp) -> str:
    words = " ".join(thing.text.split())
    return words if len(words) <= TITLE else words[:TITLE].rsplit(" ", 1)[0] + " …"


def body(thing: Lesson | FollowUp) -> str:
    """Its text and its meeting's title."""
    return f"{thing.text} {thing.meeting.intervention.title}"


def lessons(user: Any) -> QuerySet[Lesson]:
    return lessons_for(user)


def follow_ups(user: Any) -> QuerySet[FollowUp]:
    """Its page asks to sign in, so a visitor finds none."""
    return follow_ups_for(user) if user.is_authenticated else FollowUp.objects.none()


LESSONS = Searchable(model=Lesson, stage="act", title=title, body=body, queryset=lessons)
FOLLOW_UPS = Searchable(model=FollowUp, stage="act", title=title, body=body, queryset=follow_ups)
