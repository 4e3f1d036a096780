from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.grants import actions
from gapbridge.act.grants.filters import GrantFilter
from gapbridge.act.grants.forms import AwardForm, SignForm
from gapbridge.act.grants.models import Application, Grant
from gapbridge.act.grants.queries import awarded_total, grants_for
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.journal import history_of
from gapbridge.base.listing import Column, list_page

COLUMNS = (
    Column(
        "title",
        gettext_lazy("Project"),
        sort="application__title",
        value=lambda row: row.application.title,
        link=True,
    ),
    Column(
        "organisation",
        gettext_lazy("Organisation"),
        sort="application__organisation__name",
        value=lambda row: row.application.organisation,
    ),
    Column(
        "theme",
        gettext_lazy("Theme"),
        sort="application__theme__name",
        value=lambda row: row.application.theme,
    ),
    Column("amount", gettext_lazy("Amount"), sort="amount", kind="number"),
    Column("currency", gettext_lazy("Currency"), value=lambda row: row.application.call.currency),
    Column("awarded_on", gettext_lazy("Awarded"), sort="awarded_on", kind="date"),
    Column(
        "call",
        gettext_lazy("Call"),
        sort="application__call__intervention__title",
        value=lambda row: row.application.call,
    ),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


@page(public=True, methods=("GET", "HEAD"))
def grant_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Grants"),
        intro=_("Who was awarded what, for which project."),
        queryset=grants_for(request.user),
        columns=COLUMNS,
        filters=GrantFilter,
        empty=_("No grant has been awarded yet. Grants appear here when their call is decided."),
        stage="act",
    )


@page(
    Grant,
    public=True,
    related=("application__organisation", "application__theme", "application__call__intervention__programme"),
    methods=("GET", "HEAD"),
)
def grant_page(request: HttpRequest, grant: Grant) -> HttpResponse:
    application = grant.application
    insider = Application.objects.visible_to(request.user).filter(pk=application.pk).exists()
    context = {
        "title": application.title,
        "stage": "act",
        "grant": grant,
        "application": application,
        "call": application.call,
        "insider": insider,
        "history": history_of(grant) if request.user.has_perm("grants.change_grant", grant) else [],
    }
    return render(request, "grants/grant.html", context)


@page(Grant, perm="grants.change_grant", related=("application__call__intervention__programme",))
def sign(request: HttpRequest, grant: Grant) -> HttpResponse:
    return form_page(
        request,
        SignForm,
        instance=grant,
        initial={"signed_on": grant.signed_on or localdate()},
        title=_("The agreement is signed"),
        intro=grant.application.title,
        parent=grant,
        stage="act",
        submit=_("Signed"),
        autosave=False,
        act=lambda data: actions.sign_grant(actor=request.user, grant=Grant.objects.get(pk=grant.pk), **data),
    )


@page(Application, perm="grants.award_application", related=("call__intervention__programme", "organisation"))
def award(request: HttpRequest, application: Application) -> HttpResponse:
    call = application.call
    left = number_format(call.budget - awarded_total(call), force_grouping=True)
    return form_page(
        request,
        AwardForm,
        initial={"amount": application.amount},
        title=_("Award a grant"),
        intro=_("%(organisation)s: %(title)s. Left of the call's budget: %(left)s %(currency)s.")
        % {
            "organisation": application.organisation,
            "title": application.title,
            "left": left,
            "currency": call.currency,
        },
        parent=application,
        stage="act",
        submit=_("Award"),
        autosave=False,
        done=reverse("grants:application", args=[application.pk]),
        act=lambda data: actions.award_application(actor=request.user, application=application, **data),
    )
