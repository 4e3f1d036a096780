"""The guide of open questions that comes with the method, in three languages."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SOURCE = Path(__file__).parent / "data" / "guide.yaml"


@cache
def _themes() -> list[dict[str, Any]]:
    return yaml.safe_load(SOURCE.read_text(encoding="utf-8"))


def questions() -> Iterator[dict[str, str]]:
    """Each question as the columns of a GuideQuestion: theme_en, theme_az, … text_ru."""
    for theme in _themes():
        for question in theme["questions"]:
            yield {
                **{f"theme_{language}": text for language, text in theme["theme"].items()},
                **{f"text_{language}": text for language, text in question.items()},
            }
