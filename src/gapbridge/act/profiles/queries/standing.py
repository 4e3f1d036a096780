"""Whether an organisation may receive money: the check that stands, and what stands against it."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from gapbridge.act.profiles import concern
from gapbridge.act.profiles.models import DueDiligence, Hit
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import Programme

PASSED = ("passed", "passed_with_conditions")


def decided_checks(organisation: Organisation, programmes: list[int]) -> QuerySet[DueDiligence]:
    """What was decided in these programmes, the last first."""
    checks = DueDiligence.objects.decided().filter(organisation=organisation, programme_id__in=programmes)
    return checks.select_related("programme", "checked_by").order_by("-decided_at", "-pk")


def hits_against(organisation: Organisation, programmes: list[int]) -> QuerySet[Hit]:
    """The hits of the organisation's current screenings against the lists of these programmes."""
    return Hit.objects.current().filter(
        screening__organisation=organisation, screening__list__programme_id__in=programmes
    )


def standing_check(
    organisation: Organisation, programme: Programme, on: date | None = None
) -> DueDiligence | None:
    """The check that holds for a programme on a day, made in it or in another of the same lead organisation.

    The last decision counts: a failed check ends an earlier one that was passed. None as well while a name of the
    organisation is confirmed to be on a sanctions list.
    """
    programmes = concern.family([programme.pk])
    last: Any = decided_checks(organisation, programmes).first()
    if last is None or last.state not in PASSED or last.valid_until < (on or localdate()):
        return None
    confirmed = hits_against(organisation, programmes).filter(state="confirmed").exists()
    return None if confirmed else last
