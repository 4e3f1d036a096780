"""Writing a gap down and changing it while it is a draft."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.agree.gaps.models import Gap
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.listen.assessments.models import Statement
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme

from .evidence import attach_voices
from .parts import LINKS, link, open_draft, save

FIELDS = frozenset(
    {
        "code", "title", "statement", "remedy", "language", "severity", "undoing", "people_affected", "people_rank",
        "clauses", "populations", "places",
    }
)  # fmt: skip


@transaction.atomic
def create_gap(
    *,
    actor: User | None,
    programme: Programme,
    code: str,
    title: str,
    statement: str,
    severity: int,
    **fields: Any,
) -> Gap:
    """`fields` are the others of FIELDS."""
    gap = write_down(
        actor, programme, code=code, title=title, statement=statement, severity=severity, **fields
    )
    journal.record(actor=actor, verb="gaps.create", target=gap, data={"code": gap.code})
    return gap


@transaction.atomic
def propose_from_voices(
    *, actor: User | None, programme: Programme, statements: Collection[Statement], **fields: Any
) -> Gap:
    """A draft that stands on these voices. Refused like `add_voices` where one of them can't be used."""
    gap = write_down(actor, programme, **fields)
    voices = attach_voices(actor, gap, statements)
    data = {"code": gap.code, "statements": [each.statement_id for each in voices]}
    journal.record(actor=actor, verb="gaps.create_from_voices", target=gap, data=data)
    return gap


@transaction.atomic
def change_gap(*, actor: User | None, gap: Gap, **fields: Any) -> Gap:
    """`fields` are those of FIELDS; what is left out stays."""
    check_names(fields)
    gap = open_draft(actor, gap)
    for name in fields.keys() - set(LINKS):
        setattr(gap, name, fields[name])
    save(gap)
    link(gap, fields)
    journal.record(actor=actor, verb="gaps.change", target=gap, data={"fields": sorted(fields)})
    return gap


def write_down(actor: User | None, programme: Programme, **fields: Any) -> Gap:
    """A new draft, without its entry in the journal."""
    check_names(fields)
    permit(actor, "gaps.add_gap", programme)
    if programme.state == "closed":
        raise Refused(_("This programme is closed: nothing is added to it."))
    gap = Gap(programme=programme, **{name: fields[name] for name in fields.keys() - set(LINKS)})
    save(gap)
    link(gap, fields)
    return gap


def check_names(fields: dict[str, Any]) -> None:
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"a gap has no {', '.join(sorted(unknown))} that could be set")
