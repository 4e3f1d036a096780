"""XLSX and ODS, by calamine: a page for each sheet, its first 200 rows and 20 columns. CSV likewise."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from itertools import islice

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from .base import Sheet, Unreadable, Work
from .blocks import COLUMNS, ROWS, Block, table
from .flowing import sheets
from .plain import decoded


def read(work: Work) -> tuple[int, Iterator[Sheet]]:
    try:
        book = CalamineWorkbook.from_path(str(work.path))
        names = book.sheet_names
        if len(names) > work.limits.pages:
            raise Unreadable("too_many_pages")
        return sheets([_page(book, name) for name in names], work)
    except PasswordError:
        raise Unreadable("locked") from None
    except CalamineError:
        raise Unreadable("damaged") from None


def _page(book: CalamineWorkbook, name: str) -> list[Block]:
    rows = book.get_sheet_by_name(name).to_python(nrows=ROWS)
    return [
        Block("heading", name, 2),
        table([_said(cell) for cell in row[:COLUMNS]] for row in _filled(rows)),
    ]


def _filled(rows: list[list]) -> Iterator[list]:
    return (row for row in rows if any(cell not in ("", None) for cell in row))


def _said(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return "" if cell is None else str(cell)


def read_csv(work: Work) -> tuple[int, Iterator[Sheet]]:
    text = decoded(work.path.read_bytes())
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:4000], ",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = list(islice(csv.reader(io.StringIO(text), dialect), ROWS))
    except csv.Error:
        raise Unreadable("damaged") from None
    return sheets([[table(_filled(rows))]], work)
