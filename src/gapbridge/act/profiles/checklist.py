"""The questions of a due-diligence check: data with versions, the last of which is asked.

They are shipped (data/checklist.yaml), or a programme's own (`Questionnaire`), written on the site.

A check copies them when it begins, so that a later version changes nothing that was asked before.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("data") / "checklist.yaml"


@dataclass(frozen=True)
class Question:
    """`texts`: language → the question. `essential`: a "no" bars passing without conditions."""

    key: str
    texts: dict[str, str]
    essential: bool


@dataclass(frozen=True)
class Checklist:
    version: str
    questions: tuple[Question, ...]


@cache
def versions() -> tuple[Checklist, ...]:
    return tuple(_checklist(each) for each in yaml.safe_load(FILE.read_text("utf-8"))["versions"])


def newest() -> Checklist:
    return versions()[-1]


def _checklist(data: dict[str, Any]) -> Checklist:
    questions = tuple(
        Question(each["key"], {name: each[name] for name in ("en", "az", "ru")}, each.get("essential", False))
        for each in data["questions"]
    )
    return Checklist(str(data["version"]), questions)
