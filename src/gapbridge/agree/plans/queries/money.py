"""Planned against funded: per measure, per plan, per funder. Every sum is counted from the rows of funding."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest, Least, Length
from django.utils.translation import gettext as _

from gapbridge.agree.plans.models import Funding, Measure, Plan
from gapbridge.base.charts import Chart, stacked_bars
from gapbridge.people.models import Organisation

NOUGHT = Value(Decimal(0), output_field=DecimalField(max_digits=14, decimal_places=2))
STATES = (Funding.State.PAID, Funding.State.COMMITTED, Funding.State.PLEDGED)
MOST_FUNDERS = 12  # in the chart; the table below has them all


@dataclass(frozen=True)
class Sums:
    """Amounts in the programme's currency. `planned` is None when no cost is known at all.

    `missing` is what the known costs lack, measure by measure: one that has too much does not pay for another.
    """

    planned: Decimal | None
    without_cost: int
    paid: Decimal
    committed: Decimal
    pledged: Decimal
    missing: Decimal | None

    @property
    def funded(self) -> Decimal:
        return self.paid + self.committed + self.pledged


@dataclass(frozen=True)
class Funder:
    organisation: Organisation
    paid: Decimal
    committed: Decimal
    pledged: Decimal
    measures: int

    @property
    def funded(self) -> Decimal:
        return self.paid + self.committed + self.pledged


def with_money(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """Each measure with `paid`, `committed`, `pledged`, `funded`, `planned` and `missing`.

    A measure that was carried over is planned here with what was paid here, the rest with its heir; a dropped
    one with nothing.
    """
    sums = {state.value: _sum(Q(fundings__state=state)) for state in STATES}
    return (
        measures.annotate(**sums, funded=_sum(Q()))
        .annotate(
            planned=Case(
                When(state="carried_over", cost__isnull=False, then=Least(F("cost"), F("paid"))),
                When(state="dropped", then=None),
                default=F("cost"),
                output_field=DecimalField(max_digits=14, decimal_places=2),
            )
        )
        .annotate(
            missing=Case(
                When(planned=None, then=None),
                default=Greatest(F("planned") - F("funded"), NOUGHT),
                output_field=DecimalField(max_digits=14, decimal_places=2),
            )
        )
        .order_by(Length("code"), "code", "pk")
    )


def _sum(condition: Q) -> Any:
    return Coalesce(Sum("fundings__amount", filter=condition), NOUGHT)


def sums_of(measures: Iterable[Any]) -> Sums:
    """Over measures that `with_money` brought."""
    rows = list(measures)
    planned = [row.planned for row in rows if row.planned is not None]
    return Sums(
        planned=sum(planned, Decimal(0)) if planned else None,
        without_cost=sum(row.cost is None and row.state != "dropped" for row in rows),
        paid=_total(rows, "paid"),
        committed=_total(rows, "committed"),
        pledged=_total(rows, "pledged"),
        missing=sum((row.missing for row in rows if row.missing is not None), Decimal(0))
        if planned
        else None,
    )


def _total(rows: Sequence[Any], name: str) -> Decimal:
    return sum((getattr(row, name) for row in rows), Decimal(0))


def sums_of_plan(plan: Plan, user: Any) -> Sums:
    return sums_of(with_money(Measure.objects.visible_to(user).filter(plan=plan)))


def sums_of_measure(measure: Measure) -> Sums:
    return sums_of(with_money(Measure.objects.filter(pk=measure.pk)))


def paid_for(measure: Measure) -> Decimal:
    paid = measure.fundings.filter(state=Funding.State.PAID).aggregate(sum=Sum("amount"))["sum"]
    return paid or Decimal(0)


def funders_of(plan: Plan, user: Any) -> list[Funder]:
    """Who gives how much to the plan, the largest first."""
    found: dict[Organisation, dict[str, Any]] = {}
    rows = Funding.objects.visible_to(user).filter(measure__plan=plan).select_related("source")
    for row in rows.order_by("source__name", "pk"):
        sums = found.setdefault(row.source, dict.fromkeys(Funding.State.values, Decimal(0)) | {"of": set()})
        sums[row.state] += row.amount
        sums["of"].add(row.measure_id)
    funders = [
        Funder(source, sums["paid"], sums["committed"], sums["pledged"], len(sums["of"]))
        for source, sums in found.items()
    ]
    return sorted(funders, key=lambda each: -each.funded)


def fundings_of(measure: Measure, user: Any) -> list[Funding]:
    found = Funding.objects.visible_to(user).filter(measure=measure).select_related("source")
    return list(found.order_by("agreed_on", "pk"))


def chart_of_plan(sums: Sums) -> Chart:
    """One bar: what of the known costs is paid, committed, pledged, and what is missing."""
    series = [*(str(state.label) for state in STATES), _("Missing")]
    values = [sums.paid, sums.committed, sums.pledged, sums.missing]
    return stacked_bars(
        _("Planned against funded"), series, [(_("All measures"), values)], head=_("Measures")
    )


def chart_of_funders(funders: Sequence[Funder]) -> Chart:
    items = [
        (str(each.organisation), (each.paid, each.committed, each.pledged)) for each in funders[:MOST_FUNDERS]
    ]
    return stacked_bars(_("Who funds it"), [str(s.label) for s in STATES], items, head=_("Funder"))
