"""Codes that meet: two codes on one excerpt, or on excerpts of one session that share words.

A meeting is a pair of excerpts (or one excerpt with itself) of which one bears the one code and the other the other.
The coefficient sets meetings against how often each code is used: n12 / (n1 + n2 - n12), from 0 to 1 (an excerpt that
overlaps several others can bring it above 1; it is then given as 1).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, product


@dataclass(frozen=True)
class Excerpt:
    """A coded excerpt: its session, its place in the notes (None when it has none) and the keys of its codes."""

    session: int
    start: int | None
    end: int | None
    codes: frozenset[str]


@dataclass(frozen=True)
class Meetings:
    """`used`: excerpts per code. `together`: meetings per pair of codes, the pair in alphabetical order."""

    used: Counter[str]
    together: Counter[tuple[str, str]]

    def number(self, one: str, other: str) -> int:
        return self.together[pair(one, other)]

    def coefficient(self, one: str, other: str) -> float:
        met = self.number(one, other)
        apart = self.used[one] + self.used[other] - met
        return min(met / apart, 1.0) if apart > 0 else float(met > 0)


def pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def meetings(excerpts: Iterable[Excerpt], group: Callable[[str], str] = str) -> Meetings:
    """Count where codes meet; `group` brings a code to a coarser one (its area), by default to itself."""
    rows = [_grouped(excerpt, group) for excerpt in excerpts]
    used = Counter(code for excerpt in rows for code in excerpt.codes)
    together: Counter[tuple[str, str]] = Counter()
    for excerpt in rows:
        together.update(pair(*two) for two in combinations(sorted(excerpt.codes), 2))
    for one, other in overlapping(rows):
        met = {pair(a, b) for a, b in product(one.codes, other.codes) if a != b}
        together.update(met)
    return Meetings(used, together)


def overlapping(excerpts: Sequence[Excerpt]) -> Iterable[tuple[Excerpt, Excerpt]]:
    """Each two excerpts of one session that share at least one character, once."""
    placed = sorted(
        (each for each in excerpts if each.start is not None),
        key=lambda each: (each.session, each.start or 0, each.end or 0),
    )
    for _session, rows in groupby(placed, key=lambda each: each.session):
        open_now: list[Excerpt] = []
        for excerpt in rows:
            open_now = [each for each in open_now if (each.end or 0) > (excerpt.start or 0)]
            for each in open_now:
                yield each, excerpt
            open_now.append(excerpt)


def _grouped(excerpt: Excerpt, group: Callable[[str], str]) -> Excerpt:
    return Excerpt(excerpt.session, excerpt.start, excerpt.end, frozenset(map(group, excerpt.codes)))
