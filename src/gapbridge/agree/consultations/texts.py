"""The exact texts of a round: what an item says, as plain data with its hash, and its sentences.

Everything here is text, whole number, list or null: what every database's JSON gives back as it was.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure

from .models import Item
from .proof.verify import canonical

# What of an item's text may be changed while the round is open, by what it is.
GAP_FIELDS = {"title": "title", "text": "statement", "remedy": "remedy"}
MEASURE_FIELDS = {"title": "title", "text": "description"}
# A sentence ends at its mark and the closing quotes after it, before a space, or at the end of a line.
SENTENCE = re.compile(r"\S.*?(?:[.!?…]+[”»\"')\]]*(?=\s|$)|$)", re.MULTILINE)


def sha256(data: Any) -> str:
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def sealed(text: dict[str, Any]) -> dict[str, Any]:
    """A text with the hash of itself."""
    plain = {key: value for key, value in text.items() if key != "sha256"}
    return {**plain, "sha256": sha256(plain)}


def frozen(item: Item) -> dict[str, Any]:
    """The text of the item's gap or measure as it stands now, with the hash of that text."""
    return sealed(_gap_text(item.gap) if item.gap else _measure_text(item.measure))  # type: ignore[arg-type]


def _gap_text(gap: Gap) -> dict[str, Any]:
    return {
        "code": gap.code,
        "title": gap.title,
        "text": gap.statement,
        "remedy": gap.remedy,
        "language": gap.language,
        "severity": gap.severity,
        "people_affected": gap.people_affected,
    }


def _measure_text(measure: Measure) -> dict[str, Any]:
    return {
        "code": measure.code,
        "title": measure.title,
        "text": measure.description,
        "language": measure.language,
        "responsible": measure.responsible.name_en if measure.responsible else "",  # type: ignore[attr-defined]
        "due_on": measure.due_on.isoformat() if measure.due_on else "",
        "cost": "" if measure.cost is None else f"{measure.cost:.2f}",
        "currency": measure.plan.programme.currency,
    }


@dataclass(frozen=True)
class Sentence:
    """A sentence of a text: `field` of the text ("title", "text", "remedy"), code-point offsets, and the words."""

    field: str
    start: int
    end: int
    text: str


def sentences_of(text: dict[str, Any]) -> list[Sentence]:
    """Every sentence of an item's text that can be commented on, in reading order."""
    return [
        Sentence(field, found.start(), found.end(), found.group())
        for field in ("title", "text", "remedy")
        for found in SENTENCE.finditer(text.get(field) or "")
    ]
