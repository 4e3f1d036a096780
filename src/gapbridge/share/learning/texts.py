"""A version as it is read without the site: its text in pieces, each with a place of its own."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import translation
from django.utils.html import linebreaks, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gapbridge.base import markdown
from gapbridge.base.models import StoredFile
from gapbridge.share.library.models import Page, Version

FIELD = re.compile(r"\{\{[^{}]*\}\}")  # of a template: what the organisation's file fills in
BLANK = "______"
SMALL = 120_000  # bytes of a picture that is kept on a phone


@dataclass(frozen=True)
class Piece:
    """A section of a text, or a page of a file. `number` from 1 on; `text` has no marks."""

    number: int
    title: str
    text: str
    html: SafeString
    picture: StoredFile | None = None


def pieces_of(version: Version, pages: Iterable[Page] = (), *, language: str) -> list[Piece]:
    """Of its text and paper; of a file alone the pages that were read from it. `language`: that of the version."""
    parts = [*_sections(version.text), *_paper(version.paper, language)]
    if parts:
        return [_piece(number, part) for number, part in enumerate(parts, start=1)]
    return [
        Piece(
            page.number,
            page.title,
            page.text,
            SafeString(linebreaks(page.text, autoescape=True)),
            _small(page.preview),
        )
        for page in pages
    ]


def _paper(paper: str, language: str) -> list[str]:
    """After the text, under a heading of its own."""
    if not paper:
        return []
    with translation.override(language):
        return _sections(f"## {_('The template')}\n\n{FIELD.sub(BLANK, paper)}")


def _sections(text: str) -> list[str]:
    """Cut before each heading of the second level that is not inside a block of code."""
    sections: list[list[str]] = [[]]
    in_code = False
    for line in text.strip().splitlines():
        in_code ^= line.lstrip().startswith("```")
        if line.startswith("## ") and not in_code:
            sections.append([])
        sections[-1].append(line)
    return [joined for each in sections if (joined := "\n".join(each).strip())]


def _piece(number: int, section: str) -> Piece:
    drawn = markdown.render(section, top=2)
    first = section.partition("\n")[0]
    title = first.lstrip("# ").strip() if first.startswith("#") else ""
    return Piece(number, title, plain(drawn), drawn)


def plain(drawn: str) -> str:
    """What an HTML text says, in one line a block."""
    lines = html.unescape(strip_tags(drawn.replace("</td>", " </td>"))).splitlines()
    return "\n".join(line for each in lines if (line := " ".join(each.split())))


def _small(picture: StoredFile | None) -> StoredFile | None:
    return picture if picture is not None and picture.size <= SMALL else None
