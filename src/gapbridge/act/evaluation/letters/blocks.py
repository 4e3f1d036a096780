"""A letter as data: blocks that page and PDF draw, and the same in plain words.

{"t": "title" | "par" | "heading", "text"} · {"t": "facts", "rows": [[label, value]]} ·
{"t": "table", "label", "head", "rows", "numeric": [columns]} · {"t": "said", "label", "text", "language"}
"""

from collections.abc import Iterable, Sequence
from typing import Any

Block = dict[str, Any]


def title(text: str) -> Block:
    return {"t": "title", "text": text}


def par(text: str) -> Block:
    return {"t": "par", "text": text}


def heading(text: str) -> Block:
    return {"t": "heading", "text": text}


def facts(*rows: Sequence[str]) -> Block:
    return {"t": "facts", "rows": [list(map(str, row)) for row in rows]}


def table(
    label: str, head: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[int] = ()
) -> Block:
    return {
        "t": "table",
        "label": label,
        "head": list(map(str, head)),
        "rows": [list(map(str, row)) for row in rows],
        "numeric": list(numeric),
    }


def said(label: str, text: str) -> Block:
    """Somebody's words, as they were written."""
    return {"t": "said", "label": label, "text": text}


def as_text(blocks: Iterable[Block]) -> str:
    return "\n\n".join(WORDS[each["t"]](each) for each in blocks)


def _rows(rows: Iterable[Sequence[str]], between: str) -> str:
    return "\n".join(between.join(row) for row in rows)


WORDS = {
    "title": lambda each: each["text"],
    "par": lambda each: each["text"],
    "heading": lambda each: each["text"],
    "facts": lambda each: _rows(each["rows"], ": "),
    "table": lambda each: f"{each['label']}\n{_rows([each['head'], *each['rows']], ' | ')}",
    "said": lambda each: f"{each['label']}: {each['text']}",
}
