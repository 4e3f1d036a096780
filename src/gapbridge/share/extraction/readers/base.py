"""What every reader is given and gives back. Nothing here or beside it imports Django: it runs in the child."""

import time
from dataclasses import dataclass, field
from pathlib import Path


class Unreadable(Exception):
    """The file can't be read; `key` is one of reasons.py."""

    def __init__(self, key: str):
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Limits:
    """What one file may cost. Sizes are in bytes, times in seconds."""

    memory: int = 768 * 1024 * 1024  # of address space, of the reader and of Tesseract each
    processor: int = 150  # of processor time, likewise
    clock: int = 600  # of the wall's clock, in all
    file: int = 50 * 1024 * 1024  # the largest that may be written
    pages: int = 2000
    pictures: int = 40  # of the first so many pages
    recognised: int = 150  # pages whose letters are recognised
    characters: int = 60_000  # of one page; what is longer is cut
    in_all: int = 8_000_000  # characters of all pages


@dataclass
class Work:
    """One file to read: where it lies, in which languages it may be, and what that may cost.

    `letters`: the languages that Tesseract looks for, as it calls them; None where it is missing.
    """

    path: Path
    content_type: str
    limits: Limits
    letters: str | None = None
    started: float = field(default_factory=time.monotonic)
    without_letters: int = 0  # pages that needed Tesseract and did not get it

    @property
    def folder(self) -> Path:
        return self.path.parent

    def seconds_left(self) -> float:
        """For what can be left out: a tenth is kept for the rest."""
        return self.limits.clock * 0.9 - (time.monotonic() - self.started)


@dataclass
class Sheet:
    """A page as it was read: text, its heading, a picture (WebP), and whether its letters were recognised."""

    text: str
    title: str = ""
    picture: bytes | None = None
    was_recognised: bool = False
