"""Everything that is done to a gap. Its text, causes and evidence change only while it is a draft."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.base import journal, uploads
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.uploads import CheckedUpload
from gapbridge.listen.assessments.models import Scope, Statement
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import Clause, Place, PopulationGroup, Programme

from .lifecycle import GAP
from .models import Cause, Evidence, Gap
from .rules import hold_on

FIELDS = frozenset(
    {
        "code", "title", "statement", "remedy", "language", "severity", "undoing", "people_affected", "people_rank",
        "clauses", "populations", "places",
    }
)  # fmt: skip
LINKS = ("clauses", "populations", "places")


@transaction.atomic
def create_gap(
    *,
    actor: User | None,
    programme: Programme,
    code: str,
    title: str,
    statement: str,
    severity: int,
    remedy: str = "",
    language: str = "en",
    undoing: int = Gap.Undoing.HARD,
    people_affected: int | None = None,
    people_rank: int | None = None,
    clauses: Collection[Clause] = (),
    populations: Collection[PopulationGroup] = (),
    places: Collection[Place] = (),
) -> Gap:
    permit(actor, "gaps.add_gap", programme)
    if programme.state == "closed":
        raise Refused(_("This programme is closed: nothing is added to it."))
    gap = Gap(
        programme=programme,
        code=code,
        title=title,
        statement=statement,
        remedy=remedy,
        language=language,
        severity=severity,
        undoing=undoing,
        people_affected=people_affected,
        people_rank=people_rank,
    )
    _save(gap)
    _link(gap, {"clauses": clauses, "populations": populations, "places": places})
    journal.record(actor=actor, verb="gaps.create", target=gap, data={"code": gap.code})
    return gap


@transaction.atomic
def change_gap(*, actor: User | None, gap: Gap, **fields: Any) -> Gap:
    """`fields` are those of FIELDS; what is left out stays."""
    _check_names(fields)
    gap = _open_draft(actor, gap)
    for name in fields.keys() - set(LINKS):
        setattr(gap, name, fields[name])
    _save(gap)
    _link(gap, fields)
    journal.record(actor=actor, verb="gaps.change", target=gap, data={"fields": sorted(fields)})
    return gap


# --- causes --------------------------------------------------------------------------------------


@transaction.atomic
def add_cause(
    *, actor: User | None, gap: Gap, kind: str, text: str, duty_bearer: Organisation | None = None
) -> Cause:
    gap = _open_draft(actor, gap)
    cause = Cause(gap=gap, kind=kind, text=text, duty_bearer=duty_bearer)
    cause.full_clean()
    cause.save()
    journal.record(actor=actor, verb="gaps.add_cause", target=gap, data={"cause": cause.pk, "kind": kind})
    return cause


@transaction.atomic
def change_cause(
    *, actor: User | None, cause: Cause, kind: str, text: str, duty_bearer: Organisation | None = None
) -> Cause:
    _open_draft(actor, cause.gap)
    cause.kind, cause.text, cause.duty_bearer = kind, text, duty_bearer
    cause.full_clean()
    cause.save()
    journal.record(actor=actor, verb="gaps.change_cause", target=cause.gap, data={"cause": cause.pk})
    return cause


@transaction.atomic
def remove_cause(*, actor: User | None, cause: Cause) -> Gap:
    gap = _open_draft(actor, cause.gap)
    removed = cause.pk
    cause.delete()
    journal.record(actor=actor, verb="gaps.remove_cause", target=gap, data={"cause": removed})
    return gap


# --- evidence ------------------------------------------------------------------------------------


@transaction.atomic
def add_voices(*, actor: User | None, gap: Gap, statements: Collection[Statement]) -> list[Evidence]:
    """Statements of the same programme whose group consented; those already there are passed over."""
    gap = _open_draft(actor, gap)
    if not statements:
        raise Refused(_("Tick at least one voice."), field="statements")
    wanted = {statement.pk for statement in statements}
    usable = Statement.objects.filter(pk__in=wanted, session__assessment__programme=gap.programme_id)
    if actor is not None:
        usable = usable & Statement.objects.visible_to(actor)
    found = set(usable.exclude(session__consent_scope=Scope.NONE).values_list("pk", flat=True))
    if found != wanted:
        raise Refused(
            _("One of these voices can't be used: it is of another programme, or no consent covers it.")
        )
    there = set(gap.evidence.filter(statement__in=wanted).values_list("statement_id", flat=True))
    added = Evidence.objects.bulk_create(Evidence(gap=gap, statement_id=pk) for pk in sorted(wanted - there))
    journal.record(
        actor=actor, verb="gaps.add_voices", target=gap, data={"statements": sorted(wanted - there)}
    )
    return added


@transaction.atomic
def add_document(
    *,
    actor: User | None,
    gap: Gap,
    source: str,
    url: str = "",
    note: str = "",
    file: CheckedUpload | None = None,
) -> Evidence:
    gap = _open_draft(actor, gap)
    if not source.strip():
        raise Refused(_("Name the document: title, author and year."), field="source")
    evidence = Evidence(gap=gap, source=source, url=url, note=note)
    evidence.full_clean()
    evidence.save()
    if file is not None:
        evidence.file = uploads.store(file, actor=actor, owner=evidence, programme_id=gap.programme_id)
        evidence.save(update_fields=["file"])
    data = {"evidence": evidence.pk, "file": file is not None}
    journal.record(actor=actor, verb="gaps.add_document", target=gap, data=data)
    return evidence


@transaction.atomic
def remove_evidence(*, actor: User | None, evidence: Evidence) -> Gap:
    gap = _open_draft(actor, evidence.gap)
    removed, file = evidence.pk, evidence.file
    evidence.delete()
    if file is not None:
        uploads.discard(file)
    journal.record(actor=actor, verb="gaps.remove_evidence", target=gap, data={"evidence": removed})
    return gap


# --- from draft to remedied ----------------------------------------------------------------------


@transaction.atomic
def propose_gap(*, actor: User | None, gap: Gap) -> Gap:
    """Put a draft before the stakeholders. Refuses a gap without evidence, cause or clause."""
    submit(actor=actor, gap=gap)
    journal.record(actor=actor, verb="gaps.propose", target=gap)
    return gap


@transaction.atomic
def withdraw_gap(*, actor: User | None, gap: Gap, reason: str) -> Gap:
    """Back to draft, to be changed. Refused while an open round asks about it."""
    permit(actor, "gaps.change_gap", gap)
    _check_hold(gap)
    give_back(actor=actor, gap=gap, reason=reason)
    journal.record(actor=actor, verb="gaps.withdraw", target=gap)
    return gap


@transaction.atomic
def agree_gap(*, actor: User | None, gap: Gap) -> Gap:
    """By itself only for the system (`actor=None`): people agree through a consultation."""
    GAP.move(gap, "agree", actor=actor)
    journal.record(actor=actor, verb="gaps.agree", target=gap)
    return gap


@transaction.atomic
def start_remedy(*, actor: User | None, gap: Gap) -> Gap:
    GAP.move(gap, "start", actor=actor)
    journal.record(actor=actor, verb="gaps.start_remedy", target=gap)
    return gap


@transaction.atomic
def mark_remedied(*, actor: User | None, gap: Gap, reason: str) -> Gap:
    _because(gap, reason)
    GAP.move(gap, "remedy", actor=actor)
    journal.record(actor=actor, verb="gaps.remedied", target=gap)
    return gap


@transaction.atomic
def reopen_gap(*, actor: User | None, gap: Gap, reason: str) -> Gap:
    _because(gap, reason)
    GAP.move(gap, "reopen", actor=actor)
    journal.record(actor=actor, verb="gaps.reopen", target=gap)
    return gap


@transaction.atomic
def set_gap_aside(*, actor: User | None, gap: Gap, reason: str) -> Gap:
    permit(actor, "gaps.change_gap", gap)
    _check_hold(gap)
    _because(gap, reason)
    GAP.move(gap, "set_aside", actor=actor)
    journal.record(actor=actor, verb="gaps.set_aside", target=gap)
    return gap


# --- publishing ----------------------------------------------------------------------------------


@transaction.atomic
def publish_gap(*, actor: User | None, gap: Gap) -> Gap:
    """Everyone can read it. Drafts are not published: their text may still change."""
    permit(actor, "gaps.publish_gap", gap)
    if gap.state in {"draft", "set_aside"}:
        raise Refused(_("Only a gap that has been put before the stakeholders is published."))
    _set_published(gap, gap.published_at or timezone.now())
    journal.record(actor=actor, verb="gaps.publish", target=gap)
    return gap


@transaction.atomic
def unpublish_gap(*, actor: User | None, gap: Gap) -> Gap:
    permit(actor, "gaps.publish_gap", gap)
    _set_published(gap, None)
    journal.record(actor=actor, verb="gaps.unpublish", target=gap)
    return gap


# --- steps of a consultation's verbs: checked and moved here, journalled there -------------------


def submit(*, actor: User | None, gap: Gap) -> None:
    permit(actor, "gaps.change_gap", gap)
    if gap.state == "draft" and (lacking := what_lacks(gap)):
        raise Refused(lacking)
    GAP.move(gap, "propose", actor=actor)


def give_back(*, actor: User | None, gap: Gap, reason: str) -> None:
    _because(gap, reason)
    GAP.move(gap, "withdraw", actor=actor)
    _set_published(gap, None)


def agree(*, gap: Gap) -> None:
    """In the name of everybody: called by the verb that has checked quorum and positions."""
    GAP.move(gap, "agree", actor=None)


def what_lacks(gap: Gap) -> str:
    """What keeps a draft from being proposed; "" when nothing does."""
    if not gap.evidence.exists():
        return _("%(code)s: add at least one piece of evidence first.") % {"code": gap.code}
    if not gap.causes.exists():
        return _("%(code)s: add at least one cause first.") % {"code": gap.code}
    if not gap.clauses.exists():
        return _("%(code)s: say first which clause promises what people do not have.") % {"code": gap.code}
    return ""


# --- small parts ---------------------------------------------------------------------------------


def _open_draft(actor: User | None, gap: Gap) -> Gap:
    """The gap as the database has it, locked; refused unless the actor may change it and it is a draft."""
    permit(actor, "gaps.change_gap", gap)
    fresh = Gap.objects.select_for_update().get(pk=gap.pk)
    if refusal := why_fixed(fresh):
        raise Refused(refusal)
    return fresh


def why_fixed(gap: Gap) -> str:
    """Why the text, causes and evidence can't be changed; "" while they can."""
    if gap.state == "draft":
        return ""
    if gap.state == "in_consultation":
        return _("This gap is in consultation: take it back to draft, with a reason, to change it.")
    return _("This text can't be changed: it is what was decided about. A new gap can be written instead.")


def _save(gap: Gap) -> None:
    taken = Gap.objects.filter(programme=gap.programme_id, code=gap.code).exclude(pk=gap.pk)
    if taken.exists():
        raise Refused(_("Another gap of this programme has this code."), field="code")
    gap.full_clean()
    gap.save()


def _link(gap: Gap, fields: dict[str, Any]) -> None:
    for name in LINKS:
        if name in fields:
            getattr(gap, name).set(fields[name])


def _check_names(fields: dict[str, Any]) -> None:
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"a gap has no {', '.join(sorted(unknown))} that could be changed")


def _check_hold(gap: Gap) -> None:
    if reason := hold_on(gap):
        raise Refused(reason)


def _set_published(gap: Gap, at: datetime | None) -> None:
    if gap.published_at == at:
        return
    gap.published_at = at
    gap.save(update_fields=["published_at"])


def _because(gap: Gap, reason: str) -> None:
    """The reason goes into the gap's history with the change that follows."""
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    gap._change_reason = reason  # type: ignore[attr-defined]
