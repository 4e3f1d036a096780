"""Planned against funded, counted from rows of funding."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from gapbridge.agree.plans import actions
from gapbridge.agree.plans.models import Funding
from gapbridge.agree.plans.queries import funders_of, sums_of_measure, sums_of_plan
from gapbridge.base.errors import Forbidden, Refused

from . import planning, story

pytestmark = pytest.mark.django_db


def fund(cast, measure, amount, state="committed", source=None, **fields):
    return actions.add_funding(
        actor=cast.protection_officer,
        measure=measure,
        source=source or cast.funder,
        amount=Decimal(amount),
        state=state,
        **fields,
    )


def test_what_is_missing_is_counted_measure_by_measure(cast):
    plan = story.plan(cast)
    short = story.measure(cast, within=plan, cost=Decimal(100))
    rich = story.measure(cast, within=plan, cost=Decimal(50))
    story.measure(cast, within=plan)  # nobody knows what it costs
    fund(cast, short, 30, "paid")
    fund(cast, short, 20, "pledged")
    fund(cast, rich, 80, "committed", source=cast.office)
    sums = sums_of_plan(plan, cast.protection_officer)
    assert (sums.planned, sums.without_cost, sums.funded) == (150, 1, 130)
    assert (sums.paid, sums.committed, sums.pledged) == (30, 80, 20)
    assert sums.missing == 50  # the surplus of one does not pay for the other
    assert sums_of_measure(rich).missing == 0


def test_an_unknown_cost_is_not_nought(cast):
    measure = story.measure(cast)
    fund(cast, measure, 10)
    sums = sums_of_measure(measure)
    assert (sums.planned, sums.missing, sums.funded) == (None, None, 10)
    free = story.measure(cast, cost=Decimal(0))
    assert (sums_of_measure(free).planned, sums_of_measure(free).missing) == (0, 0)


def test_a_carried_over_measure_counts_here_with_what_was_paid_here(cast):
    plan, measure = planning.adopted(cast)
    actions.change_measure(actor=cast.protection_officer, measure=measure, cost=Decimal(100))
    fund(cast, measure, 40, "paid")
    fund(cast, measure, 60, "pledged")
    planning.reviewed(cast, plan)
    into = planning.next_year(cast)
    measure.refresh_from_db()
    actions.carry_over(
        actor=cast.protection_officer, plan=plan, into=into, measures={measure: date(2010, 6, 1)}
    )
    here, there = (sums_of_plan(each, cast.protection_officer) for each in (plan, into))
    assert (here.planned, here.paid, here.pledged, here.missing) == (40, 40, 0, 0)
    assert (there.planned, there.paid, there.pledged, there.missing) == (60, 0, 60, 0)


def test_funders_stand_by_what_they_give(cast):
    plan = story.plan(cast)
    first, second = story.measure(cast, within=plan), story.measure(cast, within=plan)
    fund(cast, first, 10, "pledged")
    fund(cast, second, 5, "paid")
    fund(cast, second, 50, "committed", source=cast.office)
    found = funders_of(plan, cast.donor)
    assert [(each.organisation, each.funded, each.measures) for each in found] == [
        (cast.office, 50, 1),
        (cast.funder, 15, 2),
    ]


@pytest.mark.parametrize("amount", [0, -5])
def test_an_amount_is_more_than_nothing(cast, amount):
    with pytest.raises(Refused) as refusal:
        fund(cast, story.measure(cast), amount)
    assert refusal.value.field == "amount"
    assert not Funding.objects.exists()


def test_money_may_change_while_its_measure_stands(cast):
    measure = story.measure(cast)
    row = fund(cast, measure, 10, "pledged")
    row = actions.change_funding(actor=cast.protection_officer, funding=row, state="paid")
    assert (row.state, row.amount, row.history.count()) == ("paid", 10, 2)
    with pytest.raises(Refused, match="paid"):
        actions.remove_funding(actor=cast.protection_officer, funding=row)
    other = fund(cast, measure, 5, "pledged")
    actions.drop_measure(actor=cast.protection_officer, measure=measure, reason="Too dear")
    for act in (
        lambda: fund(cast, measure, 1),
        lambda: actions.change_funding(actor=cast.protection_officer, funding=row, amount=1),
        lambda: actions.remove_funding(actor=cast.protection_officer, funding=other),
    ):
        with pytest.raises(Refused, match="dropped"):
            act()


@pytest.mark.parametrize("name", ["applicant", "donor", "official", "stranger"])
def test_only_officers_write_money_down(cast, name):
    measure = story.measure(cast, responsible=cast.cso)
    with pytest.raises(Forbidden):
        actions.add_funding(
            actor=cast.people[name], measure=measure, source=cast.funder, amount=1, state="paid"
        )


def test_an_officer_writes_changes_and_removes_money_on_the_measures_page(cast, as_):
    measure = story.measure(cast, cost=Decimal(100))
    client, address = as_("protection_officer"), reverse("plans:new_funding", args=[measure.pk])
    refused = client.post(
        address, {"source": cast.funder.pk, "amount": "0", "state": "paid", "note": "By mail"}
    )
    assert refused.status_code == 422
    assert refused.context["form"].errors == {"amount": ["Write an amount above nought."]}
    assert "By mail" in refused.content.decode()
    client.post(address, {"source": cast.funder.pk, "amount": "40", "state": "pledged"})
    row = Funding.objects.get()
    client.post(
        reverse("plans:edit_funding", args=[row.pk]),
        {"source": cast.funder.pk, "amount": "45", "state": "pledged"},
    )
    page = client.get(measure.get_absolute_url()).content.decode()
    assert "55" in page
    client.post(reverse("plans:remove_funding", args=[row.pk]))
    assert not Funding.objects.exists()


@pytest.mark.parametrize(
    ("name", "status"),
    [("donor", 200), ("official", 200), ("applicant", 403), ("stranger", 403), ("visitor", 302)],
)
def test_a_plans_money_is_for_those_with_a_part_in_the_programme(cast, as_, name, status):
    plan, _measure = planning.adopted(cast)
    client, address = as_(name), reverse("plans:money", args=[plan.pk])
    assert client.get(address).status_code == status
    assert (address in client.get(plan.get_absolute_url()).content.decode()) == (status == 200)


def test_the_responsible_organisation_and_a_funder_see_their_part_of_a_measures_money(cast, as_):
    _plan, measure = planning.adopted(cast)
    fund(cast, measure, 12345, source=cast.funder)
    fund(cast, measure, 98765, source=cast.rival_cso)
    assert "12,345" in as_("applicant").get(measure.get_absolute_url()).content.decode()
    seen = as_("rival").get(measure.get_absolute_url()).content.decode()
    assert "98,765" in seen
    assert "12,345" not in seen
    assert "98,765" not in as_("visitor").get(measure.get_absolute_url()).content.decode()


def test_the_money_page_counts_filters_and_exports_at_the_same_cost(cast, as_, assert_constant_queries):
    plan = story.plan(cast)
    client, address = as_("donor"), reverse("plans:money", args=[plan.pk])
    actions.take_up([story.measure(cast, within=plan)])

    def one_more():
        fund(cast, story.measure(cast, within=plan, title="Dig a well", cost=Decimal(70)), 30)

    assert_constant_queries(lambda: client.get(address), one_more)
    page = client.get(address).content.decode()
    assert "planned, EUR" in page
    assert "Dig a well" in client.get(address + f"?funder={cast.funder.pk}").content.decode()
    assert "Dig a well" in client.get(address + "?lacking=missing").content.decode()
    assert "Dig a well" not in client.get(address + "?lacking=unknown").content.decode()
    assert client.get(address + "?export=xlsx")["Content-Disposition"].startswith("attachment")
