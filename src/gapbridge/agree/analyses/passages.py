"""Where in a document's content some words stand, and the content without them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from gapbridge.listen.assessments.quotations import TAKEN_OUT

Path = tuple[str | int, ...]
Passage = tuple[Path, int, int]  # the way to a text in the content; from, up to


def passages(content: Any, pattern: re.Pattern[str]) -> list[Passage]:
    return [
        (path, found.start(), found.end())
        for path, text in _texts(content, ())
        for found in pattern.finditer(text)
    ]


def blanked(content: Any, found: Iterable[Passage]) -> Any:
    """A copy of the content with […] where the passages stood."""
    copy = deepcopy(content)
    spans: dict[Path, list[tuple[int, int]]] = defaultdict(list)
    for path, start, end in found:
        spans[tuple(path)].append((start, end))
    for path, places in spans.items():
        *way, last = path
        holder = copy
        for step in way:
            holder = holder[step]
        holder[last] = _without(holder[last], places)
    return copy


def _without(text: str, places: list[tuple[int, int]]) -> str:
    kept_from = len(text)
    for start, end in sorted(places, reverse=True):
        if end <= kept_from:  # two passages may overlap: the later one has it
            text, kept_from = text[:start] + TAKEN_OUT + text[end:], start
    return text


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, (*path, key))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _texts(each, (*path, number))
