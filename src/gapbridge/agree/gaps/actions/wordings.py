"""A gap and its causes in other languages."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction

from gapbridge.agree.gaps.models import Cause, Gap
from gapbridge.base import journal, search, wordings
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User


@transaction.atomic
def write_wordings(*, actor: User | None, gap: Gap, texts: Collection[wordings.Written]) -> Gap:
    """What the gap and its causes say in other languages, in any state: the agreed text stays the original.

    An empty text removes a wording.
    """
    permit(actor, "gaps.change_gap", gap)
    for each in texts:
        _refuse_others(gap, each.source.obj)
        try:
            wordings.write(actor=actor, **each.fields)
        except ValidationError as refusal:
            refusal.field = each.name  # type: ignore[attr-defined]
            raise
    search.reindex(gap)
    data = {"languages": sorted({each.language for each in texts if each.text})}
    journal.record(actor=actor, verb="gaps.write_wordings", target=gap, data=data)
    return gap


def _refuse_others(gap: Gap, obj: Gap | Cause) -> None:
    if (obj.gap_id if isinstance(obj, Cause) else obj.pk) != gap.pk:
        raise Refused("This text is not of this gap.")
