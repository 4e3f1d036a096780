"""Reads for pages: all figures of a programme, one figure with its records."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, QuerySet

from gapbridge.programmes.models import Programme

from . import engine
from .axes import AXES, SMALL
from .counters import COUNTERS, Counter
from .engine import Figure, Scope


def figures_of(programme: Programme, reader: Any) -> list[tuple[Counter, Figure]]:
    """Every counter of a programme, as far as the reader may see: a bounded number of queries."""
    scope = Scope((programme.pk,))
    whole = [key for key, counter in COUNTERS.items() if not counter.part_of or _keeps(reader, key, scope)]
    found = {figure.counter: figure for figure in engine.totals([(key, scope) for key in whole])}
    for key, counter in COUNTERS.items():
        if key not in found:
            found[key] = engine.count(key, scope, reader=reader)
        elif not _keeps(reader, key, scope):
            found[key] = _withheld_if_small(counter, found[key])
    return [(counter, found[key]) for key, counter in COUNTERS.items()]


def _keeps(reader: Any, key: str, scope: Scope) -> bool:
    return engine.is_keeper(reader, COUNTERS[key], scope.programmes)


def _withheld_if_small(counter: Counter, figure: Figure) -> Figure:
    small = figure.value is not None and 0 < figure.value < SMALL
    return replace(figure, value=None, suppressed=True) if small else figure


def records(counter_key: str, scope: Scope) -> QuerySet:
    """The rows that a count counts. Who may see them is for the caller to ask (`visible_records`)."""
    return engine.records_of(COUNTERS[counter_key], scope)


def visible_records(counter_key: str, scope: Scope, reader: Any) -> QuerySet:
    """Of the rows counted those that the reader may see one by one."""
    return records(counter_key, scope).filter(COUNTERS[counter_key].source.visible(reader))


@dataclass(frozen=True)
class Line:
    """One record as a page shows it: never a name, at most a code."""

    date: Any
    code: str
    intervention: str
    intervention_id: int | None
    labelled: tuple[tuple[Any, str], ...]
    quantity: Any


CODES = {"participants": "person_code", "services": "person__code", "listening": "code"}
SHOWN = ("place", "organisation", "service", "sex", "age", "disability", "status", "audience")


def line_axes(counter: Counter) -> tuple[str, ...]:
    return tuple(axis for axis in SHOWN if axis in counter.source.axes)


def lines(counter: Counter, rows: QuerySet) -> QuerySet:
    """The rows as plain values, newest first, to be paged and then made into `Line`s by `as_line`."""
    source = counter.source
    named: dict[str, Any] = {"line_date": F(source.date)}
    for axis in line_axes(counter):
        expression, name = source.axes[axis](None)
        named[f"line_{axis}"] = expression if name is None else name
    if "intervention" in source.axes:
        key, name = source.axes["intervention"](None)
        named |= {"line_intervention": name, "line_intervention_id": key}
    if source.key in CODES:
        named["line_code"] = F(CODES[source.key])
    if counter.mode == "sum":
        named["line_quantity"] = F(counter.what)
    rows = rows.annotate(**named)
    return rows.order_by(F("line_date").desc(nulls_last=True), "pk").values("pk", *named)


def as_line(counter: Counter, row: dict[str, Any]) -> Line:
    return Line(
        date=row["line_date"],
        code=row.get("line_code", ""),
        intervention=row.get("line_intervention") or "",
        intervention_id=row.get("line_intervention_id"),
        labelled=tuple(
            (AXES[axis].label, AXES[axis].name(row[f"line_{axis}"], row[f"line_{axis}"]))
            for axis in line_axes(counter)
        ),
        quantity=row.get("line_quantity"),
    )


def programmes_of(reader: Any) -> Sequence[Programme]:
    return list(Programme.objects.visible_to(reader).order_by(F("starts_on").desc(nulls_last=True), "pk"))
