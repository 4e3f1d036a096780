"""What may stand in a field of a form: kept as it was typed, in one shape a kind, and what is wrong with it.

Shapes: a text, number, date or choice is a text (a date as the browser sends it: "2027-03-31"); choices are a list
of keys; a table is a list of rows {column: text}; a declaration is true or false. What can't be read as a number or a
date stays as it was typed and is a problem: nothing that somebody wrote is thrown away because it is wrong. Refused
is only what no page sends, and what is too large to be kept.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.act.procedures.definition import Choice, Field, words_in
from gapbridge.base.errors import Refused

from .numerals import read_number

LONGEST_TEXT = (
    200_000  # characters: some 25,000 words; the limit in words is the form's, and marked, not enforced
)
LONGEST_CELL = 4_000
LONGEST_LINE = 200
MOST_ROWS = 500
UNCLEAN = re.compile("[\x00\ud800-\udfff]")
LARGEST = Decimal(10) ** 12
DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y")
EMPTY: dict[str, Any] = {"choices": [], "table": [], "declaration": False}
ANSWERED = frozenset({"text", "number", "date", "choice", "choices", "table", "declaration"})


@dataclass(frozen=True)
class Problem:
    """What must be mended before the field can be submitted; in a table, with row and column."""

    text: str
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        if self.row is None:
            return self.text
        return _("Row %(row)s, column “%(column)s”: %(message)s") % {
            "row": self.row, "column": self.column, "message": self.text,
        }  # fmt: skip


def empty(field: Field) -> Any:
    return EMPTY.get(field.kind, "")


def is_empty(value: Any) -> bool:
    return (
        value is None or value is False or (isinstance(value, str | list) and not value) or _is_blank(value)
    )


def _is_blank(value: Any) -> bool:
    return isinstance(value, str) and not value.strip()


# --- taking in -----------------------------------------------------------------------------------


def clean(field: Field, value: Any) -> Any:
    """The value in the field's shape. Raises Refused, naming the field, for what can't be kept at all."""
    if value is None:
        return empty(field)
    try:
        return CLEANERS[field.kind](field, value)
    except Refused as refusal:
        raise Refused(refusal.message, field=field.key) from None
    except KeyError:
        raise Refused(
            _("“%(field)s” is not filled in here.") % {"field": field.label}, field=field.key
        ) from None


def _text(field: Field, value: Any, longest: int = LONGEST_TEXT) -> str:
    if not isinstance(value, str | int | Decimal | date) or isinstance(value, bool):
        raise _not_understood(field)
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    if UNCLEAN.search(text):
        raise Refused(
            _("“%(field)s” holds characters that can't be stored. Paste the text again as plain text.")
            % {"field": field.label}
        )
    if len(text) > longest:
        raise Refused(
            _(
                "“%(field)s” has %(count)s characters; at most %(most)s can be kept. Shorten it, or put it into a file."
            )
            % {"field": field.label, "count": len(text), "most": longest}
        )
    return text


def _line(field: Field, value: Any) -> str:
    return _text(field, value, LONGEST_LINE).strip()


def _choice(field: Field, value: Any) -> str:
    key = _line(field, value)
    if key and key not in {each.key for each in field.options}:
        raise _not_understood(field)
    return key


def _choices(field: Field, value: Any) -> list[str]:
    if not isinstance(value, list | tuple) or not {*map(str, value)} <= {each.key for each in field.options}:
        raise _not_understood(field)
    chosen = {*map(str, value)}
    return [each.key for each in field.options if each.key in chosen]


def _declaration(field: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _not_understood(field)
    return value


def _table(field: Field, value: Any) -> list[dict[str, str]]:
    if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
        raise _not_understood(field)
    if len(value) > MOST_ROWS:
        raise Refused(
            _("“%(field)s” has %(count)s rows; at most %(most)s can be kept. Put the rest into a file.")
            % {"field": field.label, "count": len(value), "most": MOST_ROWS}
        )
    rows = ({column.key: _cell(field, row.get(column.key, "")) for column in field.columns} for row in value)
    return [row for row in rows if any(row.values())]


def _cell(field: Field, value: Any) -> str:
    return _text(field, "" if value is None else value, LONGEST_CELL).strip()


def _not_understood(field: Field) -> Refused:
    return Refused(
        _("What was sent for “%(field)s” can't be read. Reload the page.") % {"field": field.label}
    )


CLEANERS: dict[str, Callable[[Field, Any], Any]] = {
    "text": _text,
    "number": _line,
    "date": _line,
    "choice": _choice,
    "choices": _choices,
    "table": _table,
    "declaration": _declaration,
}


# --- numbers and dates as people write them ---------------------------------------------------------


def number_of(text: Any) -> Decimal | None:
    """What a number field or cell says; None when it is empty or can't be read."""
    try:
        return read_number(str(text), most=LARGEST)
    except ValueError:
        return None


def date_of(text: str) -> date | None:
    for pattern in DATES:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


# --- what is wrong with it -----------------------------------------------------------------------


def problems(field: Field, value: Any) -> list[Problem]:
    """What must be mended in what stands in the field; nothing when it is empty (completeness says that)."""
    check = CHECKS.get(field.kind)
    return list(check(field, value)) if check and not is_empty(value) else []


def _over_limit(field: Field, value: Any) -> Iterator[Problem]:
    count = words_in(value) if field.words else 0
    if field.words and count > field.words:
        over = count - field.words
        yield Problem(
            ngettext(
                "%(count)s words, and at most %(most)s may stand here: take out %(over)s word.",
                "%(count)s words, and at most %(most)s may stand here: take out %(over)s words.",
                over,
            )
            % {"count": count, "most": field.words, "over": over}
        )


def _no_number(_field: Field, value: str) -> Iterator[Problem]:
    yield from _as_number(value)


def _as_number(value: str) -> Iterator[Problem]:
    try:
        read_number(value, most=LARGEST)
    except ValueError as error:
        yield Problem(str(error))


def _no_date(_field: Field, value: str) -> Iterator[Problem]:
    yield from _as_date(value)


def _as_date(value: str) -> Iterator[Problem]:
    if value and date_of(value) is None:
        yield Problem(_("“%(text)s” is not a date. Write it as 31.12.2027.") % {"text": value[:60]})


def _in_table(field: Field, rows: Iterable[Mapping[str, str]]) -> Iterator[Problem]:
    rows = list(rows)
    for number, row in enumerate(rows, start=1):
        for column in field.columns:
            found = problems_of_cell(column, row.get(column.key, ""))
            yield from (Problem(each.text, number, column.label) for each in found)
    if len(rows) > field.rows:
        yield Problem(
            _("%(count)s rows, and at most %(most)s may stand here.")
            % {"count": len(rows), "most": field.rows}
        )


def problems_of_cell(column: Choice, value: str) -> Iterator[Problem]:
    return CELLS.get(column.kind, _fine)(value)


def _fine(_value: str) -> Iterator[Problem]:
    return iter(())


CELLS: dict[str, Callable[[str], Iterator[Problem]]] = {"number": _as_number, "date": _as_date}
CHECKS: dict[str, Callable[[Field, Any], Iterator[Problem]]] = {
    "text": _over_limit,
    "number": _no_number,
    "date": _no_date,
    "table": _in_table,
}


# --- saying it -----------------------------------------------------------------------------------


def said(field: Field, value: Any) -> str:
    """The value as one text: for differences, histories and documents."""
    if is_empty(value):
        return ""
    if field.kind == "table":
        return "\n".join(" | ".join(row.get(column.key, "") for column in field.columns) for row in value)
    if field.kind in {"choice", "choices"}:
        labels = {each.key: each.label for each in field.options}
        return "\n".join(labels.get(key, key) for key in ([value] if isinstance(value, str) else value))
    if field.kind == "declaration":
        return _("Declared")
    return str(value)
