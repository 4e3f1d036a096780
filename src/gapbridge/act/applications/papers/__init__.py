"""A part's form as a Word or Excel file: taken along with what stands in it, filled in, and brought back.

Each field has a stable mark with its key and the version that was taken along, so that what is brought back is a save
like any other: on the version that stands it takes its place, on an older one both are kept and somebody chooses.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

TICKED = frozenset("xх✓✔☑☒☓✗✘+")  # the second is the Cyrillic letter
YES = frozenset({"yes", "bəli", "да", "beli", "1", "true", "x", "х", "+"})


@dataclass
class Brought:
    """What a file holds: answers and the versions they were written on, by key; what can't be read, with its place."""

    answers: dict[str, Any] = field(default_factory=dict)
    based_on: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def filled_in_here(kind: str) -> str:
    """What stands in the file for a field that is filled in on the site."""
    if kind == "files":
        return _("Files are attached on the site.")
    return _("This is filled in on the site.")
