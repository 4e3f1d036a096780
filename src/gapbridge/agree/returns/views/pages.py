from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.returns.panels import context_of
from gapbridge.agree.returns.sheets import sheet_of
from gapbridge.base.access import page
from gapbridge.base.wordings import text_of
from gapbridge.programmes.models import NARRATIVE_LANGUAGES

from .lists import STAGE


@page(Gap, public=True, related=("programme",))
def gap_page(request: HttpRequest, gap: Gap) -> HttpResponse:
    language = translation.get_language() or gap.language
    context = context_of(gap, request.user) | {"said": text_of(gap, "title", language), "stage": STAGE}
    return render(request, "returns/gap.html", context)


@page(Gap, related=("programme",))
def sheet(request: HttpRequest, gap: Gap) -> HttpResponse:
    """What to take along, in the language asked for: that of the people, not of the reader."""
    language = request.GET.get("language", "")
    if language not in dict(NARRATIVE_LANGUAGES):
        language = translation.get_language() or gap.language
    with translation.override(language):
        context = {
            "title": _("What we come back with"),
            "stage": STAGE,
            "gap": gap,
            "sheet": sheet_of(gap, request.user, language),
            "languages": [each for each in NARRATIVE_LANGUAGES if each[0] != language],
        }
        response = render(request, "returns/sheet.html", context)
    response.headers["Content-Language"] = language
    return response
