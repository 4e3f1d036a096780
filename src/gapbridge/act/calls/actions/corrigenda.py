"""What changes in an open call, numbered, for everybody, and never to the disadvantage of who relies on it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.calls import letters, terms
from gapbridge.act.calls.models import Call, Corrigendum, Lot
from gapbridge.act.calls.queries import was_out
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused, WrongState
from gapbridge.people.models import User

from .outages import mend_outages

# Which way each may go: up (or later), down, or freely.
UP = {"closes_at", "full_closes_at", "questions_until", "budget", "most_months"}
DOWN = {"co_financing_percent", "least_months"}
FREE = {"guidelines", "priorities", "answers_by"}
LOT_UP, LOT_DOWN, LOT_FREE = {"budget", "largest"}, {"smallest"}, {"priorities"}
LATE = {"full_closes_at"}  # what may still change once the deadline has passed

Change = dict[str, Any]  # {"field", "before", "after"}: as JSON, shown by corrigenda.py


@transaction.atomic
def publish_corrigendum(
    *,
    actor: User | None,
    call: Call,
    text: str,
    language: str,
    lots: Mapping[int, Mapping[str, Any]] | None = None,
    timetable: Sequence[tuple[str, date]] | None = None,
    **changes: Any,
) -> Corrigendum:
    """The only way to change an open call. `lots`: number → {budget, smallest, largest, priorities}.

    A deadline moves to a later time only, money upwards, co-financing and the smallest grant downwards. Once the
    deadline has passed only the date of full applications moves, and the deadline itself where the site did not answer
    around it, while the evaluation has not begun. Everybody who has begun is told.
    """
    permit(actor, "calls.change_call", call)
    if not text.strip():
        raise Refused(_("Say what changes, and why."), field="text")
    stored = _changeable(call, {*changes, *_named(lots, timetable)})
    done = _lots(stored, lots or {})
    done = [*_terms(stored, _with_budget(stored, changes)), *done, *_timetable(stored, timetable)]
    _check(stored)
    _check_ahead(stored, done)
    mend_outages(actor, stored)
    corrigendum = Corrigendum(
        call=stored,
        number=stored.corrigenda.count() + 1,
        text=text.strip(),
        language=language,
        changes=done,
        published_at=timezone.now(),
        published_by=actor,
    )
    corrigendum.clean_fields(exclude=["call", "published_by", "changes"])
    corrigendum.save()
    call.refresh_from_db()
    told = letters.tell_corrigendum(corrigendum)
    data = {"number": corrigendum.number, "changed": [each["field"] for each in done], "told": told}
    journal.record(actor=actor, verb="calls.publish_corrigendum", target=call, data=data)
    return corrigendum


def _named(lots: Any, timetable: Any) -> set[str]:
    return {name for name, value in (("lots", lots), ("timetable", timetable)) if value is not None}


def _changeable(call: Call, names: set[str]) -> Call:
    stored = Call.objects.select_for_update(of=("self",)).select_related("intervention").get(pk=call.pk)
    if stored.state not in {"open", "evaluation"}:
        raise WrongState(_("Only an open call is changed by a corrigendum."))
    unknown = names - UP - DOWN - FREE - {"lots", "timetable"}
    if unknown:
        raise Refused(_("The call is published: this can't be changed any more."), field=min(unknown))
    over = stored.state == "evaluation" or timezone.now() > stored.closes_at
    if over and (late := names - _late(stored) - {"timetable"}):
        raise Refused(_("The deadline has passed: the terms stand, for everybody alike."), field=min(late))
    return stored


def _late(call: Call) -> set[str]:
    return LATE | {"closes_at"} if call.state == "open" and was_out(call) else LATE


def _check_ahead(call: Call, done: list[Change]) -> None:
    for each in done:
        if each["field"] in {"closes_at", "full_closes_at"}:
            terms.check_deadline_ahead(getattr(call, each["field"]), timezone.now(), each["field"])


def _with_budget(call: Call, changes: Mapping[str, Any]) -> dict[str, Any]:
    """A lot that was raised raises the call's budget, unless that is named."""
    total = terms.total_of(call)
    return {"budget": total, **changes} if total > call.budget else dict(changes)


def _terms(call: Call, changes: Mapping[str, Any]) -> list[Change]:
    done = []
    for name, after in changes.items():
        before = getattr(call, name)
        if before == after:
            continue
        _check_direction(name, before, after, UP, DOWN)
        setattr(call, name, after)
        done.append({"field": name, "before": plain(before), "after": plain(after)})
    if done:
        call.save(update_fields=[each["field"] for each in done])
    return done


def _check_direction(
    name: str, before: Any, after: Any, up: set[str], down: set[str], field: str = ""
) -> None:
    field = field or name
    if after is None and before is not None and name in up | down:
        raise Refused(_("This stands already: it can be changed, not taken back."), field=field)
    if before is None or after is None:
        return
    if name in up and after < before:
        late = name.endswith(("_at", "_until"))
        raise Refused(
            _("It can only be moved to a later time: somebody may rely on the one that is published.")
            if late
            else _("It can only be raised: somebody may rely on what is published."),
            field=field,
        )
    if name in down and after > before:
        raise Refused(_("It can only be lowered: somebody may rely on what is published."), field=field)


def _lots(call: Call, changes: Mapping[int, Mapping[str, Any]]) -> list[Change]:
    done = []
    there = {each.number: each for each in call.lots.select_for_update()}
    for number, facts in changes.items():
        if number not in there:
            raise Refused(_("There is no lot %(number)s.") % {"number": number}, field="lots")
        done += _lot(there[number], facts)
    return done


def _lot(lot: Lot, facts: Mapping[str, Any]) -> list[Change]:
    if not {*facts} <= LOT_UP | LOT_DOWN | LOT_FREE:
        raise Refused(_("The call is published: this can't be changed any more."), field="lots")
    done: list[Change] = []
    for name, after in facts.items():
        before, field = getattr(lot, name), f"lot_{lot.number}_{name}"
        if before == after:
            continue
        _check_direction(name, before, after, LOT_UP, LOT_DOWN, field)
        setattr(lot, name, after)
        done.append({"field": field, "before": plain(before), "after": plain(after)})
    if lot.largest > lot.budget:
        raise Refused(
            _("Lot %(number)s: the largest grant can't be more than the lot's budget.")
            % {"number": lot.number},
            field=f"lot_{lot.number}_largest",
        )
    if done:
        lot.save()
    return done


def _timetable(call: Call, timetable: Sequence[tuple[str, date]] | None) -> list[Change]:
    if timetable is None:
        return []
    before = [[each.label, each.on.isoformat()] for each in call.timetable.all()]
    terms.write_timetable(call, timetable)
    after = [[each.label, each.on.isoformat()] for each in call.timetable.all()]
    return [] if before == after else [{"field": "timetable", "before": before, "after": after}]


def _check(call: Call) -> None:
    terms.check(call)
    total = terms.total_of(call)
    if total != call.budget:
        raise Refused(
            _("The lots come to %(total)s and the budget is %(budget)s: they must be the same.")
            % {"total": total, "budget": call.budget},
            field="budget",
        )


def plain(value: Any) -> Any:
    """A value as JSON keeps it: moments as they are written everywhere, money as text."""
    return (
        value.isoformat()
        if hasattr(value, "isoformat")
        else str(value)
        if isinstance(value, Decimal)
        else value
    )
