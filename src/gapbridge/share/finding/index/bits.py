"""Arithmetic on all works at once: a set is one long whole number, a weight is several.

In a set, bit n stands for the work at place n. Weights are bit-sliced (O'Neil and Quass, Improved query performance
with variant indexes, SIGMOD 1997): number k of a tuple holds the k-th binary digit of every work's weight, the lowest
first. So adding two words' weights for 100,000 works, or looking for the ten heaviest, takes some dozen operations
on whole numbers, and counting what a facet holds takes one.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest

Bits = int
Weights = tuple[Bits, ...]


def present(weights: Weights) -> Bits:
    """Who has any weight."""
    found = 0
    for digit in weights:
        found |= digit
    return found


def only(weights: Weights, among: Bits) -> Weights:
    return tuple(digit & among for digit in weights)


def plus(one: Weights, other: Weights) -> Weights:
    digits, carry = [], 0
    for a, b in zip_longest(one, other, fillvalue=0):
        odd = a ^ b
        digits.append(odd ^ carry)
        carry = (a & b) | (odd & carry)
    return (*digits, carry) if carry else tuple(digits)


def plus_all(many: Iterable[Weights]) -> Weights:
    total: Weights = ()
    for each in many:
        total = plus(total, each)
    return total


def times(weights: Weights, factor: int) -> Weights:
    """`factor`: a small whole number, not negative."""
    total: Weights = ()
    shifted = weights
    while factor:
        if factor & 1:
            total = plus(total, shifted)
        shifted, factor = (0, *shifted), factor >> 1
    return total


def halved(weights: Weights) -> Weights:
    """Rounded down, but never to nothing."""
    rest = weights[1:]
    lost = present(weights) ^ present(rest)
    return (rest[0] | lost, *rest[1:]) if rest else weights


def largest(one: Weights, other: Weights) -> Weights:
    """The greater of the two, work by work."""
    pairs = list(zip_longest(one, other, fillvalue=0))
    greater, same = 0, present(one)  # in `other` only: never greater in `one`
    for a, b in reversed(pairs):
        greater |= same & a & (a ^ b)
        same ^= same & (a ^ b)
    return tuple(b ^ ((a ^ b) & greater) for a, b in pairs)


def largest_of(many: Iterable[Weights]) -> Weights:
    found: Weights = ()
    for each in many:
        found = largest(found, each)
    return found


def heaviest(weights: Weights, among: Bits, number: int) -> tuple[Bits, Bits]:
    """Fewer than so many of the set that weigh most, and those of one weight that come after them."""
    sure, equal = 0, among
    for digit in reversed(weights):
        heavier = equal & digit
        if (sure | heavier).bit_count() >= number:
            equal = heavier
        else:
            sure, equal = sure | heavier, equal ^ heavier
    return sure, equal


def weight_at(weights: Sequence[bytes], place: int) -> int:
    """Of one work; the digits as bytes, the lowest first."""
    byte, bit = divmod(place, 8)
    return sum((digit[byte] >> bit & 1) << power for power, digit in enumerate(weights))


def places(bits: Bits) -> Iterator[int]:
    """The places in a set, the highest first."""
    digits = f"{bits:b}"
    top, at = len(digits) - 1, digits.find("1")
    while at >= 0:
        yield top - at
        at = digits.find("1", at + 1)


def ranked(weights: Weights, among: Bits, number: int) -> list[tuple[int, int]]:
    """(place, weight) of the heaviest, at most so many; of equals the later place first."""
    sure, equal = heaviest(weights, among, number)
    found = [*places(sure), *islice(places(equal), number - sure.bit_count())]
    length = (max((among, *weights)).bit_length() + 7) // 8
    digits = [digit.to_bytes(length, "little") for digit in weights]
    return sorted(
        ((place, weight_at(digits, place)) for place in found), key=lambda each: (-each[1], -each[0])
    )
