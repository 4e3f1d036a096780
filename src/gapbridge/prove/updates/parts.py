"""An update as a row of parts: what HTML and PDF draw. Live while it is a draft, frozen afterwards."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from gapbridge.base import charts, markdown
from gapbridge.base.charts import Chart, Suppressed
from gapbridge.prove.reach.axes import AXES
from gapbridge.prove.reach.queries import records
from gapbridge.prove.results.models import Indicator
from gapbridge.prove.results.queries import figure_of, scope_of, value_of

from .models import Block, FrozenFigure, Update


@dataclass(frozen=True)
class Cell:
    """One line of a breakdown. `value` None: unknown, or withheld when `suppressed`."""

    label: str
    value: Decimal | None
    suppressed: bool = False


@dataclass(frozen=True)
class Part:
    """`kind` is "heading", "text" or "figure"; a figure has an indicator, a value and perhaps a breakdown."""

    kind: str
    block: Block
    text: str = ""
    indicator: Indicator | None = None
    value: Decimal | None = None
    target: Decimal | None = None
    axis: str = ""
    cells: tuple[Cell, ...] = ()
    words: str = ""  # what a qualitative indicator says
    url: str = ""

    @property
    def html(self) -> str:
        return markdown.render(self.text)

    @property
    def chart(self) -> Chart | None:
        """The breakdown as bars with the table behind it."""
        if not self.cells or self.indicator is None:
            return None
        items = [(cell.label, Suppressed() if cell.suppressed else cell.value) for cell in self.cells]
        title = _("By: %(axis)s") % {"axis": self.axis}
        return charts.bars(title, items, head=(str(self.axis), str(self.indicator.unit)))


def parts_of(update: Update) -> list[Part]:
    """The parts as they stand now: live for a draft, frozen for what is published."""
    blocks = update.blocks.select_related("indicator__result", "frozen").order_by("position", "pk")
    return [part_of(update, block) for block in blocks]


def part_of(update: Update, block: Block) -> Part:
    """One part, live or frozen as its block is."""
    if block.kind != Block.Kind.FIGURE:
        return Part(block.kind, block, text=block.text)
    frozen = getattr(block, "frozen", None)
    return _frozen_part(block, frozen) if frozen else live_part(update, block)


def live_part(update: Update, block: Block) -> Part:
    """The figure as the public may read it, at the end of the update's period."""
    indicator = block.indicator
    if indicator is None:
        raise ValueError("a figure has an indicator")
    value = value_of(indicator, at=update.period_end)
    figure = figure_of(
        indicator,
        by=(block.breakdown,) if block.breakdown else (),
        at=update.period_end,
        reader=AnonymousUser(),
    )
    told = [cell for cell in figure.cells if cell.suppressed or cell.value != 0] if figure else []
    cells = tuple(Cell(" · ".join(cell.labels), cell.value, cell.suppressed) for cell in told)
    withheld = figure is not None and figure.suppressed
    return Part(
        "figure",
        block,
        text=block.text,
        indicator=indicator,
        value=None if withheld else value.value,
        target=value.target,
        axis=axis_label(block.breakdown),
        cells=cells if block.breakdown else (),
        words=value.text,
        url=indicator.get_absolute_url(),
    )


def axis_label(axis: str) -> str:
    return str(AXES[axis].label) if axis in AXES else ""


def evidence_of(update: Update, indicator: Indicator) -> dict[str, Any]:
    """What was counted: how many records, and a digest over their ids by which a later change shows."""
    if not indicator.counter:
        ids = (
            indicator.observations.filter(observed_on__lte=update.period_end)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        return {"observations": list(ids)}
    digest, number = hashlib.sha256(), 0
    counted = records(indicator.counter, scope_of(indicator, at=update.period_end))
    for pk in counted.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000):
        digest.update(f"{pk};".encode())
        number += 1
    return {"counter": indicator.counter, "records": number, "digest": digest.hexdigest()}


def _frozen_part(block: Block, frozen: FrozenFigure) -> Part:
    cells = frozen.breakdown.get("cells", [])
    return Part(
        "figure",
        block,
        text=block.text,
        indicator=block.indicator,
        value=frozen.value,
        target=frozen.target,
        axis=frozen.breakdown.get("axis", ""),
        cells=tuple(
            Cell(cell["label"], None if cell["value"] is None else Decimal(cell["value"]), cell["suppressed"])
            for cell in cells
        ),
        words=frozen.words,
        url=frozen.get_absolute_url(),
    )


def frozen_breakdown(part: Part) -> dict[str, Any]:
    """A part's breakdown as the JSON that is kept."""
    if not part.cells:
        return {}
    cells = [
        {
            "label": cell.label,
            "value": None if cell.value is None else str(cell.value),
            "suppressed": cell.suppressed,
        }
        for cell in part.cells
    ]
    return {"axis": str(part.axis), "cells": cells}
