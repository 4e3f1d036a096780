"""For curators: what is read, in which language, and what nobody has opened."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base import charts
from gapbridge.base.access import page
from gapbridge.programmes.models import NARRATIVE_LANGUAGES
from gapbridge.share.learning import queries

PERIODS = {
    "30": gettext_lazy("30 days"),
    "90": gettext_lazy("90 days"),
    "365": gettext_lazy("A year"),
}


@page(perm="learning.see_openings")
def readings(request: HttpRequest) -> HttpResponse:
    days = request.GET.get("days", "")
    days = days if days in PERIODS else "30"
    found = queries.readings(request.user, int(days))
    context: dict[str, Any] = {
        "title": _("What is read"),
        "stage": "share",
        "found": found,
        "days": days,
        "periods": PERIODS.items(),
        "by_language": charts.bars(
            _("Opened, by language"), _by_language(found), head=(_("Language"), _("Opened"))
        ),
    }
    return render(request, "learning/readings.html", context)


def _by_language(found: queries.Readings) -> list[tuple[str, int]]:
    often = {each["edition__language"]: each["often"] for each in found.by_language}
    return [(label, often.get(code, 0)) for code, label in NARRATIVE_LANGUAGES]
