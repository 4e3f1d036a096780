"""The list of calls, and one call's page."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.calls import pages
from gapbridge.act.calls.filters import CallFilter
from gapbridge.act.calls.models import Call
from gapbridge.act.calls.queries import calls_for, open_calls
from gapbridge.base.access import page
from gapbridge.base.listing import Column, list_page
from gapbridge.programmes.queries import create_actions

CARDS = 6
COLUMNS = (
    Column("title", gettext_lazy("Call"), sort="intervention__title", value=str, link=True),
    Column("themes", gettext_lazy("Themes"), value=lambda row: ", ".join(pages.themes_of(row)) or None),
    Column("smallest", gettext_lazy("Smallest grant"), sort="smallest", kind="number"),
    Column("largest", gettext_lazy("Largest grant"), sort="largest", kind="number"),
    Column("currency", gettext_lazy("Currency"), value=lambda row: row.currency),
    Column("closes_at", gettext_lazy("Deadline"), sort="closes_at", value=lambda row: pages.deadline_of(row)),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)

__all__ = ["call_list", "call_page"]


@page(public=True, methods=("GET", "HEAD"))
def call_list(request: HttpRequest) -> HttpResponseBase:
    now = timezone.now()
    return list_page(
        request,
        title=_("Calls for grants"),
        intro=_("Grants to civil society organisations for what was agreed with displaced people."),
        queryset=calls_for(request.user),
        columns=COLUMNS,
        filters=CallFilter,
        empty=_("No call has been published yet. Come back, or ask the programme's office."),
        stage="act",
        template="calls/list.html",
        actions=create_actions(request.user, "interventions.add_call", "calls:new", _("New call for grants")),
        context={"cards": [pages.card_of(each, now) for each in open_calls(request.user)[:CARDS]]},
    )


@page(
    Call,
    public=True,
    related=("intervention__programme", "intervention__organisation", "procedure"),
    methods=("GET", "HEAD"),
)
def call_page(request: HttpRequest, call: Call) -> HttpResponse:
    return render(request, "calls/call.html", pages.call_context(call, request.user))
