"""A figure's breakdown as charts and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from gapbridge.base import charts
from gapbridge.base.charts import Chart

from .axes import AXES
from .counters import COUNTERS
from .engine import Cell, Figure

MOST_BARS = 25
MOST_SERIES = 4


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple[Cell, ...]
    total: Cell | None


@dataclass(frozen=True)
class Table:
    """A breakdown by two axes: `columns` are the names of the second, `totals` the last row."""

    corner: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[Cell, ...]


def table_of(figure: Figure) -> Table | None:
    """The breakdown by two axes as rows and columns; rows and columns of nothing but zeros are left out."""
    if len(figure.axes) != 2 or not figure.cells:
        return None
    found = {cell.key: cell for cell in figure.cells}
    rows = _parts(figure.cells, 0)
    columns = _parts(figure.cells, 1)
    return Table(
        corner=str(AXES[figure.axes[0]].label),
        columns=tuple(columns.values()),
        rows=tuple(
            Row(name, tuple(found[part, other] for other in columns), figure.margins.get((0, part)))
            for part, name in rows.items()
        ),
        totals=tuple(figure.margins[1, part] for part in columns) if figure.margins else (),
    )


def _parts(cells: Sequence[Cell], axis: int) -> dict[Any, str]:
    return {cell.key[axis]: cell.labels[axis] for cell in cells if cell.value or cell.suppressed}


def chart_of(figure: Figure) -> Chart | None:
    """A drawing of what is not withheld; None where it would say less than the table."""
    if not figure.cells:
        return None
    title = str(COUNTERS[figure.counter].label)
    if len(figure.axes) == 1:
        return _one_axis(figure, title)
    if any(cell.suppressed for cell in figure.cells):
        return None
    return _two_axes(figure, title)


def _one_axis(figure: Figure, title: str) -> Chart | None:
    items = [(cell.labels[0], cell.value) for cell in figure.cells if cell.value]
    head = (str(AXES[figure.axes[0]].label), str(COUNTERS[figure.counter].unit))
    if not items:
        return None
    if figure.axes[0] == "month":
        return charts.columns(title, items, head=head)
    return charts.bars(title, items, head=head) if len(items) <= MOST_BARS else None


def _two_axes(figure: Figure, title: str) -> Chart | None:
    values = {cell.key: cell.value for cell in figure.cells}
    for sex, age in ((0, 1), (1, 0)):
        if figure.axes[sex] == "sex" and figure.axes[age].startswith("age"):
            return _pyramid(figure, values, title, sex, age)
    series, items = _parts(figure.cells, 1), _parts(figure.cells, 0)
    if len(series) > MOST_SERIES or not series or len(items) > MOST_BARS:
        return None
    rows = [(name, [values[part, other] for other in series]) for part, name in items.items()]
    return charts.grouped_bars(title, list(series.values()), rows, head=str(AXES[figure.axes[0]].label))


def _pyramid(figure: Figure, values: dict[Any, Decimal | None], title: str, sex: int, age: int) -> Chart:
    bands = {cell.key[age]: cell.labels[age] for cell in figure.cells}

    def at(band: Any, side: str) -> Decimal | None:
        return values[(side, band) if sex == 0 else (band, side)]

    rows = [(name, at(band, "female"), at(band, "male")) for band, name in bands.items()]
    return charts.pyramid(title, (_("Female"), _("Male")), rows, head=str(AXES[figure.axes[age]].label))
