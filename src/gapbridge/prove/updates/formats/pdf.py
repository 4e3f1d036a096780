"""An update as a tagged PDF (PDF/UA-1), set by Typst from data: no text of ours is ever read as markup."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import typst
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from gapbridge.prove.updates.models import Update
from gapbridge.prove.updates.parts import Part

TEMPLATE = Path(__file__).with_name("update.typ")
INLINE = {"strong": "strong", "em": "em", "link": "link", "softbreak": "space", "hardbreak": "break"}


def pdf(update: Update, parts: list[Part], *, at: datetime, site: str) -> bytes:
    """The document in the update's language. `at` is the time of publication, `site` the address links start with."""
    with translation.override(update.language):
        data = _data(update, parts, at, site)
    return typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(at.astimezone(UTC).timestamp()),
    )


def _data(update: Update, parts: list[Part], at: datetime, site: str) -> dict[str, Any]:
    period = f"{date_format(update.period_start)} – {date_format(update.period_end)}"
    return {
        "language": update.language,
        "title": update.title,
        "programme": update.programme.title,
        "partners": " · ".join(
            sorted(
                {
                    partner.organisation.name
                    for partner in update.programme.partners.select_related("organisation")
                }
            )
        ),
        "facts": [
            [_("Period"), period],
            [_("Published"), date_format(at.date())],
            [_("Version"), str(update.version)],
            [_("Address"), site + update.get_absolute_url()],
        ],
        "restated": [_("What was restated, and why"), update.restated] if update.restated else [],
        "parts": [_part(part, site) for part in parts],
        "words": {
            "target": _("target"),
            "withheld": _("withheld, to protect people"),
            "of": _("page"),
            "evidence": _("Records behind this figure"),
        },
    }


def _part(part: Part, site: str) -> dict[str, Any]:
    if part.kind == "heading":
        return {"kind": "heading", "text": part.text}
    nodes = _nodes(SyntaxTreeNode(MarkdownIt("commonmark").parse(part.text or "")))
    if part.kind == "text":
        return {"kind": "text", "nodes": nodes}
    return {
        "kind": "figure",
        "nodes": nodes,
        "label": part.indicator.title if part.indicator else "",
        "words": part.words,
        "value": shown(part.value),
        "unit": part.indicator.unit if part.indicator else "",
        "target": shown(part.target) if part.target is not None else "",
        "axis": part.axis,
        "rows": [
            [cell.label, "<5" if cell.suppressed else shown(cell.value), _share(cell.value, part)]
            for cell in part.cells
        ],
        "url": site + part.url,
    }


def shown(value: Decimal | None) -> str:
    """A number as the language writes it; "not known" for None."""
    if value is None:
        return _("not known")
    return number_format(value, decimal_pos=0 if value == int(value) else 1, force_grouping=True)


def _share(value: Decimal | None, part: Part) -> float:
    """How long a cell's bar is, 0 to 1 of the longest."""
    longest = max((cell.value for cell in part.cells if cell.value is not None), default=None)
    return float(value / longest) if value and longest else 0.0


def _nodes(tree: SyntaxTreeNode) -> list[dict[str, Any]]:
    """Markdown's tree as plain data: {"t": type, "c": [children]} and {"t": "text", "v": …}."""
    return [node for child in tree.children for node in _node(child)]


def _node(node: SyntaxTreeNode) -> list[dict[str, Any]]:
    if node.type == "inline":
        return _nodes(node)
    if node.type in {"text", "code_inline", "fence", "code_block", "html_block", "html_inline"}:
        return [{"t": "text", "v": node.content}]
    if node.type in INLINE:
        extra = {"href": str(node.attrs.get("href", ""))} if node.type == "link" else {}
        return [{"t": INLINE[node.type], "c": _nodes(node), **extra}]
    if node.type in {"paragraph", "heading", "bullet_list", "ordered_list", "list_item", "blockquote"}:
        return [{"t": node.type, "c": _nodes(node)}]
    return _nodes(node)
