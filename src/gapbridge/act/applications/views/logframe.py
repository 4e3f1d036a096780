"""The logframe: its tree, its matrix, one row with its indicators, and the timeline."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from gapbridge.act.applications import actions
from gapbridge.act.applications.actions.logframe import LEVELS, MOST_MONTHS, level_below
from gapbridge.act.applications.cells import Texts, Typed
from gapbridge.act.applications.editors.budget import Cell, Row
from gapbridge.act.applications.editors.logframe import (
    Bar,
    RowSheet,
    blank_indicator,
    row_sheet,
    timeline_of,
    tree_of,
)
from gapbridge.act.applications.editors.reading import INDICATOR_READERS, readers_for
from gapbridge.act.applications.models import LogframeRow, LogIndicator, Part
from gapbridge.act.applications.typed import rows_in
from gapbridge.act.procedures.definition import editor_of
from gapbridge.base.access import page, visible_or_404
from gapbridge.base.errors import Refused
from gapbridge.base.middleware import received_at

from .budget import CHANGE, RELATED, frame, may_write, said_now, told_of, wants_json

CHANGE_ROW = "applications.change_row"
BOXES = tuple(f"m{month}" for month in range(1, MOST_MONTHS + 1))
OF_ROW = tuple(f"part__{each}" for each in RELATED)


@page(Part, related=RELATED, methods=("GET", "HEAD"))
def logframe(request: HttpRequest, part: Part) -> HttpResponse:
    _required(part, "logframe")
    roots = tree_of(part)
    writes = may_write(request, part)
    matrix = not writes or request.GET.get("view") == "matrix"
    context = frame(request, part, _("Logframe")) | {
        "roots": roots,
        "rows": [node for root in roots for node in root.walk()],
        "writes": writes,
        "matrix": matrix,
        "has_timeline": _has_timeline(part),
    }
    return render(request, "applications/logframe.html", context)


def _required(part: Part, *kinds: str) -> None:
    if not any(editor_of(part.form, kind) for kind in kinds):
        raise Http404


def _has_timeline(part: Part) -> bool:
    return editor_of(part.form, "timeline") is not None or editor_of(part.form, "logframe") is not None


@page(Part, perm="applications.change_part", related=RELATED)
def new_row(request: HttpRequest, part: Part, level: str) -> HttpResponse:
    """A row of a kind, under the row that `?under=` names."""
    _required(part, "logframe")
    under = request.POST.get("under") or request.GET.get("under")
    parent = visible_or_404(part.logframe.all(), under) if under else None
    if level not in LEVELS or level != level_below(parent.kind if parent else ""):
        raise Http404
    row = LogframeRow(part=part, kind=level, parent=parent)
    return _edit(request, part, row)


@page(LogframeRow, perm=CHANGE_ROW, related=(*OF_ROW, "parent"))
def edit_row(request: HttpRequest, row: LogframeRow) -> HttpResponse:
    return _edit(request, row.part, row)


def _writers_only(request: HttpRequest, part: Part) -> None:
    if not request.user.has_perm(CHANGE, part.application):
        raise PermissionDenied


def _edit(request: HttpRequest, part: Part, row: LogframeRow) -> HttpResponse:
    refusal: ValidationError | None = None
    if request.method == "POST":
        try:
            return _save(request, part, row)
        except ValidationError as found:
            if wants_json(request):
                raise
            refusal = found
    sheet = row_sheet(part, row)
    if row.pk is None:
        sheet.row.key = get_random_string(16)
    new = [] if sheet.indicators or row.kind == "activity" else [blank_indicator(get_random_string(16))]
    if refusal is not None:
        new = _as_typed(request, sheet)
    context = frame(request, part, _title(row)) | {
        "sheet": sheet,
        "row": row,
        "kind": row.kind,
        "takes_indicators": row.kind != LogframeRow.Kind.ACTIVITY,
        "fresh": new,
        "blank_indicator": blank_indicator(),
        "refused": refusal.messages if refusal else [],
    }
    return render(request, "applications/logframe_row.html", context, status=422 if refusal else 200)


def _as_typed(request: HttpRequest, sheet: RowSheet) -> list[Row]:
    """Put what was sent and refused into the sheet's cells; the indicators that are not made yet."""
    for typed in rows_in(request.POST, "row", LogframeRow.CELLS):
        sheet.row.key = typed.key
        _put(sheet.row, typed)
    there, new = {each.key: each for each in sheet.indicators}, []
    for typed in rows_in(request.POST, "indicator", LogIndicator.CELLS):
        if typed.key not in there:
            new.append(blank_indicator(typed.key))
        _put(there.get(typed.key) or new[-1], typed)
    return new


def _put(row: Row, typed: Typed) -> None:
    row.cells |= {name: Cell(name, text) for name, text in typed.cells.items()}


def _title(row: LogframeRow) -> str:
    titles = {
        "objective": _("The objective"),
        "outcome": _("Outcome"),
        "output": _("Output"),
        "activity": _("Activity"),
    }
    return titles[row.kind]


def _save(request: HttpRequest, part: Part, row: LogframeRow) -> HttpResponse:
    typed = rows_in(request.POST, "row", LogframeRow.CELLS)
    indicators = rows_in(request.POST, "indicator", LogIndicator.CELLS)
    if not typed and row.pk is None:
        raise Refused(_("The form was sent without its row. Reload the page."))
    own = typed[0] if typed else Typed(str(row.pk), {})
    if row.pk is not None and own.pk != row.pk:
        raise Http404
    wanted = Typed(own.key, own.cells, own.version, own.was, wanted=True)
    saved = actions.save_row(
        actor=request.user,
        part=part,
        typed=wanted,
        indicators=indicators,
        kind=row.kind,
        parent=row.parent,
        received_at=received_at(request),
    )
    if wants_json(request):
        return JsonResponse(_told(request, part, saved, own, indicators))
    return _after(request, part, saved)


def _told(
    request: HttpRequest, part: Part, row: LogframeRow, own: Typed, indicators: list[Typed]
) -> dict[str, Any]:
    sheet = row_sheet(part, LogframeRow.objects.get(pk=row.pk))
    by_token = {each.row.token: each for each in sheet.indicators if each.row.token}
    by_key = {each.key: each for each in sheet.indicators}
    found = [(each, by_key.get(each.key) or by_token.get(each.key)) for each in indicators]
    return {
        "said": said_now(),
        # A new row has an address of its own from now on.
        "at": reverse("applications:logframe_row", args=[row.pk]),
        "row": {own.key: told_of(request, sheet.row, own, readers_for(row, part), "row")},
        "indicator": {
            each.key: told_of(request, stored, each, INDICATOR_READERS, "indicator")
            for each, stored in found
            if stored
        },
    }


def _after(request: HttpRequest, part: Part, row: LogframeRow) -> HttpResponse:
    name, *rest = request.POST.get("do", "save").split(":")
    at: dict[str, Any] = {"actor": request.user, "received_at": received_at(request)}
    here = reverse("applications:logframe_row", args=[row.pk])
    if name == "add-indicator":
        blank = Typed(get_random_string(16), {"text": ""}, wanted=True)
        indicator = actions.save_indicator(row=row, typed=blank, **at)
        return redirect(f"{here}#indicator-{indicator.pk if indicator else ''}")
    if name == "remove-indicator" and rest:
        actions.remove_indicator(indicator=visible_or_404(row.indicators.all(), rest[0]), **at)
        return redirect(here)
    if name in {"take", "drop"} and len(rest) == 3:
        chosen = row if rest[0] == "row" else visible_or_404(row.indicators.all(), rest[1])
        actions.choose_row_cells(row=chosen, key=rest[2], take=name == "take", **at)
        return redirect(here)
    messages.success(request, _("Saved."))
    return redirect(reverse("applications:logframe", args=[part.pk]) + f"#row-{row.pk}")


@page(LogframeRow, perm=CHANGE_ROW, related=OF_ROW, methods=("POST",))
def move_row(request: HttpRequest, row: LogframeRow, how: str) -> HttpResponse:
    if how not in {"up", "down"}:
        raise Http404
    actions.move_row(actor=request.user, row=row, how=how, received_at=received_at(request))
    return redirect(reverse("applications:logframe", args=[row.part_id]) + f"#row-{row.pk}")


@page(LogframeRow, perm=CHANGE_ROW, related=OF_ROW)
def remove_row(request: HttpRequest, row: LogframeRow) -> HttpResponse:
    """Says first what would go with it."""
    if request.method == "POST":
        actions.remove_row(actor=request.user, row=row, received_at=received_at(request))
        messages.success(request, _("Removed."))
        return redirect("applications:logframe", pk=row.part_id)
    nodes = [node for root in tree_of(row.part) for node in root.walk()]
    node = next(each for each in nodes if each.row.pk == row.pk)
    context = frame(request, row.part, _("Remove from the logframe")) | {
        "node": node,
        "below": list(node.walk())[1:],
    }
    return render(request, "applications/logframe_remove.html", context)


# --- the timeline --------------------------------------------------------------------------------


@page(Part, related=RELATED)
def timeline(request: HttpRequest, part: Part) -> HttpResponse:
    _required(part, "timeline", "logframe")
    if request.method == "POST":
        _writers_only(request, part)
        return _save_months(request, part)
    return _timeline_page(request, part)


def _timeline_page(request: HttpRequest, part: Part) -> HttpResponse:
    context = frame(request, part, _("Timeline")) | {
        "timeline": timeline_of(part),
        "writes": may_write(request, part),
    }
    return render(request, "applications/timeline.html", context)


def _save_months(request: HttpRequest, part: Part) -> HttpResponse:
    rows = [each for each in rows_in(request.POST, "activity", BOXES) if each.pk]
    actions.save_months(
        actor=request.user,
        part=part,
        months={each.pk: _ticked(each.cells) for each in rows if each.pk},
        was={each.pk: _ticked(each.was or {}) for each in rows if each.pk},
        received_at=received_at(request),
    )
    if wants_json(request):
        return JsonResponse({"said": said_now(), "activity": _told_of_months(part, rows)})
    messages.success(request, _("Saved."))
    return redirect("applications:timeline", pk=part.pk)


def _ticked(boxes: Texts) -> list[int]:
    return [month for month, name in enumerate(BOXES, start=1) if boxes.get(name)]


def _told_of_months(part: Part, rows: list[Typed]) -> dict[str, Any]:
    """As of a row of the budget. Of a box there are no two versions: who else changed it, changed it to the same."""
    bars = {bar.key: bar for bar in timeline_of(part).bars}
    return {each.key: _told_of_bar(bars[each.key], each) for each in rows if each.key in bars}


def _told_of_bar(bar: Bar, typed: Typed) -> dict[str, Any]:
    stands = {box.name: "true" if box.ticked else "" for box in bar.boxes}
    others = {
        name: stands.get(name, "") for name, text in typed.cells.items() if stands.get(name, "") != text
    }
    return {"key": bar.key, "version": bar.node.row.version, "was": bar.was, "others": others, "problems": {}}
