"""Money for measures: rows that may change as long as their measure stands."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.agree.plans.models import Funding, Measure
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import Organisation, User

from .parts import check_names, locked_plan

FIELDS = frozenset({"source", "amount", "state", "agreed_on", "note"})


@transaction.atomic
def add_funding(
    *,
    actor: User | None,
    measure: Measure,
    source: Organisation,
    amount: Decimal,
    state: str,
    agreed_on: date | None = None,
    note: str = "",
) -> Funding:
    """`amount` is in the programme's currency and more than nothing; `state` is one of Funding.State."""
    permit(actor, "plans.change_measure", measure)
    measure = _standing(measure)
    funding = Funding(
        measure=measure, source=source, amount=amount, state=state, agreed_on=agreed_on, note=note
    )
    _save(funding)
    data = {"funding": funding.pk, "source": source.pk, "state": state}
    journal.record(actor=actor, verb="plans.add_funding", target=measure, data=data)
    return funding


@transaction.atomic
def change_funding(*, actor: User | None, funding: Funding, **fields: Any) -> Funding:
    """`fields` are those of FIELDS; what is left out stays, and the row's history keeps what stood there."""
    check_names(fields, FIELDS)
    permit(actor, "plans.change_funding", funding)
    measure = _standing(funding.measure)
    funding = Funding.objects.select_for_update().get(pk=funding.pk)
    for name, value in fields.items():
        setattr(funding, name, value)
    _save(funding)
    data = {"funding": funding.pk, "fields": sorted(fields), "state": funding.state}
    journal.record(actor=actor, verb="plans.change_funding", target=measure, data=data)
    return funding


@transaction.atomic
def remove_funding(*, actor: User | None, funding: Funding) -> Measure:
    """What was paid is not removed: it was paid."""
    permit(actor, "plans.change_funding", funding)
    measure = _standing(funding.measure)
    if funding.state == Funding.State.PAID:
        raise Refused(_("What was paid stays. Correct the row if it is wrong."))
    removed = funding.pk
    funding.delete()
    journal.record(actor=actor, verb="plans.remove_funding", target=measure, data={"funding": removed})
    return measure


def _standing(measure: Measure) -> Measure:
    """The measure, locked; refused where it is dropped or goes on elsewhere."""
    measure = Measure.objects.select_for_update(of=("self",)).select_related("plan").get(pk=measure.pk)
    locked_plan(measure.plan)
    if measure.state == "dropped":
        raise Refused(_("This measure was dropped: no money is written down for it any more."))
    if measure.state == "carried_over":
        raise Refused(_("This measure goes on in a later plan: write its money down there."))
    return measure


def _save(funding: Funding) -> None:
    if funding.amount is not None and funding.amount <= 0:
        raise Refused(_("Write an amount above nought."), field="amount")
    funding.full_clean()
    funding.save()
