"""Planning a meeting and changing what it is."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.act.interventions.actions import edit_intervention, write_intervention
from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings.models import Meeting
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User
from gapbridge.programmes.models import Place, Programme

from .agenda import write_lines

KINDS = (Intervention.Kind.ROUND_TABLE, Intervention.Kind.BILATERAL, Intervention.Kind.STUDY_TOUR)
OWN_FIELDS = ("place", "outcome")


@transaction.atomic
def create_meeting(
    *, actor: User | None, programme: Programme, kind: str, place: Place, agenda: str = "", **facts: Any
) -> Meeting:
    """Plan a meeting: its intervention, `outcome`, the programmes it is `also_for`; the agenda has one item a line."""
    if kind not in KINDS:
        raise Refused(_("A meeting is a round table, a bilateral meeting or a study tour."), field="kind")
    own, also_for = _own(facts), facts.pop("also_for", ())
    intervention = write_intervention(actor=actor, programme=programme, kind=kind, **facts)
    meeting = _save(Meeting(intervention=intervention, place=place), own)
    _share(actor, meeting, also_for)
    write_lines(meeting, agenda)
    journal.record(actor=actor, verb="meetings.create_meeting", target=meeting, data={"kind": kind})
    return meeting


@transaction.atomic
def change_meeting(*, actor: User | None, meeting: Meeting, **facts: Any) -> Meeting:
    """Change the facts that are named, of the meeting and of its intervention."""
    permit(actor, "meetings.change_meeting", meeting)
    changed = sorted(facts)
    own, also_for = _own(facts), facts.pop("also_for", None)
    edit_intervention(actor=actor, intervention=meeting.intervention, **facts)
    _save(meeting, own)
    if also_for is not None:
        _share(actor, meeting, also_for)
    journal.record(actor=actor, verb="meetings.change_meeting", target=meeting, data={"changed": changed})
    return meeting


def _own(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: facts.pop(name) for name in OWN_FIELDS if name in facts}


def _save(meeting: Meeting, own: dict[str, Any]) -> Meeting:
    for name, value in own.items():
        setattr(meeting, name, value)
    meeting.clean_fields(exclude=["intervention"])
    meeting.save()
    return meeting


def _share(actor: User | None, meeting: Meeting, also_for: Any) -> None:
    """Hold it for other programmes as well: those the actor may see, and that are under way or over."""
    programmes = list(also_for)
    if any(each.pk == meeting.programme_id for each in programmes):
        raise Refused(_("It is this programme's meeting already."), field="also_for")
    before = set(meeting.also_for.values_list("pk", flat=True))
    seen = Programme.objects.visible_to(actor).exclude(state="draft") if actor else Programme.objects.all()
    allowed = before | set(seen.values_list("pk", flat=True))
    if any(each.pk not in allowed for each in programmes):
        raise Refused(_("Choose programmes that are running or closed."), field="also_for")
    meeting.also_for.set(programmes)
