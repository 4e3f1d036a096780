"""Where an excerpt stands in the notes: code points from `start` up to `end`. Pure text, no database."""

from collections.abc import Callable
from dataclasses import dataclass

Place = tuple[int, int]


def written(text: str) -> str:
    """A text as it is kept: a browser sends line ends as two characters, and shows and counts them as one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def only_place(text: str, words: str) -> Place | None:
    """Where the words stand, when they stand in exactly one place."""
    first = text.find(words) if words else -1
    if first < 0 or text.find(words, first + 1) >= 0:
        return None
    return first, first + len(words)


def nearest_place(text: str, words: str, near: int) -> Place | None:
    """The occurrence of the words that starts nearest to `near`; of two as near, the later."""
    if not words:
        return None
    after, before = text.find(words, near), text.rfind(words, 0, near + len(words))
    found = [start for start in (after, before) if start >= 0]
    if not found:
        return None
    start = min(found, key=lambda each: abs(each - near))
    return start, start + len(words)


@dataclass(frozen=True)
class Edit:
    """What lies between the parts that two versions of a text begin and end with.

    The first `head` characters are the same in both; so is what follows `tail` in the old one, which moved
    by `shift`.
    """

    head: int
    tail: int
    shift: int


def edit_between(old: str, new: str) -> Edit:
    shorter = min(len(old), len(new))
    head = _longest(shorter, lambda size: old[:size] == new[:size])
    end = _longest(shorter - head, lambda size: old[len(old) - size :] == new[len(new) - size :])
    return Edit(head, len(old) - end, len(new) - len(old))


def _longest(most: int, same: Callable[[int], bool]) -> int:
    """The largest size up to `most` that is still the same; halving, because slices compare quickly."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        if same(middle):
            least = middle
        else:
            most = middle - 1
    return least
