"""No withheld cell can be recovered from what is published: tried on random tables, by solving them."""

import random
from itertools import product

import pytest

from gapbridge.prove.reach.suppression import protect

SMALL = 5


def values_of(chance, size):
    kinds = [
        lambda: 0,
        lambda: chance.randint(1, 4),
        lambda: chance.randint(5, 12),
        lambda: chance.randint(13, 300),
    ]
    weights = chance.choice([(1, 1, 1, 1), (3, 2, 1, 1), (0, 3, 1, 0), (1, 1, 0, 5), (0, 0, 1, 5)])
    return [chance.choices(kinds, weights)[0]() for _each in range(size)]


def table_of(chance):
    if chance.random() < 0.4:
        size = chance.randint(1, 7)
        return dict(zip([(n,) for n in range(size)], values_of(chance, size), strict=True))
    rows, columns = chance.randint(1, 4), chance.randint(1, 4)
    return dict(zip(product(range(rows), range(columns)), values_of(chance, rows * columns), strict=True))


class Published:
    """What a reader has: the cells and totals shown. Zeros are shown, so what is withheld is at least one,
    unless a zero is withheld too."""

    def __init__(self, cells, pattern):
        self.cells, self.pattern = cells, pattern
        self.width = len(next(iter(cells)))
        self.least = 0 if any(not cells[key] for key in pattern.cells) else 1
        self.lines = list(self._lines())

    def _lines(self):
        if not self.pattern.total:
            yield list(self.cells)
        for axis in range(self.width if self.width > 1 else 0):
            for part in {key[axis] for key in self.cells}:
                if (axis, part) not in self.pattern.margins:
                    yield [key for key in self.cells if key[axis] == part]

    def holds(self, cells):
        return all(
            sum(cells[key] for key in line) == sum(self.cells[key] for key in line) for line in self.lines
        )

    def another(self, key):
        """A table with the same published figures in which `key` has another value; found by moving people
        along closed paths of withheld cells, breadth first, and checked by adding up."""
        hidden = sorted(self.pattern.cells)
        for delta in (1, -1):
            found = self._repair({**self.cells, key: self.cells[key] + delta}, {key}, hidden)
            if found:
                return found
        return None

    def _repair(self, cells, moved, hidden, depth=0):
        if any(cells[key] < self.least for key in moved):
            return None
        broken = next(
            (line for line in self.lines if sum(cells[k] for k in line) != sum(self.cells[k] for k in line)),
            None,
        )
        if broken is None:
            return cells
        off = sum(cells[k] for k in broken) - sum(self.cells[k] for k in broken)
        for key in broken:
            if key in hidden and key not in moved and depth < 9:
                step = -1 if off > 0 else 1
                found = self._repair({**cells, key: cells[key] + step}, moved | {key}, hidden, depth + 1)
                if found:
                    return found
        return None


@pytest.mark.once
@pytest.mark.parametrize("seed", range(10))
def test_in_a_thousand_random_tables_no_withheld_cell_can_be_recovered(seed):
    chance = random.Random(seed)
    for _table in range(100):
        cells = table_of(chance)
        pattern = protect(cells)
        published = Published(cells, pattern)
        assert all(key in pattern.cells for key, value in cells.items() if 0 < value < SMALL)
        for key in pattern.cells:
            other = published.another(key)
            assert other is not None, (cells, pattern, key)
            assert other[key] != cells[key]
            assert published.holds(other)
            assert all(value == cells[each] for each, value in other.items() if each not in pattern.cells)


@pytest.mark.parametrize("seed", range(5))
def test_the_totals_of_a_two_axis_table_are_withheld_as_in_the_one_axis_tables(seed):
    chance = random.Random(seed)
    for _table in range(100):
        cells = dict(zip(product(range(3), range(4)), values_of(chance, 12), strict=True))
        pattern = protect(cells)
        for axis in (0, 1):
            sums = {}
            for key, value in cells.items():
                sums[key[axis],] = sums.get((key[axis],), 0) + value
            alone = protect(sums)
            assert {part for a, part in pattern.margins if a == axis} == {key[0] for key in alone.cells}
            assert alone.total == pattern.total


def test_a_table_without_small_cells_is_published_whole():
    assert not protect({("a",): 5, ("b",): 0, ("c",): 70}).cells
    assert not protect({(r, c): 5 + r + c for r in range(3) for c in range(3)}).cells


def test_a_small_cell_takes_the_smallest_other_with_it():
    assert protect({("a",): 3, ("b",): 9, ("c",): 70}).cells == {("a",), ("b",)}


def test_a_small_total_is_withheld():
    assert protect({("a",): 3, ("b",): 0}).total


def test_six_people_in_six_cells_are_not_broken_down_at_all():
    cells = {(n,): 1 for n in range(6)} | {("none",): 0}
    assert protect(cells).cells == set(cells), "zeros go too: otherwise each cell must be one"


def test_a_threshold_may_differ_by_cell():
    small = lambda key: 10 if key[0] == "child" else 5  # noqa: E731
    assert protect({("child",): 8, ("adult",): 8, ("old",): 90}, small).cells == {("child",), ("adult",)}
    assert not protect({("child",): 12, ("adult",): 8, ("old",): 90}, small).cells


def test_a_large_table_is_protected_in_an_instant():
    chance = random.Random(3)
    cells = dict(zip(product(range(8), range(90)), values_of(chance, 720), strict=True))
    assert protect(cells).cells
