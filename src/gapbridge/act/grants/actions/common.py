"""What the actions of grants share."""

from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from gapbridge.act.grants.lifecycle import GRANT
from gapbridge.act.grants.models import LIVE, Grant
from gapbridge.base.errors import Refused, WrongState

CENT = Decimal("0.01")
REPORTING = ("signed", "suspended", "ended")  # one that ended early is still accounted for


def lock(grant: Grant, *states: str) -> Grant:
    """The grant as the database has it now, locked until the transaction ends. Refuses another state."""
    grant.refresh_from_db(from_queryset=Grant._base_manager.select_for_update())
    if states and grant.state not in states:
        raise WrongState(
            _("This can't be done while the grant is “%(state)s”.") % {"state": GRANT.state(grant).label}
        )
    return grant


def lock_live(grant: Grant) -> Grant:
    return lock(grant, *LIVE)


def said(text: str, field: str = "reason") -> str:
    """A text that can't be left out."""
    if not (text or "").strip():
        raise Refused(_("Say why."), field=field)
    return text.strip()


def money(value: Any, field: str = "amount") -> Decimal:
    """A positive sum of whole cents."""
    amount = Decimal(value)
    if amount <= 0:
        raise Refused(_("It must be more than nothing."), field=field)
    if amount != amount.quantize(CENT):
        raise Refused(_("Write at most two digits after the point."), field=field)
    return amount


def shown(amount: Decimal, currency: str) -> str:
    return f"{number_format(amount, 2 if amount % 1 else 0, force_grouping=True)} {currency}"
