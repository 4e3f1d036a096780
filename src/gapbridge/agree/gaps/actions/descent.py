"""Merging and splitting drafts. What came before is set aside and stays readable, and no voice gets lost."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.agree.gaps.lifecycle import GAP
from gapbridge.agree.gaps.models import Cause, Descent, Evidence, Gap
from gapbridge.agree.gaps.rules import pass_on
from gapbridge.base import journal
from gapbridge.base.errors import Refused
from gapbridge.base.folding import fold
from gapbridge.listen.assessments.models import Scope
from gapbridge.people.models import User

from .parts import LINKS, because, check_hold, open_draft
from .write import write_down

NAMED = 5  # of what would vanish


@dataclass(frozen=True)
class Part:
    """One of the gaps that a gap is split into. `evidence` and `causes` are ids of those of the gap itself.

    `fields` are others of the gap's own (write.FIELDS); what is left out comes from the gap that is split,
    but for the number of people affected, which nobody has counted for a part.
    """

    code: str
    title: str
    statement: str
    evidence: Collection[int] = ()
    causes: Collection[int] = ()
    fields: dict[str, Any] | None = None


@transaction.atomic
def merge_gaps(
    *,
    actor: User | None,
    gaps: Collection[Gap],
    code: str,
    title: str,
    statement: str,
    severity: int,
    reason: str,
    **fields: Any,
) -> Gap:
    """One draft out of two or more of the same programme, which are set aside with the reason.

    Clauses, groups, places, causes and evidence come together, the same thing once. What a group took back
    is not carried over.
    """
    merged_of = _open_drafts(actor, gaps)
    if len(merged_of) < 2:
        raise Refused(_("Choose at least two drafts to merge."), field="gaps")
    if len({gap.programme_id for gap in merged_of}) > 1:
        raise Refused(_("Gaps of different programmes can't be merged."), field="gaps")
    given = {"code": code, "title": title, "statement": statement, "severity": severity, **fields}
    merged = write_down(actor, merged_of[0].programme, **{**_united(merged_of), **given})
    _carry(Evidence.objects.filter(gap__in=merged_of), Cause.objects.filter(gap__in=merged_of), merged)
    for gap in merged_of:
        _leave_to(actor, gap, [merged], Descent.Kind.MERGE, reason)
    data = {"gaps": [gap.pk for gap in merged_of], "code": merged.code}
    journal.record(actor=actor, verb="gaps.merge", target=merged, data=data)
    return merged


@transaction.atomic
def split_gap(*, actor: User | None, gap: Gap, parts: Sequence[Part], reason: str) -> list[Gap]:
    """Two drafts or more out of one, which is set aside with the reason.

    Refused, naming it, when a piece of evidence or a cause would go to no part. A refusal that is about one
    part bears its place in `parts` as `part`.
    """
    gap = open_draft(actor, gap)
    if len(parts) < 2:
        raise Refused(_("A gap is split into two parts at least."))
    evidence, causes = list(gap.evidence.all()), list(gap.causes.all())
    _refuse_strangers(parts, evidence, causes)
    _refuse_loss(parts, evidence, causes)
    made = [_part_of(actor, gap, part, number) for number, part in enumerate(parts)]
    _leave_to(actor, gap, made, Descent.Kind.SPLIT, reason)
    journal.record(actor=actor, verb="gaps.split", target=gap, data={"parts": [each.pk for each in made]})
    return made


# --- merging -------------------------------------------------------------------------------------


def _open_drafts(actor: User | None, gaps: Collection[Gap]) -> list[Gap]:
    """Locked in the order of their ids, so that two who merge at once do not wait for each other for ever."""
    distinct = {gap.pk: gap for gap in gaps}
    return [open_draft(actor, distinct[pk]) for pk in sorted(distinct)]


def _united(gaps: Sequence[Gap]) -> dict[str, Any]:
    found: dict[str, Any] = {"language": gaps[0].language}
    for name in LINKS:
        found[name] = {each for gap in gaps for each in getattr(gap, name).all()}
    return found


# --- splitting -----------------------------------------------------------------------------------


def _part_of(actor: User | None, gap: Gap, part: Part, number: int) -> Gap:
    inherited: dict[str, Any] = {name: list(getattr(gap, name).all()) for name in LINKS}
    inherited |= {
        name: getattr(gap, name) for name in ("severity", "undoing", "people_rank", "language", "remedy")
    }
    given = {"code": part.code, "title": part.title, "statement": part.statement, **(part.fields or {})}
    try:
        made = write_down(actor, gap.programme, **{**inherited, **given})
    except ValidationError as refusal:
        refusal.part = number  # type: ignore[attr-defined]
        raise
    _carry(gap.evidence.filter(pk__in=part.evidence), gap.causes.filter(pk__in=part.causes), made)
    return made


def _refuse_strangers(parts: Sequence[Part], evidence: Sequence[Evidence], causes: Sequence[Cause]) -> None:
    own_evidence, own_causes = {each.pk for each in evidence}, {each.pk for each in causes}
    for part in parts:
        if set(part.evidence) - own_evidence or set(part.causes) - own_causes:
            raise Refused(_("A part takes only evidence and causes of the gap that is split."))


def _refuse_loss(parts: Sequence[Part], evidence: Sequence[Evidence], causes: Sequence[Cause]) -> None:
    kept_evidence = {pk for part in parts for pk in part.evidence}
    kept_causes = {pk for part in parts for pk in part.causes}
    lost: list[Any] = [each for each in evidence if each.pk not in kept_evidence and not is_withdrawn(each)]
    lost += [each for each in causes if each.pk not in kept_causes]
    if not lost:
        return
    named = "; ".join(Truncator(each).chars(80) for each in lost[:NAMED])
    said = ngettext(
        "%(number)s piece would vanish. Give it to at least one part: %(named)s",
        "%(number)s pieces would vanish. Give each to at least one part: %(named)s",
        len(lost),
    )
    raise Refused(said % {"number": len(lost), "named": named + (" …" if len(lost) > NAMED else "")})


# --- what both do --------------------------------------------------------------------------------


def _leave_to(actor: User | None, gap: Gap, heirs: Sequence[Gap], kind: str, reason: str) -> None:
    """Set the gap aside and write down what came of it."""
    check_hold(gap)
    because(gap, reason)
    Descent.objects.bulk_create(
        Descent(ancestor=gap, descendant=heir, kind=kind, reason=reason.strip()) for heir in heirs
    )
    pass_on(gap, heirs)
    GAP.move(gap, "set_aside", actor=actor)


def is_withdrawn(evidence: Evidence) -> bool:
    """A voice that its group took back, or that no consent covers any more."""
    if evidence.statement is None:
        return False
    session = evidence.statement.session
    return session.withdrawn_at is not None or session.consent_scope == Scope.NONE


def _carry(evidence: Any, causes: Any, gap: Gap) -> None:
    """Copy evidence and causes to a new gap, the same thing once, and what each cause rests on with it."""
    copied = _carry_evidence(evidence.select_related("statement__session"), gap)
    there: dict[tuple[Any, ...], Cause] = {}
    for cause in causes.prefetch_related("evidence"):
        what = (cause.kind, fold(cause.text), cause.duty_bearer_id)
        if what not in there:
            there[what] = Cause.objects.create(
                gap=gap, kind=cause.kind, text=cause.text, duty_bearer_id=cause.duty_bearer_id
            )
        there[what].evidence.add(*(copied[each.pk] for each in cause.evidence.all() if each.pk in copied))


def _carry_evidence(rows: Iterable[Evidence], gap: Gap) -> dict[int, Evidence]:
    """The copies, by the id of what they were copied from."""
    copied: dict[int, Evidence] = {}
    there: dict[tuple[Any, ...], Evidence] = {}
    for row in rows:
        if is_withdrawn(row):
            continue
        what = (row.statement_id, row.feedback_id, fold(row.source), row.url, row.file_id)
        if what not in there:
            there[what] = Evidence.objects.create(
                gap=gap,
                statement_id=row.statement_id,
                feedback_id=row.feedback_id,
                source=row.source,
                url=row.url,
                file_id=row.file_id,
                note=row.note,
            )
        elif row.note and row.note not in there[what].note:
            there[what].note = f"{there[what].note}\n\n{row.note}".strip()
            there[what].save(update_fields=["note"])
        copied[row.pk] = there[what]
    return copied
