"""Tables first-class: sort, filter, pages, export, the same everywhere.

A list page runs the same number of queries at 10 rows as at 10,000: columns read only what the
queryset brought along.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import xlsxwriter
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.formats import date_format, localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from . import sockets
from .lifecycle import lifecycle_of
from .markup import badge_html, figure

ROWS = 25  # a page that a slow line brings in a moment
MOST_EXPORTED = 100_000
CELL = '<td class="{}" data-label="{}">{}</td>'


@dataclass(frozen=True)
class Column:
    """One column: `value` takes a row's object (default: its attribute `key`).

    `sort` is the ORM expression to order by. `link` makes the cell lead to the object's page,
    or to where `href` says for a row.
    `kind` is "text", "number", "date" or "badge" (a badge shows the object's lifecycle state).
    """

    key: str
    label: Any
    sort: str | None = None
    value: Callable[[Any], Any] | None = None
    link: bool = False
    kind: str = "text"
    href: Callable[[Any], str] | None = None

    def of(self, row: Any) -> Any:
        if self.value is not None:
            return self.value(row)
        display = getattr(row, f"get_{self.key}_display", None)
        return display() if display else getattr(row, self.key)


@dataclass(frozen=True)
class Heading:
    column: Column
    direction: str  # "", "ascending" or "descending"
    href: str


@dataclass(frozen=True)
class Action:
    """A button above a list ("New gap")."""

    label: Any
    url: str


def list_page(
    request: HttpRequest,
    *,
    title: Any,
    queryset: QuerySet,
    columns: Sequence[Column],
    filters: type | None = None,
    actions: Sequence[Action] = (),
    intro: Any = "",
    empty: Any = "",
    stage: str = "",
    template: str = "base/list.html",
    rows: int = ROWS,
    context: dict[str, Any] | None = None,
) -> HttpResponseBase:
    """A whole list page of so many `rows`: filters, sorted and paged table, XLSX with `?export=xlsx`."""
    filterset = filters(request.GET, queryset=queryset, request=request) if filters else None
    found = filterset.qs if filterset is not None else queryset
    found, order = _sorted(found, columns, request.GET.get("sort", ""))
    if request.GET.get("export") == "xlsx":
        return export_xlsx(str(title), columns, found)
    page = Paginator(found, rows).get_page(request.GET.get("page"))
    return render(
        request,
        template,
        {
            "title": title,
            "intro": intro,
            "empty": empty or _("Nothing here yet."),
            "stage": stage,
            "filterset": filterset,
            "filtered": bool(filterset and any(v for k, v in request.GET.items() if k in filterset.filters)),
            "headings": [_heading(request, column, order) for column in columns],
            "rows": rendered_rows(columns, page),
            "page": page,
            "page_query": _query(request, page=None),
            "export_href": "?" + _query(request, export="xlsx", page=None),
            "actions": [*actions, *sockets.list_buttons(request)],
            **(context or {}),
        },
    )


def rendered_rows(columns: Sequence[Column], rows: Iterable[Any]) -> list[SafeString]:
    """The cells of each row as HTML. Written here and not in the template, which took three times as long."""
    heads = [
        (column, "state" if column.kind == "badge" else column.kind, str(column.label)) for column in columns
    ]
    return [
        format_html_join("", CELL, ((look, label, _content(column, row)) for column, look, label in heads))
        for row in rows
    ]


def _content(column: Column, row: Any) -> Any:
    shown = _shown(column, row)
    if not column.link:
        return shown
    address = column.href(row) if column.href else row.get_absolute_url()
    return format_html('<a href="{}" hx-boost="false">{}</a>', address, shown)


def _shown(column: Column, row: Any) -> Any:
    """A value as its kind is written; unknown is a dash."""
    if column.kind == "badge":
        lifecycle = lifecycle_of(row)
        return badge_html(lifecycle.state(row)) if lifecycle else ""
    value = column.of(row)
    if column.kind == "number":
        return figure(value)
    if value is None:
        return "–"
    return (
        date_format(value, "SHORT_DATE_FORMAT")
        if column.kind == "date" and isinstance(value, date)
        else value
    )


def _sorted(rows: QuerySet, columns: Sequence[Column], asked: str) -> tuple[QuerySet, str]:
    field = asked.removeprefix("-")
    column = next((each for each in columns if each.sort and each.key == field), None)
    if column is None or column.sort is None:
        return (rows if rows.ordered else rows.order_by("-pk")), ""
    expression = F(column.sort)
    ordered = expression.desc(nulls_last=True) if asked.startswith("-") else expression.asc(nulls_last=True)
    return rows.order_by(ordered, "pk"), asked


def _heading(request: HttpRequest, column: Column, order: str) -> Heading:
    if not column.sort:
        return Heading(column, "", "")
    now = {column.key: "ascending", f"-{column.key}": "descending"}.get(order, "")
    towards = f"-{column.key}" if now == "ascending" else column.key
    return Heading(column, now, "?" + _query(request, sort=towards, page=None))


def _query(request: HttpRequest, **changes: str | None) -> str:
    """The address's parameters with some set (or, with None, left out)."""
    kept = [(k, v) for k, vs in request.GET.lists() for v in vs if k not in changes and v]
    return urlencode(kept + [(k, v) for k, v in changes.items() if v])


def export_xlsx(title: str, columns: Sequence[Column], rows: QuerySet) -> HttpResponseBase:
    """The list as a workbook. Every text is written as text, so that no cell becomes a formula."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    for index, column in enumerate(columns):
        sheet.write_string(0, index, str(column.label), bold)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(columns) - 1, 22)
    for number, row in enumerate(rows[:MOST_EXPORTED].iterator(chunk_size=2000), start=1):
        for index, column in enumerate(columns):
            _write(sheet, number, index, column.of(row))
    book.close()
    buffer.seek(0)
    return FileResponse(buffer, as_attachment=True, filename=f"{title}.xlsx")


def _write(sheet, row: int, column: int, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, value if isinstance(value, str) else str(localize(value)))
