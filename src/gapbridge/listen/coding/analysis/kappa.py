"""How far two coders agree, code by code: Cohen's kappa over the characters of the notes.

Source: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20
(1960). Each character is a unit that a coder has or has not marked with the code. The words for a value are
those of J. R. Landis and G. G. Koch, Biometrics 33 (1977).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

Span = tuple[int, int]
# From which value on a word is used.
WORDS = (
    (0.81, _("almost perfect")),
    (0.61, _("substantial")),
    (0.41, _("moderate")),
    (0.21, _("fair")),
    (0.0, _("slight")),
    (-1.0, _("poor")),
)


@dataclass(frozen=True)
class Table:
    """The characters that both, only the first, only the second, and neither coder marked."""

    both: int
    first: int
    second: int
    neither: int

    @property
    def total(self) -> int:
        return self.both + self.first + self.second + self.neither

    @property
    def observed(self) -> float:
        return (self.both + self.neither) / self.total if self.total else 1.0

    @property
    def expected(self) -> float:
        """The agreement that chance alone would give to coders who mark as much as these two."""
        if not self.total:
            return 1.0
        one, other = (self.both + self.first) / self.total, (self.both + self.second) / self.total
        return one * other + (1 - one) * (1 - other)

    @property
    def kappa(self) -> float | None:
        """From -1 to 1; None where both marked everything or nothing, so that chance explains all."""
        if self.expected >= 1:
            return None
        return (self.observed - self.expected) / (1 - self.expected)

    @property
    def word(self) -> Any:
        value = self.kappa
        return "" if value is None else next(word for limit, word in WORDS if value >= limit - 1e-9)

    def __add__(self, other: "Table") -> "Table":
        return Table(
            self.both + other.both,
            self.first + other.first,
            self.second + other.second,
            self.neither + other.neither,
        )


NONE = Table(0, 0, 0, 0)


def table(first: Iterable[Span], second: Iterable[Span], length: int) -> Table:
    """Compare two coders' excerpts (offsets in code points, in any order, overlapping or not) in one text."""
    one, other = merged(first), merged(second)
    both = _length(_shared(one, other))
    only_one, only_other = _length(one) - both, _length(other) - both
    return Table(both, only_one, only_other, length - both - only_one - only_other)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same characters as spans that do not touch each other, in their order."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def differing(first: Iterable[Span], second: Iterable[Span]) -> list[tuple[int, int, bool]]:
    """The stretches that only one of the two marked: start, end, and whether it was the first."""
    one, other = merged(first), merged(second)
    found = [(*span, True) for span in _without(one, other)] + [
        (*span, False) for span in _without(other, one)
    ]
    return sorted(found)


def _shared(one: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    found, left, right = [], 0, 0
    while left < len(one) and right < len(other):
        start, end = max(one[left][0], other[right][0]), min(one[left][1], other[right][1])
        if start < end:
            found.append((start, end))
        if one[left][1] <= other[right][1]:
            left += 1
        else:
            right += 1
    return found


def _without(spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    found = []
    for start, end in spans:
        for shared_start, shared_end in _shared([(start, end)], taken):
            if start < shared_start:
                found.append((start, shared_start))
            start = shared_end
        if start < end:
            found.append((start, end))
    return found


def _length(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)
