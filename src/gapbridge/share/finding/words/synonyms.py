"""Other words for the same thing, in three languages."""

from collections.abc import Sequence

from .asking import Asked


def synonyms(asked: Sequence[Asked], language: str) -> list[list[Asked]]:
    """Other ways of asking the same: each is a whole question in which some words are replaced."""
    return []
