"""What later rooms of the hub join in: each enters its functions in AppConfig.ready()."""

from collections.abc import Callable

from django.http import HttpRequest

from gapbridge.people.models import User
from gapbridge.programmes.models import Programme

from .models import Edition, Version

# Run after the shipped resources were brought into a programme, in the same transaction.
BROUGHT_IN: list[Callable[[User, Programme], None]] = []
# Told when a reader opens an edition, one of its versions or a page of one.
OPENED: list[Callable[[HttpRequest, Edition], None]] = []


# A page of a text of ours with its headings, lists and tables, or "" where it is none: the first one's is shown.
DRAWN: list[Callable[[Version, str], str]] = []
# Marks in a page what this reader looked for, in its text (escaped then) or its HTML: the first one's is shown.
MARKED: list[Callable[[HttpRequest, str, str], str]] = []


def drawn(version: Version, text: str) -> str:
    """The page of this version that says this text as HTML, or its text."""
    return next((html for draw in DRAWN if (html := draw(version, text))), text)


def marked(request: HttpRequest, text: str, language: str) -> str:
    """The text, or its HTML where something was looked for in it."""
    return next((mark(request, text, language) for mark in MARKED), text)


def opened(request: HttpRequest, edition: Edition | None) -> None:
    if edition is not None:
        for tell in OPENED:
            tell(request, edition)
