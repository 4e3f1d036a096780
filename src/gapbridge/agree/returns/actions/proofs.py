"""What shows that a gap is remedied."""

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Report
from gapbridge.agree.plans.queries import verified_reports
from gapbridge.agree.returns.models import Proof
from gapbridge.base import journal, uploads
from gapbridge.base.errors import Refused
from gapbridge.base.uploads import CheckedUpload
from gapbridge.listen.assessments.anonymity import refuse_identity
from gapbridge.people.models import User

from .parts import lock


@transaction.atomic
def add_proof(
    *,
    actor: User | None,
    gap: Gap,
    note: str,
    source: str = "",
    url: str = "",
    file: CheckedUpload | None = None,
    report: Report | None = None,
) -> Proof:
    """A document, or a verified report of one of the gap's measures. Refused before the remedy began, and without a
    word on what it shows.
    """
    gap = lock(actor, "returns.add_proof", gap)
    _check_kind(gap, source, report, others=bool(url or file))
    if not note.strip():
        raise Refused(_("Say what it shows."), field="note")
    refuse_identity(note, "note", programme_id=gap.programme_id)
    proof = Proof(gap=gap, source=source.strip(), url=url, note=note.strip(), report=report, added_by=actor)
    proof.full_clean()
    proof.save()
    if file is not None:
        proof.file = uploads.store(file, actor=actor, owner=proof, programme_id=gap.programme_id)
        proof.save(update_fields=["file"])
    data = {"proof": proof.pk, "file": file is not None, "report": report.pk if report else None}
    journal.record(actor=actor, verb="returns.add_proof", target=gap, data=data)
    return proof


def _check_kind(gap: Gap, source: str, report: Report | None, *, others: bool) -> None:
    if report is None:
        if not source.strip():
            raise Refused(
                _("Name the document (title, author and year), or choose a report."), field="source"
            )
        return
    if source.strip() or others:
        raise Refused(
            _("Choose the report or name a document, not both: add the other one as a second proof."),
            field="report",
        )
    if not verified_reports(gap).filter(pk=report.pk).exists():
        raise Refused(_("Only a verified report of one of the gap's measures shows this."), field="report")
    if gap.proofs.filter(report=report).exists():
        raise Refused(_("This report stands here already."), field="report")


@transaction.atomic
def remove_proof(*, actor: User | None, proof: Proof) -> Gap:
    """Refused once the gap is remedied: that was decided upon it."""
    gap = lock(actor, "returns.add_proof", proof.gap)
    if gap.state == "remedied":
        raise Refused(_("The gap was called remedied on this. Reopen it first."))
    removed, file = proof.pk, proof.file
    proof.delete()
    if file is not None:
        uploads.discard(file)
    journal.record(actor=actor, verb="returns.remove_proof", target=gap, data={"proof": removed})
    return gap
