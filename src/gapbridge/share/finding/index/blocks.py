"""How weights are written down: a block holds those of one term in one language for 8,192 works side by side.

A few are a list (place and weight, three bytes each); more are the bit slices, compressed where
that makes them much smaller.
"""

import zlib
from array import array
from collections.abc import Mapping
from sys import byteorder

WORKS = 8192  # in a block
DIGITS = 5  # binary digits of a weight: 1 to 31
HEAVIEST = 2**DIGITS - 1
WIDTH = WORKS // 8  # bytes of a slice
FEW = 40

LIST, SLICES, PLAIN = b"l", b"s", b"p"
DENSE = 0.6  # what compression leaves more of is quicker read as it is
EMPTY = bytes(WIDTH)

Slices = list[bytearray]


def encode(slices: Slices, number: int) -> bytes:
    """`number`: how many works have a weight."""
    if number <= FEW:
        return LIST + _as_list(slices)
    whole = b"".join(slices)
    packed = zlib.compress(whole, 1)
    return SLICES + packed if len(packed) < DENSE * len(whole) else PLAIN + whole


def decode(block: bytes) -> list[bytes] | Slices:
    kind, rest = bytes(block[:1]), bytes(block[1:])
    if kind != LIST:
        whole = zlib.decompress(rest) if kind == SLICES else rest
        return [whole[at : at + WIDTH] for at in range(0, WIDTH * DIGITS, WIDTH)]
    number = len(rest) // 3
    return sliced(dict(zip(_short(rest[: 2 * number]), rest[2 * number :], strict=True)))


def sliced(weights: Mapping[int, int]) -> Slices:
    """Slices of {place in the block: weight}."""
    slices = [bytearray(WIDTH) for _ in range(DIGITS)]
    put(slices, weights)
    return slices


def put(slices: Slices, weights: Mapping[int, int]) -> None:
    """Places that had no weight get one."""
    for place, weight in weights.items():
        byte, bit = place >> 3, 1 << (place & 7)
        for digit in range(DIGITS):
            if weight >> digit & 1:
                slices[digit][byte] |= bit


def _as_list(slices: Slices) -> bytes:
    number = [int.from_bytes(each, "little") for each in slices]
    anywhere = number[0] | number[1] | number[2] | number[3] | number[4]
    places, weights = array("H"), bytearray()
    while anywhere:
        lowest = anywhere & -anywhere
        places.append(lowest.bit_length() - 1)
        weights.append(sum(1 << digit for digit in range(DIGITS) if number[digit] & lowest))
        anywhere ^= lowest
    return _little(places) + bytes(weights)


def _little(places: array) -> bytes:
    if byteorder == "big":
        places.byteswap()
    return places.tobytes()


def _short(rest: bytes) -> array:
    places = array("H")
    places.frombytes(rest)
    if byteorder == "big":
        places.byteswap()
    return places
