"""What scores come to: points, whether a third evaluator is needed, and whose scores count. No database."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Protocol


class Weighed(Protocol):
    @property
    def pk(self) -> int: ...
    @property
    def weight(self) -> Decimal: ...


def points(scores: Mapping[int, int], questions: Iterable[Weighed]) -> Decimal:
    """Question's id → 1 to 5, each counting as often as its question weighs. One left out gives nothing."""
    return sum((scores.get(each.pk, 0) * each.weight for each in questions), Decimal(0))


def spread(given: Collection[Decimal]) -> Decimal | None:
    """Between the highest and the lowest; None for fewer than two."""
    return max(given) - min(given) if len(given) > 1 else None


def are_far_apart(given: Collection[Decimal], percent: int) -> bool:
    """They differ by more than the share of the higher."""
    between = spread(given)
    return between is not None and between * 100 > percent * max(given)


def needs_third(given: Collection[Decimal], percent: int) -> bool:
    """Two evaluators that are far apart; a third one's scores settle it."""
    return len(given) == 2 and are_far_apart(given, percent)


def counted(given: Mapping[int, Decimal], percent: int) -> set[int]:
    """Ids of the scores that count: all that lie within the share of the higher, else the two closest.

    Of two pairs that are equally close the higher counts: the doubt is the applicant's gain, and neither who was
    asked third nor who was quicker decides. Two alone count although they are far apart, until there is a third.
    """
    if len(given) < 3 or not are_far_apart(given.values(), percent):
        return set(given)
    # Highest first, so that min() meets the higher of two equally close pairs first; equal points by their id.
    ordered = sorted(given, key=lambda pk: (-given[pk], pk))
    higher, lower = min(pairwise(ordered), key=lambda pair: given[pair[0]] - given[pair[1]])
    return {higher, lower}
