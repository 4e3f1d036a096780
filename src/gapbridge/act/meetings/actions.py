"""Writes of round tables and study tours."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.act.interventions.actions import edit_intervention, write_intervention
from gapbridge.act.interventions.models import Intervention
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused, WrongState
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import Place, Programme

from .models import Delegation, FollowUp, Lesson, Meeting, Part, Visit

KINDS = (Intervention.Kind.ROUND_TABLE, Intervention.Kind.STUDY_TOUR)
OWN_FIELDS = ("place", "agenda", "minutes", "outcome")


@transaction.atomic
def create_meeting(
    *, actor: User | None, programme: Programme, kind: str, place: Place, **facts: Any
) -> Meeting:
    """Plan a round table or a study tour: its intervention, and `agenda`, `minutes`, `outcome`."""
    if kind not in KINDS:
        raise Refused(_("A meeting is a round table or a study tour."), field="kind")
    own = _own(facts)
    intervention = write_intervention(actor=actor, programme=programme, kind=kind, **facts)
    meeting = _save(Meeting(intervention=intervention, place=place), own)
    journal.record(actor=actor, verb="meetings.create_meeting", target=meeting, data={"kind": kind})
    return meeting


@transaction.atomic
def change_meeting(*, actor: User | None, meeting: Meeting, **facts: Any) -> Meeting:
    permit(actor, "meetings.change_meeting", meeting)
    changed = sorted(facts)
    own = _own(facts)
    edit_intervention(actor=actor, intervention=meeting.intervention, **facts)
    _save(meeting, own)
    journal.record(actor=actor, verb="meetings.change_meeting", target=meeting, data={"changed": changed})
    return meeting


def _own(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: facts.pop(name) for name in OWN_FIELDS if name in facts}


# --- what hangs from a meeting --------------------------------------------------------------------


@transaction.atomic
def add_delegation(
    *,
    actor: User | None,
    meeting: Meeting,
    organisation: Organisation,
    women: int | None = None,
    men: int | None = None,
) -> Delegation:
    """None is not known, 0 is nobody. Refuses an organisation that is on the list."""
    return _add(Delegation(meeting=meeting), actor, organisation=organisation, women=women, men=men)


@transaction.atomic
def add_visit(*, actor: User | None, meeting: Meeting, what: str, **facts: Any) -> Visit:
    """`place`, `visited_on`, `learnt` may be missing. Refuses a round table, and a day outside the tour."""
    return _add(Visit(meeting=meeting), actor, what=what, **facts)


@transaction.atomic
def add_lesson(*, actor: User | None, meeting: Meeting, text: str, **facts: Any) -> Lesson:
    return _add(Lesson(meeting=meeting), actor, text=text, **facts)


@transaction.atomic
def add_follow_up(
    *, actor: User | None, meeting: Meeting, text: str, owner: Organisation, **facts: Any
) -> FollowUp:
    """`due_on` may be missing; it isn't before the meeting."""
    return _add(FollowUp(meeting=meeting), actor, text=text, owner=owner, **facts)


@transaction.atomic
def change_part(*, actor: User | None, part: Part, **facts: Any) -> Part:
    """Correct a delegation, visit, lesson or follow-up."""
    permit(actor, "meetings.change_meeting", part)
    _save(part, facts)
    _journal(actor, "change", part, part.pk, changed=sorted(facts))
    return part


@transaction.atomic
def remove_part(*, actor: User | None, part: Part) -> None:
    """Take a delegation, visit, lesson or follow-up out of the record."""
    permit(actor, "meetings.change_meeting", part)
    pk = part.pk
    part.delete()
    _journal(actor, "remove", part, pk)


def remove_delegation(*, actor: User | None, delegation: Delegation) -> None:
    remove_part(actor=actor, part=delegation)


@transaction.atomic
def finish_follow_up(*, actor: User | None, follow_up: FollowUp, done_on: date | None = None) -> FollowUp:
    """Done, today or on the day that is named. Refuses a day to come, one before the meeting, and doing it twice."""
    permit(actor, "meetings.finish_follow_up", follow_up)
    day = done_on or timezone.localdate()
    if day > timezone.localdate():
        raise Refused(_("This day is still to come."), field="done_on")
    _not_before_the_meeting(follow_up.meeting, day, "done_on")
    if FollowUp.objects.select_for_update().get(pk=follow_up.pk).done_on:
        raise WrongState(_("It is done already."))
    follow_up.done_on = day
    follow_up.save(update_fields=["done_on"])
    journal.record(actor=actor, verb="meetings.finish_follow_up", target=follow_up)
    return follow_up


@transaction.atomic
def reopen_follow_up(*, actor: User | None, follow_up: FollowUp) -> FollowUp:
    """It is not done after all."""
    permit(actor, "meetings.finish_follow_up", follow_up)
    if not follow_up.done_on:
        raise WrongState(_("It is open."))
    follow_up.done_on = None
    follow_up.save(update_fields=["done_on"])
    journal.record(actor=actor, verb="meetings.reopen_follow_up", target=follow_up)
    return follow_up


def _add(part: Any, actor: User | None, **facts: Any) -> Any:
    permit(actor, "meetings.change_meeting", part.meeting)
    _save(part, facts)
    _journal(actor, "add", part, part.pk)
    return part


def _save(record: Any, facts: dict[str, Any]) -> Any:
    for name, value in facts.items():
        setattr(record, name, value)
    record.clean_fields(exclude=["intervention", "meeting"])
    check = CHECKS.get(type(record))
    if check:
        check(record)
    record.save()
    return record


def _journal(actor: User | None, verb: str, part: Any, pk: int, **data: Any) -> None:
    """The entry is the meeting's, which outlives its parts."""
    noun = {FollowUp: "follow_up"}.get(type(part), part._meta.model_name)
    journal.record(actor=actor, verb=f"meetings.{verb}_{noun}", target=part.meeting, data={noun: pk, **data})


# --- what is refused ------------------------------------------------------------------------------


def _check_delegation(delegation: Delegation) -> None:
    others = delegation.meeting.delegations.exclude(pk=delegation.pk)
    if others.filter(organisation=delegation.organisation).exists():
        raise Refused(_("This organisation is on the list already."), field="organisation")


def _check_visit(visit: Visit) -> None:
    tour = visit.meeting.intervention
    if tour.kind != Intervention.Kind.STUDY_TOUR:
        raise Refused(_("Only a study tour has visits."))
    if visit.visited_on and not tour.starts_on <= visit.visited_on <= tour.ends_on:
        raise Refused(
            _("The tour is from %(first)s to %(last)s.")
            % {"first": date_format(tour.starts_on), "last": date_format(tour.ends_on)},
            field="visited_on",
        )


def _check_follow_up(follow_up: FollowUp) -> None:
    if follow_up.due_on:
        _not_before_the_meeting(follow_up.meeting, follow_up.due_on, "due_on")


def _not_before_the_meeting(meeting: Meeting, day: date, field: str) -> None:
    if day < meeting.intervention.starts_on:
        raise Refused(
            _("The meeting is on %(day)s; this is before it.")
            % {"day": date_format(meeting.intervention.starts_on)},
            field=field,
        )


CHECKS: dict[type, Any] = {Delegation: _check_delegation, Visit: _check_visit, FollowUp: _check_follow_up}
