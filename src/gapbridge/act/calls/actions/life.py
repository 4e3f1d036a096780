"""A call opens, is evaluated, decided, or given up."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.calls import letters
from gapbridge.act.calls.checklist import missing
from gapbridge.act.calls.lifecycle import CALL
from gapbridge.act.calls.models import Call
from gapbridge.act.calls.queries import is_outage_undecided
from gapbridge.act.calls.rules import OPENED, STARTED, hold_on
from gapbridge.act.calls.zones import spelt
from gapbridge.act.interventions.actions import publish_intervention, start_intervention
from gapbridge.act.procedures.actions import freeze
from gapbridge.base import journal
from gapbridge.base.errors import Refused
from gapbridge.people.models import User


@transaction.atomic
def open_call(*, actor: User | None, call: Call) -> Call:
    """Publish the call and its intervention, which starts; its procedure is frozen. Refuses while something of the
    checklist is missing, fewer days than the procedure asks for among it."""
    CALL.move(call, "open", actor=actor)
    if lacking := missing(call):
        raise Refused(" ".join(lacking))
    freeze(procedure=call.procedure, at=timezone.now())
    intervention = call.intervention
    if intervention.state == "planned":
        start_intervention(actor=actor, intervention=intervention)
    if not intervention.published_at:
        publish_intervention(actor=actor, intervention=intervention)
    for opened in OPENED:
        opened(call)
    journal.record(actor=actor, verb="calls.open_call", target=call)
    return call


@transaction.atomic
def start_evaluation(*, actor: User | None, call: Call) -> Call:
    """Take no more applications. Refuses before the deadline, whoever has applied already, and where the site did not
    answer around it and nothing is decided about that."""
    CALL.move(call, "evaluate", actor=actor)
    if timezone.now() <= call.closes_at:
        raise Refused(
            _("The call is open until %(deadline)s. The evaluation starts after the deadline.")
            % {"deadline": spelt(call.closes_at, call.time_zone)}
        )
    if is_outage_undecided(call):
        raise Refused(
            _(
                "The site did not answer around the deadline. Extend it, or set that aside and say why; then start."
            )
        )
    _refuse_held(call, "evaluate")
    for started in STARTED:
        started(call)
    journal.record(actor=actor, verb="calls.start_evaluation", target=call)
    return call


@transaction.atomic
def decide_call(*, actor: User | None, call: Call) -> Call:
    """Say that every application is decided; part of the committee's decision, which writes the letters."""
    CALL.move(call, "decide", actor=actor)
    _refuse_held(call, "decide")
    journal.record(actor=actor, verb="calls.decide_call", target=call)
    return call


@transaction.atomic
def cancel_call(*, actor: User | None, call: Call, reason: str) -> Call:
    """Give the call up, saying why; who has begun to apply is told."""
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    before = CALL.move(call, "cancel", actor=actor)
    _refuse_held(call, "cancel")
    call.cancelled_because = reason.strip()
    call.save(update_fields=["cancelled_because"])
    told = letters.tell_cancelled(call) if before != "draft" else 0
    journal.record(actor=actor, verb="calls.cancel_call", target=call, data={"before": before, "told": told})
    return call


def _refuse_held(call: Call, move: str) -> None:
    if reason := hold_on(call, move):
        raise Refused(reason)
