"""The agreed budget by heading, and what was spent of it. Nothing here is stored: lines and receipts are counted."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from gapbridge.act.applications.models import BudgetLine, Part
from gapbridge.act.grants.models import Change, Expense, Grant, Report
from gapbridge.act.procedures.definition import editor_of

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Heading:
    """A budget heading: `planned` is what the agreement and the changes in force give it, `now` and `before` what
    this report and the earlier ones show, without what was found not eligible (`ineligible`)."""

    key: str
    label: str
    planned: Decimal
    now: Decimal = NOTHING
    before: Decimal = NOTHING
    ineligible: Decimal = NOTHING

    @property
    def spent(self) -> Decimal:
        return self.now + self.before

    @property
    def left(self) -> Decimal:
        return self.planned - self.spent

    @property
    def percent(self) -> int | None:
        """Spent, in percent of the plan; None where nothing was planned."""
        return round(self.spent * 100 / self.planned) if self.planned else None

    @property
    def is_overspent(self) -> bool:
        return self.left < 0


def lines_of(grant: Grant) -> list[BudgetLine]:
    lines = BudgetLine.objects.filter(part__application=grant.application_id, part__kind=Part.Kind.FULL)
    return list(lines.order_by("heading", "position", "pk"))


def labels_of(grant: Grant) -> dict[str, str]:
    """Heading → its name, in the order of the form."""
    part = (
        Part.objects.filter(application=grant.application_id, kind=Part.Kind.FULL)
        .select_related("form")
        .first()
    )
    field = editor_of(part.form, "budget") if part else None
    return {each.key: each.label for each in field.headings} if field else {}


def asked_for(grant: Grant) -> dict[str, Decimal]:
    """Heading → amount by the lines of the application. One without a figure is worth nothing."""
    planned: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines_of(grant):
        planned[line.heading] += line.cost or NOTHING
    return dict(planned)


def plan_of(grant: Grant) -> dict[str, Decimal]:
    """Heading → amount: what was asked for and the changes in force."""
    planned = asked_for(grant)
    for change in in_force(grant):
        add(planned, change.shifts)
    return planned


def in_force(grant: Grant) -> list[Change]:
    return list(grant.changes.filter(kind=Change.Kind.BUDGET, state="in_force").order_by("number"))


def add(planned: dict[str, Decimal], shifts: dict[str, str]) -> None:
    for heading, amount in shifts.items():
        planned[heading] = planned.get(heading, NOTHING) + Decimal(amount)


def spent_by_heading(expenses) -> dict[str, Decimal]:
    """What the receipts show, without what is not eligible."""
    rows = expenses.order_by().values("heading").annotate(spent=Sum("cost"), lost=Sum("ineligible"))
    return {row["heading"]: row["spent"] - row["lost"] for row in rows}


def variance_of(grant: Grant, report: Report | None = None) -> list[Heading]:
    """Each heading with its plan and what was spent until this report (until now, without one)."""
    planned, labels = plan_of(grant), labels_of(grant)
    until = Q(report__number__lt=report.number) if report else ~Q(report__state="draft")
    before = spent_by_heading(Expense.objects.filter(until, report__grant=grant))
    now = spent_by_heading(report.expenses.all()) if report else {}
    lost = _ineligible(report.expenses.all() if report else Expense.objects.filter(report__grant=grant))
    keys = [*labels, *sorted((planned.keys() | before.keys() | now.keys()) - labels.keys())]
    return [
        Heading(
            key,
            labels.get(key, key),
            planned.get(key, NOTHING),
            now.get(key, NOTHING),
            before.get(key, NOTHING),
            lost.get(key, NOTHING),
        )
        for key in keys
    ]


def _ineligible(expenses) -> dict[str, Decimal]:
    rows = expenses.filter(ineligible__gt=0).order_by().values("heading").annotate(lost=Sum("ineligible"))
    return {row["heading"]: row["lost"] for row in rows}


def sum_of(headings: Iterable[Heading]) -> Heading:
    rows = list(headings)
    return Heading(
        "",
        _("Together"),
        sum((each.planned for each in rows), NOTHING),
        sum((each.now for each in rows), NOTHING),
        sum((each.before for each in rows), NOTHING),
        sum((each.ineligible for each in rows), NOTHING),
    )
