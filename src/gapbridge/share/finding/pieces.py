"""A long list, some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def pieces(items: Iterable[T], length: int) -> Iterator[list[T]]:
    rest = iter(items)
    while piece := list(islice(rest, length)):
        yield piece
