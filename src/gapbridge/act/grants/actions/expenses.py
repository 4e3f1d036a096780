"""Receipts: entered one by one or as a table, checked by an officer, and the same cost never funded twice."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.act.applications.models import BudgetLine
from gapbridge.act.grants.models import Expense, Report, SameCost
from gapbridge.act.grants.queries.budget import labels_of, lines_of
from gapbridge.act.grants.queries.doubles import fingerprint
from gapbridge.act.grants.queries.money import rate_of
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused, WrongState
from gapbridge.base.tables import Problems
from gapbridge.base.uploads import CheckedUpload, discard, store
from gapbridge.people.models import User

from .common import CENT, money, said

FACTS = ("supplier", "number", "on", "text", "amount", "currency", "heading", "line")
MOST_ROWS = 2000


@transaction.atomic
def add_expense(*, actor: User, report: Report, upload: CheckedUpload | None = None, **facts: Any) -> Expense:
    """A cost with its receipt: `supplier`, `number`, `on`, `text`, `amount`, and `currency` (the programme's, unless
    named), `heading` or `line` (a line of the budget, which has its heading), and the file.

    Refuses a day outside the grant and the report's period, and a currency without an agreed rate.
    """
    permit(actor, "grants.write_report", report)
    lock_unsent(report)
    expense = _filled(Expense(report=report), Budget(report), facts)
    expense.save()
    if upload is not None:
        _keep_file(actor, expense, upload)
    journal.record(actor=actor, verb="grants.add_expense", target=report, data={"expense": expense.pk})
    return expense


@transaction.atomic
def change_expense(
    *, actor: User, expense: Expense, upload: CheckedUpload | None = None, **facts: Any
) -> Expense:
    """Correct it; a verdict on what it said before is taken away."""
    permit(actor, "grants.write_report", expense)
    lock_unsent(expense.report)
    known = {name: getattr(expense, name) for name in FACTS}
    _filled(expense, Budget(expense.report), known | facts)
    expense.verdict, expense.ineligible, expense.checked_by = "", Decimal(0), None
    expense.save()
    if upload is not None:
        _keep_file(actor, expense, upload)
    journal.record(
        actor=actor, verb="grants.change_expense", target=expense.report, data={"expense": expense.pk}
    )
    return expense


@transaction.atomic
def remove_expense(*, actor: User, expense: Expense) -> None:
    permit(actor, "grants.write_report", expense)
    report, pk, file = expense.report, expense.pk, expense.file
    lock_unsent(report)
    expense.delete()
    if file:
        discard(file)
    journal.record(actor=actor, verb="grants.remove_expense", target=report, data={"expense": pk})


def lock_unsent(report: Report) -> None:
    report.refresh_from_db(from_queryset=Report._base_manager.select_for_update())
    if report.state not in {"draft", "returned"}:
        raise WrongState(_("This report was sent. It can be changed if the office returns it."))


def _keep_file(actor: User, expense: Expense, upload: CheckedUpload) -> None:
    before = expense.file
    expense.file = store(upload, owner=expense, actor=actor)
    expense.save(update_fields=["file"])
    if before:
        discard(before)


class Budget:
    """What the receipts of a report are checked against, read once for all of them."""

    def __init__(self, report: Report):
        self.report, self.grant = report, report.grant
        self.programme = self.grant.application.call.intervention.programme
        self.lines = {line.pk: line for line in lines_of(self.grant)}
        self.headings = labels_of(self.grant) or {line.heading: line.heading for line in self.lines.values()}
        self._rates: dict[tuple[str, date], Decimal] = {}

    @property
    def first_day(self) -> date:
        return self.grant.starts_on or self.report.period_from

    def rate(self, currency: str, on: date) -> Decimal:
        key = (currency, on)
        if key not in self._rates:
            self._rates[key] = rate_of(self.programme, currency, on)
        return self._rates[key]


def _filled(expense: Expense, budget: Budget, facts: Mapping[str, Any]) -> Expense:
    """The receipt with all that is reckoned from its facts. Raises Refused beside the field that is wrong."""
    line: BudgetLine | None = facts.get("line")
    expense.supplier = said(facts.get("supplier", ""), "supplier")
    expense.number = said(facts.get("number", ""), "number")
    expense.text = said(facts.get("text", ""), "text")
    expense.on, expense.amount = facts["on"], money(facts["amount"])
    expense.currency = (facts.get("currency") or budget.programme.currency).strip().upper()
    expense.line = line
    expense.heading = line.heading if line else (facts.get("heading") or "")
    _check_place(expense, budget)
    _check_day(expense, budget)
    expense.rate = budget.rate(expense.currency, expense.on)
    expense.cost = (expense.amount / expense.rate).quantize(CENT)
    expense.fingerprint = fingerprint(
        expense.supplier, expense.number, expense.on, expense.amount, expense.currency
    )
    expense.clean_fields(exclude=["report", "line", "file", "checked_by"])
    return expense


def _check_place(expense: Expense, budget: Budget) -> None:
    if expense.line and expense.line.pk not in budget.lines:
        raise Refused(_("This line is not in the budget of this grant."), field="line")
    if expense.heading not in budget.headings:
        raise Refused(_("Choose the heading of the budget that it belongs to."), field="heading")


def _check_day(expense: Expense, budget: Budget) -> None:
    first, last = budget.first_day, budget.report.period_to
    if not first <= expense.on <= last:
        raise Refused(
            _("A receipt of this report is of %(first)s to %(last)s.")
            % {"first": date_format(first), "last": date_format(last)},
            field="on",
        )


# --- a table of them -------------------------------------------------------------------------------------


@transaction.atomic
def import_expenses(*, actor: User, report: Report, rows: Iterable[Mapping[str, Any]]) -> int:
    """Add a whole table, all of it or nothing; returns how many receipts were added.

    A row has the facts of `add_expense` and its `row_number`. Those that stand in the report already (supplier,
    number, date and amount) are left out, so that a file can be sent again. Raises TableErrors by row and column.
    """
    from gapbridge.act.grants.tables import LABELS  # the names of the columns

    permit(actor, "grants.write_report", report)
    lock_unsent(report)
    budget, problems = Budget(report), Problems("file")
    there = set(report.expenses.values_list("fingerprint", flat=True))
    fresh = []
    for row in rows:
        try:
            expense = _filled(Expense(report=report), budget, row)
        except Refused as refusal:
            problems.add(row["row_number"], LABELS.get(refusal.field or "", ""), refusal.messages[0])
            continue
        if expense.fingerprint not in there:
            fresh.append(expense)
    problems.settle()
    Expense.objects.bulk_create(fresh, batch_size=500)
    journal.record(actor=actor, verb="grants.import_expenses", target=report, data={"added": len(fresh)})
    return len(fresh)


# --- checking --------------------------------------------------------------------------------------------


@transaction.atomic
def judge_expense(
    *, actor: User, expense: Expense, verdict: str, ineligible: Decimal | None = None, note: str = ""
) -> Expense:
    """Say whether a receipt is in order. `ineligible`: how much of it is not, in the programme's currency (all of it,
    unless named). Anything but “in order” needs a note, which the grantee reads."""
    permit(actor, "grants.judge_report", expense)
    report = expense.report
    report.refresh_from_db(from_queryset=Report._base_manager.select_for_update())
    if report.state != "submitted":
        raise WrongState(_("Receipts are checked while the report is with the office."))
    if verdict not in Expense.Verdict.values:
        raise Refused(_("Choose a verdict."), field="verdict")
    if verdict != Expense.Verdict.OK:
        said(note, "note")
    lost = Decimal(0)
    if verdict == Expense.Verdict.INELIGIBLE:
        lost = money(expense.cost if ineligible is None else ineligible, "ineligible")
        if lost > expense.cost:
            raise Refused(_("This is more than the receipt."), field="ineligible")
    expense.verdict, expense.ineligible, expense.note, expense.checked_by = verdict, lost, note.strip(), actor
    expense.save(update_fields=["verdict", "ineligible", "note", "checked_by"])
    journal.record(
        actor=actor,
        verb="grants.judge_expense",
        target=report,
        data={"expense": expense.pk, "verdict": verdict, "ineligible": lost},
    )
    return expense


@transaction.atomic
def resolve_same_cost(*, actor: User, expense: Expense, other: Expense, reason: str) -> SameCost:
    """Say why two receipts that look the same are not one cost funded twice, or what was done about it."""
    permit(actor, "grants.judge_report", expense)
    if expense.pk == other.pk or expense.fingerprint != other.fingerprint:
        raise Refused(_("These two receipts don't look the same."))
    first, second = sorted((expense, other), key=lambda each: each.pk)
    answer, _made = SameCost.objects.update_or_create(
        first=first,
        second=second,
        defaults={"reason": said(reason), "resolved_by": actor, "resolved_at": timezone.now()},
    )
    journal.record(
        actor=actor,
        verb="grants.resolve_same_cost",
        target=expense.report,
        data={"expense": expense.pk, "other": other.pk},
    )
    return answer
