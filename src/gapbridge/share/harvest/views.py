from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page

from gapbridge.base.access import page

from .feeds import LANGUAGES, NewResources
from .oai import answer


@conditional_page
@page(public=True, methods=("GET", "HEAD"))
def feed(request: HttpRequest, language: str) -> HttpResponse:
    if language not in LANGUAGES:
        raise Http404
    return NewResources()(request, language=language)


@csrf_exempt  # the protocol asks for POST as well; nothing is written and no account is asked for
@page(public=True)
def oai(request: HttpRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    return HttpResponse(answer(dict(given.lists())), content_type="text/xml; charset=utf-8")
