"""Charts as pure functions: numbers in, shapes and texts out, which one template draws as SVG.

Every chart is 320 units wide, the narrowest screen, and grows with its place; labels stand above
their bars, so that they fit. The table behind it travels along. A value is a number; None, which is
drawn and written as "unknown" and never as zero; or `Suppressed`, which shows as "<5".

    {% load charts %} {% chart people_by_district %}
"""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

WIDTH = 320
LINE = 15  # a line of text of 12 units
BAR = 14
GAP = 8
ROOM = 62  # right of a bar, for its number
LETTERS = 46  # of 12 units that fit the width
OVER = 4  # above and below its bar, for the mark of a target
SHORTEST = 1.5  # of a bar that is more than nothing


@dataclass(frozen=True)
class Suppressed:
    """A figure withheld because it is small enough to point at persons (reliability.md, privacy 8)."""

    under: int = 5


Value = int | float | Decimal | Suppressed | None


@dataclass(frozen=True)
class Shape:
    """One rectangle. `look` is "bar series-1" … "bar series-4", "track", "target", "unknown" or "suppressed"."""

    x: float
    y: float
    width: float
    height: float
    look: str
    says: str

    @property
    def is_outline(self) -> bool:
        return self.look in {"unknown", "suppressed"}


@dataclass(frozen=True)
class Label:
    """One line of text at its baseline. `anchor` is "start", "middle" or "end"."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    look: str = "label"


@dataclass(frozen=True)
class Chart:
    title: str
    summary: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    height: float
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    legend: tuple[tuple[str, str], ...] = ()  # (look, text)
    width: int = WIDTH
    kind: str = "bars"

    @property
    def uid(self) -> str:
        """The same for the same content, so that a page is the same each time."""
        return "chart-" + sha256(repr((self.title, self.head, self.rows)).encode()).hexdigest()[:10]


@dataclass
class Canvas:
    """Shapes and labels while a chart is drawn from top to bottom; `y` is where the next thing goes."""

    y: float = 0
    shapes: list[Shape] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    def heading(self, text: str) -> None:
        for line in _wrapped(text):
            self.labels.append(Label(0, self.y + 11, line))
            self.y += LINE

    def bar(self, x: float, width: float, look: str, says: str) -> None:
        self.shapes.append(Shape(round(x, 1), self.y, round(width, 1), BAR, look, says))

    def beside(self, x: float, text: str, anchor: str = "start") -> None:
        self.labels.append(Label(round(x, 1), self.y + 11, text, anchor, "value"))


def shown(value: Value, unit: str = "") -> str:
    """The value as the reader's language writes it: "1 234", "12,5 %", "unknown", "<5"."""
    if value is None:
        return _("unknown")
    if isinstance(value, Suppressed):
        return f"<{number_format(value.under)}"
    whole = value == int(value)
    return number_format(value, decimal_pos=0 if whole else 1, use_l10n=True, force_grouping=True) + unit


def bars(title: str, items: Sequence[tuple[str, Value]], *, head: tuple[str, str], unit: str = "") -> Chart:
    """Horizontal bars, one an item, in the order given. `head` names the table's two columns."""
    canvas, most = Canvas(), _most(value for _label, value in items)
    for label, value in items:
        canvas.heading(str(label))
        _single(canvas, value, most, "bar series-1", f"{label}: {shown(value, unit)}", unit)
        canvas.y += BAR + GAP
    rows = tuple((str(label), shown(value, unit)) for label, value in items)
    return _chart(title, canvas, head, rows)


def grouped_bars(
    title: str,
    series: Sequence[str],
    items: Sequence[tuple[str, Sequence[Value]]],
    *,
    head: str,
    unit: str = "",
) -> Chart:
    """For each item one bar a series, under each other. `head` names the items' column."""
    canvas, most = Canvas(), _most(value for _label, values in items for value in values)
    for label, values in items:
        canvas.heading(str(label))
        for number, (name, value) in enumerate(zip(series, values, strict=True), start=1):
            _single(
                canvas, value, most, f"bar series-{number}", f"{label}, {name}: {shown(value, unit)}", unit
            )
            canvas.y += BAR + 2
        canvas.y += GAP
    return _chart(title, canvas, (head, *series), _table(items, unit), legend=_legend(series))


def stacked_bars(
    title: str,
    series: Sequence[str],
    items: Sequence[tuple[str, Sequence[Value]]],
    *,
    head: str,
    unit: str = "",
) -> Chart:
    """For each item one bar cut by series, as long as the sum of what is known.

    The number beside it is the sum, or "≥" that sum when a part is unknown or suppressed.
    """
    canvas, most = Canvas(), _most(_known(values) for _label, values in items)
    for label, values in items:
        canvas.heading(str(label))
        _stack(canvas, str(label), series, values, most, unit)
        canvas.y += BAR + GAP
    return _chart(title, canvas, (head, *series), _table(items, unit), legend=_legend(series))


def pyramid(
    title: str,
    sides: tuple[str, str],
    bands: Sequence[tuple[str, Value, Value]],
    *,
    head: str,
    unit: str = "",
) -> Chart:
    """Two groups back to back, one row a band, youngest at the bottom: sex by age."""
    canvas, most = Canvas(), _most(value for _band, *pair in bands for value in pair)
    middle, arm = WIDTH / 2, WIDTH / 2 - ROOM
    for band, left, right in reversed(bands):
        canvas.labels.append(Label(middle, canvas.y + 11, str(band), "middle"))
        canvas.y += LINE
        for side, value, sign, look in (
            (sides[0], left, -1, "bar series-1"),
            (sides[1], right, 1, "bar series-2"),
        ):
            length, drawn = _length(value, most, arm, look)
            canvas.bar(
                middle if sign > 0 else middle - length,
                length,
                drawn,
                f"{band}, {side}: {shown(value, unit)}",
            )
            canvas.beside(middle + sign * (length + 4), shown(value, unit), "start" if sign > 0 else "end")
        canvas.y += BAR + GAP
    rows = tuple((str(band), shown(left, unit), shown(right, unit)) for band, left, right in bands)
    return _chart(title, canvas, (head, *sides), rows, legend=_legend(sides), kind="pyramid")


def progress(title: str, value: Value, target: Value, *, unit: str = "") -> Chart:
    """What is reached against what is aimed at; past the target the bar goes past its mark."""
    canvas, most = Canvas(y=OVER), _most((value, target))
    length, look = _length(value, most, WIDTH, "bar series-1")
    canvas.bar(0, WIDTH, "track", "")
    canvas.bar(0, length, look, f"{_('Reached')}: {shown(value, unit)}")
    if _is_number(target):
        mark = min(_length(target, most, WIDTH, "target")[0], WIDTH - 2)
        says = f"{_('Target')}: {shown(target, unit)}"
        canvas.shapes.append(Shape(round(mark, 1), 0, 2, BAR + 2 * OVER, "target", says))
    canvas.y += BAR + OVER
    canvas.beside(0, shown(value, unit))
    canvas.beside(WIDTH, _("target %(number)s") % {"number": shown(target, unit)}, "end")
    canvas.y += LINE
    rows = ((_("Reached"), shown(value, unit)), (_("Target"), shown(target, unit)))
    return _chart(title, canvas, ("", _("Number")), rows, kind="progress")


def columns(
    title: str,
    points: Sequence[tuple[str, Value]],
    *,
    head: tuple[str, str],
    unit: str = "",
    height: int = 60,
) -> Chart:
    """A value over time: one upright bar a point, the first and last named. An unknown one is an outline."""
    canvas, most = Canvas(), _most(value for _label, value in points)
    step = WIDTH / max(len(points), 1)
    for number, (label, value) in enumerate(points):
        tall, look = _length(value, most, height, "bar series-1")
        tall = height if look == "unknown" else tall
        says = f"{label}: {shown(value, unit)}"
        canvas.shapes.append(
            Shape(
                round(number * step, 1),
                round(height - tall, 1),
                round(step * 0.8, 1),
                round(tall, 1),
                look,
                says,
            )
        )
    canvas.y = height + 2
    for (label, value), x, anchor in zip(
        (*points[:1], *points[1:][-1:]), (0, WIDTH), ("start", "end"), strict=False
    ):
        canvas.labels.append(Label(x, canvas.y + 11, f"{label}: {shown(value, unit)}", anchor))
    canvas.y += LINE
    rows = tuple((str(label), shown(value, unit)) for label, value in points)
    return _chart(title, canvas, head, rows, kind="columns")


# --- parts ---------------------------------------------------------------------------------------


def _single(canvas: Canvas, value: Value, most: float, look: str, says: str, unit: str) -> None:
    length, drawn = _length(value, most, WIDTH - ROOM, look)
    canvas.bar(0, length, drawn, says)
    canvas.beside(length + 4, shown(value, unit))


def _stack(
    canvas: Canvas, label: str, series: Sequence[str], values: Sequence[Value], most: float, unit: str
) -> None:
    x = 0.0
    for number, (name, value) in enumerate(zip(series, values, strict=True), start=1):
        if _is_number(value):
            length, look = _length(value, most, WIDTH - ROOM, f"bar series-{number}")
            canvas.bar(x, length, look, f"{label}, {name}: {shown(value, unit)}")
            x += length
    known = _known(values)
    at_least = "" if all(map(_is_number, values)) else "≥ "
    canvas.beside(x + 4, shown(known, unit) if known is None else at_least + shown(known, unit))


def _length(value: Value, most: float, room: float, look: str) -> tuple[float, str]:
    """How long a value's bar is, and its look: an unknown one is a short outline, not nothing."""
    if value is None:
        return 24, "unknown"
    if isinstance(value, Suppressed):
        return 12, "suppressed"
    return (max(float(value) / most * room, SHORTEST) if value > 0 else 0), look


def _is_number(value: Value) -> bool:
    return value is not None and not isinstance(value, Suppressed)


def _numbers(values: Iterable[Value]) -> list[Any]:
    return [value for value in values if _is_number(value)]


def _known(values: Iterable[Value]) -> Value:
    """The sum of what is known; None when nothing is."""
    return sum(numbers) if (numbers := _numbers(values)) else None


def _most(values: Iterable[Value]) -> float:
    return float(max(_numbers(values), default=0)) or 1.0


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, LETTERS, max_lines=2, placeholder=" …")


def _legend(series: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((f"series-{number}", str(name)) for number, name in enumerate(series, start=1))


def _table(items: Sequence[tuple[str, Sequence[Value]]], unit: str) -> tuple[tuple[str, ...], ...]:
    return tuple((str(label), *(shown(value, unit) for value in values)) for label, values in items)


def _chart(
    title: str,
    canvas: Canvas,
    head: Sequence[str],
    rows: tuple[tuple[str, ...], ...],
    *,
    legend: tuple[tuple[str, str], ...] = (),
    kind: str = "bars",
) -> Chart:
    # Read aloud in place of the drawing; the table behind it has the rest.
    summary = "; ".join(": ".join((row[0], ", ".join(row[1:]))) for row in rows[:8])
    return Chart(
        title=str(title),
        summary=summary,
        head=tuple(map(str, head)),
        rows=rows,
        height=canvas.y or LINE,
        shapes=tuple(canvas.shapes),
        labels=tuple(canvas.labels),
        legend=legend,
        kind=kind,
    )
