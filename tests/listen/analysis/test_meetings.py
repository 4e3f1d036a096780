"""Which codes meet: on one excerpt, or where two excerpts of a session share words."""

from hypothesis import given
from hypothesis import strategies as st

from gapbridge.listen.coding.analysis.meeting import Excerpt, meetings, overlapping


def excerpt(start, end, *codes, session=1):
    return Excerpt(session, start, end, frozenset(codes))


def test_two_codes_on_one_excerpt_meet():
    met = meetings([excerpt(0, 5, "a", "b")])
    assert met.number("a", "b") == met.number("b", "a") == 1
    assert met.coefficient("a", "b") == 1


def test_codes_meet_where_excerpts_share_words():
    met = meetings([excerpt(0, 10, "a"), excerpt(9, 20, "b"), excerpt(20, 30, "c")])
    assert met.number("a", "b") == 1
    assert met.number("b", "c") == 0


def test_the_same_places_in_two_sessions_do_not_meet():
    assert meetings([excerpt(0, 9, "a"), excerpt(0, 9, "b", session=2)]).number("a", "b") == 0


def test_a_code_does_not_meet_itself():
    assert meetings([excerpt(0, 9, "a"), excerpt(3, 12, "a")]).together == {}


def test_the_coefficient_sets_meetings_against_use():
    met = meetings(
        [excerpt(0, 5, "a", "b"), excerpt(10, 15, "a"), excerpt(20, 25, "b"), excerpt(30, 35, "b")]
    )
    assert met.coefficient("a", "b") == 1 / 4


def test_an_excerpt_without_a_place_meets_on_itself_only():
    met = meetings([excerpt(None, None, "a", "b"), excerpt(0, 5, "a")])
    assert met.number("a", "b") == 1


def test_codes_of_one_area_count_as_one():
    met = meetings([excerpt(0, 5, "E1", "E4", "D1")], group=lambda code: code[0])
    assert met.used == {"E": 1, "D": 1}
    assert met.number("E", "D") == 1


@given(st.lists(st.tuples(st.integers(1, 2), st.integers(0, 30), st.integers(1, 12)), max_size=12))
def test_every_two_excerpts_that_share_a_character_are_found_once(places):
    rows = [excerpt(start, start + size, f"c{n}", session=s) for n, (s, start, size) in enumerate(places)]
    expected = {
        frozenset((one, other))
        for one in rows
        for other in rows
        if one != other and one.session == other.session and one.start < other.end and other.start < one.end
    }
    found = [frozenset(two) for two in overlapping(rows)]
    assert set(found) == expected
    assert len(found) == len(expected)
