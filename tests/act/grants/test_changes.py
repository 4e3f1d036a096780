"""Changes of the budget within the limit and beyond it; sums that hold whatever happens."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from gapbridge.act.grants import actions
from gapbridge.act.grants.actions.changes import within_limit
from gapbridge.act.grants.models import Grant, LedgerEntry, Payment
from gapbridge.act.grants.queries.budget import plan_of, variance_of
from gapbridge.act.grants.queries.money import paid, payable, total
from gapbridge.base.errors import Refused

from .conftest import TODAY

few = hypothesis_settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def shift(person, grant, **shifts):
    return actions.shift_budget(actor=person, grant=grant, shifts=shifts, reason="Cheaper tools.")


def test_what_stays_within_a_quarter_of_the_smaller_heading_is_in_force_on_notice(cast, signed):
    change = shift(cast.applicant, signed, people=850, goods=-850)
    assert (change.state, change.on_notice) == ("in_force", True)
    assert plan_of(signed) == {"people": 6850, "goods": 2550, "overhead": 600}


def test_what_goes_beyond_it_waits_for_approval(cast, officer, signed):
    change = shift(cast.applicant, signed, people=851, goods=-851)
    assert (change.state, plan_of(signed)["people"]) == ("asked", 6000)
    actions.approve_change(actor=officer, change=change)
    assert plan_of(signed)["people"] == 6851


def test_small_steps_are_counted_together_until_one_is_approved(cast, officer, signed):
    assert shift(cast.applicant, signed, people=800, goods=-800).on_notice
    second = shift(cast.applicant, signed, people=800, goods=-800)
    assert not second.on_notice
    actions.approve_change(actor=officer, change=second)
    assert within_limit(signed, {"people": Decimal(100), "goods": Decimal(-100)})


def test_nothing_is_moved_into_indirect_costs_on_notice(cast, signed):
    assert not shift(cast.applicant, signed, overhead=10, goods=-10).on_notice


@pytest.mark.parametrize(
    ("shifts", "said"),
    [
        ({"people": 100, "goods": -99}, "must be the same"),
        ({}, "Write what is moved"),
        ({"people": 5000, "goods": -5000}, "More than this has been spent"),
        ({"travel": -10, "people": 10}, "Nothing is planned"),
    ],
)
def test_a_shift_that_does_not_add_up_is_refused(cast, signed, shifts, said):
    with pytest.raises(Refused, match=said):
        shift(cast.applicant, signed, **shifts)


def test_what_was_spent_is_not_moved_away(cast, report, spend):
    spend(report, 5500)
    with pytest.raises(Refused, match="has been spent"):
        shift(cast.applicant, report.grant, people=-501, goods=501)


@few
@given(steps=st.lists(st.tuples(st.integers(1, 12_000), st.booleans()), max_size=4))
def test_never_more_is_paid_than_the_grant_and_the_ledger_says_what_was_given(officer, signed, pay, steps):
    """Instalments paid in any part, some of it asked back, the grant then ended: the sums agree."""
    from django.db import transaction

    with transaction.atomic():
        for number, (amount, back) in enumerate(steps):
            left = payable(signed)
            if left:
                rows = [{"amount": signed.amount - paid(signed)}]
                actions.plan_instalments(actor=officer, grant=signed, rows=rows)
                instalment = signed.instalments.get(payments=None)
                try:
                    pay(instalment, f"T-{number}", amount=Decimal(amount))
                except Refused:
                    assert amount > left or amount > instalment.amount
            if back and paid(signed) > 0:
                recovery = actions.demand_recovery(actor=officer, grant=signed, amount=Decimal(1), reason="x")
                actions.receive_recovery(actor=officer, recovery=recovery, on=TODAY, reference="R")
            assert total(Payment.objects.all(), "amount") <= signed.amount
        actions.end_grant(actor=officer, grant=signed, reason="The end.")
        returned = total(signed.recoveries.filter(state="received"), "amount")
        assert total(LedgerEntry.objects.all(), "amount") == paid(signed) - returned
        grant = Grant.objects.get()
        assert grant.amount - grant.given_up == paid(grant)
        transaction.set_rollback(True)
    signed.refresh_from_db()


@few
@given(
    costs=st.lists(
        st.tuples(st.integers(1, 900_00), st.sampled_from(["people", "goods", "overhead"])), max_size=8
    )
)
def test_the_variance_adds_up_to_the_receipts_and_the_plan(report, spend, costs):
    from django.db import transaction

    with transaction.atomic():
        for cents, heading in costs:
            spend(report, Decimal(cents) / 100, heading=heading)
        headings = variance_of(report.grant, report)
        assert sum(each.now for each in headings) == sum(Decimal(cents) / 100 for cents, _ in costs)
        assert sum(each.planned for each in headings) == 10_000
        assert all(each.left == each.planned - each.spent for each in headings)
        transaction.set_rollback(True)
