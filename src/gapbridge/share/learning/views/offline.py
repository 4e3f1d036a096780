"""What a phone keeps: plain pages, the bundle with the index, the page on which it is searched, the worker.

None of these says who reads it. The worker fetches them as a visitor, so only what is public is ever kept.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gapbridge.base.access import page
from gapbridge.base.errors import Refused
from gapbridge.share.learning import counting, kept
from gapbridge.share.learning.models import LANGUAGES, Collection
from gapbridge.share.learning.words import words_of_pages
from gapbridge.share.library.models import PUBLIC, Edition


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("in", "")
    return asked if asked in LANGUAGES else (get_language() or "en")


@page(Edition, public=True, related=("resource", "current__file"), methods=("GET", "HEAD"))
def reading(request: HttpRequest, edition: Edition) -> HttpResponse:
    """A plain page of one resource, for everybody the same: text and small pictures, in the language of the text."""
    if edition.resource.state not in PUBLIC or edition.current is None:
        raise Refused(_("It is not published, so no phone keeps it."))
    counting.count(request, edition)
    with translation.override(edition.language):
        context = {
            "title": edition.title,
            "language": edition.language,
            "edition": edition,
            "resource": edition.resource,
            "version": edition.current,
            "pieces": kept.readings([kept.Work(edition, edition.current)])[0].pieces,
        }
        response = render(request, "learning/reading.html", context)
    response["Cache-Control"] = "no-cache"
    return response


@page(Collection, public=True, methods=("GET", "HEAD"))
def bundle(request: HttpRequest, collection: Collection) -> HttpResponse:
    """What there is to keep, with the index. With `have=` the stamp of now: only that nothing has changed."""
    if collection.state != "published":
        raise Refused(_("It is not published, so no phone keeps it."))
    language = _language(request)
    works = kept.public_works(collection, language)
    if request.GET.get("have") == kept.stamp(collection, works, language):
        return JsonResponse({"changed": False})
    told = kept.bundle(collection, language, works)
    if not works or told is None:
        raise Refused(_("There is nothing in it, or too much, to be kept on a phone."))
    return JsonResponse(told)


@page(public=True, methods=("GET", "HEAD"))
def offline(request: HttpRequest) -> HttpResponse:
    """What this phone keeps, and a search in it. The page itself is kept with it, in each language."""
    language = _language(request)
    with translation.override(language):
        context = {
            "title": _("On this phone"),
            "language": language,
            "page_data": kept.settings_of_pages(words_of_pages(), language),
        }
        response = render(request, "learning/offline.html", context)
    response["Cache-Control"] = "no-cache"
    return response


@page(public=True, methods=("GET", "HEAD"))
def worker(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(kept.worker_script(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
