"""A call: written, opened, evaluated, decided."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.act.grants import letters
from gapbridge.act.grants.clock import moment
from gapbridge.act.grants.lifecycle import CALL
from gapbridge.act.grants.models import Application, Call, Criterion
from gapbridge.act.interventions.actions import (
    edit_intervention,
    publish_intervention,
    start_intervention,
    write_intervention,
)
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused, WrongState
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme, Topic

Grid = Sequence[tuple[str, int, str]]
TERMS = ("guidelines", "opens_at", "closes_at", "budget", "smallest", "largest")


@transaction.atomic
def create_call(
    *, actor: User | None, programme: Programme, themes: Iterable[Topic], criteria: Grid, **facts: Any
) -> Call:
    """Write a draft. `criteria` are (title, weight, guidance); `facts` the call's terms and its intervention's."""
    terms = {name: facts.pop(name) for name in TERMS if name in facts}
    intervention = write_intervention(actor=actor, programme=programme, kind="call", **facts)
    call = Call(intervention=intervention, language=intervention.language, **terms)
    _check(call)
    call.save()
    call.themes.set(themes)
    _write_grid(call, criteria)
    journal.record(actor=actor, verb="grants.create_call", target=call)
    return call


@transaction.atomic
def change_call(
    *,
    actor: User | None,
    call: Call,
    themes: Iterable[Topic] | None = None,
    criteria: Grid | None = None,
    **facts: Any,
) -> Call:
    """Change what is named. Once open the grid and the amounts stand and the deadline moves only later;
    once it is evaluated, all its terms stand."""
    permit(actor, "grants.change_call", call)
    stored = Call.objects.select_for_update().get(pk=call.pk)
    terms = {name: facts.pop(name) for name in TERMS if name in facts}
    changed = {name for name, value in terms.items() if getattr(stored, name) != value}
    _check_still_free(stored, changed, terms, criteria)
    if facts:
        edit_intervention(actor=actor, intervention=call.intervention, **facts)
        terms["language"] = call.intervention.language
    for name, value in terms.items():
        setattr(call, name, value)
    _check(call)
    call.save(update_fields=list(terms))
    if themes is not None:
        call.themes.set(themes)
    if criteria is not None and stored.state == "draft":
        _write_grid(call, criteria)
    journal.record(actor=actor, verb="grants.change_call", target=call, data={"changed": sorted(changed)})
    return call


def _check_still_free(call: Call, changed: set[str], terms: dict[str, Any], criteria: Grid | None) -> None:
    if call.state == "draft":
        return
    if criteria is not None and list(criteria) != grid_of(call):
        raise Refused(
            _("The call is published: its scoring grid can't be changed any more."), field="criteria"
        )
    frozen = changed & {"budget", "smallest", "largest", "opens_at"}
    if frozen:
        raise Refused(_("The call is published: this can't be changed any more."), field=min(frozen))
    if changed and call.state != "open":
        raise Refused(_("The call is closed: its terms can't be changed any more."), field=min(changed))
    if "closes_at" in changed and terms["closes_at"] < call.closes_at:
        raise Refused(
            _("The call is published: its deadline can only be moved to a later time."), field="closes_at"
        )


def _check(call: Call) -> None:
    call.clean_fields(exclude=["intervention"])
    if call.closes_at <= call.opens_at:
        raise Refused(_("It can't close before it opens."), field="closes_at")
    if call.largest < call.smallest:
        raise Refused(_("The largest grant can't be smaller than the smallest."), field="largest")
    if call.largest > call.budget:
        raise Refused(_("The largest grant can't be more than the whole budget."), field="largest")


def _write_grid(call: Call, criteria: Grid) -> None:
    if not criteria:
        raise Refused(_("Name at least one criterion with its weight."), field="criteria")
    if any(weight is None or not 1 <= weight <= 100 for _title, weight, _guidance in criteria):
        raise Refused(_("Give each criterion a weight from 1 to 100."), field="criteria")
    call.criteria.all().delete()
    Criterion.objects.bulk_create(
        Criterion(call=call, title=title, weight=weight, guidance=guidance, position=position)
        for position, (title, weight, guidance) in enumerate(criteria)
    )


def grid_of(call: Call) -> list[tuple[str, int, str]]:
    return [(each.title, each.weight, each.guidance) for each in call.criteria.all()]


@transaction.atomic
def open_call(*, actor: User | None, call: Call, at: datetime | None = None) -> Call:
    """Publish the call and its intervention, which starts. Refuses a call without grid or themes, or over."""
    if not call.criteria.exists() or not call.themes.exists():
        raise Refused(_("A call needs a scoring grid and themes before it opens."))
    if call.closes_at <= moment(at):
        raise Refused(_("The deadline has passed already. Move it first."))
    CALL.move(call, "open", actor=actor)
    intervention = call.intervention
    if intervention.state == "planned":
        start_intervention(actor=actor, intervention=intervention)
    if not intervention.published_at:
        publish_intervention(actor=actor, intervention=intervention)
    journal.record(actor=actor, verb="grants.open_call", target=call)
    return call


@transaction.atomic
def start_evaluation(*, actor: User | None, call: Call, at: datetime | None = None) -> Call:
    """Take no more applications. Refuses before the deadline, whoever has applied already."""
    CALL.move(call, "evaluate", actor=actor)
    if moment(at) <= call.closes_at:
        raise Refused(
            _("The call is open until %(deadline)s. The evaluation starts after the deadline.")
            % {"deadline": date_format(localtime(call.closes_at), "DATETIME_FORMAT")}
        )
    journal.record(actor=actor, verb="grants.start_evaluation", target=call)
    return call


@transaction.atomic
def decide_call(*, actor: User | None, call: Call) -> Call:
    """Release decisions, scores and grants, and write to every applicant. Refuses while one is undecided."""
    CALL.move(call, "decide", actor=actor)
    undecided = call.applications.filter(state="submitted").count()
    if undecided:
        raise Refused(
            ngettext(
                "%(count)s application is not decided yet: award it, put it on the reserve list or decline it.",
                "%(count)s applications are not decided yet: award them, put them on the reserve list or decline them.",
                undecided,
            )
            % {"count": undecided}
        )
    decided = call.applications.filter(state__in=["awarded", "reserve", "declined"])
    for application in decided.select_related("call__intervention__programme", "organisation"):
        letters.tell_decision(application)
    journal.record(
        actor=actor, verb="grants.decide_call", target=call, data={"applications": decided.count()}
    )
    return call


@transaction.atomic
def cancel_call(*, actor: User | None, call: Call, reason: str) -> Call:
    """Give the call up, saying why; who has begun to apply is told. Refuses while an award stands."""
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    CALL.move(call, "cancel", actor=actor)
    if call.applications.filter(state="awarded").exists():
        raise Refused(_("Grants are awarded in this call. Reconsider them first."))
    call.cancelled_because = reason.strip()
    call.save(update_fields=["cancelled_because"])
    concerned = Application.objects.filter(call=call).exclude(state="withdrawn")
    for application in concerned.select_related("call__intervention__programme", "organisation"):
        letters.tell_cancelled(application, call.cancelled_because)
    journal.record(actor=actor, verb="grants.cancel_call", target=call)
    return call


def require_state(call: Call, *states: str) -> None:
    """WrongState unless the (locked) call is in one of the states."""
    if call.state not in states:
        raise WrongState(
            _("The call is “%(state)s”: this can't be done now.") % {"state": call.get_state_display()}
        )
