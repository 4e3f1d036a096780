"""A call in numbers for whoever answers for it: its funnel, its scoring, its money. Nothing here is typed.

All of it without the applications about which the reader has a conflict of interest."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation.models import CallStep, StepResult, Tally
from gapbridge.act.evaluation.readers import countable
from gapbridge.act.grants.models import Expense, Grant, Payment
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import Place

NOTHING = Decimal(0)
LOST = ("draft", "withdrawn")


@dataclass(frozen=True)
class Passage:
    """A place in the funnel: what it is, how many, and the list behind it."""

    label: str
    number: int
    url: str


@dataclass(frozen=True)
class Scoring:
    """How far a step's scoring is: (given, scored) assignments, and applications that wait for a third reader."""

    step: CallStep
    given: int
    scored: int
    third: int
    url: str


@dataclass(frozen=True)
class Money:
    """One row of the money table. `planned` is None where no budget is set for such a group."""

    label: str
    applications: int
    asked: Decimal
    planned: Decimal | None
    committed: Decimal
    paid: Decimal
    reported: Decimal
    url: str
    awarded_url: str


def funnel(call: Call, user: Any) -> list[Passage]:
    """From the first draft to the signed grant, each with the list of those it counts. Four queries."""
    address = reverse("evaluation:applications", args=[call.pk])
    mine = countable(user)
    rows = Application.objects.filter(call=call, pk__in=mine)
    sent = rows.exclude(number="").exclude(state="withdrawn")
    passed = dict(
        StepResult.objects.filter(
            call_step__call=call, outcome="passed", replaced_at=None, application__in=mine
        )
        .values_list("call_step__step__kind")
        .annotate(number=Count("pk"))
    )
    grants = Grant.objects.filter(application__call=call, application__in=mine)
    signed = grants.exclude(signed_on=None).count()
    places = [
        Passage(_("Begun"), rows.count(), ""),
        Passage(_("Submitted"), sent.count(), address),
    ]
    places += [
        Passage(
            _("Passed: %(step)s") % {"step": each.step},
            passed.get(each.step.kind, 0),
            f"{address}?passed={each.step.kind}",
        )
        for each in call.steps.select_related("step").order_by("step__position")
    ]
    awarded = f"{address}?state=awarded"
    return [
        *places,
        Passage(_("Awarded"), rows.filter(state="awarded").count(), awarded),
        Passage(_("On the reserve list"), rows.filter(state="reserve").count(), f"{address}?state=reserve"),
        Passage(_("Agreement signed"), signed, f"{grants_of(call)}&signed=true"),
    ]


def grants_of(call: Call) -> str:
    """The address of the list of a call's grants, with what was paid."""
    return f"{reverse('grants:list')}?call={call.pk}"


def scoring(call: Call, user: Any) -> list[Scoring]:
    """Steps with a grid. One query, and one for their tallies."""
    steps = list(call.steps.filter(step__kind__in=["concept", "full"]).select_related("step"))
    tallies = Tally.objects.filter(call_step__in=steps, application__in=countable(user)).values("call_step")
    found: dict[Any, dict[str, Any]] = {
        each["call_step"]: dict(each)
        for each in tallies.annotate(
            all=Sum("given"), done=Sum("scored"), third=Count("pk", filter=Q(needs_third=True))
        )
    }
    return [
        Scoring(
            step=each,
            given=found.get(each.pk, {}).get("all") or 0,
            scored=found.get(each.pk, {}).get("done") or 0,
            third=found.get(each.pk, {}).get("third") or 0,
            url=reverse("evaluation:board", args=[each.pk]),
        )
        for each in steps
    ]


def by_lot(call: Call, user: Any) -> list[Money]:
    lots = list(call.lots.all())
    return _table(call, user, "lot", [(each.pk, str(each), each.budget, {"lot": each.pk}) for each in lots])


def by_place(call: Call, user: Any) -> list[Money]:
    """An application in two places is counted in each: the rows don't add up to the whole."""
    places = Place.objects.filter(pk__in=_sent(call, user).values("places")).order_by("name")
    return _table(call, user, "places", [(each.pk, str(each), None, {"place": each.pk}) for each in places])


def by_kind(call: Call, user: Any) -> list[Money]:
    kinds = set(_sent(call, user).values_list("organisation__kind", flat=True))
    rows = [
        (key, str(label), None, {"kind": key}) for key, label in Organisation.Kind.choices if key in kinds
    ]
    return _table(call, user, "organisation__kind", rows)


def whole(call: Call, user: Any) -> Money:
    """All of the call in one row."""
    (row,) = _table(call, user, "call", [(call.pk, _("All"), call.budget, {})])
    return row


def _sent(call: Call, user: Any) -> QuerySet[Application]:
    return (
        Application.objects.filter(call=call, pk__in=countable(user))
        .exclude(number="")
        .exclude(state__in=LOST)
    )


def _table(
    call: Call, user: Any, path: str, rows: Iterable[tuple[Any, str, Decimal | None, dict[str, Any]]]
) -> list[Money]:
    """Four queries however many rows: sent, committed, paid, reported, each grouped by `path` of the application."""
    applications = _grouped(_sent(call, user), path, number=Count("pk", distinct=True), asked=Sum("amount"))
    grants = Grant.objects.filter(application__call=call, application__in=countable(user))
    committed = _grouped(grants, f"application__{path}", money=Sum(F("amount") - F("given_up")))
    payments = Payment.objects.confirmed().filter(grant__in=grants)
    paid = _grouped(payments, f"grant__application__{path}", money=Sum("amount"))
    expenses = Expense.objects.filter(report__grant__in=grants, report__state="approved")
    reported = _grouped(
        expenses, f"report__grant__application__{path}", money=Sum(F("cost") - F("ineligible"))
    )
    address = reverse("evaluation:applications", args=[call.pk])
    return [
        Money(
            label=label,
            applications=applications.get(key, {}).get("number", 0),
            asked=applications.get(key, {}).get("asked") or NOTHING,
            planned=planned,
            committed=committed.get(key, {}).get("money") or NOTHING,
            paid=paid.get(key, {}).get("money") or NOTHING,
            reported=reported.get(key, {}).get("money") or NOTHING,
            url=f"{address}?{urlencode(filters)}" if filters else address,
            awarded_url=f"{address}?{urlencode(filters | {'state': 'awarded'})}",
        )
        for key, label, planned, filters in rows
    ]


def _grouped(rows: QuerySet, path: str, **sums: Any) -> dict[Any, dict[str, Any]]:
    return {each[path]: each for each in rows.order_by().values(path).annotate(**sums)}
