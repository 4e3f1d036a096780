"""A file cut into tables: a CSV is one, a workbook has one a sheet, ODK's archive one a CSV."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from gapbridge.base import archives, tables
from gapbridge.base.errors import Refused

from .letters import text_of

MOST_ROWS = 20_000  # lines of one table
MOST_COLUMNS = 500  # Kobo gives each choice of a question a column of its own
MOST_TABLES = 40
MOST_UNPACKED = 1024 * 1024 * 1024  # bytes
MOST_ENTRIES = 20_000
LARGEST_TABLE = 50 * 1024 * 1024  # bytes of one CSV
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
WORKBOOK = "xl/workbook.xml"


@dataclass(frozen=True)
class Grid:
    """One table: its name ("" for a single CSV), its headings, and its rows by their number in the file."""

    name: str
    headings: list[str]
    rows: list[tuple[int, list[str]]]


def read_grids(content: bytes, name: str) -> list[Grid]:
    """The tables that hold anything, in the file's order. Raises Refused beside "file"."""
    try:
        grids = [grid for grid in _grids(content, name) if grid.headings or grid.rows]
    except Refused as refusal:
        refusal.field = "file"
        raise
    if not any(grid.rows for grid in grids):
        raise Refused(_("There is no answer in this file: no line below the headings."), field="file")
    return grids


def _grids(content: bytes, name: str) -> Iterator[Grid]:
    if not content.startswith(tables.ZIP):
        yield _grid("", _csv(content))
    elif name.lower().endswith(".zip"):
        yield from _archive(content)
    else:
        for sheet, rows in tables.sheets_of(content, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS):
            yield _grid(sheet, rows)


def _archive(content: bytes) -> Iterator[Grid]:
    """ODK's archive: a CSV a form and one a repeat."""
    with archives.opened(
        io.BytesIO(content), most_unpacked=MOST_UNPACKED, most_entries=MOST_ENTRIES
    ) as archive:
        found = [entry for entry in archive.infolist() if _is_table(entry)]
        if not found:
            raise Refused(_("There is no table in this archive. Send the export as it was downloaded."))
        if len(found) > MOST_TABLES:
            raise Refused(_("This archive holds more than %(most)s tables.") % {"most": MOST_TABLES})
        for entry in found:
            rows = _csv(archives.contents(archive, entry, LARGEST_TABLE))
            yield _grid(PurePosixPath(entry.filename).stem, rows)


def _is_table(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    hidden = any(part.startswith((".", "__MACOSX")) or part == "media" for part in path.parts)
    return path.suffix.lower() == ".csv" and not hidden


def _csv(content: bytes) -> list[list[str]]:
    text = text_of(content)
    delimiter = max(";,\t", key=lambda each: len(_first(text, each)))
    try:
        return list(_capped(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)))
    except csv.Error:
        raise Refused(
            _("This file is not a table, or a quotation mark in it is not closed. Export it again.")
        ) from None


def _first(text: str, delimiter: str) -> list[str]:
    """The headings as this delimiter would cut them: one may stand in quotation marks."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def _capped(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    for number, cells in enumerate(rows):
        if number > MOST_ROWS or len(cells) > MOST_COLUMNS:
            raise Refused(
                _("This table is too large. Send at most %(rows)s lines and %(columns)s columns at a time.")
                % {"rows": number_format(MOST_ROWS, force_grouping=True), "columns": MOST_COLUMNS}
            )
        yield cells


def _grid(name: str, lines: list[list[Any]]) -> Grid:
    """Empty lines are left out, and empty columns at the end."""
    headings = [_text(cell) for cell in lines[0]] if lines else []
    while headings and not headings[-1]:
        headings.pop()
    rows = [(number, [_text(cell) for cell in cells]) for number, cells in enumerate(lines[1:], start=2)]
    return Grid(name, headings, [(number, cells) for number, cells in rows if any(cells)])


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return CONTROL.sub(" ", str(cell).replace("\r\n", "\n").replace("\r", "\n")).strip()
