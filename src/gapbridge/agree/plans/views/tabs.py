"""One plan seen in several ways: a board, a timeline, a matrix, the national plan, its money."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.filters import BoardFilter, MoneyFilter, PlanMeasuresFilter
from gapbridge.agree.plans.models import Measure, Plan
from gapbridge.agree.plans.queries import (
    Coverage,
    board,
    chart_of_funders,
    chart_of_plan,
    coverage_of_framework,
    coverage_of_plan,
    funders_of,
    matrix,
    measures_for,
    measures_without_clause,
    sums_of_plan,
    timeline,
    with_money,
)
from gapbridge.base.access import page
from gapbridge.base.listing import Column, export_xlsx, list_page
from gapbridge.programmes.models import Clause, Framework, Programme

from .parts import MEASURE_COLUMNS, tab_context

LINES = 100  # measures on a page of the timeline
MOST_UNDATED = 50

MONEY_COLUMNS = (
    Column("code", _("Code"), sort="code", link=True),
    Column("title", _("Measure"), sort="title", link=True),
    Column("responsible", _("Responsible"), sort="responsible__name"),
    Column("planned", _("Planned"), sort="planned", kind="number"),
    Column("paid", _("Paid"), sort="paid", kind="number"),
    Column("committed", _("Committed"), sort="committed", kind="number"),
    Column("pledged", _("Pledged"), sort="pledged", kind="number"),
    Column("missing", _("Missing"), sort="missing", kind="number"),
    Column("state", _("State"), sort="state", kind="badge"),
)


def _filtered(request: HttpRequest, plan: Plan, filters: type) -> Any:
    """The plan's measures, as the reader sees and filters them."""
    mine = Measure.objects.visible_to(request.user).filter(plan=plan).select_related("responsible")
    return filters(request.GET, queryset=mine, request=request)


def _context(request: HttpRequest, plan: Plan, here: str, filterset: Any) -> dict[str, Any]:
    asked = {key: value for key, value in request.GET.items() if key in filterset.filters and value}
    kept = request.GET.copy()
    for key in ("page", "gaps", "export"):
        kept.pop(key, None)
    return {
        **tab_context(request, plan, here),
        "filterset": filterset,
        "filtered": bool(asked),
        "query": kept.urlencode(),
    }


def _wants_sheet(request: HttpRequest) -> bool:
    return request.GET.get("export") == "xlsx"


def _sheet(request: HttpRequest, plan: Plan, filterset: Any) -> Any:
    chosen = measures_for(request.user).filter(pk__in=filterset.qs.order_by().values("pk"))
    return export_xlsx(str(plan), MEASURE_COLUMNS, chosen)


@page(Plan, public=True, related=("programme", "national_plan"))
def board_tab(request: HttpRequest, plan: Plan) -> HttpResponse:
    filterset = _filtered(request, plan, BoardFilter)
    if _wants_sheet(request):
        return _sheet(request, plan, filterset)
    context = _context(request, plan, "board", filterset)
    return render(request, "plans/board.html", {**context, "board": board(filterset.qs)})


@page(Plan, public=True, related=("programme", "national_plan"))
def timeline_tab(request: HttpRequest, plan: Plan) -> HttpResponse:
    filterset = _filtered(request, plan, PlanMeasuresFilter)
    if _wants_sheet(request):
        return _sheet(request, plan, filterset)
    dated = filterset.qs.exclude(due_on=None)
    undated = filterset.qs.filter(due_on=None)
    pages = Paginator(
        dated.order_by(F("starts_on").asc(nulls_last=True), "due_on", "code", "pk"), LINES
    ).get_page(request.GET.get("page"))
    period = dated.order_by().aggregate(start=Min("starts_on"), due=Min("due_on"), end=Max("due_on"))
    earliest = min(filter(None, (period["start"], period["due"])), default=None)
    context = {
        **_context(request, plan, "timeline", filterset),
        "timeline": timeline(plan, (earliest, period["end"]), pages),
        "page": pages,
        "undated": undated.order_by("code", "pk")[:MOST_UNDATED],
        "undated_count": undated.count(),
    }
    return render(request, "plans/timeline.html", context)


@page(Plan, public=True, related=("programme", "national_plan"))
def matrix_tab(request: HttpRequest, plan: Plan) -> HttpResponse:
    filterset = _filtered(request, plan, PlanMeasuresFilter)
    chosen = measures_for(request.user).filter(pk__in=filterset.qs.order_by().values("pk"))
    if _wants_sheet(request):
        return export_xlsx(str(plan), (*MEASURE_COLUMNS[:2], *_gap_columns(request, chosen)), chosen)
    made = matrix(
        chosen.prefetch_related(None),
        request.user,
        row_page=request.GET.get("page"),
        gap_page=request.GET.get("gaps"),
    )
    context = _context(request, plan, "matrix", filterset)
    return render(request, "plans/matrix.html", {**context, "matrix": made, "page": made.row_page})


def _gap_columns(request: HttpRequest, measures: Any) -> list[Column]:
    answered = Gap.objects.visible_to(request.user).filter(measures__in=measures.order_by().values("pk"))
    return [_gap_column(gap) for gap in answered.distinct().order_by("code", "pk")]


def _gap_column(gap: Gap) -> Column:
    return Column(gap.code, str(gap), value=lambda measure: "x" if gap in measure.gaps.all() else None)


# --- the national plan ---------------------------------------------------------------------------


@page(Plan, public=True, related=("programme", "national_plan"))
def national_tab(request: HttpRequest, plan: Plan) -> HttpResponse:
    context = tab_context(request, plan, "national")
    if plan.national_plan is None:
        return render(request, "plans/national.html", context)
    coverage = coverage_of_plan(plan, request.user)
    if _wants_sheet(request):
        return _coverage_sheet(plan.national_plan, coverage)
    context |= {
        "framework": plan.national_plan,
        "within": f"plan={plan.pk}&",
        "without_clause": measures_without_clause(plan, request.user),
        **_shown(request, coverage),
    }
    return render(request, "plans/national.html", context)


@page(Framework, public=True)
def coverage_page(request: HttpRequest, framework: Framework) -> HttpResponse:
    """The same from the framework's side: over all plans that the reader may see, or one programme's."""
    programmes = Programme.objects.visible_to(request.user).order_by("short_title", "pk")
    asked = request.GET.get("programme", "")
    chosen = next((each for each in programmes if str(each.pk) == asked), None)
    coverage = coverage_of_framework(framework, request.user, chosen)
    if _wants_sheet(request):
        return _coverage_sheet(framework, coverage)
    context = {
        "framework": framework,
        "programmes": programmes,
        "chosen": chosen,
        "stage": "agree",
        "within": f"programme={chosen.pk}&" if chosen else "",
        "names_plan": True,
        **_shown(request, coverage),
    }
    return render(request, "plans/coverage.html", context)


def _shown(request: HttpRequest, coverage: Coverage) -> dict[str, Any]:
    only_open = request.GET.get("show") == "open"
    return {
        "coverage": coverage,
        "lines": (coverage.only_open() if only_open else coverage).lines,
        "only_open": only_open,
    }


def _coverage_sheet(framework: Framework, coverage: Coverage) -> Any:
    at = {line.clause.pk: line for line in coverage.lines}
    columns = (
        Column("code", _("Clause")),
        Column("title", _("Title")),
        Column("gaps", _("Gaps"), value=lambda clause: ", ".join(g.code for g in at[clause.pk].gaps) or None),
        Column(
            "measures",
            _("Measures"),
            value=lambda clause: ", ".join(f"{m.code} ({m.plan})" for m in at[clause.pk].measures) or None,
        ),
        Column("cover", _("Addressed"), value=lambda clause: COVERS[at[clause.pk].cover]),
    )
    return export_xlsx(str(framework), columns, _clauses(framework))


COVERS = {"addressed": _("addressed"), "parts": _("in parts"), "open": _("nothing addresses it")}


def _clauses(framework: Framework) -> Any:
    return Clause.objects.without_tree_fields().filter(framework=framework).order_by("position", "pk")


# --- money ---------------------------------------------------------------------------------------


@page(Plan, perm="plans.see_money", related=("programme", "national_plan"))
def money_tab(request: HttpRequest, plan: Plan) -> HttpResponse:
    mine = Measure.objects.visible_to(request.user).filter(plan=plan)
    sums, funders = sums_of_plan(plan, request.user), funders_of(plan, request.user)
    return list_page(
        request,
        title=_("Planned against funded"),
        queryset=with_money(mine.select_related("responsible")),
        columns=MONEY_COLUMNS,
        filters=MoneyFilter,
        empty=_("No measure yet. Measures are written into a plan."),
        template="plans/money.html",
        stage="agree",
        context={
            **tab_context(request, plan, "money"),
            "sums": sums,
            "funders": funders,
            "chart": chart_of_plan(sums),
            "funders_chart": chart_of_funders(funders) if funders else None,
        },
    )
