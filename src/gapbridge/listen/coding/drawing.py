"""A paragraph as HTML. Written here and not in a template, which took ten times as long for a thousand excerpts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gapbridge.listen.assessments.models import Session

from .codebook import Code
from .queries import Mark, Shown
from .text import Segment


@dataclass
class Pen:
    """Draws paragraphs for one reader: `working` with the tools of a coder, `alone` for comparison."""

    session: Session
    working: bool
    alone: bool
    to_mark: str = field(init=False)

    def __post_init__(self) -> None:
        """Addresses and words are looked up once for all paragraphs."""
        of_session = [self.session.pk]
        mark = (
            reverse("coding:edit_mark", args=[*of_session, 0])
            if self.working
            else reverse("assessments:statement", args=[0])
        )
        self.to_mark = mark.removesuffix("0/")
        self.to_form = reverse("coding:new_mark", args=of_session)
        self.to_replace = reverse("coding:replace", args=of_session)
        self.query = "?alone=1" if self.alone and self.working else ""
        self.by_form = escape(_("mark by form"))
        self.form_named = escape(_("Mark words of paragraph %(number)s by a form"))
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
        number = shown.paragraph.number
        more = "&amp;alone=1" if self.alone else ""
        return "".join(map(self._name, shown.names)) + (
            f'<a class="by-form no-print" href="{self.to_form}?paragraph={number}{more}"'
            f' aria-label="{self.form_named % {"number": number}}">{self.by_form}</a>'
        )

    def _name(self, name: Any) -> str:
        said = self.replace_named % {"words": escape(name.text)}
        place = f"?start={name.start}&amp;end={name.end}"
        return f'<p class="looks-like"><a href="{self.to_replace}{place}">{said}</a></p>'


def _segment(segment: Segment) -> str:
    words = escape(segment.text)
    if not segment.look:
        return words
    more = f' data-more="{segment.more}"' if segment.more else ""
    return f'<mark class="{segment.look}" data-m="{segment.marks}"{more}>{words}</mark>'


def _code(code: Code) -> str:
    short = f"<b>{escape(code.short)}</b> " if code.short else ""
    return (
        f'<span class="code h-{code.hue}" title="{escape(str(code))}">'
        f'{short}<span class="code-title">{escape(code.title)}</span></span>'
    )


def _safe(markup: str) -> SafeString:
    """Every value in it was escaped, or is a number, a key or a class of our own."""
    return mark_safe(markup)  # noqa: S308
