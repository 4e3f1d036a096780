"""A paragraph as HTML. Written here and not in a template, which took ten times as long for a thousand excerpts."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gapbridge.listen.assessments.models import Session

from .codebook import Code
from .queries import Mark, Shown
from .text import Segment


@dataclass
class Pen:
    """Draws paragraphs for one reader: `working` with the tools of a coder, `alone` for comparison.

    Addresses are relative to the screen's own: a thousand of them are most of what is sent otherwise.
    """

    session: Session
    working: bool
    alone: bool

    def __post_init__(self) -> None:
        """Words are looked up once for all paragraphs."""
        self.to_mark = (
            "marks/" if self.working else reverse("assessments:statement", args=[0]).removesuffix("0/")
        )
        self.query = "?alone=1" if self.alone and self.working else ""
        self.by_form = escape(_("mark by form"))
        self.replace_named = escape(_("replace “%(words)s”…"))
        self.no_code = escape(_("no code"))

    def draw(self, shown: Iterable[Shown]) -> SafeString:
        return _safe("\n".join(map(self.paragraph, shown)))

    def paragraph(self, shown: Shown) -> SafeString:
        each = shown.paragraph
        words = "".join(map(_segment, shown.segments))
        margin = self._labels(shown.labels) + (self._tools(shown) if self.working else "")
        return _safe(
            f'<div class="para" id="p{each.number}" data-start="{each.start}" data-state="{shown.state}">'
            f'<p class="words">{words}</p><div class="margin">{margin}</div></div>'
        )

    def _labels(self, marks: list[Mark]) -> str:
        return f'<ul class="labels">{"".join(map(self._label, marks))}</ul>' if marks else ""

    def _label(self, mark: Mark) -> str:
        codes = "".join(map(_code, mark.codes)) or f'<span class="code">{self.no_code}</span>'
        memo = f'<p class="memo">{escape(mark.memo)}</p>' if mark.memo else ""
        return (
            f'<li class="label" data-m="{mark.pk}" data-codes="{mark.keys}" data-start="{mark.start}"'
            f' data-end="{mark.end}"><a class="label-codes" href="{self.to_mark}{mark.pk}/{self.query}">{codes}</a>'
            f' <abbr class="coder" title="{escape(mark.coder)}">{escape(mark.initials)}</abbr>{memo}</li>'
        )

    def _tools(self, shown: Shown) -> str:
        """Who has scripts selects the words in the text; a form for them all is on top of the page."""
        address = f"mark/new/?paragraph={shown.paragraph.number}{'&amp;alone=1' if self.alone else ''}"
        by_form = f'<noscript><a class="by-form" href="{address}">{self.by_form}</a></noscript>'
        return "".join(map(self._name, shown.names)) + by_form

    def _name(self, name: Any) -> str:
        said = self.replace_named % {"words": escape(name.text)}
        return (
            f'<p class="looks-like"><a href="replace/?start={name.start}&amp;end={name.end}">{said}</a></p>'
        )


def _segment(segment: Segment) -> str:
    words = escape(segment.text)
    look = segment.look
    if not look:
        return words
    more = f' data-more="{segment.more}"' if segment.more else ""
    return f'<mark class="{look}" data-m="{segment.marks}"{more}>{words}</mark>'


def _code(code: Code) -> str:
    short = f"<b>{escape(code.short)}</b> " if code.short else ""
    return f'<span class="code h-{code.hue}">{short}{escape(code.title)}</span>'


def _safe(markup: str) -> SafeString:
    """Every value in it was escaped, or is a number, a key or a class of our own."""
    return mark_safe(markup)  # noqa: S308
