"""A filled paper as HTML: what was filled in is marked, what is left is a line with its name."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from gapbridge.base.documents.nodes import Node
from gapbridge.share.blocks.paper import Paper

BLOCKS = {
    "paragraph": "p", "bullet_list": "ul", "ordered_list": "ol", "list_item": "li", "blockquote": "blockquote",
    "strong": "strong", "em": "em", "value": "mark",
}  # fmt: skip
SIGNS = {"space": mark_safe(" "), "break": mark_safe("<br>")}
LOWERED = 2  # headings: below the page's own


def html(paper: Paper) -> SafeString:
    labels = {each.key: each.label for each in paper.left}
    return _all(paper.nodes, labels)


def _all(nodes: list[Node], labels: dict[str, str]) -> SafeString:
    return format_html_join("", "{}", ((_one(node, labels),) for node in nodes))


def _one(node: Node, labels: dict[str, str]) -> SafeString:
    kind = node["t"]
    if kind == "text":
        return format_html("{}", node["v"])
    if kind in SIGNS:
        return SIGNS[kind]
    if kind == "table":
        return _table(node["rows"], labels)
    inner = _all(node.get("c", []), labels)
    if kind == "blank":
        return format_html('<span class="blank" title="{}">{}</span>', labels.get(node["key"], ""), inner)
    if kind == "heading":
        return format_html("<h{0}>{1}</h{0}>", min(node["level"] + LOWERED, 6), inner)
    return format_html("<{0}>{1}</{0}>", BLOCKS[kind], inner) if kind in BLOCKS else inner


def _table(rows: list[list[list[Node]]], labels: dict[str, str]) -> SafeString:
    def line(row: list[list[Node]], cell: str) -> SafeString:
        cells = format_html_join("", f"<{cell}>{{}}</{cell}>", ((_all(each, labels),) for each in row))
        return format_html("<tr>{}</tr>", cells)

    body = format_html_join("", "{}", ((line(row, "td"),) for row in rows[1:]))
    return format_html(
        '<table tabindex="0"><thead>{}</thead><tbody>{}</tbody></table>', line(rows[0], "th"), body
    )
