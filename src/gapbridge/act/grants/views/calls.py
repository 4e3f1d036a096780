from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.grants import actions
from gapbridge.act.grants.filters import CallFilter
from gapbridge.act.grants.forms import CallForm
from gapbridge.act.grants.models import Call
from gapbridge.act.grants.queries import (
    applications_of,
    awarded_total,
    calls_for,
    grants_of,
    open_calls,
    takes_applications,
)
from gapbridge.act.interventions.models import Intervention
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.base.markdown import render as render_markdown
from gapbridge.base.templatetags.components import names
from gapbridge.programmes.models import Programme
from gapbridge.programmes.queries import create_actions

CARDS = 6
COLUMNS = (
    Column("title", gettext_lazy("Call"), sort="intervention__title", value=str, link=True),
    Column("themes", gettext_lazy("Themes"), value=lambda row: names(row.themes.all()) or None),
    Column("budget", gettext_lazy("Budget"), sort="budget", kind="number"),
    Column("currency", gettext_lazy("Currency"), value=lambda row: row.currency),
    Column("closes_at", gettext_lazy("Deadline"), sort="closes_at", kind="date"),
    Column("programme", gettext_lazy("Programme"), value=lambda row: row.intervention.programme),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


@page(public=True, methods=("GET", "HEAD"))
def call_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Calls for grants"),
        intro=_("Grants to civil society organisations for what was agreed with displaced people."),
        queryset=calls_for(request.user),
        columns=COLUMNS,
        filters=CallFilter,
        empty=_("No call has been published yet. Come back, or ask the programme's office."),
        stage="act",
        template="grants/calls.html",
        actions=create_actions(
            request.user, "interventions.add_call", "grants:new", _("New call for grants")
        ),
        context={"open_calls": open_calls(request.user)[:CARDS]},
    )


@page(
    Call,
    public=True,
    related=("intervention__programme", "intervention__organisation"),
    methods=("GET", "HEAD"),
)
def call_page(request: HttpRequest, call: Call) -> HttpResponse:
    return render(request, "grants/call.html", _context(call, request.user))


def _context(call: Call, user: Any) -> dict[str, Any]:
    criteria = list(call.criteria.all())
    office = user.has_perm("grants.rank_applications", call)
    return {
        "title": str(call),
        "stage": "act",
        "call": call,
        "guidelines": render_markdown(call.guidelines),
        "criteria": criteria,
        "weights": sum(each.weight for each in criteria),
        "takes_applications": takes_applications(call),
        "is_over": call.closes_at < timezone.now(),
        "own": list(applications_of(user).filter(call=call)) if user.is_authenticated else [],
        "grants": list(grants_of(call, user)),
        "office": office,
        "sent": call.applications.exclude(state__in=["draft", "withdrawn"]).count() if office else None,
        "awarded": awarded_total(call) if office or call.state == "decided" else None,
    }


@page(Programme, perm="interventions.add_call")
def new_call(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        CallForm,
        programme=programme,
        user=request.user,
        title=_("New call for grants"),
        intro=_("It is a draft until you open it. Then everybody can read it and the scoring grid stands."),
        parent=programme,
        stage="act",
        act=lambda data: actions.create_call(actor=request.user, programme=programme, **data),
    )


@page(Intervention, perm="grants.change_call", related=("programme",))
def edit_call(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    call = Call.objects.visible_to(request.user).filter(intervention=intervention).first()
    if call is None:
        raise Http404
    call.intervention = intervention
    return form_page(
        request,
        CallForm,
        programme=intervention.programme,
        instance=intervention,
        call=call,
        title=_("Edit the call"),
        parent=call,
        stage="act",
        act=lambda data: actions.change_call(actor=request.user, call=call, **data),
    )
