"""How far two coders agree: values worked out by hand, and the laws that any two codings keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapbridge.listen.coding.analysis.kappa import Table, differing, merged, table

SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda at: (at[0], min(at[0] + at[1], 64))),
    max_size=8,
)


def test_kappa_is_what_it_is_by_hand():
    """30 characters; each marked 10, together 5: observed 20/30, expected 1/9 + 4/9, so (2/3 - 5/9) / (4/9)."""
    found = table([(0, 10)], [(5, 15)], 30)
    assert found == Table(5, 5, 5, 15)
    assert found.kappa == pytest.approx(0.25)


def test_kappa_of_the_classic_example():
    """Two readers of 50 proposals: 20 both yes, 15 both no, 5 and 10 apart; kappa is 0.4."""
    assert Table(20, 5, 10, 15).kappa == pytest.approx(0.4)
    assert Table(20, 5, 10, 15).word == "fair"


def test_coders_who_mark_the_same_agree_wholly():
    assert table([(3, 9), (20, 25)], [(20, 25), (3, 9)], 40).kappa == pytest.approx(1)


def test_coders_who_never_meet_do_worse_than_chance():
    found = table([(0, 10)], [(10, 20)], 20)
    assert found.kappa == pytest.approx(-1)
    assert found.word == "poor"


@pytest.mark.parametrize("spans", [[], [(0, 40)]])
def test_where_both_mark_nothing_or_everything_chance_explains_it_all(spans):
    assert table(spans, spans, 40).kappa is None


def test_what_one_coder_marked_twice_counts_once():
    assert merged([(5, 9), (0, 6), (9, 11)]) == [(0, 11)]
    assert table([(0, 6), (4, 10)], [(0, 10)], 30).kappa == pytest.approx(1)


def test_the_differences_are_the_words_of_only_one():
    assert differing([(0, 10), (20, 30)], [(5, 25)]) == [(0, 5, True), (10, 20, False), (25, 30, True)]


@given(SPANS, SPANS)
def test_the_table_is_the_one_that_counting_every_character_gives(first, second):
    one = {place for start, end in first for place in range(start, end)}
    other = {place for start, end in second for place in range(start, end)}
    everything = set(range(64))
    expected = Table(len(one & other), len(one - other), len(other - one), len(everything - one - other))
    assert table(first, second, 64) == expected


@given(SPANS, SPANS)
def test_the_differences_cover_exactly_what_only_one_marked(first, second):
    one = {place for start, end in first for place in range(start, end)}
    other = {place for start, end in second for place in range(start, end)}
    found = differing(first, second)
    assert {place for start, end, mine in found if mine for place in range(start, end)} == one - other
    assert {place for start, end, mine in found if not mine for place in range(start, end)} == other - one


@given(SPANS, SPANS)
def test_who_is_the_first_coder_does_not_matter(first, second):
    assert table(first, second, 64).kappa == pytest.approx(table(second, first, 64).kappa)
