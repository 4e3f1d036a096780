"""All that was found in one text, without overlaps, and what may stand in its place."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from gapbridge.base.folding import fold

from .addresses import addresses_in
from .contacts import emails_in, phones_in
from .documents import documents_in
from .naming import names_in
from .vocabulary import vocabulary_of

KINDS = ("name", "phone", "email", "address", "document")
REPLACEMENTS = {
    language: dict(zip(KINDS, words, strict=True))
    for language, words in {
        "az": ("[ad]", "[telefon]", "[e-poçt]", "[ünvan]", "[sənəd nömrəsi]"),
        "ru": ("[имя]", "[телефон]", "[эл. почта]", "[адрес]", "[номер документа]"),
        "en": ("[name]", "[phone]", "[e-mail]", "[address]", "[document number]"),
    }.items()
}
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
LATIN = re.compile(r"[A-Za-z]")
AZERBAIJANI = re.compile(r"[əƏıİğĞşŞçÇöÖüÜ]")
ENGLISH = re.compile(
    r"\b(?:the|and|of|is|was|to|in|with|about|said|her|his|my|we|they|not|for|at)\b", re.IGNORECASE
)
LINES_BESIDE = 300  # characters of a line by which its language is told


@dataclass(frozen=True)
class Mark:
    """Characters `start` up to `end` (code points) of a text. `kind`: name, phone, email, address, document.

    `certain` is False for what may as well be a village or a ministry: a person decides.
    """

    start: int
    end: int
    text: str
    kind: str
    replacement: str
    certain: bool


def marks_in(text: str, known: Collection[str] = frozenset()) -> list[Mark]:
    """What would let somebody reach or recognise a person, in the order of the text.

    `known` are folded words and phrases that are no names. They silence what is not certain.
    """
    vocabulary = vocabulary_of(frozenset(known))
    language = _Languages(text)
    taken: list[tuple[int, int, str, bool]] = []
    ends: dict[int, int] = {}
    for start, end, kind, certain in _found(text, vocabulary):
        if not any(position in ends for position in range(start, end)):
            ends.update(dict.fromkeys(range(start, end), end))
            taken.append((start, end, kind, certain))
    return [
        Mark(start, end, text[start:end], kind, REPLACEMENTS[language.at(start)][kind], certain)
        for start, end, kind, certain in sorted(taken)
    ]


def _found(text: str, vocabulary) -> Iterator[tuple[int, int, str, bool]]:
    """What is found, the more telling kinds first: each is the later ones' limit."""
    yield from ((start, end, "email", True) for start, end in emails_in(text))
    yield from ((start, end, "document", True) for start, end in documents_in(text))
    addresses = list(addresses_in(text))
    yield from ((start, end, "address", True) for start, end, certain in addresses if certain)
    yield from ((start, end, "phone", True) for start, end in phones_in(text))
    names = list(names_in(text, vocabulary))
    yield from ((each.start, each.end, "name", True) for each in names if each.certain)
    for start, end, certain in addresses:
        if not certain and fold(text[start:end]) not in vocabulary:
            yield start, end, "address", False
    yield from ((each.start, each.end, "name", False) for each in names if not each.certain)


def replaced(text: str, marks: Collection[Mark]) -> str:
    """The text with each mark's replacement in its place."""
    parts, at = [], 0
    for mark in sorted(marks, key=lambda mark: mark.start):
        parts += [text[at : mark.start], mark.replacement]
        at = mark.end
    return "".join([*parts, text[at:]])


class _Languages:
    """In which language the line around a place is written: by its letters, else by those of the whole text."""

    def __init__(self, text: str):
        self._text = text
        self._lines = [0, *(found.end() for found in re.finditer(r"\n", text))]
        self._told: dict[int, str] = {}
        self._whole = ""

    def at(self, position: int) -> str:
        start = max(
            self._lines[bisect_right(self._lines, position) - 1], position // LINES_BESIDE * LINES_BESIDE
        )
        if start not in self._told:
            line = self._text[start : start + 2 * LINES_BESIDE].split("\n", 1)[0]
            self._told[start] = _language(line) or self._of_all()
        return self._told[start]

    def _of_all(self) -> str:
        self._whole = self._whole or _language(self._text[:20_000]) or "en"
        return self._whole


def _language(text: str) -> str:
    cyrillic, latin = len(CYRILLIC.findall(text)), len(LATIN.findall(text))
    if cyrillic > latin:
        return "ru"
    own = len(AZERBAIJANI.findall(text))
    if (own >= 3 and own > latin / 40) or own > latin / 15:
        return "az"
    return "en" if latin > 60 or ENGLISH.search(text) else ""
