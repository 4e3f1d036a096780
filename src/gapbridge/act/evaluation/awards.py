"""Where the grants join in: what an award makes, and what money has come free again."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from gapbridge.act.calls.models import Lot

from .models import Award

# Called for each award inside the decision's transaction: award(actor=, application=, amount=, on=: date). What one of
# them refuses (a ceiling, a budget) refuses the whole decision.
AWARDS: list[Callable[..., Any]] = []
# Money of a lot that was awarded and is free again: a grant that ended before it was signed.
GIVEN_BACK: list[Callable[[Lot], Decimal]] = []


def award(*, actor: Any, application: Any, amount: Decimal, on: date) -> None:
    for each in AWARDS:
        each(actor=actor, application=application, amount=amount, on=on)


def left_in(lot: Lot) -> Decimal:
    """What can still be awarded. Ask it while the call's row is locked, or it is but a hint."""
    given = Award.objects.filter(application__lot=lot).aggregate(total=Sum("amount"))["total"] or Decimal(0)
    return lot.budget - given + sum((each(lot) for each in GIVEN_BACK), Decimal(0))
