from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base import markdown
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.programmes.models import Programme
from gapbridge.programmes.queries import create_actions

from . import actions
from .filters import ResourceFilter
from .forms import ResourceForm
from .models import Resource

COLUMNS = (
    Column("title", gettext_lazy("Title"), sort="title", link=True),
    Column("kind", gettext_lazy("Kind"), sort="kind"),
    Column("language", gettext_lazy("Language"), sort="language"),
    Column("rests_on", gettext_lazy("Rests on")),
    Column("published_at", gettext_lazy("Published"), sort="published_at", kind="date"),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


@page(public=True)
def resource_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Knowledge"),
        intro=_("Examples of the legal frameworks an organisation needs, guides and training documents."),
        queryset=Resource.objects.visible_to(request.user).order_by("title", "pk"),
        columns=COLUMNS,
        filters=ResourceFilter,
        actions=create_actions(request.user, "library.add_resource", "library:new", _("New resource")),
        stage="share",
    )


@page(Resource, public=True, related=("programme", "file"))
def resource(request: HttpRequest, resource: Resource) -> HttpResponse:
    return render(
        request,
        "library/resource.html",
        {
            "resource": resource,
            "title": resource.title,
            "stage": "share",
            "text": markdown.render(resource.text),
            "topics": resource.topics.all(),
        },
    )


@page(Programme, perm="library.add_resource")
def new_resource(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        ResourceForm,
        parent=programme,
        title=_("New resource"),
        stage="share",
        act=lambda data: actions.create_resource(actor=request.user, programme=programme, **data),
    )


@page(Resource, perm="library.change_resource")
def edit_resource(request: HttpRequest, resource: Resource) -> HttpResponse:
    return form_page(
        request,
        ResourceForm,
        instance=resource,
        parent=resource,
        title=_("Edit %(name)s") % {"name": resource},
        stage="share",
        act=lambda data: actions.change_resource(actor=request.user, resource=resource, **data),
    )
