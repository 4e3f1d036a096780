"""A logframe as its pages show it: a tree, a matrix, and the timeline of its activities."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from gapbridge.act.applications.models import LogframeRow, LogIndicator, Part

from .budget import Cell, Choice, Row, row_of, writers_of
from .reading import INDICATOR_READERS, row_readers

LEVELS = ("objective", "outcome", "output", "activity")


@dataclass
class Node:
    """A row in its place. `number` is "1.2.3" below the objective; `problems` are sentences, of itself alone."""

    row: LogframeRow
    number: str = ""
    children: list["Node"] = field(default_factory=list)
    indicators: list[LogIndicator] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def below(self) -> str:
        """The kind that stands under it; "" under an activity."""
        place = LEVELS.index(self.row.kind) + 1
        return LEVELS[place] if place < len(LEVELS) else ""

    @property
    def add_label(self) -> str:
        return _labels_of_adding().get(self.below, "")

    @property
    def months(self) -> str:
        """ "1–3, 6": runs of months."""
        return runs(self.row.months)

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.walk()


def _labels_of_adding() -> dict[str, str]:
    return {
        "objective": _("Write the objective"),
        "outcome": _("Add an outcome"),
        "output": _("Add an output"),
        "activity": _("Add an activity"),
    }


def tree_of(part: Part) -> list[Node]:
    """The roots, in order: one objective when the logframe is right. Two queries, however many rows."""
    rows = part.logframe.select_related("partner__organisation").prefetch_related("indicators")
    nodes = {
        row.pk: Node(row, indicators=list(row.indicators.all())) for row in rows.order_by("position", "pk")
    }
    roots: list[Node] = []
    for node in nodes.values():
        parent = nodes.get(node.row.parent_id or 0)
        (parent.children if parent else roots).append(node)
    _number(roots, "")
    for node in nodes.values():
        node.problems = list(problems_of(node, part))
    return roots


def _number(nodes: list[Node], before: str) -> None:
    for place, node in enumerate(nodes, start=1):
        node.number = "" if node.row.kind == "objective" else f"{before}{place}"
        _number(node.children, f"{node.number}." if node.number else "")


def walk(roots: list[Node]) -> Iterator[Node]:
    for root in roots:
        yield from root.walk()


# --- what is wrong -------------------------------------------------------------------------------


def problems_of(node: Node, part: Part) -> Iterator[str]:
    """What is missing in one row: unknown is not zero, so an indicator needs baseline and target."""
    row = node.row
    if not row.text and "text" not in row.unread:
        yield _("It has no text yet.")
    if row.unread or any(each.unread for each in node.indicators):
        yield _("Something written in it can't be read. Open it and correct it.")
    if row.waiting or any(each.waiting for each in node.indicators):
        yield _("Two versions wait for a choice.")
    if row.kind == "objective" and not node.children:
        yield _("Add at least one outcome.")
    if row.kind == "outcome":
        yield from _of_outcome(node)
    if row.kind == "output" and not node.children:
        yield _("Add at least one activity.")
    if row.partner_id and row.partner and row.partner.state == "declined":
        yield _("The partner that is to carry it out declined to take part.")
    late = late_months(row, part)
    if late:
        yield _("It is planned for month %(month)s, after the project's end.") % {"month": late[0]}


def _of_outcome(node: Node) -> Iterator[str]:
    if not node.children:
        yield _("Add at least one output.")
    if not node.indicators:
        yield _("Add an indicator: how will you see that it was reached?")
    elif not any(each.baseline is not None and each.target is not None for each in node.indicators):
        yield _("Give an indicator a baseline and a target. If the baseline is nothing, write 0.")


def late_months(row: LogframeRow, part: Part) -> list[int]:
    """Months of an activity after the project's end, where that is known."""
    last = part.application.months
    return [month for month in row.months if last and month > last]


def runs(months: list[int]) -> str:
    """[1, 2, 3, 6] → "1–3, 6"."""
    found: list[list[int]] = []
    for month in sorted(months):
        if found and month == found[-1][1] + 1:
            found[-1][1] = month
        else:
            found.append([month, month])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in found)


# --- one row to be edited ------------------------------------------------------------------------


@dataclass
class RowSheet:
    """A row of the logframe with its indicators as they are typed in."""

    row: Row
    indicators: list[Row]
    partner_choices: list[Choice]


def row_sheet(part: Part, row: LogframeRow) -> RowSheet:
    indicators = list(row.indicators.order_by("position", "pk")) if row.pk else []
    names = writers_of([row, *indicators])
    partners = list(part.application.partners.select_related("organisation"))
    choices = [Choice("", str(part.application.organisation))]
    return RowSheet(
        _keyed(row_of(row, row_readers(part), None, "row", names)),
        [row_of(each, INDICATOR_READERS, None, "indicator", names) for each in indicators],
        choices + [Choice(str(each.pk), str(each.organisation)) for each in partners],
    )


def _keyed(row: Row) -> Row:
    if row.row.pk is None:
        row.key = "new"
    return row


def blank_indicator(key: str = "__key__") -> Row:
    return Row(key, LogIndicator(), {name: Cell(name, "") for name in LogIndicator.CELLS})


# --- the timeline --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Box:
    """A month of an activity: a cell of its row, whose `name` is "m3"."""

    month: int
    ticked: bool
    late: bool

    @property
    def name(self) -> str:
        return f"m{self.month}"


@dataclass(frozen=True)
class Bar:
    node: Node
    boxes: list[Box]

    @property
    def key(self) -> str:
        return str(self.node.row.pk)

    @property
    def was(self) -> str:
        """What is ticked now, by which a later save knows what its typist changed."""
        return json.dumps({f"m{month}": "true" for month in self.node.row.months})

    @property
    def names(self) -> str:
        """The boxes on the page: one that is not ticked sends nothing."""
        return " ".join(each.name for each in self.boxes if each.ticked or not each.late)


@dataclass(frozen=True)
class Timeline:
    """Activities × months. `last` is the project's last month; `is_known` is false while that is the call's longest."""

    bars: list[Bar]
    months: list[int]
    last: int
    is_known: bool


def timeline_of(part: Part, roots: list[Node] | None = None) -> Timeline:
    roots = tree_of(part) if roots is None else roots
    application = part.application
    last = application.months or application.call.most_months
    activities = [node for node in walk(roots) if node.row.kind == "activity"]
    shown = max([last, *(month for node in activities for month in node.row.months)])
    months = list(range(1, shown + 1))
    bars = [
        Bar(node, [Box(month, month in node.row.months, month > last) for month in months])
        for node in activities
    ]
    return Timeline(bars, months, last, bool(application.months))
