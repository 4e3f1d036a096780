"""Reads about progress: reports, what shows a measure finished, what waits for whom."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure, Report, ReportEvidence
from gapbridge.agree.plans.rules import ACTING
from gapbridge.base.models import StoredFile
from gapbridge.people.roles import OFFICERS, Role
from gapbridge.programmes.standing import standing

from .reading import OPEN_STATES

SOON = timedelta(days=30)
SILENCE = timedelta(days=90)  # after which a measure under way should be heard of again
OFFICE = (Role.PROTECTION_OFFICER, Role.PROGRAMME_OFFICER)


def reports_for(user: Any) -> QuerySet[Report]:
    """The reports this reader may see, each with how many pieces of evidence it has."""
    return (
        Report.objects.visible_to(user)
        .select_related("measure__plan__programme", "organisation")
        .annotate(pieces=Count("evidence"))
        .order_by("-until", "-pk")
    )


def reports_of(measure: Measure, user: Any) -> list[Report]:
    """The reports on a measure and on those it was carried over from, newest first, with their evidence."""
    found = Report.objects.visible_to(user).filter(measure__in=line_of(measure))
    return list(
        found.select_related("measure__plan", "organisation")
        .prefetch_related("evidence__file")
        .order_by("-until", "-pk")
    )


def line_of(measure: Measure) -> list[int]:
    """The measure's id and those of the measures it was carried over from, one plan before the other."""
    if measure.carried_from_id is None:
        return [measure.pk]
    before = dict(
        Measure.objects.filter(plan__programme=measure.programme_id)
        .exclude(carried_from=None)
        .values_list("pk", "carried_from")
    )
    line = [measure.pk]
    while (earlier := before.get(line[-1])) is not None:
        line.append(earlier)
    return line


def verified_reports(gap: Gap) -> QuerySet[Report]:
    """What was verified on the measures that answer a gap, newest first; carried over or not."""
    return (
        Report.objects.filter(state="verified", measure__in=gap.measures.values("pk"))
        .select_related("measure__plan", "organisation")
        .prefetch_related("evidence__file")
        .order_by("-until", "-pk")
    )


def shown_finished(measure: Measure, *, by: Report | None = None) -> bool:
    """Whether a verified report (this one, when named) says that it is finished, with evidence."""
    reports = measure.reports.filter(state="verified", stands=Report.Standing.FINISHED)
    if by is not None:
        reports = reports.filter(pk=by.pk)
    return ReportEvidence.objects.filter(report__in=reports).exists()


def may_read_file(user: Any, stored: StoredFile) -> bool:
    """Evidence is for those with a part in the programme who see the report, and for whoever reported."""
    report = (
        Report.objects.visible_to(user).filter(pk=stored.owner_id).select_related("measure__plan").first()
    )
    if report is None:
        return False
    held = standing(user)
    return report.programme_id in held.roles_in or bool(
        {report.organisation_id, report.measure.responsible_id} & held.organisations
    )


# --- what waits ----------------------------------------------------------------------------------


def due_measures(user: Any, today: date | None = None) -> QuerySet[Measure]:
    """Measures that this person's organisations carry out and that are due within 30 days, or overdue.

    One of which a report waits that says it is finished is the office's to look at.
    """
    horizon = (today or timezone.localdate()) + SOON
    told = Report.objects.filter(measure=OuterRef("pk"), state="submitted", stands=Report.Standing.FINISHED)
    return Measure.objects.filter(
        ~Exists(told), responsible__in=_acting_for(user), state__in=OPEN_STATES, due_on__lte=horizon
    ).order_by("due_on")


def silent(measures: QuerySet[Measure], today: date | None = None) -> QuerySet[Measure]:
    """Measures that have been under way for 90 days, and on which nobody reported in that time."""
    since = (today or timezone.localdate()) - SILENCE
    heard = Report.objects.filter(measure=OuterRef("pk"), submitted_at__date__gt=since)
    begun = Measure.history.filter(id=OuterRef("pk"), state="under_way", history_date__date__lte=since)
    return measures.filter(~Exists(heard), Exists(begun), state="under_way")


def silent_measures(user: Any, today: date | None = None) -> QuerySet[Measure]:
    """Those this person's organisations carry out; what is due is asked for as such (`due_measures`)."""
    horizon = (today or timezone.localdate()) + SOON
    mine = Measure.objects.filter(Q(due_on=None) | Q(due_on__gt=horizon), responsible__in=_acting_for(user))
    return silent(mine, today).order_by(F("starts_on").asc(nulls_last=True), "pk")


def reports_to_verify(user: Any) -> QuerySet[Report]:
    """Submitted reports of this officer's programmes by and for somebody else (as rules.has_reported)."""
    held = standing(user)
    own = [pk for pk, roles in held.roles_for.items() if roles - OFFICERS]
    wrote = Report.history.filter(id=OuterRef("pk"), by=user)
    mine = Report.objects.filter(
        ~Exists(wrote), state="submitted", measure__plan__programme__in=held.programmes_with(*OFFICE)
    )
    return mine.exclude(by=user).exclude(organisation__in=own).order_by("submitted_at", "pk")


def returned_reports(user: Any) -> QuerySet[Report]:
    """Reports to be corrected by this person: of the organisations acted for, or written on their behalf."""
    mine = Q(organisation__in=_acting_for(user)) | Q(by=user)
    return Report.objects.filter(mine, state="returned").order_by("submitted_at", "pk")


def _acting_for(user: Any) -> list[int]:
    held = standing(user)
    return [pk for pk in held.organisations if held.acts_for(pk, *ACTING)]
