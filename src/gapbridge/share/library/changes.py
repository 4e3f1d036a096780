"""What one version says and the one before it did not: passage by passage, the words marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from gapbridge.base.differences import Piece, compare

from .models import Version

LONGEST = 200_000  # characters of a text that are compared
LONGEST_PASSAGE = 2_000  # beyond, one takes the other's place as a whole
Passage = tuple[Piece, ...]


@dataclass(frozen=True)
class Part:
    """What has changed in one part of a version; `is_too_long` where it was not looked at."""

    label: str
    passages: tuple[Passage, ...] = ()
    is_too_long: bool = False


def changes(before: Version, after: Version) -> list[Part]:
    """Nothing where both say the same."""
    found = [
        _part(_("Text"), _words(before), _words(after)),
        _part(_("The paper itself"), before.paper, after.paper),
        _part(_("Web address"), before.url, after.url),
        Part(_("File"), tuple(_files(before, after))),
    ]
    return [each for each in found if each.passages or each.is_too_long]


def _words(version: Version) -> str:
    """What was written here, else what was read in the file."""
    if version.text or version.paper:
        return version.text
    return "\n".join(version.pages.order_by("number").values_list("text", flat=True))


def _files(before: Version, after: Version) -> Iterator[Passage]:
    """One went, another came, whatever they are called."""
    if (before.file and before.file.sha256) == (after.file and after.file.sha256):
        return
    files = (("removed", before.file), ("added", after.file))
    yield tuple(
        Piece(kind, f"{file.original_name} ({filesizeformat(file.size)})\n") for kind, file in files if file
    )


def _part(label: Any, before: str, after: str) -> Part:
    if before == after:
        return Part(label)
    if max(len(before), len(after)) > LONGEST:
        return Part(label, is_too_long=True)
    return Part(label, tuple(passages(before, after)))


def passages(before: str, after: str) -> Iterator[Passage]:
    """Lines that are not what they were, in their order; empty lines that came or went are left out."""
    old, new = before.splitlines(), after.splitlines()
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new).get_opcodes():
        removed, added = "\n".join(old[a:b]), "\n".join(new[c:d])
        if kind != "equal" and (removed.strip() or added.strip()):
            yield tuple(_compared(removed, added))


def _compared(removed: str, added: str) -> list[Piece]:
    if max(len(removed), len(added)) <= LONGEST_PASSAGE:
        return compare(removed, added)
    return [Piece(kind, text) for kind, text in (("removed", removed), ("added", added)) if text]
