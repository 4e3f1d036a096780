"""How far an organisation is with a course."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from gapbridge.base.access import page
from gapbridge.base.errors import Refused
from gapbridge.base.pagination import clean_pk
from gapbridge.people.models import Organisation
from gapbridge.share.learning import actions, queries
from gapbridge.share.learning.models import Collection, Step


def progress_of(request: HttpRequest, collection: Collection, steps: list[Step]) -> dict[str, Any]:
    """Of the organisation for which this person ticks (`?for=` where there are several), and counts for the office."""
    own = queries.own_organisations(request.user)
    chosen = _chosen(own, request.GET.get("for", ""))
    ticks = queries.ticks_of(collection, chosen) if chosen else {}
    sees_counts = request.user.has_perm("learning.see_progress", collection)
    counted = queries.counted(collection, steps) if sees_counts else None
    for step in steps:
        step.tick = ticks.get(step.pk)  # type: ignore[attr-defined]
        step.done_by = counted.done_by[step.pk] if counted else 0  # type: ignore[attr-defined]
    return {
        "own": own,
        "ticking": chosen if collection.state == "published" else None,
        "done": sum(each.pk in ticks for each in steps),
        "counted": counted,
    }


def _chosen(own: list[Organisation], asked: str) -> Organisation | None:
    wanted = clean_pk(asked) if asked else None
    return next((each for each in own if each.pk == wanted), own[0] if own else None)


@page(Step, perm="learning.tick", related=("collection",), methods=("POST",))
def tick(request: HttpRequest, step: Step) -> HttpResponse:
    """`organisation` has done it; with `undo`, it has not."""
    asked = request.POST.get("organisation", "")
    if not asked:
        raise Refused(_("Say for which organisation it was done."))
    organisation = _chosen(queries.own_organisations(request.user), asked)
    if organisation is None or str(organisation.pk) != asked:
        raise Http404
    act = actions.untick_step if "undo" in request.POST else actions.tick_step
    act(actor=request.user, step=step, organisation=organisation)
    page = reverse("learning:collection", args=[step.collection_id])
    return redirect(f"{page}?for={organisation.pk}#step-{step.pk}")
