"""Cells of rows that several people edit at once: read from text, shown as text, merged cell by cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from .models.rows import EditedRow
from .numerals import read_number

LONGEST_KEPT = 100_000  # characters of a text that does not fit its cell: kept to be shortened
MOST_WAITING = 20  # versions that wait beside one row

# Texts by cell, in one spelling: "1234.50", a row's id, "true" or "".
Texts = Mapping[str, str]
Reader = Callable[[str], Any]


@dataclass(frozen=True)
class Typed:
    """A row as somebody typed it. `key` is its id, or the browser's token of a new one.

    `version` is the one it was written on and `was` what stood in its cells then; without one it is the last word.
    """

    key: str
    cells: Texts
    version: int | None = None
    was: Texts | None = None
    wanted: bool = False  # a new row is made though nothing is typed into it yet

    @property
    def pk(self) -> int | None:
        is_number = self.key.isascii() and self.key.isdigit() and len(self.key) < 19
        return int(self.key) if is_number else None


@dataclass
class Merged:
    """`changed`: names of the cells that were taken; `waits`: those that somebody else changed meanwhile."""

    changed: list[str] = field(default_factory=list)
    waits: list[str] = field(default_factory=list)


def shown(row: EditedRow, name: str) -> str:
    """What stands in a cell, in one spelling: what could not be read is shown as it was typed."""
    if name in row.unread:
        return row.unread[name]
    return as_text(getattr(row, name))


def as_text(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "true"
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return str(value.pk) if isinstance(value, models.Model) else str(value)


def texts_of(row: EditedRow) -> dict[str, str]:
    return {name: shown(row, name) for name in row.CELLS}


def merge(row: EditedRow, typed: Typed, readers: Mapping[str, Reader], *, by: int) -> Merged:
    """Put typed cells into the row, which is not saved here.

    A cell that only the typist changed is taken. One that both changed stays, and what was typed waits beside it.
    """
    merged = Merged()
    is_stale = typed.version is not None and typed.version != row.version
    for name in readers.keys() & typed.cells.keys():
        value, unread = read(readers[name], tidy(typed.cells[name]))
        mine, theirs = unread if unread is not None else as_text(value), shown(row, name)
        if mine == theirs:
            continue
        if is_stale and (typed.was is None or theirs != typed.was.get(name, "")):
            if typed.was is None or mine != typed.was.get(name, ""):
                merged.waits.append(name)
            continue
        put(row, name, value, unread)
        merged.changed.append(name)
    if merged.waits:
        keep_waiting(row, {name: tidy(typed.cells[name]) for name in merged.waits}, by=by)
    return merged


def of_others(row: EditedRow, typed: Typed, readers: Mapping[str, Reader]) -> list[str]:
    """After a merge: the cells in which something else stands than what was typed, so that its typist is shown it."""
    found = []
    for name in readers.keys() & typed.cells.keys():
        value, unread = read(readers[name], tidy(typed.cells[name]))
        if (unread if unread is not None else as_text(value)) != shown(row, name):
            found.append(name)
    return found


def read(reader: Reader, text: str) -> tuple[Any, str | None]:
    """The value, and the text where it has none."""
    try:
        return reader(text), None
    except ValueError:
        return None, text[:LONGEST_KEPT]


def put(row: EditedRow, name: str, value: Any, unread: str | None) -> None:
    row.unread = {key: text for key, text in row.unread.items() if key != name}
    if unread is None:
        setattr(row, name, value)
        return
    row.unread[name] = unread
    setattr(row, name, _empty(row, name))


def _empty(row: EditedRow, name: str) -> Any:
    """What stands in a cell whose text can't be read: nothing, or what must stand there as before."""
    column = row._meta.get_field(name)
    if getattr(column, "null", False):
        return None
    return "" if isinstance(column, models.CharField | models.TextField) else getattr(row, name)


def keep_waiting(row: EditedRow, cells: dict[str, str], *, by: int) -> None:
    if any(each["by"] == by and each["cells"] == cells for each in row.waiting):
        return  # the same sent twice
    entry = {"key": uuid4().hex[:8], "by": by, "at": timezone.now().isoformat(), "cells": cells}
    row.waiting = [*row.waiting, entry][-MOST_WAITING:]


def tidy(text: str) -> str:
    """Without white space around it, and with one kind of line break: a form sends two characters for one."""
    return text.replace("\r\n", "\n").strip()


# --- readers: text → value, ValueError with a sentence ---------------------------------------------


def words(longest: int) -> Reader:
    def reader(text: str) -> str:
        if len(text) > longest:
            raise ValueError(
                _("This is too long: %(number)s characters, where %(most)s may stand. Shorten it.")
                % {"number": len(text), "most": longest}
            )
        return text

    return reader


def number(most: Decimal) -> Reader:
    return lambda text: read_number(text, most=most)


def truth(text: str) -> bool:
    return text in {"true", "on"}


def one_of(choices: Mapping[str, Any]) -> Reader:
    """The value of a choice by its text; "" is a choice only where it is named."""

    def reader(text: str) -> Any:
        try:
            return choices[text]
        except KeyError:
            raise ValueError(_("This can't be chosen any more. Choose again.")) from None

    return reader


def problem_of(reader: Reader, text: str) -> str:
    """Why a text that was kept can't be read; "" when it can be by now."""
    try:
        reader(text)
    except ValueError as error:
        return str(error)
    return ""
