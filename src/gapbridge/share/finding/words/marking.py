"""The words asked for, marked where they stand in a text."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .asking import Asked
from .terms import tokens

PASSAGE = 220  # characters
ANCHOR = "marked"


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    which: int  # of the words asked for


def mark(text: str, language: str, asked: Sequence[Asked], *, anchor: bool = False) -> SafeString:
    """The text escaped, with <mark> around what was asked for, however it is spelled there. `anchor`: where most of
    it stands together the mark has a name, so that an address leads there."""
    text = unicodedata.normalize("NFC", text)
    all_found = _found(text, language, asked)
    named = _best(all_found, PASSAGE) if anchor else None
    parts, end = [], 0
    for found in all_found:
        start = format_html('<mark id="{}">', ANCHOR) if found.start == named else mark_safe("<mark>")
        parts += [text[end : found.start], format_html("{}{}</mark>", start, text[found.start : found.end])]
        end = found.end
    return format_html_join("", "{}", ((part,) for part in [*parts, text[end:]]))


def passage(text: str, language: str, asked: Sequence[Asked], length: int = PASSAGE) -> SafeString:
    """The piece of about `length` characters that holds most of what was asked for, marked; else the beginning."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    start = _start(text, _best(_found(text, language, asked), length), length)
    end = len(text) if len(text) <= start + length else text.rfind(" ", start, start + length)
    end = end if end > start else start + length
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return format_html("{}{}{}", before, mark(text[start:end], language, asked), after)


def _start(text: str, first: int, length: int) -> int:
    """Where a passage begins so that the first word marked has a little before it, and a short rest no gap."""
    wanted = min(max(0, first - length // 5), max(0, len(text) - length))
    return text.rfind(" ", 0, wanted + 1) + 1 if wanted else 0


def _best(found: list[_Found], length: int) -> int:
    """Where the words stand closest together: the start of the window with most different ones, then most."""
    best, start, first = (0, 0), 0, 0
    for last, each in enumerate(found):
        while each.end - found[first].start > length * 3 // 4 and first < last:
            first += 1
        inside = found[first : last + 1]
        score = (len({one.which for one in inside}), len(inside))
        if score > best:
            best, start = score, found[first].start
    return start


def _found(text: str, language: str, asked: Sequence[Asked]) -> list[_Found]:
    which = _Which(asked)
    return [
        _Found(start, end, found)
        for start, end, term in tokens(text, language)
        for found in [which[term]]
        if found is not None
    ]


class _Which(dict[str, int | None]):
    """Which of the words asked for a term answers, by term; None for all others."""

    def __init__(self, asked: Sequence[Asked]):
        super().__init__({term: which for which, each in enumerate(asked) for term in each.terms})
        self.begun = [(each.terms, which) for which, each in enumerate(asked) if each.is_begun]

    def __missing__(self, term: str) -> int | None:
        found = next((which for terms, which in self.begun if term.startswith(terms)), None)
        return self.setdefault(term, found)
