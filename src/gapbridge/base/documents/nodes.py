"""Markdown as plain data, from which PDF and DOCX are drawn: no text of ours is ever read as markup there."""

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

Node = dict[str, Any]
INLINE = {"strong": "strong", "em": "em", "link": "link", "softbreak": "space", "hardbreak": "break"}
TEXTS = {"text", "code_inline", "fence", "code_block", "html_block", "html_inline"}
BLOCKS = {"paragraph", "heading", "bullet_list", "ordered_list", "list_item", "blockquote"}


def nodes_of(text: str, *, tables: bool = False) -> list[Node]:
    """The tree of a text: {"t": type, "c": [children]} and {"t": "text", "v": …}.

    A link has its `href`, a heading its `level`. With `tables`, a table has its `rows`: lists of cells, each a list
    of nodes, the first row being the head; else it is read as the text that it is written with.
    """
    parser = MarkdownIt("commonmark")
    if tables:
        parser.enable(["table"])
    return _children(SyntaxTreeNode(parser.parse(text or "")))


def levelled(nodes: list[Node], *, first: int = 2) -> list[Node]:
    """Headings from level `first` on, none skipped: readers that speak a document go by them."""
    level, done = first - 1, []
    lowest = min((each["level"] for each in nodes if each["t"] == "heading"), default=1)
    for node in nodes:
        if node["t"] == "heading":
            level = min(level + 1, node["level"] - lowest + first)
            node = {**node, "level": level}
        done.append(node)
    return done


def _children(tree: SyntaxTreeNode) -> list[Node]:
    return [node for child in tree.children for node in _node(child)]


def _node(node: SyntaxTreeNode) -> list[Node]:
    if node.type == "inline":
        return _children(node)
    if node.type in TEXTS:
        return [{"t": "text", "v": node.content}]
    if node.type in INLINE:
        extra = {"href": str(node.attrs.get("href", ""))} if node.type == "link" else {}
        return [{"t": INLINE[node.type], "c": _children(node), **extra}]
    if node.type == "table":
        return [{"t": "table", "rows": _rows(node)}]
    if node.type == "heading":
        return [{"t": "heading", "c": _children(node), "level": int(node.tag[1])}]
    if node.type in BLOCKS:
        return [{"t": node.type, "c": _children(node)}]
    return _children(node)


def _rows(table: SyntaxTreeNode) -> list[list[list[Node]]]:
    return [[_children(cell) for cell in row.children] for part in table.children for row in part.children]
