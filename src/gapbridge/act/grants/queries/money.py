"""Rates, what is committed and paid, and how far an organisation is below the ceiling."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.act.calls.models import Call, Lot
from gapbridge.act.grants.models import AgreedRate, Grant, Instalment, LedgerEntry, Payment, Recovery
from gapbridge.base.errors import Refused
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import Programme

NOTHING = Decimal(0)
CENT = Decimal("0.01")
ONE = Decimal(1)
EURO = "EUR"


# --- exchange rates ----------------------------------------------------------------------------------


def per_euro(programme: Programme, currency: str, on: date) -> Decimal:
    """How much of the currency one euro is by the programme's latest rate agreed on or before the day.

    Refuses a currency without one.
    """
    if currency == EURO:
        return ONE
    rates = AgreedRate.objects.filter(programme=programme, currency=currency, since__lte=on)
    found = rates.order_by("-since").values_list("per_euro", flat=True).first()
    if found is None:
        raise Refused(
            _("No exchange rate for %(currency)s is agreed for %(day)s. The office enters it first.")
            % {"currency": currency, "day": date_format(on)},
            field="currency",
        )
    return found


def rate_of(programme: Programme, currency: str, on: date) -> Decimal:
    """How much of the currency one unit of the programme's own is."""
    if currency == programme.currency:
        return ONE
    rate = per_euro(programme, currency, on) / per_euro(programme, programme.currency, on)
    return rate.quantize(Decimal("0.000001"))


def in_euro(amount: Decimal, rate: Decimal) -> Decimal:
    return (amount / rate).quantize(CENT)


# --- what is committed and paid ------------------------------------------------------------------------


def total(rows: QuerySet, expression: Any) -> Decimal:
    return rows.aggregate(total=Sum(expression))["total"] or NOTHING


def committed(grants: QuerySet[Grant]) -> Decimal:
    """What grants bind: all of each but what is known never to be paid."""
    return total(grants, F("amount") - F("given_up"))


def left_of_lot(lot: Lot) -> Decimal:
    return lot.budget - committed(Grant.objects.filter(application__lot=lot))


def left_of_call(call: Call) -> Decimal:
    return call.budget - committed(Grant.objects.filter(application__call=call))


def paid(grant: Grant) -> Decimal:
    """What a second person has confirmed."""
    return total(Payment.objects.confirmed().filter(grant=grant), "amount")


def gone_out(grant: Grant) -> Decimal:
    """What was noted as paid, whether or not it is confirmed yet."""
    return total(Payment.objects.standing().filter(grant=grant), "amount")


def set_off(grant: Grant) -> Decimal:
    return total(Recovery.objects.filter(grant=grant, how=Recovery.How.SET_OFF, state="received"), "amount")


def payable(grant: Grant) -> Decimal:
    """What can still be paid: the grant without what was noted as paid and what was set off."""
    return grant.amount - grant.given_up - gone_out(grant) - set_off(grant)


def unmet(instalment: Instalment) -> list[str]:
    """What an instalment still waits for, in sentences. Its conditions in words are confirmed when it is paid."""
    grant, report = instalment.grant, instalment.requires
    found = []
    if grant.state == "suspended":
        found.append(_("The grant is suspended."))
    if report is not None and report.state != "approved":
        found.append(_("“%(report)s” is not approved.") % {"report": report})
    return found


# --- the ceiling -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Support:
    """What an organisation was given, in euro, against the ceiling."""

    given: Decimal
    ceiling: Decimal

    @property
    def left(self) -> Decimal:
        return self.ceiling - self.given

    @property
    def percent(self) -> int:
        return round(self.given * 100 / self.ceiling) if self.ceiling else 0

    @property
    def alarms(self) -> bool:
        return self.given * 100 >= self.ceiling * settings.GRANT_CEILING_ALARM_PERCENT


def support_of(organisation: Organisation, call: Call | None = None, on: date | None = None) -> Support:
    """All that counts toward the ceiling, by its scope in calls and years (settings.GRANT_CEILING…)."""
    counted = LedgerEntry.objects.filter(counts_toward(call, on), organisation=organisation)
    return Support(total(counted, "amount_eur"), Decimal(settings.GRANT_CEILING))


def counts_toward(call: Call | None, on: date | None) -> Q:
    counted = Q()
    if settings.GRANT_CEILING_SCOPE == "programme" and call is not None:
        counted &= Q(grant__application__call__intervention__programme=call.programme_id)
    elif settings.GRANT_CEILING_SCOPE == "call" and call is not None:
        counted &= Q(grant__application__call=call)
    if settings.GRANT_CEILING_YEARS and on is not None:
        counted &= Q(grant__awarded_on__gt=_years_before(on, settings.GRANT_CEILING_YEARS))
    return counted


def _years_before(on: date, years: int) -> date:
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February
        return on.replace(year=on.year - years, day=28)


def supported(user: Any) -> QuerySet[Organisation]:
    """Organisations with entries in the ledger, and what they were given (`given`, in euro), for its list."""
    rows = LedgerEntry.objects.visible_to(user)
    found = Organisation.objects.filter(grant_ledger__in=rows)
    return found.annotate(given=Sum("grant_ledger__amount_eur")).order_by("-given", "pk")


def given_back(lot: Lot) -> Decimal:
    """What the lot's grants will never be paid: it can be awarded again."""
    return total(Grant.objects.filter(application__lot=lot), "given_up")
