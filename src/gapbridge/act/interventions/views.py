from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.base.templatetags.components import names

from . import actions
from .filters import InterventionFilter
from .forms import InterventionForm
from .kinds import KINDS
from .models import Intervention
from .queries import interventions_for, measures_of, new_buttons

COLUMNS = (
    Column("code", gettext_lazy("Code"), sort="code"),
    Column("title", gettext_lazy("Title"), sort="title", link=True),
    Column("kind", gettext_lazy("Kind"), sort="kind"),
    Column("places", gettext_lazy("Places"), value=lambda row: names(row.places.all()) or None),
    Column("organisation", gettext_lazy("Carried out by"), sort="organisation__name"),
    Column("starts_on", gettext_lazy("Starts"), sort="starts_on", kind="date"),
    Column("ends_on", gettext_lazy("Ends"), sort="ends_on", kind="date"),
    Column("programme", gettext_lazy("Programme"), sort="programme__short_title"),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


@page(public=True, methods=("GET", "HEAD"))
def intervention_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Interventions"),
        intro=_("What carries the agreed measures out: trainings, meetings, supplies, grants and services."),
        queryset=interventions_for(request.user),
        columns=COLUMNS,
        filters=InterventionFilter,
        empty=_("No intervention yet. It begins with what a measure asks for."),
        stage="act",
        template="interventions/list.html",
        context={"new_interventions": new_buttons(request.user)},
    )


@page(
    Intervention, public=True, related=("programme", "organisation", "budget_line"), methods=("GET", "HEAD")
)
def intervention_page(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    return render(request, "interventions/intervention.html", page_context(intervention, request.user))


def page_context(intervention: Intervention, user: Any) -> dict[str, Any]:
    app = KINDS.get(intervention.kind)
    edit = app.edit if app and app.edit else "interventions:edit"
    return {
        "title": intervention.title,
        "intervention": intervention,
        "stage": "act",
        "measures": measures_of(intervention, user),
        "edit_href": reverse(edit, args=[intervention.pk]),
    }


@page(Intervention, perm="interventions.change_intervention", related=("programme",))
def edit_intervention(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    return form_page(
        request,
        InterventionForm,
        programme=intervention.programme,
        instance=intervention,
        title=_("Edit the intervention"),
        parent=intervention,
        done=intervention.get_absolute_url(),
        stage="act",
        act=lambda data: actions.change_intervention(actor=request.user, intervention=intervention, **data),
    )


@page(Intervention, perm="interventions.publish_intervention", related=("programme",), methods=("POST",))
def publish(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    return _say(request, intervention, actions.publish_intervention, _("Everybody can read it now."))


@page(Intervention, perm="interventions.publish_intervention", methods=("POST",))
def unpublish(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    return _say(request, intervention, actions.unpublish_intervention, _("It is off the public site."))


def _say(request: HttpRequest, intervention: Intervention, action: Any, said: str) -> HttpResponse:
    try:
        action(actor=request.user, intervention=intervention)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return redirect(intervention)
