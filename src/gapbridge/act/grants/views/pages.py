"""The list, the page of a grant, its name."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.grants import actions
from gapbridge.act.grants.filters import GrantFilter
from gapbridge.act.grants.forms.agreement import WithholdForm
from gapbridge.act.grants.models import Grant
from gapbridge.act.grants.queries.activities import activities_of
from gapbridge.act.grants.queries.agreements import latest
from gapbridge.act.grants.queries.closing import checklist
from gapbridge.act.grants.queries.due import dues
from gapbridge.act.grants.queries.lists import grants_for, with_names
from gapbridge.act.grants.queries.money import paid, payable, support_of
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.journal import history_of
from gapbridge.base.listing import Column, list_page

RELATED = (
    "application__organisation",
    "application__lot__theme",
    "application__call__intervention__programme",
)
LIST = (
    Column(
        "title",
        gettext_lazy("Project"),
        sort="title_shown",
        value=lambda row: row.title_shown,
        link=True,
    ),
    Column(
        "organisation",
        gettext_lazy("Organisation"),
        sort="organisation_shown",
        value=lambda row: row.application.organisation if row.named else _("Name withheld"),
    ),
    Column(
        "lot",
        gettext_lazy("Lot"),
        sort="application__lot__title",
        value=lambda row: row.application.lot,
    ),
    Column("amount", gettext_lazy("Amount"), sort="amount", kind="number"),
    Column("currency", gettext_lazy("Currency"), value=lambda row: row.currency),
    Column("awarded_on", gettext_lazy("Awarded"), sort="awarded_on", kind="date"),
    Column("ends_on", gettext_lazy("Ends"), sort="ends_on", kind="date"),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)
# What only those who see grants inside are shown: whether a sum was paid is told of each row by itself.
INSIDE = (
    Column(
        "paid",
        gettext_lazy("Paid"),
        sort="paid",
        kind="number",
        value=lambda row: (row.paid or 0) if row.is_inside else None,
    ),
    Column(
        "next_report",
        gettext_lazy("Next report due"),
        sort="next_report",
        kind="date",
        value=lambda row: row.next_report if row.is_inside else None,
    ),
)


@page(public=True, methods=("GET", "HEAD"))
def grant_list(request: HttpRequest) -> HttpResponseBase:
    inside = Grant.objects.inside(request.user).exists()
    columns = (*LIST[:-1], *INSIDE, LIST[-1]) if inside else LIST
    return list_page(
        request,
        title=_("Grants"),
        intro=_("Who was awarded what, for which project."),
        queryset=grants_for(request.user),
        columns=columns,
        filters=GrantFilter,
        empty=_("No grant has been awarded yet. Grants appear here when their call is decided."),
        stage="act",
    )


@page(Grant, public=True, related=RELATED, methods=("GET", "HEAD"))
def grant_page(request: HttpRequest, grant: Grant) -> HttpResponse:
    user = request.user
    shown = with_names(Grant.objects.filter(pk=grant.pk), user).get()
    context: dict[str, Any] = {
        "title": shown.title_shown,
        "stage": "act",
        "grant": grant,
        "application": grant.application,
        "call": grant.application.call,
        "inside": shown.is_inside,
        "named": shown.named,
        "activities": activities_of(grant, user),
    }
    if shown.is_inside:
        context |= inside_of_page(grant, user)
    return render(request, "grants/grant.html", context)


def inside_of_page(grant: Grant, user: Any) -> dict[str, Any]:
    """What the office, donors and the grantee see beyond the public part."""
    may_change = user.has_perm("grants.change_grant", grant)
    agreement = latest(grant)
    return {
        "dues": dues(Grant.objects.filter(pk=grant.pk)),
        "agreement": agreement,
        "signatures": list(agreement.signatures.all()) if agreement else [],
        "paid": paid(grant),
        "payable": payable(grant),
        "reports": grant.reports.all(),
        "changes": grant.changes.all(),
        "visits": grant.visits.select_related("place").prefetch_related("findings"),
        "suspension": grant.suspensions.filter(until=None).last() if grant.state == "suspended" else None,
        "checklist": checklist(grant) if may_change and grant.state in {"signed", "suspended"} else [],
        "support": support_of(grant.application.organisation)
        if user.has_perm("grants.see_ledger", grant)
        else None,
        "handovers": grant.handovers.select_related("made_by") if may_change else [],
        "history": history_of(grant) if may_change else [],
    }


@page(Grant, perm="grants.change_grant", related=RELATED)
def withhold(request: HttpRequest, grant: Grant) -> HttpResponse:
    return form_page(
        request,
        WithholdForm,
        title=_("Withhold the grantee's name"),
        intro=_("It is left out of everything that is public. The reason stays inside."),
        parent=grant,
        stage="act",
        submit=_("Withhold the name"),
        autosave=False,
        act=lambda data: actions.withhold_name(actor=request.user, grant=grant, **data),
    )


@page(Grant, perm="grants.change_grant", related=RELATED, methods=("POST",))
def disclose(request: HttpRequest, grant: Grant) -> HttpResponse:
    actions.disclose_name(actor=request.user, grant=grant)
    messages.success(request, _("The name is public again."))
    return redirect(grant)
