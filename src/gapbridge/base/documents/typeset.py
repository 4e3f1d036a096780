"""A template and its data as a tagged PDF (PDF/UA-1)."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

ROOT = Path(__file__).parents[2]  # the package: templates import "/base/documents/house.typ"


def typeset(template: Path, data: dict[str, Any], *, at: datetime) -> bytes:
    """Set `template` with `data`, which it reads from `sys.inputs.data`. The same input gives the same bytes.

    Only the fonts that come with Typst are used: they hold Azerbaijani and Russian, on every machine.
    """
    return typst.compile(
        str(template),
        root=str(ROOT),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(at.astimezone(UTC).timestamp()),
    )
