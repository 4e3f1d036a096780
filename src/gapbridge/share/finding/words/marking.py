"""The words asked for, marked where they stand in a text."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gapbridge.base.search import _matches

from .asking import Asked


def mark(text: str, language: str, asked: Sequence[Asked]) -> SafeString:
    """The text escaped, with <mark> around what was asked for, however it is spelled."""
    words = [term for each in asked for term in each.terms] or ["\0"]
    parts, end = [], 0
    for start, stop in _matches(text, words):
        parts += [text[end:start], format_html("<mark>{}</mark>", text[start:stop])]
        end = stop
    return format_html_join("", "{}", ((part,) for part in [*parts, text[end:]]))


def passage(text: str, language: str, asked: Sequence[Asked], length: int = 220) -> SafeString:
    """The best piece of a page, of about so many characters, marked."""
    return mark(text[:length], language, asked)
