"""What a call's terms must be to be kept at all, and how its lots, rules and dates are written."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from gapbridge.agree.plans.models import Measure
from gapbridge.base import wordings
from gapbridge.base.errors import Refused

from .criteria import cleaned
from .models import Call, EligibilityRule, Lot, TimetableEntry
from .zones import is_zone, zone_of

MOST_LOTS = 30
MOST_DATES = 60


def check(call: Call) -> None:
    """Refuses terms that contradict each other; whether anything is missing is the checklist's."""
    call.clean_fields(exclude=["intervention", "procedure"])
    if not is_zone(call.time_zone):
        raise Refused(
            _("This time zone is not known. Write it like Asia/Baku or Europe/Berlin."), field="time_zone"
        )
    _check_dates(call)
    if call.most_months < call.least_months:
        raise Refused(_("It can't be fewer months at most than at least."), field="most_months")
    if call.budget <= 0:
        raise Refused(_("Write how much money there is."), field="budget")


def _check_dates(call: Call) -> None:
    if call.closes_at <= call.opens_at:
        raise Refused(_("It can't close before it opens."), field="closes_at")
    if call.full_closes_at and call.full_closes_at <= call.closes_at:
        raise Refused(
            _("Full applications are written after the concept notes: give a later deadline."),
            field="full_closes_at",
        )
    if call.questions_until and call.questions_until >= call.closes_at:
        raise Refused(
            _("Questions end before the deadline, so that their answers still help."), field="questions_until"
        )
    if call.answers_by and call.answers_by > _day(call, call.closes_at):
        raise Refused(_("Answers must be there before the deadline."), field="answers_by")
    if call.answers_by and call.questions_until and call.answers_by < _day(call, call.questions_until):
        raise Refused(_("The last answers come after the last questions."), field="answers_by")


def _day(call: Call, moment: datetime) -> date:
    return moment.astimezone(zone_of(call.time_zone)).date()


def check_deadline_ahead(deadline: datetime, now: datetime, field: str = "closes_at") -> None:
    if deadline <= now:
        raise Refused(_("This deadline has passed already. Give a later one."), field=field)


# --- lots ----------------------------------------------------------------------------------------------


def check_lots(call: Call, lots: Sequence[Mapping[str, Any]]) -> None:
    """`lots` are as `write_lots` takes them. What is wrong names the lot by its number."""
    if len(lots) > MOST_LOTS:
        raise Refused(
            _("A call can have %(most)s lots at most, these are %(count)s.")
            % {"most": MOST_LOTS, "count": len(lots)},
            field="lots",
        )
    numbers = [each["number"] for each in lots]
    if len(set(numbers)) != len(numbers):
        raise Refused(_("Two lots have the same number."), field="lots")
    for each in lots:
        _check_lot(call, each)
    total = sum((Decimal(each["budget"]) for each in lots), Decimal(0))
    check_sum(call, total)


def total_of(call: Call) -> Decimal:
    return sum((each.budget for each in call.lots.all()), Decimal(0))


def check_sum(call: Call, total: Decimal) -> None:
    if total > call.budget:
        raise Refused(
            _(
                "The lots come to %(total)s, more than the call's budget of %(budget)s. "
                "Lower a lot, or raise the budget."
            )
            % {"total": total, "budget": call.budget},
            field="lots",
        )


def _check_lot(call: Call, lot: Mapping[str, Any]) -> None:
    named = {"number": lot["number"]}
    smallest, largest, budget = (Decimal(lot[name]) for name in ("smallest", "largest", "budget"))
    if largest < smallest:
        raise Refused(
            _("Lot %(number)s: the largest grant can't be smaller than the smallest.") % named, field="lots"
        )
    if largest > budget:
        raise Refused(
            _("Lot %(number)s: the largest grant can't be more than the lot's budget.") % named, field="lots"
        )
    if any(_programme_of(each) != call.programme_id for each in lot.get("measures", ())):
        raise Refused(_("Lot %(number)s: a measure belongs to another programme.") % named, field="lots")


def _programme_of(measure: Measure) -> int:
    return measure.programme_id


def write_lots(call: Call, lots: Sequence[Mapping[str, Any]]) -> None:
    """Put these lots in place of all; one with the same number stays the same row, with its translations.

    Each: {number, title, theme, priorities, measures, budget, smallest, largest}.
    """
    check_lots(call, lots)
    there = {each.number: each for each in call.lots.all()}
    _drop([lot for number, lot in there.items() if number not in {each["number"] for each in lots}])
    for facts in lots:
        own = {name: value for name, value in facts.items() if name != "measures"}
        lot = there.get(facts["number"]) or Lot(call=call)
        for name, value in own.items():
            setattr(lot, name, value)
        lot.clean_fields(exclude=["call"])
        lot.save()
        lot.measures.set(facts.get("measures", ()))
    _tell_the_intervention(call)


def _tell_the_intervention(call: Call) -> None:
    """What a lot is about, its intervention is about: the thread and the lists read it there."""
    lots = call.lots.all()
    call.intervention.measures.add(*Measure.objects.filter(lots__in=lots))
    call.intervention.topics.add(*[each.theme_id for each in lots])


# --- who may apply, and the timetable ----------------------------------------------------------------


def write_rules(call: Call, rules: Sequence[tuple[str, Any]]) -> None:
    """Put these (kind, value) in place of all. Refuses a value that its kind can't be."""
    kinds = [kind for kind, _value in rules]
    if len(set(kinds)) != len(kinds):
        raise Refused(_("There are two rules of the same kind."), field="rules")
    call.rules.exclude(kind__in=kinds).delete()
    for position, (kind, value) in enumerate(rules):
        EligibilityRule.objects.update_or_create(
            call=call, kind=kind, defaults={"value": cleaned(kind, value), "position": position}
        )


def write_timetable(call: Call, timetable: Sequence[tuple[str, date]]) -> None:
    """Put these (label, day) in place of all; one with the same label stays the same row, with its translations."""
    if len(timetable) > MOST_DATES:
        raise Refused(
            _("A timetable can have %(most)s dates at most.") % {"most": MOST_DATES}, field="timetable"
        )
    there: dict[str, TimetableEntry] = {each.label: each for each in call.timetable.all()}
    kept = set()
    for label, on in timetable:
        entry = there.pop(label, None) or TimetableEntry(call=call, label=label)
        entry.on = on
        entry.clean_fields(exclude=["call"])
        entry.save()
        kept.add(entry.pk)
    _drop(list(call.timetable.exclude(pk__in=kept)))


def _drop(rows: list[Any]) -> None:
    """Remove rows with what was written about them in other languages."""
    wordings.erase(rows)
    for row in rows:
        models.Model.delete(row)
