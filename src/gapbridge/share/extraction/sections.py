"""A text of ours as pages: a new one at each heading of the second level."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

from gapbridge.base import markdown
from gapbridge.base.documents.nodes import Node, nodes_of
from gapbridge.share.library.actions import PageRead
from gapbridge.share.library.models import Version

FIELD = re.compile(r"\{\{[^{}]*\}\}")  # of a template: what the organisation's file fills in
BLANK = "…"


def of_version(version: Version) -> list[PageRead]:
    """Of its text, then of its paper."""
    return pages_of(version.text) + pages_of(version.paper)


def pages_of(text: str) -> list[PageRead]:
    """Plain text, without marks; its title is the heading it begins with."""
    return [page for part in _parts(FIELD.sub(BLANK, text)) if (page := _page(part)).text]


def drawn(version: Version, text: str) -> str:
    """The section of this version that says this text as HTML, "" where none does."""
    for source in (version.text, version.paper):
        for part in _parts(FIELD.sub(BLANK, source)):
            if _page(part).text == text:
                return markdown.render(part, top=2)
    return ""


def _parts(text: str) -> Iterator[str]:
    lines = text.splitlines()
    tokens = MarkdownIt("commonmark").parse(text)
    starts = [
        token.map[0]
        for token in tokens
        if token.type == "heading_open" and token.tag == "h2" and not token.level and token.map
    ]
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        yield "\n".join(lines[start:end])


def _page(part: str) -> PageRead:
    nodes = nodes_of(part, tables=True)
    title = _plain(nodes[0]).strip() if nodes and nodes[0]["t"] == "heading" else ""
    return PageRead(text="\n\n".join(filter(None, (_block(node) for node in nodes))), title=title[:200])


def _block(node: Node) -> str:
    if node["t"] == "table":
        return "\n".join(" | ".join(_inline(cell) for cell in row) for row in node["rows"])
    if node["t"] in {"bullet_list", "ordered_list", "list_item", "blockquote"}:
        return "\n".join(filter(None, (_block(each) for each in node["c"])))
    return _plain(node).strip()


def _inline(nodes: list[Node]) -> str:
    return "".join(_plain(node) for node in nodes).strip()


def _plain(node: Node) -> str:
    if node["t"] == "text":
        return str(node["v"])
    if node["t"] in {"space", "break"}:
        return " " if node["t"] == "space" else "\n"
    return "".join(_plain(each) for each in node.get("c", ()))
