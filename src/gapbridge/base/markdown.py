"""Texts with headings, lists, links and tables that people write: Markdown in, clean HTML out.

Raw HTML is shown as text, and what comes out passes an allow-list: no scripts, no styles, no
attributes for events or HTMX.
"""

from functools import cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li",
    "a", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}


def render(text: str, *, top: int = 0) -> SafeString:
    """Markdown as HTML that may stand in a page. Headings start at the third level, below the page's own and a
    section's; with `top` the highest in the text stands at that level, whatever the author gave it."""
    html = _parser().render(text or "", {"top": top})
    clean = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow"
    )
    movable = clean.replace("<table>", '<table tabindex="0">')  # a wide one is moved by keys on a phone
    headed = movable.replace("<th></th>", "<td></td>")  # above nothing there is no heading
    return mark_safe(headed)  # noqa: S308 - what the allow-list has let through


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.core.ruler.push("lower_headings", _lower_headings)
    return parser


def _lower_headings(state) -> None:
    headings = [token for token in state.tokens if token.type in {"heading_open", "heading_close"}]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    lower_by = state.env["top"] - highest if state.env["top"] else 2
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) + lower_by, 6)}"
