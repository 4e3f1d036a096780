"""What a meeting of a round goes by: who belongs to which kind, and which texts lay before them."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from gapbridge.people.models import Organisation

from .models import Consultation, Hearing, Stakeholder, Version


def fits(hearing: Hearing, seat: Stakeholder) -> bool:
    """Delegations of organisations come to a meeting; groups and committees of a community to a session."""
    if hearing.kind == Hearing.Kind.MEETING:
        return seat.group_id is None
    return seat.kind == Organisation.Kind.COMMUNITY


def seats_for(hearing: Hearing) -> QuerySet[Stakeholder]:
    """Who may still be entered as having come."""
    if hearing.kind == Hearing.Kind.MEETING:
        which = Q(group=None)
    else:
        which = Q(organisation=None) | Q(organisation__kind=Organisation.Kind.COMMUNITY)
    there = hearing.attendances.values("stakeholder")
    return (
        hearing.consultation.stakeholders.standing()
        .filter(which)
        .exclude(pk__in=there)
        .select_related("organisation", "group__place")
    )


def editions_on(consultation: Consultation, day: date) -> list[int]:
    """The editions of the texts that held at some time of a day: several when they were changed on it."""
    made: dict[int, date] = {}
    rows = Version.objects.filter(item__consultation=consultation).values_list("edition", "made_at")
    for edition, made_at in rows:
        on = timezone.localdate(made_at)
        made[edition] = min(on, made.get(edition, on))
    before = [edition for edition, on in made.items() if on < day]
    same = [edition for edition, on in made.items() if on == day]
    return sorted([*([max(before)] if before else []), *same]) or [min(made, default=1)]
