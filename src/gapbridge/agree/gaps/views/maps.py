"""Heat maps and the two rankings of a programme's gaps."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps import heat
from gapbridge.agree.gaps.forms import MapForm
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.proposing import ids_from
from gapbridge.agree.gaps.ranking import rankings as rankings_of
from gapbridge.base.access import page
from gapbridge.listen.assessments.models import Assessment
from gapbridge.programmes.models import Clause, Framework, Programme
from gapbridge.programmes.standing import standing

from .parts import STAGE

MAPS = {
    "clauses": (_("Gaps and clauses"), ("programme", "assessment", "framework", "show")),
    "places": (_("Gaps, groups and places"), ("programme", "assessment", "show")),
    "change": (_("From one assessment to the next"), ("programme", "framework", "before", "after", "by")),
}


@page(public=True)
def maps(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("map", "")
    which = asked if asked in MAPS else "clauses"
    programmes = _programmes(request.user)
    programme = _one(programmes, request.GET.get("programme", "")) or _first(programmes, request.user)
    if programme is None:
        return render(request, "gaps/maps.html", {"title": _("Heat maps"), "stage": STAGE})
    chosen = _choices(request, which, programmes, programme)
    context: dict[str, Any] = {
        "title": _("Heat maps"),
        "stage": STAGE,
        "programme": programme,
        "which": which,
        "tabs": [(key, label, _link(chosen, map=key, area=None)) for key, (label, _names) in MAPS.items()],
        "form": MapForm(
            initial=chosen,
            programmes=programmes,
            assessments=_assessments(programme, request.user),
            names=MAPS[which][1],
        ),
        "chosen": chosen,
        "whole": _link(chosen, area=None),
        "inside": programme.pk in standing(request.user).programmes,
        **DRAWN[which](programme, request.user, chosen),
    }
    return render(request, "gaps/maps.html", context)


@page(public=True)
def rankings(request: HttpRequest) -> HttpResponse:
    programmes = _programmes(request.user)
    programme = _one(programmes, request.GET.get("programme", "")) or _first(programmes, request.user)
    context: dict[str, Any] = {"title": _("Two rankings"), "stage": STAGE, "programme": programme}
    if programme is not None:
        context |= {
            "rankings": rankings_of(programme, request.user),
            "form": MapForm(
                initial={"programme": programme},
                programmes=programmes,
                assessments=None,
                names=("programme",),
            ),
        }
    return render(request, "gaps/rankings.html", context)


# --- what is chosen ------------------------------------------------------------------------------


def _programmes(user: Any) -> Any:
    """Those with a gap that the reader may see."""
    seen = Gap.objects.visible_to(user).order_by().values("programme")
    return Programme.objects.visible_to(user).filter(pk__in=seen)


def _one(found: Any, asked: str) -> Any:
    ids = ids_from([asked])
    return found.filter(pk=ids[0]).first() if ids else None


def _first(programmes: Any, user: Any) -> Programme | None:
    """One's own before others."""
    return programmes.filter(pk__in=standing(user).programmes).first() or programmes.first()


def _assessments(programme: Programme, user: Any) -> Any:
    return Assessment.objects.visible_to(user).filter(programme=programme)


def _choices(request: HttpRequest, which: str, programmes: Any, programme: Programme) -> dict[str, Any]:
    """What the address asks for, and what is shown where it asks for nothing or for what can't be."""
    assessments = _assessments(programme, request.user)
    form = MapForm(
        {**request.GET.dict(), "programme": programme.pk},
        programmes=programmes,
        assessments=assessments,
        names={name for _label, names in MAPS.values() for name in names},
    )
    form.full_clean()
    given = {name: value for name, value in form.cleaned_data.items() if value}
    newest = list(assessments.order_by("-starts_on", "-pk")[:2])
    framework = given.get("framework") or _framework(programme)
    area = _one(Clause.objects.filter(framework=framework), request.GET.get("area", ""))
    return {
        "map": which,
        "show": "severity",
        "by": "place",
        "after": newest[0] if newest else None,
        "before": newest[-1] if len(newest) > 1 else None,
        **given,
        "programme": programme,
        "framework": framework,
        "area": area,
    }


def _framework(programme: Programme) -> Framework | None:
    """The programme's first standard; any standard where it has named none."""
    for frameworks in (programme.frameworks.all(), Framework.objects.all()):
        ordered = frameworks.order_by("kind", "pk")
        if (
            found := ordered.filter(kind=Framework.Kind.STANDARD, key="protection-gaps").first()
            or ordered.first()
        ):
            return found
    return None


def _link(chosen: dict[str, Any], **changes: Any) -> str:
    """This page with other choices."""
    asked = {**chosen, **changes}
    named = {name: getattr(value, "pk", value) for name, value in asked.items() if value}
    return f"{reverse('gaps:maps')}?{urlencode(named)}"


# --- the three maps ------------------------------------------------------------------------------


def _clauses(programme: Programme, user: Any, chosen: dict[str, Any]) -> dict[str, Any]:
    if chosen["framework"] is None:
        return {"heat": None}
    assessment = chosen.get("assessment")
    gaps = heat.gaps_shown(programme, user, assessment)
    drawn = heat.gaps_by_area(
        gaps,
        user,
        areas=heat.Areas(chosen["framework"], chosen["area"]),
        assessment=assessment,
        by_voices=chosen["show"] == "voices",
        drill=lambda clause: _link(chosen, area=clause),
    )
    return {"heat": drawn}


def _places(programme: Programme, user: Any, chosen: dict[str, Any]) -> dict[str, Any]:
    assessment = chosen.get("assessment")
    gaps = heat.gaps_shown(programme, user, assessment)
    by_voices = chosen["show"] == "voices"
    return {"heat": heat.gaps_by_place(gaps, user, assessment=assessment, by_voices=by_voices)}


def _change(_programme: Programme, user: Any, chosen: dict[str, Any]) -> dict[str, Any]:
    before, after = chosen["before"], chosen["after"]
    if before is None or after is None or before == after or chosen["framework"] is None:
        return {"heat": None, "same": before is not None and before == after}
    areas = heat.Areas(chosen["framework"], chosen["area"])
    then, now = heat.Heard(before, user, areas), heat.Heard(after, user, areas)
    draw = heat.change_by_clause if chosen["by"] == "clause" else heat.change_by_place
    return {"heat": draw(then, now, areas, lambda clause: _link(chosen, area=clause))}


DRAWN: dict[str, Callable[[Programme, Any, dict[str, Any]], dict[str, Any]]] = {
    "clauses": _clauses,
    "places": _places,
    "change": _change,
}
