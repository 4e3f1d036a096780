"""The counting engine: one way from records to figures, in SQL, on every database.

`count` answers one question with a breakdown in at most two queries; `totals` many questions without one
in a query a source. A person in several cells of a breakdown is counted once in the total.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import product
from typing import Any

from django.db.models import Count, Exists, Max, Q, QuerySet
from django.utils.translation import gettext as _

from gapbridge.base.errors import Refused
from gapbridge.base.memo import remembered
from gapbridge.programmes.models import Programme
from gapbridge.programmes.standing import standing

from .axes import AXES, SMALL
from .counters import COUNTERS, Counter, axes_of
from .sources import Source
from .suppression import protect

MOST_AXES = 2


@dataclass(frozen=True)
class Scope:
    """Which records are looked at: of which programmes and interventions (None: all), from and to which
    day (inclusive), and with which values on which axes ({"sex": ["female"]})."""

    programmes: tuple[int, ...]
    interventions: Iterable[int] | QuerySet | None = None
    since: date | None = None
    until: date | None = None
    conditions: Mapping[str, Sequence[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """`key` has one part an axis: a text, an id, "YYYY-MM", or None where it is not known."""

    key: tuple[Any, ...]
    labels: tuple[str, ...]
    value: Decimal | None
    suppressed: bool = False


@dataclass(frozen=True)
class Figure:
    """`value` is None when it is unknown (`known` False) or withheld from this reader (`suppressed`)."""

    counter: str
    value: Decimal | None
    cells: tuple[Cell, ...] = ()
    axes: tuple[str, ...] = ()
    total_records: int = 0
    known: bool = True
    suppressed: bool = False
    overlaps: bool = False
    # Totals of rows and columns by (axis number, part), where cells add up to them.
    margins: Mapping[tuple[int, Any], Cell] = field(default_factory=dict)


def count(counter_key: str, scope: Scope, by: Sequence[str] = (), reader: Any = None) -> Figure:
    """One figure with its breakdown. With a reader, as far as that reader may see it.

    KeyError for an unknown counter, ValueError for an axis it does not have, Refused for a breakdown that
    this reader may not have.
    """
    counter = COUNTERS[counter_key]
    check_axes(counter, by)
    is_public_reader = reader is not None and not is_keeper(reader, counter, scope.programmes)
    count_now = _published if is_public_reader else _count
    return remembered(
        ("count", counter_key, _question(scope), tuple(by), is_public_reader, getattr(reader, "pk", reader)),
        lambda: count_now(counter, scope, tuple(by), reader),
        programmes=scope.programmes,
    )


def totals(asked: Sequence[tuple[str, Scope]]) -> list[Figure]:
    """The values of many counts, in their order: one query a source, and one to tell zero from unknown."""
    return remembered(
        ("totals", tuple((key, _question(scope)) for key, scope in asked)),
        lambda: _totals(asked),
        programmes={pk for _key, scope in asked for pk in scope.programmes},
    )


def _question(scope: Scope) -> tuple[Any, ...]:
    """A scope as something to remember an answer by."""
    found = scope.interventions
    chosen = str(found.query) if isinstance(found, QuerySet) else None if found is None else tuple(found)
    conditions = tuple(sorted((axis, tuple(wanted)) for axis, wanted in scope.conditions.items()))
    return scope.programmes, chosen, scope.since, scope.until, conditions


def _totals(asked: Sequence[tuple[str, Scope]]) -> list[Figure]:
    numbers = _numbers([(COUNTERS[key], scope) for key, scope in asked])
    empty = [index for index, (_value, records) in enumerate(numbers) if not records]
    known = dict(
        zip(empty, _known([(COUNTERS[asked[i][0]].source, asked[i][1]) for i in empty]), strict=True)
    )
    return [
        _figure(asked[index][0], value, records, known.get(index, True))
        for index, (value, records) in enumerate(numbers)
    ]


def check_axes(counter: Counter, by: Sequence[str]) -> None:
    unknown = set(by) - set(axes_of(counter))
    if unknown or len(by) > MOST_AXES or len(set(by)) < len(by):
        raise ValueError(f"{counter.key} does not break down by {', '.join(by)}")


def is_keeper(user: Any, counter: Counter, programmes: Sequence[int]) -> bool:
    """Whether the user keeps the records counted, in every programme asked about.

    What is not about people has no small cells to withhold: everybody counts as a keeper of it.
    """
    if not counter.of_people:
        return True
    kept = standing(user).programmes_with(*counter.source.keepers)
    return bool(programmes) and set(programmes) <= set(kept)


def public_breakdowns(counter: Counter) -> list[tuple[str, ...]]:
    """What whoever is not a keeper may have: each public axis alone, and sex with each other one.

    Tables that share one axis and no other tell nothing together that each does not tell alone.
    """
    if not counter.breaks_down_in_public:
        return [()]
    axes = [key for key in axes_of(counter) if AXES[key].is_public]
    pairs = [("sex", key) for key in axes if key != "sex"] if "sex" in axes else []
    return [(), *((key,) for key in axes), *pairs]


def tidy(value: Any) -> Decimal:
    """12.00 as 12, 12.50 as 12.5; nothing summed is nothing."""
    number = Decimal(value or 0)
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def is_public(counter: Counter, by: Sequence[str]) -> bool:
    """Whether whoever is not a keeper may have this breakdown ("age" gives them the UNHCR's bands)."""
    asked = {"age_unhcr" if axis == "age" else axis for axis in by}
    return any(asked == set(each) for each in public_breakdowns(counter))


# --- asking the database ---------------------------------------------------------------------------


def records_of(counter: Counter, scope: Scope) -> QuerySet:
    """The rows that are counted, annotated with `on_<axis>` for each condition."""
    return _rows(counter.source, scope.conditions).filter(condition_of(counter, scope)).order_by()


def _rows(source: Source, axes: Iterable[str]) -> QuerySet:
    if unknown := set(axes) - set(source.axes):
        raise ValueError(f"{source.key} has no {', '.join(sorted(unknown))}")
    return source.rows().annotate(**{f"on_{axis}": source.axes[axis](None)[0] for axis in axes})


def condition_of(counter: Counter, scope: Scope) -> Q:
    """The scope as a condition on a source's rows (annotated by `_rows`)."""
    source = counter.source
    condition = _where(source, scope) & counter.only
    if scope.since:
        condition &= Q(**{f"{source.date}__gte": scope.since})
    if scope.until:
        condition &= Q(**{f"{source.date}__lte": scope.until})
    for axis, wanted in scope.conditions.items():
        condition &= _any_of(axis, wanted)
    return condition


def _any_of(axis: str, wanted: Sequence[Any]) -> Q:
    parts = [date.fromisoformat(f"{part}-01") if axis == "month" and part else part for part in wanted]
    condition = Q(**{f"on_{axis}__in": [part for part in parts if part is not None]})
    return condition | Q(**{f"on_{axis}__isnull": True}) if None in parts else condition


def _where(source: Source, scope: Scope) -> Q:
    condition = Q(**{f"{source.programme}__in": list(scope.programmes)})
    if scope.interventions is not None and source.intervention:
        condition &= Q(**{f"{source.intervention}__in": scope.interventions})
    return condition


def _numbers(asked: Sequence[tuple[Counter, Scope]]) -> list[tuple[Decimal | None, int]]:
    """(value, number of records) of each count; one query for all of a source."""
    found: dict[int, tuple[Decimal | None, int]] = {}
    for source in {counter.source.key: counter.source for counter, _scope in asked}.values():
        indexes = [index for index, (counter, _scope) in enumerate(asked) if counter.source is source]
        aggregates: dict[str, Any] = {}
        for index in indexes:
            counter, scope = asked[index]
            condition = condition_of(counter, scope)
            aggregates[f"value_{index}"] = counter.aggregate(condition)
            aggregates[f"records_{index}"] = Count("pk", filter=condition)
        programmes = {pk for index in indexes for pk in asked[index][1].programmes}
        axes = {axis for index in indexes for axis in asked[index][1].conditions}
        rows = _rows(source, axes).filter(**{f"{source.programme}__in": programmes}).order_by()
        row = rows.aggregate(**aggregates)
        found |= {index: (row[f"value_{index}"], row[f"records_{index}"]) for index in indexes}
    return [found[index] for index in range(len(asked))]


def _known(asked: Sequence[tuple[Source, Scope]]) -> list[bool]:
    """Whether anything that could be counted was ever recorded: one query for all."""
    if not asked:
        return []
    exists = {
        f"known_{index}": Exists(source.known().filter(_known_where(source, scope)).order_by())
        for index, (source, scope) in enumerate(asked)
    }
    row: Any = Programme.objects.order_by("pk").values(**exists)[:1]
    return [bool(row[0][f"known_{index}"]) for index in range(len(asked))] if row else [False] * len(asked)


def _known_where(source: Source, scope: Scope) -> Q:
    if source.known().model is source.rows().model:
        return _where(source, scope)
    path = "programme"  # a source whose ground are interventions
    condition = Q(**{f"{path}__in": list(scope.programmes)})
    return condition if scope.interventions is None else condition & Q(pk__in=scope.interventions)


def _figure(key: str, value: Any, records: int, known: bool) -> Figure:
    if not known:
        return Figure(key, None, known=False)
    return Figure(key, tidy(value), total_records=records)


def _count(counter: Counter, scope: Scope, by: tuple[str, ...], reader: Any) -> Figure:
    [(value, records)] = _numbers([(counter, scope)])
    if not records:
        figure = _figure(counter.key, value, records, _known([(counter.source, scope)])[0])
        return replace(figure, axes=by)
    figure = _figure(counter.key, value, records, known=True)
    if not by:
        return figure
    cells = _cells(counter, scope, by, reader)
    overlaps = counter.mode == "distinct" and sum(cell.value or 0 for cell in cells) > (figure.value or 0)
    margins = {} if overlaps or len(by) < MOST_AXES else _margins(cells)
    return replace(figure, cells=cells, axes=by, overlaps=overlaps, margins=margins)


def _cells(counter: Counter, scope: Scope, by: tuple[str, ...], reader: Any) -> tuple[Cell, ...]:
    rows = records_of(counter, scope)
    names = {}
    for number, axis in enumerate(by):
        expression, name = counter.source.axes[axis](reader)
        rows = rows.annotate(**{f"part_{number}": expression})
        if name is not None:
            names[f"name_{number}"] = Max(name)
    parts = [f"part_{number}" for number in range(len(by))]
    grouped = rows.values(*parts).annotate(cell_value=counter.aggregate(Q()), **names).order_by()
    found = {}
    for row in grouped:
        key = tuple(_part(row[part]) for part in parts)
        labels = tuple(AXES[axis].name(key[n], row.get(f"name_{n}")) for n, axis in enumerate(by))
        found[key] = Cell(key, labels, tidy(row["cell_value"]))
    return _in_order(by, found)


def _part(value: Any) -> Any:
    return value.strftime("%Y-%m") if isinstance(value, date | datetime) else value


def _in_order(by: tuple[str, ...], found: dict[tuple[Any, ...], Cell]) -> tuple[Cell, ...]:
    """The cells in the axes' order. A cell of the common axes that holds nobody is a counted zero."""
    sides: list[dict[Any, str]] = []
    for number, axis in enumerate(by):
        present = {key[number]: cell.labels[number] for key, cell in found.items()}
        choices = AXES[axis].choices
        if choices is not None:
            sides.append(
                {key: AXES[axis].name(key) for key in (*choices, *(k for k in present if k not in choices))}
            )
        else:
            last = [key for key in present if key is None]
            known = sorted(
                (key for key in present if key is not None), key=lambda key: _rank(axis, key, present)
            )
            sides.append({key: present[key] for key in (*known, *last)})
    keys = product(*sides)
    return tuple(
        found.get(key)
        or Cell(key, tuple(side[part] for side, part in zip(sides, key, strict=True)), Decimal(0))
        for key in keys
    )


def _rank(axis: str, key: Any, names: Mapping[Any, str]) -> Any:
    return key if axis == "month" else (names[key].casefold(), key)


def _margins(cells: Sequence[Cell]) -> dict[tuple[int, Any], Cell]:
    sums: dict[tuple[int, Any], Cell] = {}
    for cell in cells:
        for axis in (0, 1):
            place = (axis, cell.key[axis])
            before = sums[place].value if place in sums else Decimal(0)
            value = (before or Decimal(0)) + (cell.value or Decimal(0))
            sums[place] = Cell((cell.key[axis],), (cell.labels[axis],), value)
    return sums


# --- for whoever does not keep the records ---------------------------------------------------------


def _published(counter: Counter, scope: Scope, by: tuple[str, ...], reader: Any) -> Figure:
    by = tuple("age_unhcr" if axis == "age" else axis for axis in by)
    if not is_public(counter, by):
        raise Refused(_("This breakdown can't be published: people could be recognised in it."))
    if counter.part_of and not scope.conditions:
        return _part_of(counter, scope, reader)
    if scope.conditions:  # one column of a table that is published as a whole, withheld otherwise there
        by = ()
    return _withheld(counter, _count(counter, scope, by, reader))


def _part_of(counter: Counter, scope: Scope, reader: Any) -> Figure:
    whole = _published(COUNTERS[counter.part_of], scope, ("audience",), reader)
    cell = next((each for each in whole.cells if each.key == (counter.part,)), None)
    if cell is None:
        return Figure(counter.key, None, known=whole.known, suppressed=whole.suppressed)
    return Figure(counter.key, cell.value, suppressed=cell.suppressed)


def _withheld(counter: Counter, figure: Figure) -> Figure:
    values = {cell.key: int(cell.value or 0) for cell in figure.cells}
    pattern = protect(values, small=lambda key: smallest_shown(figure.axes, key), total_small=SMALL)
    if figure.value is not None and 0 < figure.value < SMALL:
        pattern.total = True
    cells = tuple(_hide(cell) if cell.key in pattern.cells else cell for cell in figure.cells)
    margins = {
        place: _hide(cell) if place in pattern.margins else cell for place, cell in figure.margins.items()
    }
    total = {"value": None, "suppressed": True} if pattern.total else {}
    return replace(figure, cells=cells, margins=margins, **total)  # type: ignore[arg-type]


def smallest_shown(axes: Sequence[str], key: Sequence[Any]) -> int:
    """The threshold of a cell: the strictest of its parts'. A margin has None for the part it sums over."""
    return max((AXES[axis].small(part) for axis, part in zip(axes, key, strict=True)), default=SMALL)


def _hide(cell: Cell) -> Cell:
    return replace(cell, value=None, suppressed=True)
