"""Collections: the list, one of them, made and changed, downloaded as one ZIP."""

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gapbridge.base.access import page
from gapbridge.base.errors import Refused
from gapbridge.base.folding import slug_of
from gapbridge.base.forms import form_page
from gapbridge.base.throttle import Throttle
from gapbridge.people.roles import Role
from gapbridge.programmes.models import Programme
from gapbridge.programmes.queries import create_actions
from gapbridge.share.learning import actions, archive, kept, queries
from gapbridge.share.learning.forms import CollectionForm
from gapbridge.share.learning.models import Collection
from gapbridge.share.learning.words import words_of_pages

from .courses import progress_of

ARCHIVES = Throttle("learning.archive", most=20, seconds=600)  # a room of people behind one address


def language() -> str:
    return get_language() or "en"


@page(public=True)
def collection_list(request: HttpRequest) -> HttpResponse:
    """In the order that curators gave them, by programme."""
    found = list(queries.collections(request.user).select_related("programme"))
    groups = [(programme, list(each)) for programme, each in groupby(found, key=lambda row: row.programme)]
    context = {
        "title": _("Collections and courses"),
        "stage": "share",
        "groups": groups,
        "actions": create_actions(
            request.user, "learning.add_collection", "learning:new", _("New collection or course")
        ),
        "may_see_readings": request.user.has_perm("learning.see_openings"),
    }
    return render(request, "learning/list.html", context)


@page(Collection, public=True, related=("programme", "training__intervention"))
def collection_page(request: HttpRequest, collection: Collection) -> HttpResponse:
    steps = queries.steps_of(collection)
    may_change = request.user.has_perm("learning.change_collection", collection)
    context: dict[str, Any] = {
        "title": collection.title,
        "stage": "share",
        "collection": collection,
        "steps": steps,
        "unseen": queries.unseen_steps(collection) if may_change else [],
        "may_change": may_change,
        "audience": [Role(each).label for each in collection.audience if each in Role.values],
        "training": _seen_training(request, collection),
        **(progress_of(request, collection, steps) if collection.is_course else {}),
    }
    if collection.state == "published":
        context |= _to_keep(collection)
    return render(request, "learning/collection.html", context)


def _seen_training(request: HttpRequest, collection: Collection) -> Any:
    """The training, where this reader may see it."""
    training = collection.training
    if (
        training is None
        or not type(training).objects.visible_to(request.user).filter(pk=training.pk).exists()
    ):
        return None
    return training


def _to_keep(collection: Collection) -> dict[str, Any]:
    """What the “Keep on this phone” part of the page says and is told."""
    size = kept.size_of(collection, language())
    told = kept.settings_of_pages(words_of_pages(), language())
    bundle = f"{reverse('learning:bundle', args=[collection.pk])}?in={language()}"
    return {"kept_size": size, "page_data": told | {"id": collection.pk, "bundle": bundle} if size else None}


@page(Programme, perm="learning.add_collection")
def new_collection(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        CollectionForm,
        user=request.user,
        programme=programme,
        parent=programme,
        title=_("New collection or course"),
        stage="share",
        initial={"is_course": "course" in request.GET},
        act=lambda data: actions.create_collection(actor=request.user, programme=programme, **data),
    )


@page(Collection, perm="learning.change_collection", related=("programme",))
def edit_collection(request: HttpRequest, collection: Collection) -> HttpResponse:
    return form_page(
        request,
        CollectionForm,
        instance=collection,
        user=request.user,
        programme=collection.programme,
        parent=collection,
        title=_("Edit %(name)s") % {"name": collection},
        stage="share",
        done=collection,
        act=lambda data: actions.change_collection(
            actor=request.user, collection=Collection.objects.get(pk=collection.pk), **data
        ),
    )


@page(Collection, perm="learning.order_collections", methods=("POST",))
def move_collection(request: HttpRequest, collection: Collection, how: str) -> HttpResponse:
    if how not in {"up", "down"}:
        raise Http404
    actions.move_collection(actor=request.user, collection=collection, how=how)
    return redirect(f"{reverse('learning:list')}#collection-{collection.pk}")


@page(Collection, public=True, methods=("GET", "HEAD"))
def download(request: HttpRequest, collection: Collection) -> HttpResponseBase:
    """What everybody may read of it, in the reader's language, as one ZIP."""
    who = (
        f"user {request.user.pk}"
        if request.user.is_authenticated
        else f"address {request.META.get('REMOTE_ADDR', '')}"
    )
    if ARCHIVES.is_closed(who):
        reason = _("Those were many downloads in a short time. Wait some minutes and try again.")
        return render(request, "base/errors/422.html", {"reason": reason}, status=429)
    works = kept.public_works(collection, language())
    if not works:
        raise Refused(_("There is nothing in it that could be downloaded."))
    entries = archive.entries_of(collection, works, language())
    ARCHIVES.count(who)
    response = StreamingHttpResponse(archive.stream(entries), content_type="application/zip")
    name = slug_of(collection.title) or str(collection.pk)
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response
