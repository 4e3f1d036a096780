"""What points come to and whose scores count: pure rules."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapbridge.act.evaluation.drafting import keep, values_of
from gapbridge.act.evaluation.scoring import are_far_apart, counted, needs_third, points

POINTS = st.decimals(min_value=0, max_value=100, places=2)
PERCENT = st.integers(min_value=0, max_value=100)


@dataclass(frozen=True)
class Asked:
    pk: int
    weight: Decimal


def test_points_weigh_each_score():
    grid = [Asked(1, Decimal(2)), Asked(2, Decimal("1.5")), Asked(3, Decimal(1))]
    assert points({1: 5, 2: 4}, grid) == Decimal(16)


@given(
    st.dictionaries(st.integers(1, 9), st.integers(1, 5)),
    st.lists(st.integers(1, 80), min_size=9, max_size=9),
)
def test_points_never_exceed_five_times_the_weights(scores, quarters):
    grid = [Asked(pk, Decimal(number) / 4) for pk, number in enumerate(quarters, start=1)]
    assert 0 <= points(scores, grid) <= 5 * sum(each.weight for each in grid)


@pytest.mark.parametrize(
    ("given_points", "wanted"),
    [
        ([70, 100], False),  # exactly 30 % of the higher is not more than 30 %
        (["69.99", 100], True),
        ([0, 0], False),
        ([0, 1], True),
        ([50], False),
        ([], False),
        ([10, 50, 90], False),  # the third is there
    ],
)
def test_a_third_is_needed_when_two_differ_by_more_than_thirty_percent_of_the_higher(given_points, wanted):
    assert needs_third([Decimal(each) for each in given_points], 30) is wanted


@pytest.mark.parametrize(
    ("given_points", "wanted"),
    [
        ([50, 80], {0, 1}),  # until there is a third
        ([50, 80, 75], {1, 2}),
        ([50, 80, 52], {0, 2}),
        ([50, 80, 65], {1, 2}),  # equally close: the higher pair
        ([65, 50, 80], {0, 2}),
        ([80, 40, 40], {1, 2}),
        ([60, 70, 80], {0, 1, 2}),  # three that agree: all count
    ],
)
def test_the_two_closest_count_and_of_equally_close_ones_the_higher(given_points, wanted):
    assert counted({pk: Decimal(each) for pk, each in enumerate(given_points)}, 30) == wanted


@given(st.dictionaries(st.integers(1, 20), POINTS, max_size=6), PERCENT)
def test_what_counts_is_all_or_the_closest_pair_and_never_depends_on_the_order(given_points, percent):
    found = counted(given_points, percent)
    assert found == counted(dict(reversed(given_points.items())), percent)
    if len(given_points) < 3 or not are_far_apart(given_points.values(), percent):
        assert found == set(given_points)
        return
    one, other = found
    closest = abs(given_points[one] - given_points[other])
    pairs = [
        (abs(given_points[a] - given_points[b]), given_points[a] + given_points[b])
        for a, b in combinations(given_points, 2)
    ]
    assert closest == min(gap for gap, _sum in pairs)
    assert given_points[one] + given_points[other] == max(total for gap, total in pairs if gap == closest)


@given(st.lists(POINTS, min_size=2, max_size=2), POINTS)
def test_a_third_always_settles_two_that_were_far_apart(two, third):
    if needs_third(two, 30):
        assert len(counted(dict(enumerate([*two, third])), 30)) == 2
        assert not needs_third([*two, third], 30)


# --- drafts ---------------------------------------------------------------------------------------


def typed(draft, version, text, *, based_on, window, name="comment_1"):
    kept = keep(draft, version, {name: text}, based_on=based_on, window=window)
    return kept.draft, kept.version


def test_two_windows_that_write_one_comment_keep_both_texts():
    draft, version = typed({}, 0, "From the laptop", based_on=0, window="laptop")
    draft, version = typed(draft, version, "From the ph", based_on=0, window="phone")
    draft, version = typed(draft, version, "From the phone", based_on=0, window="phone")
    assert values_of(draft)["comment_1"] == "From the laptop\n\nFrom the phone"
    merged, _version = typed(draft, version, "From both", based_on=version, window="third")
    assert values_of(merged)["comment_1"] == "From both"


def test_what_one_window_takes_out_again_is_gone():
    draft, version = typed({}, 0, "The need is shown", based_on=0, window="laptop")
    draft, version = typed(draft, version, "The need", based_on=0, window="laptop")
    assert values_of(draft)["comment_1"] == "The need"


def test_of_two_chosen_points_the_later_stands():
    draft, version = typed({}, 0, "4", based_on=0, window="laptop", name="value_1")
    draft, version = typed(draft, version, "2", based_on=0, window="phone", name="value_1")
    assert values_of(draft)["value_1"] == "2"


WRITES = st.tuples(st.sampled_from(["laptop", "phone"]), st.text(alphabet="abc ", max_size=8), st.booleans())


@given(st.lists(WRITES, max_size=10))
def test_the_last_words_of_each_window_stand_until_somebody_who_has_read_them_replaces_them(acts):
    """A window is now and then reloaded: it then knows all that stands there."""
    draft, version = {}, 0
    opened = {"laptop": (0, "laptop-0"), "phone": (0, "phone-0")}
    last: dict[str, tuple[int, str]] = {}  # window → when it wrote, and what
    for number, (device, text, reloads) in enumerate(acts):
        if reloads:
            opened[device] = (version, f"{device}-{number}")
        based_on, window = opened[device]
        before = values_of(draft).get("comment", "")
        draft, version = typed(draft, version, text, based_on=based_on, window=window, name="comment")
        if text == before:
            continue
        unread = {who: each for who, each in last.items() if who != window and each[0] > based_on}
        last = unread | {window: (version, text)}
        for _when, words in last.values():
            assert words.strip() in values_of(draft)["comment"]
