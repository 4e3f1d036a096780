"""A call in other languages: what is published stands, and its translations may be added at any time."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction

from gapbridge.act.calls.models import Call
from gapbridge.act.calls.texts import is_of
from gapbridge.base import journal, search, wordings
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User


@transaction.atomic
def word_call(*, actor: User | None, call: Call, texts: Collection[wordings.Written]) -> Call:
    """What the call, its lots, dates, corrigenda and answers say in other languages. An empty text removes one."""
    permit(actor, "calls.change_call", call)
    for each in texts:
        if not is_of(each.source.obj, call):
            raise Refused("This text is not of this call.")
        try:
            wordings.write(actor=actor, **each.fields)
        except ValidationError as refusal:
            refusal.field = each.name  # type: ignore[attr-defined]
            raise
    search.reindex(call)
    data = {"languages": sorted({each.language for each in texts if each.text})}
    journal.record(actor=actor, verb="calls.word_call", target=call, data=data)
    return call
