"""The site did not answer around a deadline: the office hears of it, and decides."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.act.calls import letters
from gapbridge.act.calls.lifecycle import OUTAGE
from gapbridge.act.calls.models import Call, Outage
from gapbridge.act.calls.queries import deadlines_around
from gapbridge.act.calls.rules import unsent
from gapbridge.base import journal
from gapbridge.base.errors import Refused
from gapbridge.people.models import User


@transaction.atomic
def note_outage(began: datetime, ended: datetime) -> int:
    """For sockets.OUTAGES: tell the office of each call whose deadline was near; how many calls there are."""
    near = deadlines_around(began, ended)
    for call, which in near:
        _note(call, which, began, ended)
    return len(near)


def _note(call: Call, which: str, began: datetime, ended: datetime) -> None:
    """A second one around the same deadline, before the first is decided, makes that one longer."""
    about = {"which": which, "deadline": getattr(call, which), "state": "noted"}
    outage = call.outages.filter(**about).first() or Outage(call=call, began_at=began, **about)
    outage.ended_at, outage.unsent = ended, unsent(call, which)
    outage.save()
    data = {"outage": outage.pk, "which": which, "unsent": outage.unsent, "told": letters.tell_outage(outage)}
    journal.record(actor=None, verb="calls.note_outage", target=call, data=data)


@transaction.atomic
def set_outage_aside(*, actor: User | None, outage: Outage, reason: str) -> Outage:
    """Let the deadline stand, saying why."""
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    OUTAGE.move(outage, "set_aside", actor=actor)
    outage.set_aside_because = reason.strip()
    outage.save(update_fields=["set_aside_because"])
    journal.record(actor=actor, verb="calls.set_outage_aside", target=outage.call, data={"outage": outage.pk})
    return outage


def mend_outages(actor: User | None, call: Call) -> None:
    """Part of a corrigendum: what a later deadline makes good is decided."""
    for outage in call.outages.exclude(state="extended"):
        if getattr(call, outage.which) > outage.deadline:
            OUTAGE.move(outage, "extend", actor=actor)
