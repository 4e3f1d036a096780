"""Whether an organisation may receive money: the check that stands, and what stands against it."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.act.profiles import concern
from gapbridge.act.profiles.models import CheckAnswer, DueDiligence, Hit, SanctionsList, Screening
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import Programme

from .subjects import names_hash, subjects

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


def obstacles(check: DueDiligence, *, with_conditions: bool = False) -> list[str]:
    """What stands against passing a check, as sentences; with conditions an essential "no" does not."""
    programmes = concern.family([check.programme_id])
    found = _in_answers(check, with_conditions)
    hits = hits_against(check.organisation, programmes)
    states = set(hits.order_by().values_list("state", flat=True).distinct())
    if "confirmed" in states:
        found.append(_("A name of this organisation is confirmed to be on a sanctions list."))
    if "open" in states:
        found.append(_("A name resembles one on a sanctions list. Decide first whether it is the same."))
    if not_screened(check.organisation, programmes):
        found.append(
            _("The names as they are now were not held against every sanctions list. Screen them first.")
        )
    return found


def _in_answers(check: DueDiligence, with_conditions: bool) -> list[str]:
    answers = list(check.answers.all())
    found = []
    if unanswered := sum(not row.answer for row in answers):
        found.append(
            ngettext(
                "%(count)s question is not answered yet.",
                "%(count)s questions are not answered yet.",
                unanswered,
            )
            % {"count": unanswered}
        )
    if not with_conditions and any(row.essential and row.answer == CheckAnswer.Answer.NO for row in answers):
        found.append(_("An essential question is answered with no: pass with conditions, or fail."))
    return found


def not_screened(organisation: Organisation, programmes: list[int]) -> list[SanctionsList]:
    """Current lists of these programmes against which the organisation's names, as they are now, were not held."""
    lists = list(SanctionsList.objects.current().filter(programme_id__in=programmes))
    if not lists:
        return []
    names = names_hash(subjects([organisation])[organisation.pk])
    held = Screening.objects.current().filter(organisation=organisation, names_hash=names)
    screened = set(held.values_list("list_id", flat=True))
    return [each for each in lists if each.pk not in screened]
