"""Progress as the responsible organisations report it, and its verification by another pair of eyes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.agree.plans import letters
from gapbridge.agree.plans.lifecycle import MEASURE, REPORT
from gapbridge.agree.plans.models import Measure, Report, ReportEvidence
from gapbridge.agree.plans.queries import shown_finished
from gapbridge.base import journal, uploads
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.uploads import CheckedUpload
from gapbridge.people.models import User

from .parts import check_names, locked_plan

FIELDS = frozenset({"text", "language", "stands", "until"})
REPORTABLE = ("agreed", "under_way")


@dataclass(frozen=True)
class NewEvidence:
    """One row of a report's evidence: what it shows, and where. Several files under one note are a row each."""

    note: str
    address: str = ""
    files: Sequence[CheckedUpload] = ()


@transaction.atomic
def submit_report(
    *,
    actor: User,
    measure: Measure,
    text: str,
    stands: str,
    until: date,
    language: str = "en",
    evidence: Sequence[NewEvidence] = (),
) -> Report:
    """Say what was done until a day; `stands` is one of Report.Standing. Refused once the measure has ended."""
    permit(actor, "plans.report_progress", measure)
    measure = Measure.objects.select_for_update(of=("self",)).select_related("plan").get(pk=measure.pk)
    locked_plan(measure.plan)
    if measure.state not in REPORTABLE:
        raise Refused(_("Progress is reported on agreed measures that have not ended."))
    if measure.responsible is None:
        raise Refused(_("Nobody is responsible for this measure yet. Name an organisation first."))
    report = Report(
        measure=measure,
        organisation=measure.responsible,
        by=actor,
        text=text,
        language=language,
        stands=stands,
        until=until,
        submitted_at=timezone.now(),
    )
    _save(report)
    _add(report, evidence, actor)
    data = {"measure": measure.pk, "stands": stands, "evidence": report.evidence.count()}
    journal.record(actor=actor, verb="plans.submit_report", target=report, data=data)
    return report


@transaction.atomic
def submit_again(
    *, actor: User, report: Report, evidence: Sequence[NewEvidence] = (), **fields: Any
) -> Report:
    """A returned report, corrected. `fields` are those of FIELDS; what is left out stays."""
    check_names(fields, FIELDS)
    permit(actor, "plans.change_report", report)
    for name, value in fields.items():
        setattr(report, name, value)
    report.by, report.submitted_at = actor, timezone.now()
    REPORT.move(report, "submit_again", actor=actor)
    _save(report)
    _add(report, evidence, actor)
    data = {"stands": report.stands, "evidence": report.evidence.count()}
    journal.record(actor=actor, verb="plans.submit_again", target=report, data=data)
    return report


@transaction.atomic
def remove_evidence(*, actor: User, evidence: ReportEvidence) -> Report:
    """Only while the report is returned, to be corrected."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=evidence.report_id)
    permit(actor, "plans.change_report", report)
    if report.state != "returned":
        raise Refused(_("The evidence of a report changes only after it was returned."))
    removed, file = evidence.pk, evidence.file
    evidence.delete()
    if file is not None:
        uploads.discard(file)
    journal.record(actor=actor, verb="plans.remove_evidence", target=report, data={"evidence": removed})
    return report


@transaction.atomic
def verify_report(*, actor: User, report: Report) -> Report:
    """What it says holds. One that says finished, with evidence, finishes a measure that is under way."""
    REPORT.move(report, "verify", actor=actor)
    report.verified_by, report.verified_at = actor, timezone.now()
    report.save(update_fields=["verified_by", "verified_at"])
    measure = report.measure
    done = measure.state == "under_way" and shown_finished(measure, by=report)
    if done:
        MEASURE.move(measure, "finish", actor=actor)
    data = {"measure": measure.pk, "stands": report.stands, "done": done}
    journal.record(actor=actor, verb="plans.verify_report", target=report, data=data)
    return report


@transaction.atomic
def return_report(*, actor: User, report: Report, reason: str) -> Report:
    """To be corrected; whoever reported is told why, by mail and on the report's page."""
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    REPORT.move(report, "return", actor=actor)
    report.returned_because = reason
    report._change_reason = reason  # type: ignore[attr-defined]
    report.save(update_fields=["returned_because"])
    told = letters.tell_returned(report)
    journal.record(actor=actor, verb="plans.return_report", target=report, data={"letters": told})
    return report


def _save(report: Report) -> None:
    if report.until and report.until > timezone.localdate():
        raise Refused(_("A report speaks of what has been: this day is still to come."), field="until")
    report.full_clean()
    report.save()


def _add(report: Report, evidence: Sequence[NewEvidence], actor: User) -> None:
    for new in evidence:
        if not new.note.strip():
            raise Refused(_("Say what the evidence shows."), field="note_1")
        if not new.address and not new.files:
            raise Refused(_("Give a web address or a file for each piece of evidence."), field="address_1")
        row = ReportEvidence(report=report, note=new.note, address=new.address)
        row.full_clean()
        row.save()
        _attach(row, new.files, actor)


def _attach(row: ReportEvidence, files: Sequence[CheckedUpload], actor: User) -> None:
    """The first file goes with the row; each further one has a row of its own under the same note."""
    report = row.report
    for number, file in enumerate(files):
        kept = uploads.store(file, actor=actor, owner=report, programme_id=report.programme_id)
        if number == 0:
            row.file = kept
            row.save(update_fields=["file"])
        else:
            ReportEvidence.objects.create(report=report, note=row.note, file=kept)
