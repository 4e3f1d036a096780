"""Finding people's words where others quoted them."""

import re
from collections.abc import Iterable

TAKEN_OUT = "[…]"
FEWEST_WORDS = 4  # shorter excerpts are phrases that anybody may have written
BETWEEN = r"[\s>*_]+"  # a wrapped line, and what Markdown puts before one or around a word
EDGES = " \t\n.,;:!?…\"'“”„«»()-–—"


def quoting(excerpts: Iterable[str]) -> re.Pattern[str] | None:
    """What finds one of the excerpts in a text, however the text is wrapped; None when all are short."""
    spoken = {tuple(excerpt.strip(EDGES).split()) for excerpt in excerpts}
    long = sorted((words for words in spoken if len(words) >= FEWEST_WORDS), key=len, reverse=True)
    if not long:
        return None
    return re.compile("|".join(BETWEEN.join(map(re.escape, words)) for words in long), re.IGNORECASE)


def without(pattern: re.Pattern[str], text: str) -> str:
    """The text with what was quoted taken out."""
    return pattern.sub(TAKEN_OUT, text)
