"""A budget: what its sums are, what it refuses, and that nothing typed into it is lost."""

from decimal import Decimal

import pytest

from gapbridge.act.applications import actions
from gapbridge.act.applications.budget import totals
from gapbridge.act.applications.cells import Typed
from gapbridge.act.applications.models import BudgetLine, Part
from tests.act import granting

pytestmark = pytest.mark.django_db


def line(heading="people", rate="100", quantity="1", **more):
    return {
        "heading": heading,
        "text": "A cost",
        "unit": "month",
        "quantity": Decimal(quantity),
        "rate": Decimal(rate),
    } | more


@pytest.fixture
def application(cast):
    return granting.application(granting.call(cast), cast.cso, cast.applicant, "draft", amount=None)


@pytest.fixture
def part(application):
    return application.parts.get(kind="full")


def fresh(part) -> Part:
    return Part.objects.get(pk=part.pk)


def put(cast, part, lines, sources=()):
    return actions.put_budget(actor=cast.applicant, part=part, lines=lines, sources=sources)


def test_the_amount_asked_for_is_the_total_without_the_co_financing(cast, application, part):
    put(
        cast,
        part,
        [line(rate="6000"), line("goods", "2000.50")],
        [{"name": "Own funds", "amount": Decimal("500.25")}],
    )

    application.refresh_from_db()
    found = totals(fresh(part))
    assert (found.total, found.co_financing) == (Decimal("8000.50"), Decimal("500.25"))
    assert application.amount == found.requested == Decimal("7500.25")


def test_a_cost_is_rounded_to_the_cent_half_a_cent_up(cast, part):
    put(cast, part, [line(quantity="0.5", rate="0.01"), line(quantity="2.5", rate="0.01")])
    assert [each.cost for each in fresh(part).budget_lines.all()] == [Decimal("0.01"), Decimal("0.03")]


def test_text_in_a_number_cell_is_kept_beside_it_and_counts_as_nothing(cast, application, part):
    saved = actions.save_budget(
        actor=cast.applicant,
        part=part,
        lines=[
            Typed("n1", {"heading": "people", "text": "Coordinator", "quantity": "twelve", "rate": "500"})
        ],
    )
    row = BudgetLine.objects.get(pk=saved.lines["n1"].pk)
    assert (row.quantity, row.unread, row.cost) == (None, {"quantity": "twelve"}, None)
    application.refresh_from_db()
    assert application.amount is None
    assert [(each.row, each.field) for each in totals(fresh(part)).problems if each.field == "quantity"] == [
        (row.pk, "quantity")
    ]
