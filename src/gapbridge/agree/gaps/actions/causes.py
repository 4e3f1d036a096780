"""The causes of a gap, each with its duty bearer and what it rests on."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.agree.gaps.models import Cause, Evidence, Gap
from gapbridge.base import journal
from gapbridge.base.errors import Refused
from gapbridge.people.models import Organisation, User

from .parts import open_draft


@transaction.atomic
def add_cause(
    *,
    actor: User | None,
    gap: Gap,
    kind: str,
    text: str,
    duty_bearer: Organisation | None = None,
    evidence: Collection[Evidence] = (),
) -> Cause:
    """`evidence` is of this gap: what the cause rests on."""
    gap = open_draft(actor, gap)
    cause = Cause(gap=gap, kind=kind, text=text, duty_bearer=duty_bearer)
    _save(cause, evidence)
    journal.record(actor=actor, verb="gaps.add_cause", target=gap, data={"cause": cause.pk, "kind": kind})
    return cause


@transaction.atomic
def change_cause(
    *,
    actor: User | None,
    cause: Cause,
    kind: str,
    text: str,
    duty_bearer: Organisation | None = None,
    evidence: Collection[Evidence] | None = None,
) -> Cause:
    """What the cause rests on stays where `evidence` is left out."""
    open_draft(actor, cause.gap)
    cause.kind, cause.text, cause.duty_bearer = kind, text, duty_bearer
    _save(cause, evidence)
    journal.record(actor=actor, verb="gaps.change_cause", target=cause.gap, data={"cause": cause.pk})
    return cause


@transaction.atomic
def remove_cause(*, actor: User | None, cause: Cause) -> Gap:
    gap = open_draft(actor, cause.gap)
    removed = cause.pk
    cause.delete()
    journal.record(actor=actor, verb="gaps.remove_cause", target=gap, data={"cause": removed})
    return gap


def _save(cause: Cause, evidence: Collection[Evidence] | None) -> None:
    if any(each.gap_id != cause.gap_id for each in evidence or ()):
        raise Refused(_("A cause rests on evidence of its own gap."), field="evidence")
    cause.full_clean()
    cause.save()
    if evidence is not None:
        cause.evidence.set(evidence)
