"""The thread as a picture: a column a bead, things as links, the thread between them. Numbers only;
the template draws them."""

import textwrap
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .links import ORDER
from .queries import Section, Thread

COLUMN, ROOM = 116, 36  # the width of a column and of the space between two
NODE, SPACE = 58, 12  # the height of a thing and what is free below it
HEAD = 40  # the names of the columns
MOST = 8  # things a column; the list below has the others
LETTERS = 17  # of a line
LINES = 3


@dataclass(frozen=True)
class Node:
    """`look` is "thing", "here", "more", "closed" or "none"."""

    x: int
    y: int
    lines: tuple[str, ...]
    stage: str
    look: str
    url: str = ""
    title: str = ""
    height: int = NODE
    width: int = COLUMN

    @property
    def middle(self) -> int:
        return self.x + COLUMN // 2

    @property
    def placed(self) -> list[tuple[int, str]]:
        """The lines with their baselines, centred in the height."""
        top = self.y + (self.height - 14 * len(self.lines)) // 2 + 11
        return [(top + 14 * number, line) for number, line in enumerate(self.lines)]


@dataclass(frozen=True)
class Curve:
    path: str
    paint: str  # the number of a gradient, or "" for the earlier thing's hue
    stage: str


@dataclass(frozen=True)
class Head:
    x: int
    middle: int
    label: Any
    stage: str
    count: int


@dataclass(frozen=True)
class Gradient:
    name: str
    start: int
    end: int
    from_stage: str
    to_stage: str


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    heads: list[Head]
    nodes: list[Node]
    curves: list[Curve]
    gradients: list[Gradient]


def draw(thread: Thread) -> Picture:
    columns = [_column(number, section) for number, section in enumerate(thread.sections)]
    tallest = max(len(nodes) for nodes in columns)
    nodes = [node for column in columns for node in _centred(column, tallest)]
    places = _places(thread, columns, tallest)
    return Picture(
        width=len(columns) * (COLUMN + ROOM) - ROOM,
        height=HEAD + tallest * (NODE + SPACE),
        heads=[_head(number, section) for number, section in enumerate(thread.sections)],
        nodes=nodes,
        curves=[
            _curve(places[start], places[end], start[0], end[0], thread.sections)
            for start, end in thread.edges
            if start in places and end in places
        ],
        gradients=[
            Gradient(f"thread-{n}", _left(n) + COLUMN, _left(n + 1), here.bead.stage, there.bead.stage)
            for n, (here, there) in enumerate(zip(thread.sections, thread.sections[1:], strict=False))
        ],
    )


def _left(number: int) -> int:
    return number * (COLUMN + ROOM)


def _head(number: int, section: Section) -> Head:
    left = _left(number)
    return Head(left, left + COLUMN // 2, section.bead.label, section.bead.stage, section.count.seen)


def _column(number: int, section: Section) -> list[Node]:
    left, stage = _left(number), section.bead.stage
    nodes = [_thing(left, stage, thing, section.is_here) for thing in section.things[:MOST]]
    further = section.count.seen - len(nodes)
    anchor = f"#{section.bead.key}"
    if further:
        text = _("and %(number)s more") % {"number": number_format(further, force_grouping=True)}
        nodes.append(Node(left, 0, (text,), stage, "more", anchor, text))
    if section.count.hidden:
        text = _("%(number)s closed to you") % {
            "number": number_format(section.count.hidden, force_grouping=True)
        }
        nodes.append(Node(left, 0, _lines(text), stage, "closed", "", text))
    return nodes or [Node(left, 0, (_("none yet"),), stage, "none")]


def _thing(left: int, stage: str, thing: Any, is_here: bool) -> Node:
    text = f"“{thing.excerpt}”" if hasattr(thing, "excerpt") else str(thing)
    return Node(left, 0, _lines(text), stage, "here" if is_here else "thing", thing.get_absolute_url(), text)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(textwrap.wrap(text, LETTERS, max_lines=LINES, placeholder=" …")) or ("–",)


def _centred(column: list[Node], tallest: int) -> list[Node]:
    top = HEAD + (tallest - len(column)) * (NODE + SPACE) // 2
    return [
        Node(each.x, top + number * (NODE + SPACE), each.lines, each.stage, each.look, each.url, each.title)
        for number, each in enumerate(column)
    ]


def _places(thread: Thread, columns: list[list[Node]], tallest: int) -> dict[tuple[str, int], Node]:
    """Where each thing that is drawn stands."""
    found = {}
    for section, column in zip(thread.sections, columns, strict=True):
        for thing, node in zip(section.things, _centred(column, tallest), strict=False):
            if node.look in ("thing", "here"):
                found[section.bead.key, thing.pk] = node
    return found


def _curve(start: Node, end: Node, earlier: str, later: str, sections: list[Section]) -> Curve:
    x1, y1, x2, y2 = start.x + COLUMN, start.y + NODE // 2, end.x, end.y + NODE // 2
    number = ORDER.index(earlier)
    if ORDER.index(later) == number + 1:
        bend = (x2 - x1) // 2
        return Curve(
            f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}", f"thread-{number}", start.stage
        )
    # past a column: below or above what stands in it
    half, lower = ROOM // 2, max(y1, y2) + NODE // 2 + SPACE // 2
    path = (
        f"M{x1} {y1}C{x1 + half} {y1} {x1 + half} {lower} {x1 + ROOM} {lower}"
        f"L{x2 - ROOM} {lower}C{x2 - half} {lower} {x2 - half} {y2} {x2} {y2}"
    )
    return Curve(path, "", start.stage)
