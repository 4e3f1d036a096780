"""A call in numbers, each of which opens its list; the same as a file."""

from io import BytesIO
from typing import Any

import xlsxwriter
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from gapbridge.act.calls.models import Call
from gapbridge.act.grants.queries import overview
from gapbridge.base.access import page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(Call, perm="calls.change_call", related=("intervention__programme",), methods=("GET", "HEAD"))
def numbers(request: HttpRequest, call: Call) -> HttpResponseBase:
    user = request.user
    groups = [
        (_("By lot"), overview.by_lot(call, user)),
        (_("By place"), overview.by_place(call, user)),
        (_("By kind of organisation"), overview.by_kind(call, user)),
    ]
    funnel, whole = overview.funnel(call, user), overview.whole(call, user)
    if request.GET.get("export") == "xlsx":
        return _export(call, funnel, [(_("All"), [whole]), *groups])
    context = {
        "title": _("In numbers: %(call)s") % {"call": call},
        "stage": "act",
        "call": call,
        "funnel": funnel,
        "most": max((each.number for each in funnel), default=0) or None,
        "scoring": overview.scoring(call, user),
        "whole": whole,
        "grants_url": overview.grants_of(call),
        "groups": groups,
    }
    return render(request, "grants/numbers.html", context)


def _export(
    call: Call, funnel: list[overview.Passage], groups: list[tuple[str, list[overview.Money]]]
) -> HttpResponse:
    output = BytesIO()
    book = xlsxwriter.Workbook(
        output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet(_("Funnel")[:31])
    sheet.write_row(0, 0, [_("Step"), _("Applications")], bold)
    for row, each in enumerate(funnel, start=1):
        sheet.write_row(row, 0, [each.label, each.number])
    for title, rows in groups:
        _sheet(book, bold, title, rows)
    book.close()
    output.seek(0)
    return FileResponse(output, as_attachment=True, filename=f"call-{call.pk}.xlsx", content_type=XLSX)


def _sheet(book: Any, bold: Any, title: str, rows: list[overview.Money]) -> None:
    sheet = book.add_worksheet(title[:31])
    heads = [title, _("Applications"), _("Asked for"), _("Planned"), _("Committed"), _("Paid"), _("Reported")]
    sheet.write_row(0, 0, heads, bold)
    for number, each in enumerate(rows, start=1):
        planned = "" if each.planned is None else float(each.planned)
        money = [float(value) for value in (each.committed, each.paid, each.reported)]
        sheet.write_string(number, 0, each.label)
        sheet.write_row(number, 1, [each.applications, float(each.asked), planned, *money])
