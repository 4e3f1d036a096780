"""The words of a question, each with the terms that would answer it."""

from dataclasses import dataclass

from .terms import terms

LONGEST_QUERY = 200  # characters that are read
MOST_WORDS = 10


@dataclass(frozen=True)
class Asked:
    """One word of a question as it was typed; one of `terms` must be there. `is_begun`: it may be unfinished."""

    text: str
    terms: tuple[str, ...]
    is_begun: bool = False


def asked(query: str, language: str) -> list[Asked]:
    """At most ten words of the first 200 characters; the last may be unfinished."""
    words = query[:LONGEST_QUERY].split()[:MOST_WORDS]
    found = [(word, tuple(terms(word, language))) for word in words]
    kept = [(word, each) for word, each in found if each]
    return [Asked(word, each, position == len(kept)) for position, (word, each) in enumerate(kept, start=1)]
