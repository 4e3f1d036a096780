"""Notes as a screen shows them: paragraphs cut into segments by the marks on them. Pure text, no database.

Every place is an offset in code points into the whole notes, from `start` up to `end`.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

LANES = 4  # excerpts that are drawn one above the other; further ones are counted
SPACE = re.compile(r"\s+")


class Paragraph(NamedTuple):
    number: int  # of its line, from 1; empty lines are no paragraphs
    start: int
    end: int
    text: str


class Stretch(NamedTuple):
    """What lies on the words from `start` up to `end`: an excerpt (`key` its id) in a hue."""

    key: int
    start: int
    end: int
    hue: str = ""


class Segment(NamedTuple):
    """Words with the same excerpts on all of them.

    `keys`: those excerpts, the first marked first. `lanes`: (lane from 1, hue) of those that are drawn; `more`:
    how many are not. `name`: what the words look like when they look like a name or a number of a person.
    """

    text: str
    keys: tuple[int, ...] = ()
    lanes: tuple[tuple[int, str], ...] = ()
    more: int = 0
    name: Any = None

    @property
    def look(self) -> str:
        """Its classes: "l1-e l2-c name"."""
        lanes = " ".join(f"l{lane}-{hue or 'none'}" for lane, hue in self.lanes)
        return f"{lanes} name".strip() if self.name else lanes

    @property
    def marks(self) -> str:
        return " ".join(map(str, self.keys))


class Text:
    """The notes as paragraphs. Those at a place are found without cutting the rest."""

    def __init__(self, notes: str) -> None:
        self.notes = notes

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        found, start = [], 0
        for number, line in enumerate(self.notes.split("\n"), start=1):
            if line and not line.isspace():
                found.append(_paragraph(number, start, line))
            start += len(line) + 1
        return found

    def touched(self, places: Iterable[tuple[int, int]]) -> list[Paragraph]:
        """The paragraphs that hold a character of one of these places, in their order."""
        found = {each.number: each for place in places for each in self._touched(*place)}
        return [found[number] for number in sorted(found)]

    def numbered(self, number: int) -> Paragraph | None:
        return next((each for each in self.paragraphs if each.number == number), None)

    def begins_in(self, paragraph: Paragraph, start: int) -> bool:
        """Whether what touches a paragraph and starts there, or in the empty lines before, has its head in it."""
        return start >= paragraph.start or not self.notes[start : paragraph.start].strip()

    def _touched(self, start: int, end: int) -> Iterator[Paragraph]:
        head = self.notes.rfind("\n", 0, max(start, 0)) + 1
        number = 1 + self.notes.count("\n", 0, head)
        while head < end and head <= len(self.notes):
            tail = self.notes.find("\n", head)
            line = self.notes[head : tail if tail >= 0 else len(self.notes)]
            if line and not line.isspace():
                each = _paragraph(number, head, line)
                if start < each.end and end > each.start:
                    yield each
            head, number = head + len(line) + 1, number + 1


def _paragraph(number: int, start: int, line: str) -> Paragraph:
    """Notes of long ago may end a line with two characters, of which a browser shows none."""
    line = line.removesuffix("\r")
    return Paragraph(number, start, start + len(line), line)


def spread(paragraphs: Sequence[Paragraph], things: Iterable[Any]) -> dict[int, list[Any]]:
    """What lies on each of these paragraphs, by its number: things with a `start` and an `end`, in their order."""
    starts, ends = [each.start for each in paragraphs], [each.end for each in paragraphs]
    found: dict[int, list[Any]] = {}
    for thing in things:
        for index in range(bisect_right(ends, thing.start), bisect_left(starts, thing.end)):
            found.setdefault(paragraphs[index].number, []).append(thing)
    return found


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but spaces and line ends."""
    return SPACE.sub(" ", one).strip() == SPACE.sub(" ", other).strip()


def segments_of(
    paragraph: Paragraph, stretches: Sequence[Stretch], names: Sequence[Any] = ()
) -> list[Segment]:
    """The paragraph cut wherever an excerpt or a name (anything with `start` and `end`) begins or ends."""
    if not stretches and not names:
        return [Segment(paragraph.text)]
    here = sorted(_within(paragraph, stretches), key=lambda each: (each.start, -each.end, each.key))
    found = _within(paragraph, names)
    lanes = lanes_of(here)
    borders = {paragraph.start, paragraph.end}
    for each in (*here, *found):
        borders |= {max(each.start, paragraph.start), min(each.end, paragraph.end)}
    cuts = sorted(borders)
    return [_segment(paragraph, start, end, here, lanes, found) for start, end in pairwise(cuts)]


def lanes_of(stretches: Sequence[Stretch]) -> dict[int, int]:
    """The lane of each excerpt, from 1: the lowest that no excerpt overlapping it from before holds.

    They must come sorted by their start.
    """
    ends: list[int] = []  # where the last excerpt of each lane ends
    lanes: dict[int, int] = {}
    for each in stretches:
        free = next((lane for lane, end in enumerate(ends) if end <= each.start), len(ends))
        ends[free:] = [each.end, *ends[free + 1 :]]
        lanes[each.key] = free + 1
    return lanes


def _within(paragraph: Paragraph, things: Iterable[Any]) -> list[Any]:
    return [each for each in things if each.start < paragraph.end and each.end > paragraph.start]


def _segment(
    paragraph: Paragraph,
    start: int,
    end: int,
    stretches: Sequence[Stretch],
    lanes: dict[int, int],
    names: Sequence[Any],
) -> Segment:
    on = [each for each in stretches if each.start <= start and each.end >= end]
    drawn = sorted((lanes[each.key], each.hue) for each in on if lanes[each.key] <= LANES)
    return Segment(
        paragraph.text[start - paragraph.start : end - paragraph.start],
        tuple(each.key for each in on),
        tuple(drawn),
        len(on) - len(drawn),
        next((each for each in names if each.start <= start and each.end >= end), None),
    )
