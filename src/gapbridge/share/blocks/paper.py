"""A template with what was written into it, as nodes: from these come the page, the PDF and the Word file.

Values are put into the tree after the template was read, so nothing in them is ever read as Markdown or as a field.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone, translation

from gapbridge.base.documents.nodes import Node, levelled, nodes_of
from gapbridge.share.library.models import Version

from .asked import FIELD, Asked, asked_by
from .values import EXAMPLE, written

BLANK = "________"


@dataclass(frozen=True)
class Paper:
    title: str
    language: str
    nodes: list[Node]
    left: list[Asked]  # what is not filled in yet
    foot: str
    at: datetime


def paper_of(version: Version, values: dict[str, str], at: datetime | None = None) -> Paper:
    """`values`: key → what was written, as the form cleaned it. A field without one is left as a line."""
    language = version.edition.language
    asked = {each.key: each for each in asked_by(version)}
    shown = {key: written(each.kind, values[key], language) for key, each in asked.items() if values.get(key)}
    with translation.override(language):
        foot = str(EXAMPLE)
    return Paper(
        title=version.edition.title,
        language=language,
        nodes=[_filled(node, shown) for node in levelled(nodes_of(version.paper, tables=True), first=1)],
        left=[each for key, each in asked.items() if key not in shown],
        foot=foot,
        at=at or timezone.now(),
    )


def _filled(node: Node, shown: dict[str, str]) -> Node:
    filled: dict[str, Any] = dict(node)
    if "c" in node:
        filled["c"] = _all_filled(node["c"], shown)
    if "rows" in node:
        filled["rows"] = [[_all_filled(cell, shown) for cell in row] for row in node["rows"]]
    return filled


def _all_filled(nodes: list[Node], shown: dict[str, str]) -> list[Node]:
    found: list[Node] = []
    for node in nodes:
        found += _parted(node["v"], shown) if node["t"] == "text" else [_filled(node, shown)]
    return found


def _parted(text: str, shown: dict[str, str]) -> list[Node]:
    """A text cut at its fields: every second piece is a field's key."""
    found: list[Node] = []
    for number, piece in enumerate(FIELD.split(text)):
        if number % 2:
            found.append(_value(piece, shown.get(piece)))
        elif piece:
            found.append({"t": "text", "v": piece})
    return found


def _value(key: str, value: str | None) -> Node:
    if value is None:
        return {"t": "blank", "key": key, "c": [{"t": "text", "v": BLANK}]}
    nodes: list[Node] = []
    for line in value.split("\n"):
        nodes += [{"t": "break"}, {"t": "text", "v": line}] if nodes else [{"t": "text", "v": line}]
    return {"t": "value", "key": key, "c": nodes}
