from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from gapbridge.base.access import page, visible_or_404

from . import picture, queries
from .links import BY_KEY, BY_LABEL, Bead


@page(public=True, methods=("GET", "HEAD"))
def thread(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Everything that a thing comes from and leads to; `?all=voices` lists one bead in full.

    What the reader may not see itself answers 404; of the rest of its thread they see the counts.
    """
    here = BY_LABEL.get(label)
    if here is None:
        raise Http404
    obj = visible_or_404(here.model.objects.visible_to(request.user).select_related(*here.related), pk)
    whole = BY_KEY.get(request.GET.get("all", ""))
    if whole is not None and whole is not here:
        return _one_bead(request, obj, here, whole)
    found = queries.read(obj, request.user)
    return render(
        request,
        "thread/thread.html",
        {"obj": obj, "here": here, "thread": found, "picture": picture.draw(found), "stage": here.stage},
    )


def _one_bead(request: HttpRequest, obj: Any, here: Bead, whole: Bead) -> HttpResponse:
    listed = queries.page_of(obj, whole, request.user, request.GET.get("page"))
    context = {"obj": obj, "here": here, "bead": whole, "page": listed, "stage": whole.stage}
    return render(request, "thread/bead.html", context)
