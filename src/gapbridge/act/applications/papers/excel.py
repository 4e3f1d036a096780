"""The form as XLSX: one sheet with a row a question, and a sheet for each table.

Columns of the first sheet: code (key, version; an option of several has a row of its own), section, question, answer.
A table's sheet is named by its key; row 1 holds the codes of its columns, row 2 their names.
"""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _

from gapbridge.act.applications import values
from gapbridge.act.applications.models import Answer, Part
from gapbridge.act.procedures.definition import Field, fields_of, sections_of
from gapbridge.base.errors import Refused
from gapbridge.base.tables import sheets_of

from . import YES, Brought, filled_in_here

CODE = re.compile(r"([a-z][a-z0-9_]{0,39})(?:=([a-z][a-z0-9_]{0,39}))?(?: (\d{1,9}))?")
FIRST = "Form"
MOST_ROWS, MOST_COLUMNS = 2000, 60
LONGEST_CELL = 32_767  # what a cell of a workbook holds
ANSWER = 3


# --- written --------------------------------------------------------------------------------------


def xlsx(part: Part) -> bytes:
    kept = BytesIO()
    with xlsxwriter.Workbook(
        kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        looks = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "quiet": book.add_format({"font_color": "#5A6472", "font_size": 9, "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "answer": book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"}),
        }
        stored = {each.key: each for each in Answer.objects.filter(part=part)}
        _write_questions(book, looks, part, stored)
        for asked in fields_of(part.form):
            if asked.kind == "table":
                _write_table(book, looks, asked, stored.get(asked.key))
    return kept.getvalue()


def _write_questions(book: Any, looks: dict[str, Any], part: Part, stored: dict[str, Answer]) -> None:
    sheet = book.add_worksheet(FIRST)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, 2, 40)
    sheet.set_column(ANSWER, ANSWER, 80)
    sheet.freeze_panes(1, 0)
    for column, name in enumerate((_("Code"), _("Section"), _("Question"), _("Answer"))):
        sheet.write_string(0, column, name, looks["head"])
    lines = (
        (section.title, *line)
        for section in sections_of(part.form)
        for asked in section.fields
        for line in _lines(asked, stored.get(asked.key))
    )
    for row, (section, code, question, answer, options) in enumerate(lines, start=1):
        sheet.write_string(row, 0, code, looks["quiet"])
        sheet.write_string(row, 1, section, looks["quiet"])
        sheet.write_string(row, 2, question, looks["text"])
        sheet.write_string(row, ANSWER, answer, looks["answer" if code else "quiet"])
        if options and sum(map(len, options)) + len(options) < 250:  # what Excel takes
            sheet.data_validation(
                row, ANSWER, row, ANSWER, {"validate": "list", "source": options, "error_type": "warning"}
            )


def _lines(asked: Field, answer: Answer | None) -> Iterator[tuple[str, str, str, list[str]]]:
    """Code, question, answer and what to choose from; a field that is filled in elsewhere has no code."""
    value: Any = answer.value if answer else values.empty(asked)
    version = answer.version if answer else 0
    question = asked.label + (f"\n{asked.help}" if asked.help else "")
    if asked.kind == "table":
        yield "", question, _("Fill in the sheet “%(sheet)s”.") % {"sheet": asked.key}, []
    elif asked.kind not in values.ANSWERED:
        yield "", question, filled_in_here(asked.kind), []
    elif asked.kind == "choices":
        for option in asked.options:
            ticked = _("yes") if option.key in value else ""
            yield f"{asked.key}={option.key} {version}", f"{asked.label}: {option.label}", ticked, [_("yes")]
    elif asked.kind == "declaration":
        yield f"{asked.key} {version}", question, _("yes") if value else "", [_("yes")]
    elif asked.kind == "choice":
        yield (
            f"{asked.key} {version}",
            question,
            values.said(asked, value),
            [each.label for each in asked.options],
        )
    elif len(str(value)) > LONGEST_CELL:
        yield "", question, _("This text is too long for a cell. Edit it on the site."), []
    else:
        yield f"{asked.key} {version}", question, str(value), []


def _write_table(book: Any, looks: dict[str, Any], asked: Field, answer: Answer | None) -> None:
    sheet = book.add_worksheet(asked.key[:31])
    sheet.set_column(0, len(asked.columns), 28)
    sheet.freeze_panes(2, 0)
    version = answer.version if answer else 0
    for place, column in enumerate(asked.columns):
        sheet.write_string(0, place, f"{column.key} {version}", looks["quiet"])
        sheet.write_string(1, place, column.label, looks["head"])
    rows: Any = answer.value if answer else ()
    for number, row in enumerate(rows, start=2):
        for place, column in enumerate(asked.columns):
            sheet.write_string(number, place, row.get(column.key, ""), looks["answer"])


# --- read -----------------------------------------------------------------------------------------


def read_xlsx(file: BinaryIO, part: Part) -> Brought:
    """Answers of a workbook that came back. Raises Refused when it is not this form, or can't be read at all."""
    file.seek(0)
    sheets = dict(sheets_of(file.read(), most_rows=MOST_ROWS, most_columns=MOST_COLUMNS))
    fields = {each.key: each for each in fields_of(part.form)}
    brought = Brought()
    for number, row in enumerate(sheets.get(FIRST, ())[1:], start=2):
        _read_line(brought, fields, number, [*row, *[None] * 4])
    for asked in fields.values():
        if asked.kind == "table" and (rows := sheets.get(asked.key[:31])):
            _read_table(brought, asked, rows)
    _settle(brought, fields)
    if not brought.answers and not brought.problems and not (sheets.keys() & {FIRST, *fields}):
        raise Refused(
            _(
                "The file holds no question of this form. Download the form here, fill it in and bring that back."
            ),
            field="file",
        )
    return brought


def _read_line(brought: Brought, fields: dict[str, Field], number: int, row: Sequence[Any]) -> None:
    code = CODE.fullmatch(str(row[0] or "").strip())
    text = _said(row[ANSWER])
    if not code or not text or code[1] not in fields:
        return
    asked = fields[code[1]]
    brought.based_on[asked.key] = int(code[3] or 0)
    if code[2]:
        if text.casefold() in YES | {_("yes").casefold()}:
            brought.answers.setdefault(asked.key, []).append(code[2])
    elif asked.kind == "declaration":
        brought.answers[asked.key] = text.casefold() in YES | {_("yes").casefold()}
    elif asked.kind == "choice":
        _read_choice(brought, asked, number, text)
    elif asked.kind in {"text", "number", "date"}:
        brought.answers[asked.key] = text
        _note(brought, asked, f"{FIRST}!D{number}")


def _read_choice(brought: Brought, asked: Field, number: int, text: str) -> None:
    labels = {" ".join(each.label.split()).casefold(): each.key for each in asked.options}
    key = labels.get(" ".join(text.split()).casefold())
    if key is None:
        problem = _("“%(field)s”: “%(choice)s” is none of its options.") % {
            "field": asked.label,
            "choice": text[:80],
        }
        brought.problems.append(f"{FIRST}!D{number}: {problem}")
    else:
        brought.answers[asked.key] = key


def _read_table(brought: Brought, asked: Field, rows: list[list[Any]]) -> None:
    codes = [CODE.fullmatch(str(each or "").strip()) for each in rows[0]]
    columns = {code[1]: place for place, code in enumerate(codes) if code}
    for column in asked.columns:
        if column.key not in columns:
            brought.problems.append(
                _(
                    "Sheet “%(sheet)s”, row 1: the code of the column “%(column)s” is gone. Download the form again."
                )
                % {"sheet": asked.key[:31], "column": column.label}
            )
            return
    found = [
        {key: _said(row[place]) if place < len(row) else "" for key, place in columns.items()}
        for row in rows[2:]
    ]
    brought.answers[asked.key] = found
    brought.based_on[asked.key] = next((int(code[3] or 0) for code in codes if code), 0)
    for number, row in enumerate(found, start=3):
        for column in asked.columns:
            for problem in values.problems_of_cell(column, row.get(column.key, "")):
                brought.problems.append(
                    _("Sheet “%(sheet)s”, row %(row)s, column “%(column)s”: %(problem)s")
                    % {"sheet": asked.key[:31], "row": number, "column": column.label, "problem": problem}
                )


def _note(brought: Brought, asked: Field, where: str) -> None:
    brought.problems.extend(f"{where}: {each}" for each in values.problems(asked, brought.answers[asked.key]))


def _settle(brought: Brought, fields: dict[str, Field]) -> None:
    """Every answer in its shape; what can't be kept becomes a problem, what is empty is left aside."""
    for key, value in list(brought.answers.items()):
        try:
            brought.answers[key] = values.clean(fields[key], value)
        except Refused as refusal:
            brought.problems.extend(refusal.messages)
            del brought.answers[key]
            continue
        if values.is_empty(brought.answers[key]):
            del brought.answers[key]


def _said(cell: Any) -> str:
    """A cell as text: 5.0 is 5."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    return "" if cell is None else str(cell).strip()
