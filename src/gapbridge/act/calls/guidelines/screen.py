"""Guidelines as HTML with a table of contents made from their headings."""

import re
from dataclasses import dataclass
from html import unescape

from django.utils.safestring import SafeString, mark_safe

from gapbridge.act.calls.models import Call
from gapbridge.base import wordings
from gapbridge.base.markdown import render
from gapbridge.base.wordings import Said

HEADING = re.compile(r"<h([3-6])>(.*?)</h\1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Heading:
    level: int  # 3 to 6, below the page's own
    text: str
    anchor: str


def as_page(call: Call, language: str) -> tuple[Said, SafeString, list[Heading]]:
    """The text in a language or in its own, as HTML whose headings bear anchors, and the headings."""
    said = wordings.text_of(call, "guidelines", language)
    headings: list[Heading] = []

    def numbered(found: re.Match[str]) -> str:
        level, inner = int(found.group(1)), found.group(2)
        anchor = f"part-{len(headings) + 1}"
        headings.append(Heading(level, unescape(TAG.sub("", inner)), anchor))
        return f'<h{level} id="{anchor}">{inner}</h{level}>'

    html = HEADING.sub(numbered, render(said.text))
    return said, mark_safe(html), headings  # noqa: S308 - what `render` has cleaned, with anchors of ours
