"""How notes are cut: whatever the marks on them, every character is shown once, under exactly its excerpts."""

from hypothesis import given
from hypothesis import strategies as st

from gapbridge.listen.coding.text import LANES, Stretch, Text, lanes_of, same_words, segments_of, spread

# Letters of three alphabets, an astral character, a combining mark, and every kind of line end.
LETTERS = st.text(st.sampled_from("aəяç 😀e\u0301.\n\r\u2028"), max_size=60)
PLACES = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=12)


def stretches(places):
    return [Stretch(key, start, start + size, "a") for key, (start, size) in enumerate(places)]


@given(LETTERS)
def test_paragraphs_hold_every_visible_character_where_it_stands(notes):
    text = Text(notes)
    shown = set()
    for each in text.paragraphs:
        assert notes.count("\n", 0, each.start) == each.number - 1
        assert notes[each.start : each.end] == each.text
        assert "\n" not in each.text
        assert not each.text.endswith("\r") or notes[each.end : each.end + 1] == "\r"
        shown |= set(range(each.start, each.end))
    assert all(index in shown or character.isspace() for index, character in enumerate(notes))


@given(LETTERS, PLACES)
def test_each_character_lies_under_exactly_the_excerpts_that_cover_it(notes, places):
    marks = stretches(places)
    for paragraph in Text(notes).paragraphs:
        cut = segments_of(paragraph, marks)
        assert "".join(each.text for each in cut) == paragraph.text
        position = paragraph.start
        for segment in cut:
            for _character in segment.text:
                covering = {each.key for each in marks if each.start <= position < each.end}
                assert set(segment.keys) == covering
                assert len(segment.lanes) + segment.more == len(covering)
                position += 1


@given(PLACES)
def test_excerpts_that_overlap_never_share_a_lane(places):
    marks = sorted(stretches(places), key=lambda each: (each.start, -each.end, each.key))
    lanes = lanes_of(marks)
    for one in marks:
        for other in marks:
            if one is not other and one.start < other.end and other.start < one.end:
                assert lanes[one.key] != lanes[other.key]


@given(LETTERS, PLACES)
def test_the_touched_paragraphs_are_those_that_hold_a_character_of_the_place(notes, places):
    text = Text(notes)
    wanted = [(start, start + size) for start, size in places]
    expected = [
        each
        for each in text.paragraphs
        if any(start < each.end and end > each.start for start, end in wanted)
    ]
    assert text.touched(wanted) == expected
    on = spread(text.paragraphs, [Stretch(key, *place) for key, place in enumerate(wanted)])
    assert sorted(on) == [each.number for each in expected]


def test_more_than_four_excerpts_on_the_same_words_are_counted():
    paragraph = Text("water").paragraphs[0]
    marks = [Stretch(key, 0, 5, "a") for key in range(LANES + 2)]
    (segment,) = segments_of(paragraph, marks)
    assert [lane for lane, _hue in segment.lanes] == [1, 2, 3, 4]
    assert segment.more == 2


def test_a_lane_is_used_again_where_the_excerpt_before_has_ended():
    first, second, third = Stretch(1, 0, 10), Stretch(2, 5, 15), Stretch(3, 10, 20)
    assert lanes_of([first, second, third]) == {1: 1, 2: 2, 3: 1}


def test_words_are_the_same_whatever_lies_between_them():
    assert same_words("one\r\n\r\ntwo ", "one\ntwo")
    assert not same_words("one two", "onetwo")
