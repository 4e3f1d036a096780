"""The rules of order, cut and budget, for any figures."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapbridge.act.evaluation import voting
from gapbridge.act.evaluation.results import Entry, Floor, invited, mean, ordered, shortfalls, within_budget

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
RULES = ("first_section", "amount", "receipt")


def entry(number: int, points: float, amount: int = 10_000, *, after: int = 0, first: float = 0) -> Entry:
    return Entry(
        application=number,
        lot=1,
        number=f"{number:03d}",
        points=Decimal(str(points)),
        amount=Decimal(amount),
        received_at=BEGAN + timedelta(minutes=after),
        first=Decimal(str(first)),
    )


entries = st.lists(
    st.builds(
        entry,
        st.integers(1, 10_000),
        st.integers(0, 8).map(lambda each: each * 2.5),
        st.integers(1, 40).map(lambda each: each * 500),
        after=st.integers(0, 3),
        first=st.integers(0, 3),
    ),
    max_size=30,
    unique_by=lambda each: each.number,
)
money = st.integers(0, 200).map(lambda each: Decimal(each * 500))


@given(entries, money, st.sampled_from(RULES))
@settings(max_examples=60, deadline=None)
def test_what_is_inside_never_costs_more_than_the_budget(found, budget, rule):
    places = within_budget(ordered(found, rule), budget)
    assert sum(each.entry.amount for each in places if each.inside) <= budget


@given(entries, money, st.sampled_from(RULES))
@settings(max_examples=60, deadline=None)
def test_nobody_outside_stands_before_somebody_inside(found, budget, rule):
    for places in (within_budget(ordered(found, rule), budget), invited(ordered(found, rule), budget)):
        flags = [each.inside for each in places]
        assert flags == sorted(flags, reverse=True)
        points = [each.entry.points for each in places]
        assert points == sorted(points, reverse=True)


@given(entries, st.sampled_from(RULES), st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_does_not_depend_on_how_the_rows_come(found, rule, random):
    shuffled = list(found)
    random.shuffle(shuffled)
    assert ordered(found, rule) == ordered(shuffled, rule)


@given(entries, money)
@settings(max_examples=60, deadline=None)
def test_the_invited_ask_for_at_least_the_limit_or_are_everybody(found, limit):
    places = invited(ordered(found, "receipt"), limit)
    asked = sum(each.entry.amount for each in places if each.inside)
    assert asked >= limit or all(each.inside for each in places)
    without_last = [each for each in places if each.inside][:-1]
    assert sum(each.entry.amount for each in without_last) < limit or not without_last


def test_the_one_that_crosses_the_line_is_invited_and_the_next_is_not():
    places = invited([entry(n, 10 - n, 30_000) for n in range(1, 5)], Decimal(60_000))
    assert [each.inside for each in places] == [True, True, False, False]
    places = invited([entry(n, 10 - n, 25_000) for n in range(1, 5)], Decimal(60_000))
    assert [each.inside for each in places] == [True, True, True, False]


def test_a_cheaper_one_further_down_is_not_taken_before_one_that_does_not_fit():
    places = within_budget([entry(1, 9, 20_000), entry(2, 8, 20_000), entry(3, 7, 5_000)], Decimal(30_000))
    assert [each.inside for each in places] == [True, False, False]


@pytest.mark.parametrize(("rule", "winner"), [("first_section", 2), ("amount", 3), ("receipt", 1)])
def test_equal_points_are_told_apart_by_the_procedures_rule(rule, winner):
    found = [
        entry(1, 15, 9_000, after=0, first=6),
        entry(2, 15, 9_000, after=5, first=8),
        entry(3, 15, 8_000, after=9, first=7),
    ]
    best = ordered(found, rule)
    assert best[0].application == winner
    assert all(place.tied for place in within_budget(best, Decimal(0)))


def test_points_that_equal_a_floor_reach_it():
    floors = [Floor(7, {"en": "Capacity"}, Decimal(6))]
    reached = Entry(1, 1, "1", Decimal(12), Decimal(1), BEGAN, sections={7: Decimal(6)})
    missed = Entry(1, 1, "1", Decimal("11.99"), Decimal(1), BEGAN, sections={7: Decimal("5.5")})
    assert shortfalls(reached, Decimal(12), floors) == []
    assert [each["kind"] for each in shortfalls(missed, Decimal(12), floors)] == ["points", "section"]


def test_a_mean_is_rounded_half_up_to_hundredths():
    assert mean([Decimal(1), Decimal("1.01")]) == Decimal("1.01")
    assert mean([]) is None


# --- voting --------------------------------------------------------------------------------------------------

FIVE = {1: "chair", 2: "secretary", 3: "member", 4: "member", 5: "member"}


@pytest.mark.parametrize(
    ("votes", "carried"),
    [
        ({1: "yes", 3: "yes", 4: "no"}, True),
        ({1: "yes", 3: "yes"}, False),  # half of four is no quorum
        ({1: "yes", 3: "yes", 4: "no", 5: "no"}, True),  # the chair's vote decides
        ({1: "no", 3: "yes", 4: "yes", 5: "no"}, False),
        ({1: "abstain", 3: "yes", 4: "no"}, False),  # nobody breaks the tie
        ({1: "abstain", 3: "yes", 4: "abstain"}, True),
        ({2: "yes", 1: "no", 3: "no", 4: "yes"}, False),  # the secretary has no vote
        ({}, False),
    ],
)
def test_a_proposal_is_carried_by_the_majority_of_votes_cast_with_the_chairs_casting_vote(votes, carried):
    assert voting.count(FIVE, votes).is_carried is carried


def test_a_line_is_counted_without_those_who_have_a_conflict_about_it():
    votes = {1: "yes", 3: "yes", 4: "no", 5: "no"}
    assert voting.lines_lost(FIVE, votes, {10: {1}, 11: {5}, 12: {4, 5}}) == [10]
