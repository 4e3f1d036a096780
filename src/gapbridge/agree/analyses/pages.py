"""A document's parts as its page draws them: Markdown as HTML, links to the gaps the reader may open."""

from typing import Any

from gapbridge.agree.gaps.models import Gap
from gapbridge.base import markdown

from .formats import Document


def drawn(document: Document, user: Any) -> list[dict[str, Any]]:
    """The parts with `html` where there is Markdown, and `url` where a gap's page opens. One query."""
    parts = document.content["parts"]
    gaps = [part["gap"] for part in parts if part["kind"] == "gap"]
    visible = {each.pk: each.get_absolute_url() for each in Gap.objects.visible_to(user).filter(pk__in=gaps)}
    return [_drawn(part, visible) for part in parts]


def _drawn(part: dict[str, Any], visible: dict[int, str]) -> dict[str, Any]:
    if part["kind"] == "text":
        return {**part, "html": markdown.render(part["text"]["text"])}
    if part["kind"] == "table":
        rows = [
            [
                {"text": text, "label": part["head"][n], "number": n in part["numeric"]}
                for n, text in enumerate(row)
            ]
            for row in part["rows"]
        ]
        return {
            **part,
            "rows": rows,
            "columns": [(name, n in part["numeric"]) for n, name in enumerate(part["head"])],
        }
    return {**part, "url": visible.get(part.get("gap", 0), "")}
