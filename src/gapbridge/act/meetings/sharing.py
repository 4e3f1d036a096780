"""What interventions need to know of meetings: whom they are shared with, and what they lack."""

from typing import Any

from django.db.models import Q

from gapbridge.act.interventions.models import Intervention
from gapbridge.programmes.models import Programme

from .models import Meeting
from .models.meeting import held_for, shared_with
from .sides import lacks_a_side


def seen_by(user: Any) -> Q:
    """Meetings held for a programme of the user's as well, once they are more than planned."""
    return Q(pk__in=_interventions(shared_with(user))) & Intervention.objects.all().shared


def belong_to(programme: Programme) -> Q:
    return Q(pk__in=_interventions(held_for(programme)))


def lacks(intervention: Intervention) -> str:
    meeting = Meeting.objects.filter(intervention=intervention).select_related("intervention").first()
    return lacks_a_side(meeting) if meeting else ""


def _interventions(meetings: Any) -> Any:
    return Meeting.objects.filter(pk__in=meetings).order_by().values("intervention")
