"""Words in a text that would let somebody recognise a person: found, and put out of it as the reader decides."""

import hashlib
import re
from collections.abc import Collection, Iterable

from gapbridge.base.folding import fold
from gapbridge.listen.assessments.anonymity import Mark, marks_in


def marks_of(texts: Iterable[str], known: Collection[str]) -> list[Mark]:
    """Each marked word once, in the order in which the texts hold them."""
    found: dict[str, Mark] = {}
    for text in texts:
        for mark in marks_in(text, frozenset(known)):
            found.setdefault(fold(mark.text), mark)
    return list(found.values())


def field_of(mark: Mark) -> str:
    """A form field's name for a word: the same whenever the word stands there again."""
    return f"word_{hashlib.sha256(fold(mark.text).encode()).hexdigest()[:12]}"


def without(text: str, marks: Iterable[Mark]) -> str:
    """The text with each of these words, wherever it stands alone, written as its replacement."""
    for mark in sorted(marks, key=lambda each: -len(each.text)):
        pattern = re.compile(rf"(?<!\w){re.escape(mark.text)}(?!\w)")
        text = pattern.sub(lambda _match, mark=mark: mark.replacement, text)  # type: ignore[misc]
    return text
