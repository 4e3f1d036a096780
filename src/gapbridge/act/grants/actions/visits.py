"""Site visits and their findings."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gapbridge.act.grants import letters
from gapbridge.act.grants.models import Finding, Grant, Visit
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused, WrongState
from gapbridge.people.models import User
from gapbridge.programmes.models import Place

from .common import lock, said

VISITED = ("signed", "suspended", "ended")


@transaction.atomic
def record_visit(
    *,
    actor: User,
    grant: Grant,
    visited_on: date,
    place: Place,
    seen: str,
    language: str = "en",
    findings: Iterable[Mapping[str, Any]] = (),
) -> Visit:
    """Note a visit, with its `findings` (text, severity, due_on)."""
    permit(actor, "grants.visit_grant", grant)
    lock(grant, *VISITED)
    if visited_on > localdate():
        raise Refused(_("This day has not come yet."), field="visited_on")
    visit = Visit.objects.create(
        grant=grant,
        visited_on=visited_on,
        place=place,
        seen=said(seen, "seen"),
        language=language,
        made_by=actor,
    )
    made = [_find(visit, **finding) for finding in findings]
    journal.record(
        actor=actor,
        verb="grants.record_visit",
        target=grant,
        data={"visit": visit.pk, "findings": len(made)},
    )
    return visit


@transaction.atomic
def add_finding(*, actor: User, visit: Visit, text: str, severity: str, due_on: date) -> Finding:
    """Say what has to be put right, and until when; the grantee is written to."""
    permit(actor, "grants.visit_grant", visit)
    lock(visit.grant, *VISITED)
    finding = _find(visit, text, severity, due_on)
    journal.record(
        actor=actor,
        verb="grants.add_finding",
        target=visit.grant,
        data={"finding": finding.pk, "severity": severity},
    )
    return finding


def _find(visit: Visit, text: str, severity: str, due_on: date) -> Finding:
    finding = Finding(visit=visit, text=said(text, "text"), severity=severity, due_on=due_on)
    finding.clean_fields()
    if due_on < visit.visited_on:
        raise Refused(_("This is before the visit."), field="due_on")
    finding.save()
    letters.tell(visit.grant, "finding", finding.text, about=visit)
    return finding


@transaction.atomic
def answer_finding(*, actor: User, finding: Finding, answer: str) -> Finding:
    """The grantee says what was done; the office then closes it or waits for more."""
    permit(actor, "grants.report_on_grant", finding)
    finding.refresh_from_db(from_queryset=Finding._base_manager.select_for_update())
    if finding.closed_at:
        raise WrongState(_("This finding is closed."))
    finding.answer = said(answer, "answer")
    finding.answered_by, finding.answered_at = actor, timezone.now()
    finding.save(update_fields=["answer", "answered_by", "answered_at"])
    journal.record(
        actor=actor, verb="grants.answer_finding", target=finding.visit.grant, data={"finding": finding.pk}
    )
    return finding


@transaction.atomic
def close_finding(*, actor: User, finding: Finding) -> Finding:
    """It was put right. Refuses one that nobody has answered."""
    permit(actor, "grants.visit_grant", finding)
    finding.refresh_from_db(from_queryset=Finding._base_manager.select_for_update())
    if finding.closed_at:
        raise WrongState(_("This finding is closed."))
    if not finding.answered_at:
        raise Refused(_("The grantee has not said yet what was done."))
    finding.closed_at, finding.closed_by = timezone.now(), actor
    finding.save(update_fields=["closed_at", "closed_by"])
    journal.record(
        actor=actor, verb="grants.close_finding", target=finding.visit.grant, data={"finding": finding.pk}
    )
    return finding
