"""Requests, commitments and tasks: asked for, done, declined, dropped, and what they grew into."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings import letters
from gapbridge.act.meetings.lifecycle import FOLLOW_UP
from gapbridge.act.meetings.models import FollowUp, Meeting
from gapbridge.agree.plans.models import Measure
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import Organisation, User

from .parts import add, not_before_the_meeting, write


@transaction.atomic
def add_follow_up(
    *, actor: User | None, meeting: Meeting, text: str, owner: Organisation, **facts: Any
) -> FollowUp:
    """A task unless `kind` says else; `asked_by`, `topic` and `due_on` may be missing. The owner is told.

    It is not due before the meeting.
    """
    follow_up = add(FollowUp(meeting=meeting), actor, text=text, owner=owner, **facts)
    letters.tell_owner(follow_up, but=actor)
    return follow_up


@transaction.atomic
def finish_follow_up(
    *, actor: User | None, follow_up: FollowUp, done_what: str, done_on: date | None = None
) -> FollowUp:
    """Done, today or on the day that is named. Refuses a day to come, one before the meeting, and not saying what."""
    permit(actor, "meetings.finish_follow_up", follow_up)
    if not done_what.strip():
        raise Refused(_("Say what was done."), field="done_what")
    day = done_on or timezone.localdate()
    if day > timezone.localdate():
        raise Refused(_("This day is still to come."), field="done_on")
    not_before_the_meeting(follow_up.meeting, day, "done_on")
    follow_up.done_on, follow_up.done_what = day, done_what.strip()
    return _move(actor, follow_up, "finish", "done_on", "done_what")


@transaction.atomic
def decline_follow_up(*, actor: User | None, follow_up: FollowUp, reason: str) -> FollowUp:
    """It will not be done. Whoever asked for it reads why."""
    return _give_up(actor, follow_up, "decline", reason)


@transaction.atomic
def drop_follow_up(*, actor: User | None, follow_up: FollowUp, reason: str) -> FollowUp:
    """It is no longer needed."""
    return _give_up(actor, follow_up, "drop", reason)


@transaction.atomic
def reopen_follow_up(*, actor: User | None, follow_up: FollowUp) -> FollowUp:
    """It is not settled after all: reminders begin anew, what was said about it stays."""
    follow_up.done_on = follow_up.reminded_on = follow_up.called_overdue_on = None
    return _move(actor, follow_up, "reopen", "done_on", "reminded_on", "called_overdue_on")


@transaction.atomic
def link_follow_up(
    *,
    actor: User | None,
    follow_up: FollowUp,
    measure: Measure | None = None,
    intervention: Intervention | None = None,
) -> FollowUp:
    """Say which measure or intervention it grew into."""
    permit(actor, "meetings.change_meeting", follow_up)
    write(follow_up, {"measure": measure, "intervention": intervention}, actor)
    journal.record(
        actor=actor,
        verb="meetings.link_follow_up",
        target=follow_up,
        data={"measure": measure and measure.pk, "intervention": intervention and intervention.pk},
    )
    return follow_up


def _give_up(actor: User | None, follow_up: FollowUp, name: str, reason: str) -> FollowUp:
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    follow_up.reason = reason.strip()
    return _move(actor, follow_up, name, "reason")


def _move(actor: User | None, follow_up: FollowUp, name: str, *changed: str) -> FollowUp:
    FOLLOW_UP.move(follow_up, name, actor=actor)
    follow_up.save(update_fields=changed)
    journal.record(actor=actor, verb=f"meetings.{name}_follow_up", target=follow_up)
    return follow_up


def remind_owners() -> int:
    """For run_due: tell owners of what they do not know of, remind them a week before, and once when it is overdue."""
    return sum(_remind(pk) for pk in letters.due().values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int) -> int:
    """Of several that run at once, one finds it still due."""
    follow_up = letters.due().select_for_update(of=("self",)).filter(pk=pk).first()
    return letters.write_what_is_due(follow_up) if follow_up else 0
