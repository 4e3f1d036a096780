from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gapbridge.base.access import page
from gapbridge.programmes.models import Programme

from . import engine, queries
from .axes import AXES
from .counters import COUNTERS, Counter
from .drawing import chart_of, table_of
from .engine import Scope
from .forms import BreakdownForm, FigureForm

LINES = 20


@page(public=True, methods=("GET", "HEAD"))
def first_figures(request: HttpRequest) -> HttpResponse:
    """The figures of the reader's own programme, or of the newest there is."""
    programmes = queries.programmes_of(request.user)
    if not programmes:
        return render(request, "reach/figures.html", {"title": _("Figures"), "stage": "prove"})
    return _figures(request, programmes[0], programmes)


@page(Programme, public=True, methods=("GET", "HEAD"))
def figures(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _figures(request, programme, queries.programmes_of(request.user))


def _figures(request: HttpRequest, programme: Programme, programmes: Any) -> HttpResponse:
    context = {
        "title": _("Figures"),
        "stage": "prove",
        "programme": programme,
        "programmes": programmes,
        "figures": queries.figures_of(programme, request.user),
    }
    return render(request, "reach/figures.html", context)


@page(Programme, public=True, methods=("GET", "HEAD"))
def figure(request: HttpRequest, programme: Programme, counter: str) -> HttpResponse:
    """One figure: its scope, its breakdown, and the records behind it as far as the reader may see."""
    if counter not in COUNTERS:
        raise Http404
    counted = COUNTERS[counter]
    is_keeper = engine.is_keeper(request.user, counted, (programme.pk,))
    if is_keeper:
        form: BreakdownForm = FigureForm(
            request.GET, counter=counted, is_keeper=True, programme=programme, user=request.user
        )
        scope = form.scope()  # type: ignore[attr-defined]
    else:
        form = BreakdownForm(request.GET, counter=counted, is_keeper=False)
        scope = Scope((programme.pk,))
    context = {
        "title": counted.label,
        "stage": "prove",
        "programme": programme,
        "form": form,
        **figure_context(request, programme, counted, scope, form),
    }
    return render(request, "reach/figure.html", context)


def figure_context(
    request: HttpRequest, programme: Programme, counter: Counter, scope: Scope, form: BreakdownForm
) -> dict[str, Any]:
    """What `reach/parts/*.html` draw of a figure: also used by the page of an indicator."""
    by = form.breakdown()
    found = engine.count(counter.key, scope, by, reader=request.user)
    is_keeper = engine.is_keeper(request.user, counter, scope.programmes)
    return {
        "counter": counter,
        "unit": programme.currency if counter.is_money else counter.unit,
        "figure": found,
        "is_keeper": is_keeper,
        "axis_names": [AXES[axis].label for axis in found.axes],
        "chart": chart_of(found),
        "table": table_of(found),
        "withheld": sum(cell.suppressed for cell in found.cells),
        **_records(request, counter, scope, found),
    }


def _records(request: HttpRequest, counter: Counter, scope: Scope, found: engine.Figure) -> dict[str, Any]:
    """The records one by one for whoever may see them; for others what each intervention contributed."""
    if counter.of_people and not engine.is_keeper(request.user, counter, scope.programmes):
        return {"contributions": _contributions(request, counter, scope), "lines": None}
    visible = queries.lines(counter, queries.visible_records(counter.key, scope, request.user))
    shown = Paginator(visible, LINES).get_page(request.GET.get("page"))
    return {
        "lines": [queries.as_line(counter, row) for row in shown],
        "line_axes": [AXES[axis].label for axis in queries.line_axes(counter)],
        "page": shown,
        "page_query": _without_page(request),
        "closed": found.total_records - shown.paginator.count,
        "has_codes": counter.source.key in queries.CODES,
    }


def _contributions(request: HttpRequest, counter: Counter, scope: Scope) -> list[engine.Cell]:
    """A row an intervention, where that breakdown is published."""
    for axis in ("intervention", "place"):
        if (axis,) in engine.public_breakdowns(counter) and not scope.conditions:
            cells = engine.count(counter.key, scope, (axis,), reader=request.user).cells
            return [cell for cell in cells if cell.value or cell.suppressed]
    return []


def _without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
