"""Run as a process of its own: the first sheet of a workbook on standard input, as lines of JSON.

    python sheets.py MOST_ROWS MOST_COLUMNS [every] < register.xlsx

With `every` all sheets follow one another, each after a line with its name alone ("People").
Each other line is one row, a list of cells (text, number, true, false, null, dates as ISO text). A workbook
can name a cell at the far corner and ask for gigabytes; here that ends a small process, not the server.
It imports nothing of the project, so that it starts quickly and stays small.
"""

import datetime as dt
import io
import json
import resource
import sys

MEMORY = 256 * 1024 * 1024  # bytes of address space
SECONDS = 20  # of processor time


def plain(cell: object) -> object:
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        cell = cell.date()
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else cell


def write(sheet: object, most_rows: int, most_columns: int) -> None:
    if sheet.total_height > most_rows + 1 or sheet.total_width > most_columns:  # type: ignore[attr-defined]
        sys.exit(3)
    for row in sheet.iter_rows():  # type: ignore[attr-defined]
        sys.stdout.write(json.dumps([plain(cell) for cell in row], default=str) + "\n")


def main(most_rows: int, most_columns: int, every: bool) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    if not every:
        write(book.get_sheet_by_index(0), most_rows, most_columns)
        return
    for index, name in enumerate(book.sheet_names):
        sys.stdout.write(json.dumps(name) + "\n")
        write(book.get_sheet_by_index(index), most_rows, most_columns)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), "every" in sys.argv[3:])
