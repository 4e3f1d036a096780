"""Instalments, payments, recoveries, rates, and the ledger."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Exists, Prefetch
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.grants import actions
from gapbridge.act.grants.forms.money import (
    AmountForm,
    InstalmentsForm,
    PayForm,
    RateForm,
    ReceivedForm,
    RecoveryForm,
)
from gapbridge.act.grants.models import AgreedRate, Grant, Instalment, Payment, Recovery
from gapbridge.act.grants.queries.budget import sum_of, variance_of
from gapbridge.act.grants.queries.due import standing_payments
from gapbridge.act.grants.queries.lists import ledger_of
from gapbridge.act.grants.queries.money import gone_out, paid, payable, set_off, support_of, supported, unmet
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Action, Column, list_page
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import Programme

from .pages import RELATED

OF_GRANT = tuple(f"grant__{each}" for each in RELATED)


@page(Grant, perm="grants.see_inside", related=RELATED, methods=("GET", "HEAD"))
def money(request: HttpRequest, grant: Grant) -> HttpResponse:
    payments = Prefetch("payments", Payment.objects.select_related("made_by", "judged_by"))
    instalments = list(grant.instalments.select_related("requires", "grant").prefetch_related(payments))
    headings = variance_of(grant)
    planned = sum((each.counted for each in instalments), Decimal(0))
    context = {
        "title": _("Money of the grant"),
        "stage": "act",
        "grant": grant,
        "currency": grant.currency,
        "instalments": [_line(each, grant) for each in instalments],
        "adds_up": not instalments or planned == grant.amount,
        "planned": planned,
        "paid": paid(grant),
        "to_confirm": gone_out(grant) - paid(grant),
        "rejected": grant.payments.filter(state="rejected").select_related("instalment", "judged_by"),
        "payable": payable(grant),
        "set_off": set_off(grant),
        "recoveries": grant.recoveries.select_related("report"),
        "headings": headings,
        "together": sum_of(headings),
    }
    return render(request, "grants/money.html", context)


def _line(instalment: Instalment, grant: Grant) -> dict[str, Any]:
    """An instalment, its payment, and what it still waits for."""
    payment = instalment.payment
    if payment is not None:
        payment.grant = grant  # with all that its buttons ask for
    return {"instalment": instalment, "payment": payment, "waits": [] if payment else unmet(instalment)}


@page(Grant, perm="grants.change_grant", related=RELATED)
def instalments(request: HttpRequest, grant: Grant) -> HttpResponse:
    open_ones = grant.instalments.exclude(Exists(standing_payments()))
    rows = [
        {
            "amount": each.amount,
            "due_on": each.due_on,
            "requires": each.requires_id,
            "conditions": each.conditions,
        }
        for each in open_ones
    ]
    return form_page(
        request,
        InstalmentsForm,
        grant=grant,
        rows=rows,
        title=_("Plan the instalments"),
        intro=_(
            "With what is paid they add up to the grant, %(amount)s %(currency)s. Paid ones stay as they are."
        )
        % {"amount": number_format(grant.amount, 2, force_grouping=True), "currency": grant.currency},
        parent=grant,
        done=lambda made: f"{grant.get_absolute_url()}money/",
        stage="act",
        act=lambda data: actions.plan_instalments(actor=request.user, grant=grant, rows=data["rows"]),
    )


@page(Instalment, perm="grants.change_grant", related=(*OF_GRANT, "requires"))
def pay(request: HttpRequest, instalment: Instalment) -> HttpResponse:
    return form_page(
        request,
        PayForm,
        instalment=instalment,
        initial={"on": localdate(), "amount": min(instalment.amount, payable(instalment.grant))},
        title=_("Pay instalment %(number)s") % {"number": instalment.number},
        parent=instalment.grant,
        done=f"{instalment.grant.get_absolute_url()}money/",
        stage="act",
        submit=_("It is paid"),
        said=_("The payment is noted. It counts once somebody else of the office has confirmed it."),
        autosave=False,
        template="grants/pay.html",
        context={"instalment": instalment, "unmet": unmet(instalment)},
        act=lambda data: actions.pay_instalment(actor=request.user, instalment=instalment, **data),
    )


@page(Grant, perm="grants.change_grant", related=RELATED)
def amount(request: HttpRequest, grant: Grant) -> HttpResponse:
    return form_page(
        request,
        AmountForm,
        initial={"amount": grant.amount},
        title=_("Change the amount"),
        intro=_("The instalments have to be planned again afterwards."),
        parent=grant,
        stage="act",
        autosave=False,
        act=lambda data: actions.change_amount(actor=request.user, grant=grant, **data),
    )


@page(Grant, perm="grants.change_grant", related=RELATED)
def recover(request: HttpRequest, grant: Grant) -> HttpResponse:
    return form_page(
        request,
        RecoveryForm,
        title=_("Ask money back"),
        parent=grant,
        done=lambda made: made.get_absolute_url(),
        stage="act",
        submit=_("Ask it back"),
        act=lambda data: actions.demand_recovery(actor=request.user, grant=grant, **data),
    )


@page(Recovery, perm="grants.change_grant", related=OF_GRANT)
def received(request: HttpRequest, recovery: Recovery) -> HttpResponse:
    return form_page(
        request,
        ReceivedForm,
        initial={"on": localdate(), "how": Recovery.How.PAID_BACK},
        title=_("The money is back"),
        parent=recovery,
        done=recovery.get_absolute_url(),
        stage="act",
        autosave=False,
        act=lambda data: actions.receive_recovery(actor=request.user, recovery=recovery, **data),
    )


# --- rates and ledger ------------------------------------------------------------------------------------

RATES = (
    Column("currency", gettext_lazy("Currency"), sort="currency"),
    Column("per_euro", gettext_lazy("For one euro"), value=lambda row: row.per_euro.normalize()),
    Column("since", gettext_lazy("From"), sort="since", kind="date"),
    Column("source", gettext_lazy("Agreed where")),
)


@page(Programme, perm="grants.see_ledger", methods=("GET", "HEAD"))
def rates(request: HttpRequest, programme: Programme) -> HttpResponseBase:
    may_set = request.user.has_perm("grants.change_grant", programme)
    button = Action(_("Enter a rate"), reverse("grants:new_rate", args=[programme.pk]))
    return list_page(
        request,
        title=_("Agreed exchange rates"),
        intro=_(
            "What one euro is, as agreed with the donor. The latest rate on or before a day counts for it."
        ),
        queryset=AgreedRate.objects.visible_to(request.user).filter(programme=programme),
        columns=RATES,
        actions=[button] if may_set else (),
        empty=_(
            "None is agreed yet. Without one, only the programme's own currency and the euro can be used."
        ),
        stage="act",
    )


@page(Programme, perm="grants.change_grant")
def new_rate(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        RateForm,
        initial={"since": localdate()},
        title=_("Enter a rate"),
        intro=_("It stands for good: what is reckoned with it does not change."),
        parent=programme,
        done=reverse("grants:rates", args=[programme.pk]),
        stage="act",
        autosave=False,
        act=lambda data: actions.set_rate(actor=request.user, programme=programme, **data),
    )


LEDGER = (
    Column(
        "name", gettext_lazy("Organisation"), sort="name", link=True, href=lambda row: ledger_address(row)
    ),
    Column("given", gettext_lazy("Support, EUR"), sort="given", kind="number"),
    Column(
        "percent",
        gettext_lazy("Of the ceiling, %"),
        kind="number",
        value=lambda row: round(row.given * 100 / settings.GRANT_CEILING),
    ),
    Column(
        "alarm",
        gettext_lazy("Near the ceiling"),
        value=lambda row: _("Yes") if is_near(row.given) else _("No"),
    ),
)


def is_near(given: Decimal) -> bool:
    return given * 100 >= settings.GRANT_CEILING * settings.GRANT_CEILING_ALARM_PERCENT


def ledger_address(organisation: Organisation) -> str:
    return reverse("grants:ledger_of", args=[organisation.pk])


@page(perm="grants.see_ledger", methods=("GET", "HEAD"))
def ledger(request: HttpRequest) -> HttpResponseBase:
    return list_page(
        request,
        title=_("Support by organisation"),
        intro=_(
            "What each organisation was given, over all calls and years. One may be given %(ceiling)s EUR."
        )
        % {"ceiling": number_format(settings.GRANT_CEILING, force_grouping=True)},
        queryset=supported(request.user),
        columns=LEDGER,
        empty=_("No grant has been awarded yet."),
        stage="act",
    )


@page(Organisation, perm="grants.see_ledger", methods=("GET", "HEAD"))
def ledger_page(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    entries = list(ledger_of(organisation, request.user))
    balance, lines = Decimal(0), []
    for entry in entries:
        balance += entry.amount_eur
        lines.append((entry, balance))
    context = {
        "title": _("Support to %(organisation)s") % {"organisation": organisation},
        "stage": "act",
        "organisation": organisation,
        "lines": lines,
        "support": support_of(organisation),
    }
    return render(request, "grants/ledger.html", context)
