from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from gapbridge.act.supplies import actions
from gapbridge.act.supplies.models import Facility, Handover, Item, Procurement

DAY = date(2009, 11, 3)


@pytest.fixture
def procurement(cast) -> Procurement:
    return actions.create_procurement(
        actor=cast.logistician,
        programme=cast.programme,
        code="P1",
        title="Furniture",
        organisation=cast.office,
        starts_on=date(2009, 7, 1),
        ends_on=date(2009, 12, 1),
    )


@pytest.fixture
def beds(cast, procurement) -> Item:
    return actions.add_item(
        actor=cast.logistician, procurement=procurement, name="Beds", category="furniture", quantity=100
    )


@pytest.fixture
def facility(cast) -> Facility:
    return actions.create_facility(
        actor=cast.logistician, name="Reception centre", place=cast.district, run_by=cast.authority
    )


@pytest.fixture
def plan(cast, procurement, beds, facility) -> Callable[..., Handover]:
    """`plan(30)`: a planned handover of 30 beds."""

    def make(quantity: int = 30, **changes: Any) -> Handover:
        facts = {"facility": facility, "handed_over_on": DAY, "lines": [(beds, quantity)]} | changes
        return actions.create_handover(actor=cast.logistician, procurement=procurement, **facts)

    return make
