"""Small parts that the verbs of a gap share."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.rules import hold_on
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User

LINKS = ("clauses", "populations", "places")


def open_draft(actor: User | None, gap: Gap) -> Gap:
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


def save(gap: Gap) -> None:
    taken = Gap.objects.filter(programme=gap.programme_id, code=gap.code).exclude(pk=gap.pk)
    if taken.exists():
        raise Refused(_("Another gap of this programme has this code."), field="code")
    gap.full_clean()
    gap.save()


def link(gap: Gap, fields: dict[str, Any]) -> None:
    for name in LINKS:
        if name in fields:
            getattr(gap, name).set(fields[name])


def check_hold(gap: Gap) -> None:
    if reason := hold_on(gap):
        raise Refused(reason)


def set_published(gap: Gap, at: datetime | None) -> None:
    if gap.published_at == at:
        return
    gap.published_at = at
    gap.save(update_fields=["published_at"])


def because(gap: Gap, reason: str) -> None:
    """The reason goes into the gap's history with the change that follows."""
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    gap._change_reason = reason  # type: ignore[attr-defined]
