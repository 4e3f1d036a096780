"""What in a text would let somebody reach or recognise a person, and what may stand in its place."""

from collections.abc import Collection
from dataclasses import dataclass

from .contacts import emails_in, phones_in


@dataclass(frozen=True)
class Mark:
    """Characters `start` up to `end` (code points) of a text. `kind`: name, phone, email, address, document.

    `certain` is False for what may as well be a village or a ministry: a person decides.
    """

    start: int
    end: int
    text: str
    kind: str
    replacement: str
    certain: bool


def marks_in(text: str, known: Collection[str] = frozenset()) -> list[Mark]:
    found = [Mark(s, e, text[s:e], "email", "[e-mail]", True) for s, e in emails_in(text)]
    found += [Mark(s, e, text[s:e], "phone", "[phone]", True) for s, e in phones_in(text)]
    return sorted(found, key=lambda mark: mark.start)
