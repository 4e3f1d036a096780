"""Awards: never more than there is, nor more than one organisation may be given."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.urls import reverse

from gapbridge.act.evaluation.awards import AWARDS, GIVEN_BACK
from gapbridge.act.grants import actions
from gapbridge.act.grants.models import Grant, LedgerEntry
from gapbridge.act.grants.queries.money import support_of
from gapbridge.base.errors import Forbidden, Refused
from tests.act import granting

from .conftest import FIRST, TODAY


def apply_to(call, organisation, person, amount=10_000):
    return granting.application(call, organisation, person, "full_submitted", amount=Decimal(amount))


def test_a_decision_of_the_evaluation_makes_the_grant(cast):
    assert actions.award in AWARDS
    assert len(GIVEN_BACK) == 1


@pytest.mark.parametrize("amount", ["0", "-1", "10000.01", "0.001"])
def test_an_award_is_more_than_nothing_and_at_most_what_was_asked_for(officer, application, amount):
    with pytest.raises(Refused):
        actions.award(actor=officer, application=application, amount=Decimal(amount), on=TODAY)
    assert not Grant.objects.exists()


def test_an_award_is_at_most_what_is_left_of_the_lot(cast, officer):
    call = granting.call(cast, "evaluation", lots=2)
    first = apply_to(call, cast.cso, cast.applicant, 20_000)
    second = apply_to(call, cast.rival_cso, cast.rival, 20_000)
    actions.award(actor=officer, application=first, amount=Decimal(20_000), on=TODAY)
    with pytest.raises(Refused, match="Only 10,000 EUR of the lot's budget is left"):
        actions.award(actor=officer, application=second, amount=Decimal(10_001), on=TODAY)
    actions.award(actor=officer, application=second, amount=Decimal(10_000), on=TODAY)


@pytest.mark.django_db(transaction=True)
def test_the_last_euro_awarded_twice_at_once_goes_to_one(cast, officer):
    call = granting.call(cast, "evaluation", budget=Decimal(10_000))
    call.lots.update(budget=10_000)
    people = ((cast.cso, cast.applicant), (cast.rival_cso, cast.rival))
    applications = [apply_to(call, *each) for each in people]
    start, outcomes = threading.Barrier(2), []

    def award(application) -> None:
        start.wait()
        try:
            actions.award(
                actor=cast.fresh("grants_officer"), application=application, amount=Decimal(10_000), on=TODAY
            )
            outcomes.append("awarded")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=award, args=[each]) for each in applications]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["awarded", "refused"]
    assert Grant.objects.get().amount == 10_000


def test_one_organisation_is_given_at_most_60_000_euro_over_all_calls(cast, officer):
    for number, amount in enumerate((25_000, 30_000)):
        call = granting.call(cast, "evaluation", programme=cast.programme)
        application = apply_to(call, cast.cso, cast.applicant, amount)
        actions.award(
            actor=officer,
            application=application,
            amount=Decimal(amount),
            on=TODAY - timedelta(days=900 * number),
        )
    assert (support_of(cast.cso).given, support_of(cast.cso).alarms) == (55_000, True)
    third = apply_to(granting.call(cast, "evaluation"), cast.cso, cast.applicant, 10_000)
    with pytest.raises(Refused, match="with this it would be 60,001 EUR, more than the 60,000 EUR"):
        actions.award(actor=officer, application=third, amount=Decimal(5001), on=TODAY)
    actions.award(actor=officer, application=third, amount=Decimal(5000), on=TODAY)
    rival = apply_to(third.call, cast.rival_cso, cast.rival, 10_000)
    actions.award(actor=officer, application=rival, amount=Decimal(10_000), on=TODAY)


def test_the_ceiling_may_count_the_last_years_only(cast, officer, settings, application):
    settings.GRANT_CEILING = 15_000
    long_ago = TODAY - timedelta(days=1200)
    actions.award(actor=officer, application=application, amount=Decimal(10_000), on=long_ago)
    other = apply_to(granting.call(cast, "evaluation"), cast.cso, cast.applicant)
    with pytest.raises(Refused, match="15,000 EUR"):
        actions.award(actor=officer, application=other, amount=Decimal(10_000), on=TODAY)
    settings.GRANT_CEILING_YEARS = 3
    actions.award(actor=officer, application=other, amount=Decimal(10_000), on=TODAY)


def test_support_in_another_currency_counts_by_the_agreed_rate(cast, officer, application):
    type(cast.programme).objects.filter(pk=cast.programme.pk).update(currency="AZN")
    application.refresh_from_db()
    with pytest.raises(Refused, match="No exchange rate for AZN is agreed"):
        actions.award(actor=officer, application=application, amount=Decimal(10_000), on=TODAY)
    actions.set_rate(
        actor=officer, programme=cast.programme, currency="azn", per_euro=Decimal("2.5"), since=FIRST
    )
    actions.award(actor=officer, application=application, amount=Decimal(10_000), on=TODAY)
    entry = LedgerEntry.objects.get()
    assert (entry.currency, entry.amount_eur) == ("AZN", 4000)


def test_a_recovery_and_what_is_never_paid_lower_the_support(officer, signed, pay):
    pay(signed.instalments.first())
    recovery = actions.demand_recovery(
        actor=officer, grant=signed, amount=Decimal(400), reason="Not eligible."
    )
    with pytest.raises(Refused, match="reference"):
        actions.receive_recovery(actor=officer, recovery=recovery, on=TODAY)
    actions.receive_recovery(actor=officer, recovery=recovery, on=TODAY, reference="R-1")
    actions.end_grant(actor=officer, grant=signed, reason="By agreement.")
    assert support_of(signed.application.organisation).given == 5000 - 400


def test_what_is_set_off_lowers_what_can_be_paid_and_is_counted_once(officer, signed, pay):
    first, _second = signed.instalments.all()
    pay(first)
    recovery = actions.demand_recovery(
        actor=officer, grant=signed, amount=Decimal(400), reason="Not eligible."
    )
    actions.receive_recovery(actor=officer, recovery=recovery, on=TODAY, how="set_off")
    last = signed.instalments.last()
    with pytest.raises(Refused, match="Only 4,600 EUR"):
        pay(last, "T-2", override_reason="x")
    pay(last, "T-2", override_reason="x", amount=Decimal(4600))
    actions.end_grant(actor=officer, grant=signed, reason="By agreement.")
    assert support_of(signed.application.organisation).given == 9600


def test_a_larger_amount_is_looked_at_like_an_award(cast, officer, signed):
    with pytest.raises(Refused, match="Only 20,000 EUR of the lot's"):
        actions.change_amount(actor=officer, grant=signed, amount=Decimal(30_001), reason="More people.")
    actions.change_amount(actor=officer, grant=signed, amount=Decimal(12_000), reason="More people.")
    assert LedgerEntry.objects.aggregate(sum=Sum("amount"))["sum"] == 12_000
    with pytest.raises(Refused, match="add up"):
        actions.plan_instalments(actor=officer, grant=signed, rows=[{"amount": Decimal(10_000)}])
    assert signed.changes.get().kind == "amount"


def test_nobody_but_the_office_awards(cast, application):
    for name in ("applicant", "evaluator", "donor", "stranger"):
        with pytest.raises(Forbidden):
            actions.award(actor=cast.fresh(name), application=application, amount=Decimal(1), on=TODAY)


def test_a_name_that_is_withheld_is_nowhere_in_public(cast, officer, grant, as_):
    with pytest.raises(Refused, match="Say why"):
        actions.withhold_name(actor=officer, grant=grant, reason=" ")
    actions.withhold_name(actor=officer, grant=grant, reason="Its staff were threatened.")
    grant.application.title = "A sewing course"
    grant.application.save()
    addresses = [
        grant.get_absolute_url(),
        reverse("grants:list"),
        reverse("grants:list") + "?text=First",
        grant.application.call.intervention.get_absolute_url(),
    ]
    for name in ("visitor", "rival", "evaluator"):
        for address in addresses:
            said = as_(name).get(address).content.decode()
            assert "First CSO" not in said, (name, address)
            assert "A sewing course" not in said, (name, address)
            assert "threatened" not in said
    assert "10,000" not in as_("visitor").get(addresses[2]).content.decode()
    organisation = as_("visitor").get(cast.cso.get_absolute_url()).content.decode()
    assert "10,000" not in organisation
    inside = as_("donor").get(grant.get_absolute_url()).content.decode()
    assert "First CSO" in inside
    assert "Its staff were threatened." in inside


def test_the_ledger_tells_an_office_the_sums_but_not_the_grants_of_others(cast, officer, grant, as_):
    page = reverse("grants:ledger_of", args=[cast.cso.pk])
    assert "A project of First CSO" in as_("grants_officer").get(page).content.decode()
    theirs = as_("stranger").get(page).content.decode()
    assert "10,000" in theirs
    for name in ("applicant", "evaluator", "trainer"):
        assert as_(name).get(page).status_code == 403, name


def test_the_lists_cost_the_same_with_more(cast, officer, as_, assert_constant_queries):
    client = as_("grants_officer")

    def award():
        application = apply_to(granting.call(cast, "decided"), cast.cso, cast.applicant, 1000)
        actions.award(actor=officer, application=application, amount=Decimal(1000), on=TODAY)

    assert_constant_queries(lambda: client.get(reverse("grants:list")), award)
    assert_constant_queries(lambda: client.get(reverse("grants:ledger_of", args=[cast.cso.pk])), award)
