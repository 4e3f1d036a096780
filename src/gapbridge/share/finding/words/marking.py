"""The words asked for, marked where they stand in a text."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .asking import Asked
from .terms import tokens

PASSAGE = 220  # characters
ANCHOR = "marked"
TAG = re.compile(r'(<(?:[^<>"]|"[^"]*")*>)')


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    which: int  # of the words asked for


def mark(text: str, language: str, asked: Sequence[Asked], *, anchor: bool = False) -> SafeString:
    """The text escaped, with <mark> around what was asked for, however it is spelled there. `anchor`: where most of
    it stands together the mark has a name, so that an address leads there."""
    text = unicodedata.normalize("NFC", text)
    found = _found(text, language, asked)
    return _marked(text, found, _best(found, PASSAGE) if anchor else None)


def mark_html(html: SafeString, language: str, asked: Sequence[Asked]) -> SafeString:
    """The same in clean HTML, with a named mark: what stands between its tags. A word half within a tag is left."""
    pieces = TAG.split(unicodedata.normalize("NFC", html))
    texts = [unescape(each) for each in pieces[::2]]
    found = _found("".join(texts), language, asked)
    named, start, drawn = _best(found, PASSAGE), 0, []
    for number, text in enumerate(texts):
        end = start + len(text)
        own = [
            _Found(each.start - start, each.end - start, each.which)
            for each in found
            if start <= each.start and each.end <= end
        ]
        drawn += [_marked(text, own, named - start), *pieces[2 * number + 1 : 2 * number + 2]]
        start = end
    return mark_safe("".join(drawn))  # noqa: S308 - tags that were clean, and what was escaped just above


def _marked(text: str, all_found: Sequence["_Found"], named: int | None) -> SafeString:
    """`named`: where the mark that has a name begins."""
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
