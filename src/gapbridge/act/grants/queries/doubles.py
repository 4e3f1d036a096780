"""The same cost funded twice: receipts that look the same, in all grants and years."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from gapbridge.act.grants.models import Expense, Report, SameCost
from gapbridge.base.folding import fold

OF_PLACE = (
    "report__grant__application__organisation",
    "report__grant__application__call__intervention__programme",
)


@dataclass(frozen=True)
class Double:
    """Two receipts of the same fingerprint: the one looked at, the other, and the answer, if there is one."""

    expense: Expense
    other: Expense
    answer: SameCost | None


def fingerprint(supplier: str, number: str, on: date, amount: Decimal, currency: str) -> str:
    """The same for one receipt however its supplier and number are spelt."""
    parts = (_letters(supplier), _letters(number), on.isoformat(), f"{amount:.2f}", currency)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def _letters(text: str) -> str:
    return "".join(each for each in fold(text) if each.isalnum())


def doubles_of(report: Report) -> list[Double]:
    """Every pair of a receipt of this report with one of another that was sent, or with one of its own.

    A receipt that is judged not eligible is funded nowhere and makes no pair.
    """
    mine = {each.pk: each for each in _funded(report.expenses.all())}
    same = _funded(Expense.objects.filter(fingerprint__in={each.fingerprint for each in mine.values()}))
    sent = same.exclude(report__state="draft") | same.filter(report=report)
    pairs = list(_pairs(mine, sent.select_related(*OF_PLACE).order_by("pk")))
    answers = _answers(pairs)
    return [Double(mine[a], other, answers.get(_ordered(a, other.pk))) for a, other in pairs]


def _funded(expenses: QuerySet[Expense]) -> QuerySet[Expense]:
    return expenses.exclude(verdict=Expense.Verdict.INELIGIBLE)


def _pairs(mine: dict[int, Expense], others: Iterable[Expense]) -> Iterable[tuple[int, Expense]]:
    by_print: dict[str, list[int]] = {}
    for each in mine.values():
        by_print.setdefault(each.fingerprint, []).append(each.pk)
    for other in others:
        for pk in by_print[other.fingerprint]:
            if other.pk not in mine or pk < other.pk:  # a pair within the report stands once
                yield pk, other


def _answers(pairs: list[tuple[int, Expense]]) -> dict[tuple[int, int], SameCost]:
    keys = {_ordered(pk, other.pk) for pk, other in pairs}
    first, second = {a for a, _b in keys}, {b for _a, b in keys}
    found = SameCost.objects.filter(first__in=first, second__in=second).select_related("resolved_by")
    return {(each.first_id, each.second_id): each for each in found}


def _ordered(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def unresolved(report: Report) -> list[Double]:
    return [each for each in doubles_of(report) if each.answer is None]
