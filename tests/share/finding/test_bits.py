"""Arithmetic on all works at once gives what counting one by one gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapbridge.share.finding.index import bits, blocks, leaves

pytestmark = pytest.mark.once
WEIGHTS = st.dictionaries(st.integers(0, 200), st.integers(1, 31))


def weights(numbers):
    digits = max((number.bit_length() for number in numbers.values()), default=0)
    return tuple(
        sum(1 << place for place, number in numbers.items() if number >> digit & 1) for digit in range(digits)
    )


def numbers(sliced):
    found = dict.fromkeys(bits.places(bits.present(sliced)), 0)
    return {
        place: sum((digit >> place & 1) << power for power, digit in enumerate(sliced)) for place in found
    }


@given(WEIGHTS, WEIGHTS)
def test_sums(one, other):
    expected = {place: one.get(place, 0) + other.get(place, 0) for place in {*one, *other}}
    assert numbers(bits.plus(weights(one), weights(other))) == expected


@given(WEIGHTS, WEIGHTS)
def test_the_greater_of_two(one, other):
    expected = {place: max(one.get(place, 0), other.get(place, 0)) for place in {*one, *other}}
    assert numbers(bits.largest(weights(one), weights(other))) == expected


@given(WEIGHTS, st.integers(1, 10))
def test_multiples(one, factor):
    assert numbers(bits.times(weights(one), factor)) == {place: n * factor for place, n in one.items()}


@given(WEIGHTS)
def test_halves_are_never_nothing(one):
    assert numbers(bits.halved(weights(one))) == {place: max(1, n // 2) for place, n in one.items()}


@given(WEIGHTS, st.sets(st.integers(0, 200)), st.integers(1, 12))
def test_the_heaviest_of_a_set_in_order_and_of_equals_the_later_first(one, among, number):
    expected = sorted(((place, one.get(place, 0)) for place in among), key=lambda each: (-each[1], -each[0]))
    asked = sum(1 << place for place in among)
    assert bits.ranked(weights(one), asked, number) == expected[:number]


@given(st.dictionaries(st.integers(0, blocks.WORKS - 1), st.integers(1, blocks.HEAVIEST), max_size=90))
def test_a_block_is_read_as_it_was_written(one):
    """Both ways: few as a list, more as slices."""
    read = blocks.decode(blocks.encode(blocks.sliced(one), len(one)))
    assert numbers(tuple(int.from_bytes(each, "little") for each in read)) == one


def test_words_are_counted_on_each_page():
    kept = leaves.encode({1: {"grant", "sum"}, 2: {"grants"}, 12: {"sum", "budget"}})
    assert leaves.counted(kept, [["grant"], ["sum", "budget"]]) == {1: 2, 12: 1}
