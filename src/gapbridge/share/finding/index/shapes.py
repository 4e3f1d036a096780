"""What goes into an index and what comes out, the same for every engine."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

LANGUAGES = ("en", "az", "ru")
PUBLIC = "seen:public"


@dataclass(frozen=True)
class Edition:
    """`weights`: term → 1 to 31. `pages`: number of the page → its terms; 0 is a text that has no pages yet.

    `spellings`: (spelling, term) of its longer words, for the vocabulary.
    """

    weights: Mapping[str, int]
    pages: Mapping[int, Collection[str]]
    spellings: Collection[tuple[str, str]] = ()


@dataclass(frozen=True)
class Work:
    """A resource in its languages. `words_sha256`: have its words changed? `traits`: what it counts under."""

    resource: int
    editions: Mapping[str, Edition]
    words_sha256: str
    traits: tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """A word asked for: terms of which one must be there. `loose` ones, guesses, count half."""

    whole: tuple[str, ...]
    loose: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """A way of asking: its words, of which at least so many must be there in one edition; 0 means all.

    Without words it asks for everything.
    """

    words: tuple[Word, ...]
    least: int = 0


@dataclass(frozen=True)
class Question:
    """`ways`: what the first finds comes before what only the second finds, and so on.

    `also`: ids of resources that this reader sees though the world does not. `filters`: facet → value.
    """

    ways: tuple[Way, ...]
    language: str
    also: Collection[int] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    offset: int = 0
    limit: int = 10


@dataclass(frozen=True)
class Found:
    """A work in the answer: in which language it is to be shown, by which of the ways it was found (0 is the first),
    and page → how many of the words of that way stand on it."""

    resource: int
    language: str
    way: int
    pages: Mapping[int, int]


@dataclass(frozen=True)
class Answer:
    """`works`: the best first. `unfiltered`: how many each way finds that those before it do not, without filters.

    `counts`: trait → number of works, for each facet as if its own filter were not set.
    """

    works: Sequence[Found] = ()
    total: int = 0
    unfiltered: tuple[int, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


class Engine(Protocol):
    """What keeps the index and answers from it. The vocabulary (vocabulary.py) stays in the database for all."""

    def put(self, works: Sequence[Work], *, anew: bool = False) -> None:
        """Write these works; what was there of them is replaced. `anew`: also of those whose words are the same."""
        ...

    def drop(self, resources: Collection[int]) -> None: ...

    def begin(self) -> None:
        """Everything is about to be put anew."""
        ...

    def ask(self, question: Question) -> Answer: ...

    def is_sparse(self) -> bool:
        """Is most of its room that of works that were replaced?"""
        ...

    def sweep(self) -> None:
        """Everything was put anew: give back the room of what was there before."""
        ...
