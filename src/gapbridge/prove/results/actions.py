"""Writes: the chain of results, its indicators, their targets and what is observed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.interventions.models import Intervention
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme
from gapbridge.prove.reach.axes import AXES
from gapbridge.prove.reach.counters import COUNTERS, axes_of

from .models import Indicator, Observation, Result, Target

ABOVE = {
    Result.Level.IMPACT: (),
    Result.Level.OUTCOME: ("impact",),
    Result.Level.OUTPUT: ("outcome", "impact"),
}
YES_OR_NO = (0, 1)


@transaction.atomic
def create_result(
    *,
    actor: User | None,
    programme: Programme,
    level: str,
    code: str,
    title: str,
    parent: Result | None = None,
) -> Result:
    """Add to the chain from outputs over outcomes to the impact."""
    permit(actor, "results.add_result", programme)
    result = Result(programme=programme)
    _fill_result(result, level=level, code=code, title=title, parent=parent)
    journal.record(actor=actor, verb="results.create_result", target=result)
    return result


@transaction.atomic
def change_result(
    *, actor: User | None, result: Result, level: str, code: str, title: str, parent: Result | None = None
) -> Result:
    permit(actor, "results.change_result", result)
    _fill_result(result, level=level, code=code, title=title, parent=parent)
    journal.record(actor=actor, verb="results.change_result", target=result)
    return result


def _fill_result(result: Result, *, level: str, code: str, title: str, parent: Result | None) -> None:
    if parent is not None and parent.programme_id != result.programme_id:
        raise Refused(_("It can contribute only to a result of the same programme."), field="parent")
    if parent is not None and parent.level not in ABOVE.get(level, ()):  # type: ignore[call-overload]
        raise Refused(
            _("An output contributes to an outcome or the impact, an outcome to the impact."), field="parent"
        )
    result.level, result.code, result.title, result.parent = level, code, title, parent
    result.full_clean()
    result.save()


@transaction.atomic
def create_indicator(
    *,
    actor: User | None,
    result: Result,
    code: str,
    title: str,
    kind: str,
    counter: str = "",
    conditions: Mapping[str, Sequence[Any]] | None = None,
    accumulation: str = Indicator.Accumulation.RUNNING,
    unit: str = "",
    interventions: Iterable[Intervention] = (),
    baseline: Decimal | None = None,
) -> Indicator:
    """Say what shows that a result came about. With a counter its figure is counted, else it is observed."""
    permit(actor, "results.add_indicator", result)
    indicator = Indicator(result=result)
    _fill_indicator(
        indicator,
        code=code,
        title=title,
        kind=kind,
        counter=counter,
        conditions=conditions or {},
        accumulation=accumulation,
        unit=unit,
        baseline=baseline,
    )
    _link(indicator, interventions)
    journal.record(actor=actor, verb="results.create_indicator", target=indicator, data={"counter": counter})
    return indicator


@transaction.atomic
def change_indicator(
    *,
    actor: User | None,
    indicator: Indicator,
    code: str,
    title: str,
    kind: str,
    counter: str = "",
    conditions: Mapping[str, Sequence[Any]] | None = None,
    accumulation: str = Indicator.Accumulation.RUNNING,
    unit: str = "",
    interventions: Iterable[Intervention] = (),
    baseline: Decimal | None = None,
) -> Indicator:
    """What is counted changes for all readings that are not frozen in an update."""
    permit(actor, "results.change_indicator", indicator)
    kept = Indicator.objects.only("kind").get(pk=indicator.pk).kind  # a form has changed the instance already
    if (counter or kind != kept) and indicator.observations.exists():
        raise Refused(
            _("It has observations already: its kind stays, and it can't be counted as well."), field="kind"
        )
    _fill_indicator(
        indicator,
        code=code,
        title=title,
        kind=kind,
        counter=counter,
        conditions=conditions or {},
        accumulation=accumulation,
        unit=unit,
        baseline=baseline,
    )
    _link(indicator, interventions)
    journal.record(actor=actor, verb="results.change_indicator", target=indicator, data={"counter": counter})
    return indicator


def _fill_indicator(indicator: Indicator, *, conditions: Mapping[str, Sequence[Any]], **fields: Any) -> None:
    for name, value in fields.items():
        setattr(indicator, name, value)
    indicator.conditions = {axis: list(wanted) for axis, wanted in conditions.items() if wanted}
    _check_counting(indicator)
    indicator.full_clean()
    indicator.save()


def _check_counting(indicator: Indicator) -> None:
    if not indicator.counter:
        if indicator.conditions:
            raise Refused(_("Conditions narrow a count: choose what is counted."), field="counter")
        if indicator.accumulation == Indicator.Accumulation.DISTINCT:
            raise Refused(
                _("People can be counted once only from records: choose what is counted."), field="counter"
            )
        return
    if indicator.counter not in COUNTERS:
        raise Refused(_("This can't be counted."), field="counter")
    if indicator.kind != Indicator.Kind.NUMBER:
        raise Refused(_("What is counted is a number."), field="kind")
    for axis, wanted in indicator.conditions.items():
        _check_condition(indicator.counter, axis, wanted)


def _check_condition(counter: str, axis: str, wanted: Sequence[Any]) -> None:
    counted = COUNTERS[counter]
    if axis not in axes_of(counted):
        label = AXES[axis].label if axis in AXES else axis
        message = _("“%(counter)s” can't be narrowed by “%(axis)s”.") % {
            "counter": counted.label,
            "axis": label,
        }
        raise Refused(message, field=axis)
    choices = AXES[axis].choices
    if choices is not None and not set(wanted) <= set(choices):
        raise Refused(_("Choose from the list."), field=axis)


@transaction.atomic
def link_interventions(
    *, actor: User | None, indicator: Indicator, interventions: Iterable[Intervention]
) -> Indicator:
    """Say which interventions contribute; a counted figure then counts their records alone."""
    permit(actor, "results.change_indicator", indicator)
    found = _link(indicator, interventions)
    data = {"interventions": [each.pk for each in found]}
    journal.record(actor=actor, verb="results.link_interventions", target=indicator, data=data)
    return indicator


def _link(indicator: Indicator, interventions: Iterable[Intervention]) -> list[Intervention]:
    found = list(interventions)
    if any(each.programme_id != indicator.programme_id for each in found):
        raise Refused(_("Only interventions of the same programme contribute."), field="interventions")
    indicator.interventions.set(found)
    return found


@transaction.atomic
def set_target(
    *, actor: User | None, indicator: Indicator, due_on: date, value: Decimal | int, reason: str = ""
) -> Target:
    """Aim at a value by a day. A target of the same day is replaced, kept, and needs a reason."""
    permit(actor, "results.change_indicator", indicator)
    if indicator.kind == Indicator.Kind.QUALITATIVE:
        raise Refused(_("What is described in words has no number to aim at."))
    if indicator.kind == Indicator.Kind.YES_NO and value not in YES_OR_NO:
        raise Refused(_("Aim at 1 for yes or 0 for no."), field="value")
    before = indicator.targets.select_for_update().filter(due_on=due_on, is_current=True).first()
    if before is not None:
        _replace(before, value, reason)
    target = Target(
        indicator=indicator, due_on=due_on, value=Decimal(value), reason=reason, set_by=_by(actor)
    )
    target.full_clean()
    target.save()
    data = {"due_on": due_on, "value": value, "before": before.value if before else None}
    journal.record(actor=actor, verb="results.set_target", target=indicator, data=data)
    return target


def _replace(before: Target, value: Decimal | int, reason: str) -> None:
    if before.value == value:
        raise Refused(_("This is the target already."), field="value")
    if not reason.strip():
        raise Refused(_("Say why the target changes. The old one stays on the record."), field="reason")
    before.is_current = False
    before.save(update_fields=["is_current"])


def _by(actor: User | None) -> User:
    """Who stands for a value: always a person."""
    if actor is None:
        raise Refused(_("Somebody has to stand for this."))
    return actor


@transaction.atomic
def record_observation(
    *,
    actor: User | None,
    indicator: Indicator,
    observed_on: date,
    source: str,
    value: Decimal | int | None = None,
    numerator: Decimal | int | None = None,
    denominator: Decimal | int | None = None,
    text: str = "",
) -> Observation:
    """A value that the program can't count itself, with where it comes from."""
    permit(actor, "results.record_observation", indicator)
    if indicator.counter:
        raise Refused(_("This figure is counted from records. It can't be typed."))
    if observed_on > timezone.localdate():
        raise Refused(_("This day has not come yet."), field="observed_on")
    if not source.strip():
        raise Refused(_("Say where this comes from."), field="source")
    observation = Observation(
        indicator=indicator,
        observed_on=observed_on,
        value=value,
        numerator=numerator,
        denominator=denominator,
        text=text,
        source=source,
        recorded_by=_by(actor),
    )
    _check_reading(indicator.kind, observation)
    observation.full_clean()
    observation.save()
    journal.record(
        actor=actor, verb="results.record_observation", target=indicator, data={"observation": observation.pk}
    )
    return observation


def _check_reading(kind: str, reading: Observation) -> None:
    """An observation of each kind holds what that kind needs, and nothing that could contradict it."""
    kinds = Indicator.Kind
    if kind == kinds.PERCENTAGE:
        _check_percentage(reading)
        return
    if reading.numerator is not None or reading.denominator is not None:
        raise Refused(_("Only a percentage has a numerator and a denominator."), field="numerator")
    if kind == kinds.QUALITATIVE:
        if reading.value is not None:
            raise Refused(_("What is described in words has no number."), field="value")
        if not reading.text.strip():
            raise Refused(_("Describe it in words."), field="text")
    elif reading.value is None:
        raise Refused(_("Give the value. What is not known is not recorded."), field="value")
    elif kind == kinds.YES_NO and reading.value not in YES_OR_NO:
        raise Refused(_("Give 1 for yes or 0 for no."), field="value")


def _check_percentage(reading: Observation) -> None:
    if reading.value is not None:
        raise Refused(_("A percentage is worked out from its two numbers; it is not typed."), field="value")
    if reading.numerator is None:
        raise Refused(_("Of how many is it true? A percentage needs both numbers."), field="numerator")
    if reading.denominator is None:
        raise Refused(_("Out of how many? A percentage needs both numbers."), field="denominator")
    if reading.denominator <= 0:
        raise Refused(_("There must be at least one to take a percentage of."), field="denominator")
    if reading.numerator < 0:
        raise Refused(_("This can't be less than zero."), field="numerator")


@transaction.atomic
def publish_indicator(*, actor: User | None, indicator: Indicator) -> Indicator:
    """Let everyone read it, with its value, target and course."""
    permit(actor, "results.publish_indicator", indicator)
    row = Indicator.objects.select_for_update().get(pk=indicator.pk)
    if row.published_at is not None:
        raise Refused(_("It is published already."))
    indicator.published_at = timezone.now()
    indicator.save(update_fields=["published_at"])
    journal.record(actor=actor, verb="results.publish_indicator", target=indicator)
    return indicator
