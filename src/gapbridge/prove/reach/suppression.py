"""Withholding small cells so that none can be recovered by subtraction.

A table of counts of one or two axes is published with the totals of its rows and columns and the grand
total. Cells between 1 and the threshold are withheld, and then others with them, until no withheld small
cell is uniquely determined by what remains. Zeros are published, unless there is no other way.

Such a table is a circulation: total → rows → cells → columns → total, where what enters a node leaves it.
A withheld cell can have another value exactly when the withheld cells allow a detour around it; the
reader is taken to know that a withheld cell holds at least one person.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field

Key = tuple[Hashable, ...]
Small = Callable[[Key], int]
START, END = ("start",), ("end",)


@dataclass
class Pattern:
    """What is withheld: cells, totals of rows and columns by (axis, part), and the grand total."""

    cells: set[Key] = field(default_factory=set)
    margins: set[tuple[int, Hashable]] = field(default_factory=set)
    total: bool = False


@dataclass
class Arc:
    source: Hashable
    target: Hashable
    value: int
    name: Hashable
    hidden: bool = False
    least: int = 1  # what the reader knows of it when it is withheld


def protect(cells: Mapping[Key, int], small: Small = lambda _key: 5, total_small: int = 5) -> Pattern:
    """Which cells of a one- or two-axis table to withhold. Keys are tuples of one or two parts.

    `small(key)` is the threshold of a cell (for a margin the key has one part and None for the other).
    The pattern of a margin is the same that the one-axis table of that axis would have, so that both can
    be published.
    """
    width = len(next(iter(cells), ()))
    if not width:
        return Pattern()
    return _one_axis(cells, small, total_small) if width == 1 else _two_axes(cells, small, total_small)


def _one_axis(cells: Mapping[Key, int], small: Small, total_small: int) -> Pattern:
    total = sum(cells.values())
    pattern = Pattern(total=0 < total < total_small)
    arcs = [Arc(START, END, value, key) for key, value in cells.items()]
    arcs.append(Arc(END, START, total, "total", hidden=pattern.total))
    _withhold(arcs, {key for key, value in cells.items() if 0 < value < small(key)})
    pattern.cells = {arc.name for arc in arcs[:-1] if arc.hidden}  # type: ignore[misc]
    return pattern


def _two_axes(cells: Mapping[Key, int], small: Small, total_small: int) -> Pattern:
    sums: tuple[dict[Key, int], dict[Key, int]] = ({}, {})
    for key, value in cells.items():
        for axis in (0, 1):
            part = (key[axis],)
            sums[axis][part] = sums[axis].get(part, 0) + value
    sides = [
        _one_axis(sums[axis], lambda part, axis=axis: small(_margin_key(axis, part[0])), total_small)  # type: ignore[misc]
        for axis in (0, 1)
    ]
    pattern = Pattern(total=sides[0].total)
    pattern.margins = {(axis, part[0]) for axis in (0, 1) for part in sides[axis].cells}
    arcs = [Arc(("row", key[0]), ("column", key[1]), value, key) for key, value in cells.items()]
    arcs += [Arc(START, ("row", part[0]), n, (0, part[0], "sum")) for part, n in sums[0].items()]
    arcs += [Arc(("column", part[0]), END, n, (1, part[0], "sum")) for part, n in sums[1].items()]
    for arc in arcs[len(cells) :]:
        arc.hidden = arc.name[:2] in pattern.margins  # type: ignore[index]
        arc.least = 0 if arc.value == 0 else 1
    arcs.append(Arc(END, START, sum(cells.values()), "total", hidden=pattern.total))
    _withhold(arcs, {key for key, value in cells.items() if 0 < value < small(key)}, free=len(cells))
    pattern.cells = {arc.name for arc in arcs[: len(cells)] if arc.hidden}  # type: ignore[misc]
    return pattern


def _margin_key(axis: int, part: Hashable) -> Key:
    return (part, None) if axis == 0 else (None, part)


def _withhold(arcs: list[Arc], sensitive: set[Key], free: int | None = None) -> None:
    """Hide the sensitive arcs, then the smallest others, until no sensitive one is determined.

    Only the first `free` arcs (by default all but the last) may be hidden in addition.
    """
    candidates = arcs[: len(arcs) - 1 if free is None else free]
    for arc in candidates:
        arc.hidden = arc.name in sensitive
    for arc in candidates:  # hiding more never exposes what is protected already: one pass is enough
        while arc.name in sensitive and is_determined(arcs, arc):
            helper = _helper(candidates, arc)
            if helper is None:
                _hide_everything(candidates)
                break
            helper.hidden = True
    _show_the_harmless(arcs, candidates, sensitive)


def _helper(candidates: list[Arc], exposed: Arc) -> Arc | None:
    """The smallest published arc that is not zero, best of all in the exposed one's own row or column."""
    shown = [arc for arc in candidates if not arc.hidden and arc.value > 0]
    near = [arc for arc in shown if arc.source == exposed.source or arc.target == exposed.target]
    return min(near or shown, key=lambda arc: (arc.value, str(arc.name)), default=None)


def _hide_everything(candidates: list[Arc]) -> None:
    """The last resort: the whole breakdown is withheld, and with it which of its cells are zero."""
    for arc in candidates:
        arc.hidden, arc.least = True, 0


def _show_the_harmless(arcs: list[Arc], candidates: list[Arc], sensitive: set[Key]) -> None:
    """What is determined anyway and is not small need not be withheld: showing it tells nothing new."""
    for arc in candidates:
        if arc.hidden and arc.name not in sensitive and is_determined(arcs, arc):
            arc.hidden = False


def is_determined(arcs: Iterable[Arc], arc: Arc) -> bool:
    """Whether the published arcs leave a hidden arc no value but its own."""
    residual: dict[Hashable, list[Hashable]] = {}
    for each in arcs:
        if each.hidden and each is not arc:
            residual.setdefault(each.source, []).append(each.target)
            if each.value > each.least:
                residual.setdefault(each.target, []).append(each.source)
    can_grow = _reaches(residual, arc.target, arc.source)
    can_shrink = arc.value > arc.least and _reaches(residual, arc.source, arc.target)
    return not (can_grow or can_shrink)


def _reaches(residual: Mapping[Hashable, list[Hashable]], start: Hashable, goal: Hashable) -> bool:
    seen, queue = {start}, deque([start])
    while queue:
        for node in residual.get(queue.popleft(), ()):
            if node == goal:
                return True
            if node not in seen:
                seen.add(node)
                queue.append(node)
    return False
