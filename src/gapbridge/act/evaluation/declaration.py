"""What an evaluator or a member of the committee declares: versions of a text in each language."""

from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import get_language

NOW = "1"


@cache
def texts() -> dict[str, dict[str, list[str]]]:
    """Version → language → paragraphs."""
    return yaml.safe_load((Path(__file__).parent / "data" / "declaration.yaml").read_text(encoding="utf-8"))


def text(version: str = NOW) -> list[str]:
    """Its paragraphs in the reader's language."""
    found = texts()[version]
    return found.get(get_language() or "en", found["en"])
