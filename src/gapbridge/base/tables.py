"""Tables that people bring: CSV and XLSX read into typed rows, with every error by row and column.

    PEOPLE = (TableColumn("code", _("Person code"), required=True), TableColumn("sex", _("Sex"), choices=Sex))
    rows = read_table(upload.file, PEOPLE)      # [Row(row_number=2, code="A-1", sex="female"), …]

Nothing is returned unless the whole table holds: a caller saves all of it or nothing.
"""

import csv
import io
import json
import subprocess
import sys
from collections import namedtuple
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import models
from django.utils import formats, translation
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .errors import Refused
from .folding import fold

MOST_ROWS = 100_000
MOST_COLUMNS = 100
MOST_ERRORS = 50
LONGEST_CELL = 4000  # characters
DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y")
SHEETS = Path(__file__).with_name("sheets.py")
ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a table: where, and what to write instead."""

    row: int  # as the reader's own program counts: the heading is row 1
    column: str
    message: str

    def __str__(self) -> str:
        if not self.column:
            return _("Row %(row)s: %(message)s") % {"row": self.row, "message": self.message}
        return _("Row %(row)s, column %(column)s: %(message)s") % {
            "row": self.row,
            "column": self.column,
            "message": self.message,
        }


class TableErrors(Refused):
    """The table can't be taken. `problems` names up to 50 places; `more` says that there are others."""

    def __init__(self, problems: Sequence[Problem], *, more: bool = False, field: str | None = None):
        self.problems = list(problems)
        self.more = more
        first = str(self.problems[0])
        count = len(self.problems)
        if count == 1:
            message = _("Nothing was saved. %(first)s") % {"first": first}
        else:
            message = ngettext(
                "Nothing was saved: %(count)s place needs correcting. %(first)s",
                "Nothing was saved: %(count)s places need correcting, the first: %(first)s",
                count,
            ) % {"count": f"{count}+" if more else count, "first": first}
        super().__init__(message, field=field)


class Problems:
    """Collects what is wrong until there are 50, then raises; `settle` raises if there is anything."""

    def __init__(self, field: str | None = None):
        self.found: list[Problem] = []
        self.field = field

    def add(self, row: int, column: Any, message: str) -> None:
        self.found.append(Problem(row, str(column), message))
        if len(self.found) == MOST_ERRORS:
            raise TableErrors(self.found, more=True, field=self.field)

    def settle(self) -> None:
        if self.found:
            raise TableErrors(self.found, field=self.field)


@dataclass(frozen=True)
class TableColumn:
    """One column that a table may have.

    `kind` is "text", "date", "number" (whole, not negative) or "choice". Its heading may be the key, the
    label in any of the site's languages, or one of `aliases`; capitals, accents and spacing don't matter.
    `choices` (a TextChoices, or value → label) makes it a choice: a cell may hold the value or the label
    in any language, or one of `words` (word → value). An empty cell is `empty`, unless `required`.
    """

    key: str
    label: Any
    kind: str = "text"
    aliases: tuple[str, ...] = ()
    choices: Any = None
    words: Mapping[str, str] | None = None
    required: bool = False
    longest: int = LONGEST_CELL
    empty: Any = None

    @cached_property
    def labels(self) -> dict[str, Any]:
        """value → label, for a choice."""
        is_enum = isinstance(self.choices, type) and issubclass(self.choices, models.Choices)
        return {
            str(value): label for value, label in (self.choices.choices if is_enum else self.choices.items())
        }

    @cached_property
    def known(self) -> dict[str, str]:
        """Every spelling of a choice, folded → its value."""
        spellings = {fold(word): value for word, value in (self.words or {}).items()}
        for value, label in self.labels.items():
            spellings |= {fold(word): value for word in (value, *in_every_language(label))}
        return spellings

    @cached_property
    def headings(self) -> set[str]:
        return {_heading(name) for name in (self.key, *self.aliases, *in_every_language(self.label))}

    def parse(self, cell: Any) -> Any:
        """The cell's value; ValueError with a sentence when it has none that fits."""
        text = _text(cell)
        if not text:
            if self.required:
                raise ValueError(_("this can't be empty."))
            return self.empty
        if self.choices is not None:
            return self._choice(text)
        if self.kind == "date":
            return _date(text)
        if self.kind == "number":
            return _number(text)
        if len(text) > self.longest:
            raise ValueError(_("this is longer than %(most)s characters.") % {"most": self.longest})
        return text

    def _choice(self, text: str) -> str:
        value = self.known.get(fold(text))
        if value is None:
            known = get_text_list([str(label) for label in self.labels.values()], _("or"))
            raise ValueError(
                _("“%(text)s” is not known. Use %(known)s.") % {"text": text[:60], "known": known}
            )
        return value


def in_every_language(label: Any) -> set[str]:
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(str(label))
    return found


def _heading(text: str) -> str:
    return fold(text.replace("_", " ")).strip(" *:")


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def _date(text: str) -> date:
    day = text[:10] if text[10:11] in {"T", " "} else text
    for pattern in DATE_FORMATS:
        try:
            return datetime.strptime(day, pattern).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    example = formats.date_format(date(2023, 12, 31), "d.m.Y")
    raise ValueError(
        _("“%(text)s” is not a date. Write it as %(example)s or 2023-12-31.")
        % {"text": text[:60], "example": example}
    )


def _number(text: str) -> int:
    plain = text.replace(" ", "").replace("\xa0", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 10):
        raise ValueError(_("“%(text)s” is not a whole number.") % {"text": text[:60]})
    return int(plain)


# --- reading -------------------------------------------------------------------------------------


def read_table(file: BinaryIO, columns: Sequence[TableColumn], *, field: str | None = None) -> list[Any]:
    """The table's rows as named tuples: `row_number`, then one attribute a column.

    CSV (UTF-8, Windows-1251 or UTF-16; commas, semicolons or tabs) or the first sheet of an XLSX,
    recognised by content. Headings in any order; columns that nobody asked for are left aside, empty
    lines are skipped. Raises Refused when it can't be read, TableErrors naming rows and columns.
    """
    lines = _lines(file, field)
    places = _places(next(lines, (1, []))[1], columns, field)
    row_type = namedtuple("Row", ["row_number", *(column.key for column in columns)])  # type: ignore[misc]
    problems = Problems(field)
    rows = []
    for number, cells in lines:
        if any(_text(cell) for cell in cells):
            rows.append(row_type._make([number, *_values(number, cells, columns, places, problems)]))
        if len(rows) > MOST_ROWS:
            raise Refused(_too_many(), field=field)
    problems.settle()
    if not rows:
        raise Refused(_("There is no line below the headings."), field=field)
    return rows


def _values(
    number: int, cells: list[Any], columns: Sequence[TableColumn], places: dict[str, int], problems: Problems
) -> Iterable[Any]:
    for column in columns:
        place = places.get(column.key)
        cell = cells[place] if place is not None and place < len(cells) else None
        try:
            yield column.parse(cell)
        except ValueError as error:
            problems.add(number, column.label, str(error))
            yield None


def _places(header: list[Any], columns: Sequence[TableColumn], field: str | None) -> dict[str, int]:
    """Where each column stands. Refuses a table that lacks a required one or has one twice."""
    names = [_heading(_text(cell)) for cell in header]
    problems = Problems(field)
    places: dict[str, int] = {}
    for column in columns:
        found = [index for index, name in enumerate(names) if name in column.headings]
        if len(found) > 1:
            problems.add(1, column.label, _("this heading stands here twice. Take one of them out."))
        elif found:
            places[column.key] = found[0]
        elif column.required:
            problems.add(1, column.label, _("this column is missing. Add it and give it this heading."))
    problems.settle()
    return places


def _lines(file: BinaryIO, field: str | None) -> Iterator[tuple[int, list[Any]]]:
    file.seek(0)
    content = file.read(settings.UPLOAD_MAX_BYTES + 1)
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise Refused(_too_many(), field=field)
    try:
        reader = _workbook(content) if content.startswith(ZIP) else _csv(content)
        for number, cells in enumerate(reader, start=1):
            if len(cells) > MOST_COLUMNS:
                raise Refused(_too_many())
            yield number, cells
    except Refused as refusal:
        refusal.field = refusal.field or field
        raise


def _csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from reader
    except csv.Error:
        raise Refused(_("This file is not a table. Save it as CSV or XLSX and send that.")) from None


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1251")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused(_("The letters in this file can't be read. Save it as “CSV UTF-8” or XLSX and send that."))


def _workbook(content: bytes) -> Iterator[list[Any]]:
    with _reading(content) as process:
        assert process.stdout is not None
        for line in process.stdout:
            yield json.loads(line)


def sheets_of(
    content: bytes, *, most_rows: int = MOST_ROWS, most_columns: int = MOST_COLUMNS
) -> list[tuple[str, list[list[Any]]]]:
    """Every sheet of a workbook: its name, and its rows of cells. Raises Refused when it can't be read."""
    sheets: list[tuple[str, list[list[Any]]]] = []
    with _reading(content, most_rows, most_columns, "every") as process:
        assert process.stdout is not None
        for line in process.stdout:
            told = json.loads(line)
            if isinstance(told, str):
                sheets.append((told, []))
            else:
                sheets[-1][1].append(told)
    return sheets


@contextmanager
def _reading(
    content: bytes, most_rows: int = MOST_ROWS, most_columns: int = MOST_COLUMNS, *wanted: str
) -> Iterator[subprocess.Popen]:
    """The reader in a process of its own. It reads everything before it writes, so no pipe fills up."""
    command = [sys.executable, "-I", str(SHEETS), str(most_rows), str(most_columns), *wanted]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **pipes) as process:  # type: ignore[call-overload]
        try:
            try:
                process.stdin.write(content)
                process.stdin.close()
            except BrokenPipeError:  # it died early; its return code says so
                pass
            yield process
            code = process.wait()
        finally:
            process.kill()
    if code == 3 or code < 0:
        raise Refused(_too_many(most_rows, most_columns))
    if code:
        raise Refused(
            _("This workbook can't be read. Open it in its own program, save it again and send that.")
        )


def _too_many(most_rows: int = MOST_ROWS, most_columns: int = MOST_COLUMNS) -> str:
    return _("This table is too large. Send at most %(rows)s lines and %(columns)s columns at a time.") % {
        "rows": formats.number_format(most_rows, force_grouping=True),
        "columns": most_columns,
    }
