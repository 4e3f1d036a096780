"""What is in a collection and in which order."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gapbridge.base.access import page, visible_or_404
from gapbridge.base.forms import form_page
from gapbridge.share.learning import actions, queries
from gapbridge.share.learning.forms import PlaceForm, StepForm
from gapbridge.share.learning.models import Collection, Step
from gapbridge.share.library.models import Resource


@page(Collection, perm="learning.change_collection")
def add(request: HttpRequest, collection: Collection) -> HttpResponse:
    """Find resources (`?q=`) and put them in, one after the other."""
    if request.method == "POST":
        resource = visible_or_404(Resource.objects.visible_to(request.user), request.POST.get("resource", ""))
        doing = "do" if request.POST.get("doing") == "do" else "read"
        step = actions.add_step(actor=request.user, collection=collection, resource=resource, doing=doing)
        return redirect(step.get_absolute_url())
    asked = request.GET.get("q", "")[:200]
    context = {
        "title": _("Add a resource"),
        "stage": "share",
        "collection": collection,
        "asked": asked,
        "found": queries.resources_to_add(asked, get_language() or "en"),
        "there": set(collection.steps.values_list("resource_id", flat=True)),
    }
    return render(request, "learning/add.html", context)


@page(Resource, perm="learning.add_collection", related=("programme",))
def place(request: HttpRequest, resource: Resource) -> HttpResponse:
    """From the page of a resource that was found: into one of the collections that this person may change."""
    if (
        request.method != "POST"
        and not queries.changeable(request.user).filter(programme=resource.programme_id).exists()
    ):
        return redirect("learning:new", resource.programme_id)
    return form_page(
        request,
        PlaceForm,
        user=request.user,
        programme=resource.programme,
        parent=resource,
        title=_("Add to a collection or course"),
        intro=resource.title,
        submit=_("Add"),
        stage="share",
        done=lambda step: step,
        act=lambda data: actions.add_step(actor=request.user, resource=resource, **data),
    )


@page(Collection, perm="learning.change_collection")
def new_task(request: HttpRequest, collection: Collection) -> HttpResponse:
    """A step of a course that needs no resource."""
    return form_page(
        request,
        StepForm,
        parent=collection,
        title=_("Something to do"),
        intro=_("A step of the course without a resource, such as “Agree who keeps the register”."),
        initial={"doing": "do"},
        stage="share",
        done=lambda step: step,
        act=lambda data: actions.add_step(actor=request.user, collection=collection, **data),
    )


@page(Step, perm="learning.change_collection", related=("collection", "resource"))
def edit_step(request: HttpRequest, step: Step) -> HttpResponse:
    return form_page(
        request,
        StepForm,
        instance=step,
        parent=step.collection,
        title=_("What to do at this step"),
        intro=step.resource.title if step.resource else "",
        stage="share",
        done=step,
        act=lambda data: actions.change_step(
            actor=request.user, step=Step.objects.select_related("collection").get(pk=step.pk), **data
        ),
    )


@page(Step, perm="learning.change_collection", related=("collection",), methods=("POST",))
def move_step(request: HttpRequest, step: Step, how: str) -> HttpResponse:
    if how not in {"up", "down"}:
        raise Http404
    actions.move_step(actor=request.user, step=step, how=how)
    return redirect(step.get_absolute_url())


@page(Step, perm="learning.change_collection", related=("collection",), methods=("POST",))
def remove_step(request: HttpRequest, step: Step) -> HttpResponse:
    collection = step.collection
    actions.remove_step(actor=request.user, step=step)
    return redirect(collection)
