"""Notes as a screen shows them: paragraphs cut into segments by the marks on them. Pure text, no database.

Every place is an offset in code points into the whole notes, from `start` up to `end`.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

# A line. A browser shows and counts line ends in ways of its own: none is in a paragraph.
LINE = re.compile(r"[^\r\n]+")
LANES = 4  # excerpts that are drawn one above the other; further ones are counted
SPACE = re.compile(r"\s+")


class Paragraph(NamedTuple):
    number: int  # from 1
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


@dataclass
class Text:
    """The notes with their paragraphs; finds a paragraph in a few steps."""

    notes: str
    paragraphs: Sequence[Paragraph] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._starts = [each.start for each in self.paragraphs]
        self._ends = [each.end for each in self.paragraphs]

    def touched(self, places: Iterable[tuple[int, int]]) -> list[Paragraph]:
        """The paragraphs that hold a character of one of these places, in their order."""
        found: set[int] = set()
        for place in places:
            found.update(self.indices(*place))
        return [self.paragraphs[index] for index in sorted(found)]

    def indices(self, start: int, end: int) -> range:
        """The places in `paragraphs` of those that hold a character from `start` up to `end`."""
        return range(bisect_right(self._ends, start), bisect_left(self._starts, end))

    def numbered(self, number: int) -> Paragraph | None:
        return self.paragraphs[number - 1] if 1 <= number <= len(self.paragraphs) else None


def text_of(notes: str) -> Text:
    lines = enumerate(
        ((start, line) for start, line in _lines(notes) if line and not line.isspace()), start=1
    )
    return Text(notes, [Paragraph(number, start, start + len(line), line) for number, (start, line) in lines])


def _lines(notes: str) -> Iterator[tuple[int, str]]:
    """Each line with its start. Notes written lately end lines with one character, which is found quickly."""
    if "\r" in notes:
        yield from ((found.start(), found[0]) for found in LINE.finditer(notes))
        return
    start = 0
    for line in notes.split("\n"):
        yield start, line
        start += len(line) + 1


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
