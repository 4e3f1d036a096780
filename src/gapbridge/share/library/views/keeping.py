"""What authors, partners and curators do."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.programmes.models import Programme
from gapbridge.share.library import actions, queries
from gapbridge.share.library.filters import ResourceFilter
from gapbridge.share.library.forms import (
    AboutForm,
    NewEditionForm,
    NewResourceForm,
    NewVersionForm,
)
from gapbridge.share.library.models import Edition, Resource, Version

COLUMNS = (
    Column("title", gettext_lazy("Title"), link=True),
    Column("kind", gettext_lazy("Kind"), sort="kind"),
    Column("review_on", gettext_lazy("Next review"), sort="review_on", kind="date"),
    Column("published_at", gettext_lazy("Published"), sort="published_at", kind="date"),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


@page(public=True)
def resource_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Knowledge"),
        intro=_("Examples of the legal frameworks an organisation needs, guides and training documents."),
        queryset=queries.resources(request.user),
        columns=COLUMNS,
        filters=ResourceFilter,
        stage="share",
    )


@page(Programme, perm="library.offer_resource")
def new_resource(request: HttpRequest, programme: Programme) -> HttpResponse:
    """By an officer or trainer of the programme, or handed in by a partner's staff."""
    user = request.user
    return form_page(
        request,
        NewResourceForm,
        user=user,
        programme=programme,
        parent=programme,
        title=_("New resource"),
        stage="share",
        act=lambda data: actions.create_resource(actor=user, programme=programme, **_split(data)),
    )


def _split(data: dict[str, Any]) -> dict[str, Any]:
    """A form's text, address and file as one content; a field of the model can't be named `fields` in a form."""
    if "fields_asked" in data:
        data["fields"] = data.pop("fields_asked")
    content = actions.Content(
        text=data.pop("text", ""),
        paper=data.pop("paper", ""),
        url=data.pop("url", ""),
        file=data.pop("file", None),
        same_file=data.pop("same_file", None),
    )
    return {**data, "content": content}


@page(Resource, perm="library.change_resource", related=("programme",))
def edit_resource(request: HttpRequest, resource: Resource) -> HttpResponse:
    return form_page(
        request,
        AboutForm,
        instance=resource,
        user=request.user,
        programme=resource.programme,
        parent=resource,
        title=_("Edit %(name)s") % {"name": resource},
        stage="share",
        act=lambda data: actions.change_resource(
            actor=request.user, resource=resource, fields=data.pop("fields_asked"), **data
        ),
    )


@page(Resource, perm="library.change_resource")
def new_edition(request: HttpRequest, resource: Resource) -> HttpResponse:
    return form_page(
        request,
        NewEditionForm,
        user=request.user,
        resource=resource,
        parent=resource,
        title=_("In another language: %(name)s") % {"name": resource},
        stage="share",
        done=resource,
        act=lambda data: actions.add_edition(actor=request.user, resource=resource, **_split(data)),
    )


@page(Edition, perm="library.add_version", related=("resource", "current"))
def new_version(request: HttpRequest, edition: Edition) -> HttpResponse:
    return form_page(
        request,
        NewVersionForm,
        user=request.user,
        edition=edition,
        parent=edition.resource,
        title=_("New version: %(name)s") % {"name": edition},
        stage="share",
        done=edition.get_absolute_url(),
        act=lambda data: actions.add_version(actor=request.user, edition=edition, **_split(data)),
    )


@page(Version, perm="library.curate", related=("edition__resource",), methods=("POST",))
def adopt(request: HttpRequest, version: Version) -> HttpResponse:
    actions.adopt_version(actor=request.user, version=version)
    return redirect(version.edition.get_absolute_url())
