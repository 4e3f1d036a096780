"""Where readers search, and what curators see of it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.vary import vary_on_headers

from gapbridge.base import sockets
from gapbridge.base.access import page
from gapbridge.base.listing import Action, Column, list_page
from gapbridge.people.roles import OFFICERS
from gapbridge.programmes.standing import standing

from . import actions, facets, queries
from .filters import AskingFilter
from .finding import LONGEST_QUERY, Found, find
from .models import Asking

HITS_A_PAGE = 10
FRONT = "finding.front"  # the name by which other rooms add a panel to it


@page(public=True, methods=("GET", "HEAD"))
@vary_on_headers("HX-Request")
def search(request: HttpRequest) -> HttpResponse:
    """One field. While one types, HTMX asks for the part below it alone; without scripts, Enter asks for the page."""
    query = request.GET.get("q", "").strip()
    chosen = {name: request.GET.get(name, "") for name in facets.NAMES if request.GET.get(name, "").strip()}
    number = _page_number(request.GET.get("page", ""))
    language = get_language() or "en"
    found = find(
        query,
        request.user,
        language=language,
        filters=chosen,
        offset=(number - 1) * HITS_A_PAGE,
        limit=HITS_A_PAGE,
    )
    typing = (
        request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
    )
    if not typing and query and number == 1 and not chosen:
        actions.count_asked(query=query, language=language, found=found.answers)
    context = {
        "title": _("Knowledge"),
        "query": query[:LONGEST_QUERY],
        "is_cut": len(query) > LONGEST_QUERY,
        "found": found,
        "chosen": chosen,
        "facets": [_links(facet, query, chosen) for facet in found.facets],
        "is_typing": typing and number == 1 and not chosen,
        "stage": "share",
        "ways": _ways(request),
        **_front(request, is_front=not query and not chosen and number == 1),
        **_pages(query, chosen, number, found),
    }
    return render(request, "finding/part.html" if typing else "finding/search.html", context)


def _ways(request: HttpRequest) -> list[Action]:
    """Where else one goes from here; the other rooms of the hub join in."""
    found = [
        Action(_("The whole library as a list"), reverse("library:list")),
        *sockets.list_buttons(request),
    ]
    if standing(request.user).programmes_with(*OFFICERS):
        found.append(Action(_("What is searched"), reverse("finding:askings")))
    return found


def _front(request: HttpRequest, *, is_front: bool) -> dict[str, Any]:
    """What other rooms show where nothing is asked yet."""
    panels = sockets.panels_for(None, request.user, page=FRONT) if is_front else []
    return {"is_front": is_front, "panels": panels}


def _page_number(text: str) -> int:
    return min(max(int(text), 1), 50) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def _links(facet: facets.Facet, query: str, chosen: dict[str, str]) -> dict[str, Any]:
    others = {name: value for name, value in chosen.items() if name != facet.name}
    return {
        "label": facet.label,
        "name": facet.name,
        "without": address(query, others),
        "choices": [(each, address(query, {**others, facet.name: each.value})) for each in facet.choices],
        "chosen": facet.chosen,
    }


def _pages(query: str, chosen: dict[str, str], number: int, found: Found) -> dict[str, Any]:
    last = max(1, -(-found.reachable // HITS_A_PAGE))
    return {
        "number": number,
        "first": (number - 1) * HITS_A_PAGE + 1,
        "last": last,
        "previous": address(query, chosen, number - 1) if number > 1 else "",
        "next": address(query, chosen, number + 1) if number < last else "",
        "all_kinds": address(query, {}),
    }


def address(query: str, chosen: dict[str, str], number: int = 1) -> str:
    """The same page with another choice: what stands behind its path."""
    asked = {"q": query[:LONGEST_QUERY], **chosen, "page": str(number) if number > 1 else ""}
    return "?" + urlencode({name: value for name, value in asked.items() if value})


@page(public=True, methods=("POST",))
def count(request: HttpRequest) -> HttpResponse:
    """What stood still under the reader's fingers for some seconds was a question; the letters before it were not."""
    query = request.POST.get("q", "")
    found = request.POST.get("found", "")
    if query.strip() and found.isascii() and found.isdigit() and len(found) < 9:
        actions.count_asked(query=query, language=get_language() or "en", found=int(found))
    return HttpResponse(status=204)


COLUMNS = (
    Column("words", gettext_lazy("Words"), sort="words"),
    Column("language", gettext_lazy("Language"), sort="language"),
    Column("day", gettext_lazy("Day"), sort="day", kind="date"),
    Column("times", gettext_lazy("Times asked"), sort="times", kind="number"),
    Column("found", gettext_lazy("Found"), sort="found", kind="number"),
    Column("opened", gettext_lazy("Opened"), sort="opened", kind="number"),
    Column("openings", gettext_lazy("What was opened"), value=lambda asking: _opened(asking)),
)
MOST_NAMED = 5


def _opened(asking: Asking) -> str:
    return "; ".join(str(each.resource) for each in list(asking.openings.all())[:MOST_NAMED])


@page()
def askings(request: HttpRequest) -> HttpResponse:
    """What readers search, first what they do not find."""
    return list_page(
        request,
        title=_("What is searched"),
        intro=_("Without names and addresses. What is searched often and not found is worth writing."),
        queryset=queries.askings(request.user),
        columns=COLUMNS,
        filters=AskingFilter,
        stage="share",
    )
