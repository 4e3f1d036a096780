"""An update as a tagged PDF (PDF/UA-1), set by Typst from data: no text of ours is ever read as markup."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from gapbridge.base.documents.nodes import nodes_of
from gapbridge.base.documents.typeset import typeset
from gapbridge.prove.updates.models import Update
from gapbridge.prove.updates.parts import Part

TEMPLATE = Path(__file__).with_name("update.typ")


def pdf(update: Update, parts: list[Part], *, at: datetime, site: str) -> bytes:
    """The document in the update's language. `at` is the time of publication, `site` the address links start with."""
    with translation.override(update.language):
        data = _data(update, parts, at, site)
    return typeset(TEMPLATE, data, at=at)


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
    nodes = nodes_of(part.text)
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
