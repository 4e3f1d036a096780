"""The budget of a part: typed in place, saved row by row, taken out to a workbook and in again."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.formats import get_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gapbridge.act.applications import actions
from gapbridge.act.applications.budget_book import read_budget, write_budget
from gapbridge.act.applications.cells import Reader, Typed, of_others
from gapbridge.act.applications.deadlines import is_writable
from gapbridge.act.applications.editors.budget import Row, Sheet, blank_line, blank_source, sheet_of
from gapbridge.act.applications.editors.reading import SOURCE_READERS, line_readers
from gapbridge.act.applications.forms.budget import ImportForm
from gapbridge.act.applications.models import BudgetLine, FundingSource, Part
from gapbridge.act.applications.typed import rows_in
from gapbridge.base.access import page, visible_or_404
from gapbridge.base.forms import form_page
from gapbridge.base.middleware import received_at
from gapbridge.base.tables import Problem, TableErrors

CHANGE = "applications.change_application"
RELATED = (
    "form",
    "application__call__intervention__programme",
    "application__call__procedure",
    "application__lot",
    "application__organisation",
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(Part, related=RELATED)
def budget(request: HttpRequest, part: Part) -> HttpResponse:
    """Everybody who sees the application reads it; the applicant's people type in it while it may be written."""
    if request.method == "POST":
        return _post(request, part)
    sheet = _sheet(part)
    writes = may_write(request, part)
    context = frame(request, part, _("Budget")) | {
        "sheet": sheet,
        "writes": writes,
        "decimal": get_format("DECIMAL_SEPARATOR"),
        "grouping": get_format("THOUSAND_SEPARATOR"),
        "blank_line": blank_line(),
        "blank_source": blank_source(),
    }
    template = "applications/budget.html" if writes else "applications/budget_read.html"
    return render(request, template, context)


def _sheet(part: Part) -> Sheet:
    sheet = sheet_of(part)
    if sheet is None:
        raise Http404
    return sheet


def may_write(request: HttpRequest, part: Part) -> bool:
    return request.user.has_perm(CHANGE, part.application) and is_writable(part, received_at(request))


def frame(request: HttpRequest, part: Part, title: str) -> dict[str, Any]:
    """What every editor's page says of its part."""
    return {
        "title": title,
        "stage": "act",
        "part": part,
        "application": part.application,
        "own": request.user.has_perm(CHANGE, part.application),
    }


# --- saving --------------------------------------------------------------------------------------


def _post(request: HttpRequest, part: Part) -> HttpResponse:
    if not request.user.has_perm(CHANGE, part.application):
        raise PermissionDenied
    _sheet(part)
    typed = {
        "lines": rows_in(request.POST, "line", BudgetLine.CELLS),
        "sources": rows_in(request.POST, "source", FundingSource.CELLS),
    }
    saved = actions.save_budget(actor=request.user, part=part, received_at=received_at(request), **typed)
    if wants_json(request):
        return JsonResponse(_told(request, part, saved, **typed))
    if saved.waits:
        messages.warning(
            request,
            _("Somebody else changed the same cells meanwhile. Both versions are kept: choose below."),
        )
    else:
        messages.success(request, _("Saved."))
    return redirect(reverse("applications:budget", args=[part.pk]) + _do(request, part))


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _do(request: HttpRequest, part: Part) -> str:
    """Carry out the button that was pressed, after everything was saved; the place on the page to go back to."""
    name, *rest = request.POST.get("do", "save").split(":")
    act = DO.get((name, len(rest)))
    if act is None:
        return ""
    at: dict[str, Any] = {"actor": request.user, "received_at": received_at(request)}
    return act(part, at, *rest)


def _add_line(part: Part, at: dict[str, Any], heading: str) -> str:
    line = actions.save_budget_line(part=part, cells={"heading": heading}, token=get_random_string(12), **at)
    return f"#line-{line.pk}"


def _add_source(part: Part, at: dict[str, Any]) -> str:
    source = actions.save_source(part=part, cells={"name": ""}, token=get_random_string(12), **at)
    return f"#source-{source.pk}"


def _copy(part: Part, at: dict[str, Any], pk: str) -> str:
    return f"#line-{actions.copy_budget_line(line=_line(part, pk), **at).pk}"


def _move(how: str) -> Callable[..., str]:
    def act(part: Part, at: dict[str, Any], pk: str) -> str:
        return f"#line-{actions.move_budget_line(line=_line(part, pk), how=how, **at).pk}"

    return act


def _remove(part: Part, at: dict[str, Any], pk: str) -> str:
    line = _line(part, pk)
    actions.remove_budget_line(line=line, **at)
    return f"#heading-{line.heading}"


def _remove_source(part: Part, at: dict[str, Any], pk: str) -> str:
    actions.remove_source(source=visible_or_404(part.funding_sources.all(), pk), **at)
    return "#sources"


def _choose(take: bool) -> Callable[..., str]:
    def act(part: Part, at: dict[str, Any], prefix: str, pk: str, key: str) -> str:
        rows = part.budget_lines if prefix == "line" else part.funding_sources
        row = actions.choose_cells(row=visible_or_404(rows.all(), pk), key=key, take=take, **at)
        return f"#{prefix}-{row.pk}"

    return act


def _line(part: Part, pk: str) -> BudgetLine:
    return visible_or_404(part.budget_lines.all(), pk)


# Button → what it does, by how many words follow its name.
DO: Mapping[tuple[str, int], Callable[..., str]] = {
    ("add", 1): _add_line,
    ("add-source", 0): _add_source,
    ("copy", 1): _copy,
    ("up", 1): _move("up"),
    ("down", 1): _move("down"),
    ("remove", 1): _remove,
    ("remove-source", 1): _remove_source,
    ("take", 3): _choose(True),
    ("drop", 3): _choose(False),
}


def _told(
    request: HttpRequest, part: Part, saved: Any, lines: list[Typed], sources: list[Typed]
) -> dict[str, Any]:
    """What the page's script learns of a save: of each row sent its id, version, cells and what is wrong in them."""
    sheet = _sheet(part)
    stored = {row.key: row for block in sheet.blocks for row in block.rows}
    funds = {row.key: row for row in sheet.sources}
    readers = line_readers(part)
    return {
        "said": said_now(),
        "line": {
            each.key: told_of(request, stored[str(saved.lines[each.key].pk)], each, readers, "line")
            for each in lines
            if each.key in saved.lines
        },
        "source": {
            each.key: told_of(request, funds[str(saved.sources[each.key].pk)], each, SOURCE_READERS, "source")
            for each in sources
            if each.key in saved.sources
        },
    }


def told_of(
    request: HttpRequest, row: Row, typed: Typed, readers: Mapping[str, Reader], prefix: str
) -> dict[str, Any]:
    """`others`: what somebody else wrote into cells that were sent; `html`: the versions that wait for a choice."""
    shown = {"row": row, "prefix": prefix}
    return {
        "key": row.key,
        "version": row.row.version,
        "was": row.was,
        "others": {name: row.cells[name].text for name in of_others(row.row, typed, readers)},
        # What is merely missing yet is not told while one types.
        "problems": {name: row.cells[name].problem for name in row.row.unread},
        "html": render_to_string("applications/parts/versions.html", shown, request) if row.versions else "",
    }


def said_now() -> str:
    return _("Saved at %(time)s.") % {"time": time_format(localtime(), "H:i:s")}


# --- workbooks -----------------------------------------------------------------------------------


@page(Part, related=RELATED, methods=("GET", "HEAD"))
def budget_workbook(request: HttpRequest, part: Part) -> HttpResponse:
    """The budget as a workbook with its sums as formulas: to read, to work in, and to send in again."""
    headers = {"Content-Disposition": f'attachment; filename="budget-{part.application_id}.xlsx"'}
    return HttpResponse(write_budget(_sheet(part)), content_type=XLSX, headers=headers)


@page(Part, perm="applications.change_part", related=RELATED)
def import_budget(request: HttpRequest, part: Part) -> HttpResponse:
    sheet = _sheet(part)
    problems: list[Problem] = []

    def act(data: dict[str, Any]) -> Part:
        try:
            lines = read_budget(data["file"].file, sheet, field="file")
        except TableErrors as errors:
            problems.extend(errors.problems)
            raise
        return actions.import_budget(
            actor=request.user,
            part=part,
            lines=lines,
            replace=data["how"] == "replace",
            received_at=received_at(request),
        )

    return form_page(
        request,
        ImportForm,
        act=act,
        title=_("Import the budget"),
        intro=_("Work in the workbook of this budget and send it back. All of its lines are taken, or none."),
        stage="act",
        submit=_("Import"),
        autosave=False,
        said=_("The lines are imported."),
        done=reverse("applications:budget", args=[part.pk]),
        template="applications/budget_import.html",
        context={"problems": problems, "part": part, "application": part.application, "sheet": sheet},
    )
