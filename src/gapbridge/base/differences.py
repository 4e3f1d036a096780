"""What has changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
CLOSE = 0.3  # share of words two texts have in common, below which one replaces the other as a whole


@dataclass(frozen=True)
class Piece:
    """A run of words: `kind` is "same", "added" or "removed"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One text that is not what it was."""

    label: str
    pieces: tuple[Piece, ...]


def compare(before: str, after: str) -> list[Piece]:
    """What was taken out and what was put in, by words; a text that is quite another is replaced as a whole."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    matcher = SequenceMatcher(a=old, b=new, autojunk=len(old) > 2000)
    if not before or not after or matcher.quick_ratio() < CLOSE or matcher.ratio() < CLOSE:
        return [Piece(kind, text) for kind, text in (("removed", before), ("added", after)) if text]
    pieces: list[Piece] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        removed, added = "".join(old[a:b]), "".join(new[c:d])
        pieces += [Piece(name, text) for name, text in (("removed", removed), ("added", added)) if text]
    return pieces
