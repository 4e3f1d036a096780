"""Lessons learnt, and what took them up."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings.models import Lesson, Meeting
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User

from .parts import add, check_taken_up


@transaction.atomic
def add_lesson(*, actor: User | None, meeting: Meeting, text: str, **facts: Any) -> Lesson:
    """`language`, `topic`, `gaps`, `measures` and `taken_up_in` may be missing."""
    return add(Lesson(meeting=meeting), actor, text=text, **facts)


@transaction.atomic
def take_up_lesson(*, actor: User | None, lesson: Lesson, intervention: Intervention) -> Lesson:
    """Say which intervention does what the lesson taught. Whoever may change the intervention may say so.

    Refuses where another intervention took it up: the officers of the meeting can correct that.
    """
    permit(actor, "interventions.change_intervention", intervention)
    if actor is not None and not Lesson.objects.visible_to(actor).filter(pk=lesson.pk).exists():
        raise Refused(_("This lesson is not open to you."))
    held = Lesson.objects.select_for_update(of=("self",)).get(pk=lesson.pk)
    if held.taken_up_in_id not in (None, intervention.pk):
        raise Refused(_("Another intervention has taken this lesson up."), field="intervention")
    check_taken_up(lesson, intervention, "intervention")
    lesson.taken_up_in = intervention
    lesson.save(update_fields=["taken_up_in"])
    journal.record(
        actor=actor,
        verb="meetings.take_up_lesson",
        target=lesson.meeting,
        data={"lesson": lesson.pk, "intervention": intervention.pk},
    )
    return lesson
