"""Awards: never more than there is, never told too early."""

import threading
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from gapbridge.act.grants import actions
from gapbridge.act.grants.models import Application, Grant
from gapbridge.base.errors import Refused, WrongState
from gapbridge.base.models import OutgoingMail


def of(call, organisation) -> Application:
    return call.applications.get(organisation=organisation)


@pytest.fixture
def decided(cast, evaluated):
    actions.award_application(actor=cast.grants_officer, application=of(evaluated, cast.cso))
    actions.decline_application(
        actor=cast.grants_officer, application=of(evaluated, cast.rival_cso), reason="The need is not shown."
    )
    actions.decide_call(actor=cast.grants_officer, call=evaluated)
    return evaluated


def test_awards_cannot_exceed_the_budget(cast, make_call, apply, close):
    call = make_call(budget=Decimal(20_000), largest=Decimal(15_000))
    apply(call, "applicant", submit=True, amount=Decimal(12_000))
    apply(call, "rival", submit=True, amount=Decimal(12_000))
    close(call)
    actions.award_application(actor=cast.grants_officer, application=of(call, cast.cso))
    with pytest.raises(Refused, match=r"Only 8.000.* EUR"):
        actions.award_application(actor=cast.grants_officer, application=of(call, cast.rival_cso))
    actions.award_application(
        actor=cast.grants_officer, application=of(call, cast.rival_cso), amount=Decimal(8_000)
    )
    assert sorted(Grant.objects.values_list("amount", flat=True)) == [8_000, 12_000]


@pytest.mark.parametrize("amount", ["0", "-1", "10000.01"])
def test_an_award_is_more_than_nothing_and_at_most_what_was_asked_for(cast, evaluated, amount):
    with pytest.raises(Refused):
        actions.award_application(
            actor=cast.grants_officer, application=of(evaluated, cast.cso), amount=Decimal(amount)
        )
    assert not Grant.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_last_money_awarded_twice_at_once_goes_to_one(cast, make_call, apply, close):
    call = make_call(budget=Decimal(20_000), largest=Decimal(20_000))
    applications = [apply(call, who, submit=True, amount=Decimal(20_000)) for who in ("applicant", "rival")]
    close(call)
    start, outcomes = threading.Barrier(2), []

    def award(pk: int) -> None:
        application = Application.objects.get(pk=pk)
        start.wait()
        try:
            actions.award_application(actor=cast.fresh("grants_officer"), application=application)
            outcomes.append("awarded")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=award, args=[each.pk]) for each in applications]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["awarded", "refused"]
    assert Grant.objects.get().amount == 20_000
    assert Application.objects.filter(state="awarded").count() == 1


def test_applicants_learn_nothing_before_the_call_is_decided(cast, evaluated, as_):
    application = of(evaluated, cast.cso)
    actions.award_application(actor=cast.grants_officer, application=application)
    rival = of(evaluated, cast.rival_cso)
    actions.decline_application(actor=cast.grants_officer, application=rival, reason="A reason not yet told.")
    client = as_("applicant")
    for url in (application.get_absolute_url(), reverse("grants:applications")):
        text = client.get(url).content.decode()
        assert "Submitted" in text
        assert "Awarded" not in text
    assert client.get(application.grant.get_absolute_url()).status_code == 404
    assert "A reason not yet told." not in as_("rival").get(rival.get_absolute_url()).content.decode()
    assert "First CSO" not in as_("visitor").get(reverse("grants:grants")).content.decode()
    assert "First CSO" not in as_("visitor").get(evaluated.get_absolute_url()).content.decode()


def test_a_call_is_decided_only_when_every_application_is(cast, evaluated):
    actions.award_application(actor=cast.grants_officer, application=of(evaluated, cast.cso))
    with pytest.raises(Refused, match="1 application is not decided"):
        actions.decide_call(actor=cast.grants_officer, call=evaluated)


def test_deciding_shows_the_grants_and_writes_to_everyone_in_their_language(cast, evaluated, as_):
    type(cast.rival).objects.filter(pk=cast.rival.pk).update(language="ru")
    OutgoingMail.objects.all().delete()
    actions.award_application(actor=cast.grants_officer, application=of(evaluated, cast.cso))
    actions.decline_application(
        actor=cast.grants_officer, application=of(evaluated, cast.rival_cso), reason="The need is not shown."
    )
    actions.decide_call(actor=cast.grants_officer, call=evaluated)
    won = OutgoingMail.objects.get(to=cast.applicant.email)
    lost = OutgoingMail.objects.get(to=cast.rival.email)
    assert ("10,000" in won.body, won.language) == (True, "en")
    assert ("The need is not shown." in lost.body, lost.language) == (True, "ru")
    page = as_("visitor").get(evaluated.get_absolute_url()).content.decode()
    assert "Grants awarded" in page
    assert "First CSO" in page
    assert "Second CSO" not in page
    assert as_("visitor").get(Grant.objects.get().get_absolute_url()).status_code == 200


def test_a_decision_can_be_reconsidered_until_it_is_told(cast, evaluated):
    application = of(evaluated, cast.cso)
    actions.award_application(actor=cast.grants_officer, application=application)
    actions.reconsider_application(actor=cast.grants_officer, application=application)
    assert (Application.objects.get(pk=application.pk).state, Grant.objects.count()) == ("submitted", 0)


def test_what_is_told_stands(cast, decided):
    with pytest.raises(WrongState):
        actions.reconsider_application(actor=cast.grants_officer, application=of(decided, cast.cso))


def test_the_reserve_list_gets_the_money_of_a_grant_that_was_never_signed(cast, make_call, apply, close):
    call = make_call(budget=Decimal(15_000), largest=Decimal(15_000))
    for who in ("applicant", "rival"):
        apply(call, who, submit=True)
    close(call)
    actions.award_application(actor=cast.grants_officer, application=of(call, cast.cso))
    actions.reserve_application(actor=cast.grants_officer, application=of(call, cast.rival_cso))
    actions.decide_call(actor=cast.grants_officer, call=call)
    reserve = of(call, cast.rival_cso)
    with pytest.raises(Refused, match="left"):
        actions.award_application(actor=cast.grants_officer, application=reserve)
    grant = Grant.objects.get()
    actions.end_grant(actor=cast.grants_officer, grant=grant, reason="The organisation was dissolved.")
    actions.award_application(actor=cast.grants_officer, application=of(call, cast.rival_cso))
    assert Grant.objects.filter(state="awarded").get().application.organisation == cast.rival_cso
    assert OutgoingMail.objects.filter(to=cast.rival.email, body__contains="awarded a grant").exists()


def test_a_call_with_awards_is_not_cancelled(cast, evaluated):
    actions.award_application(actor=cast.grants_officer, application=of(evaluated, cast.cso))
    with pytest.raises(Refused, match="Reconsider"):
        actions.cancel_call(actor=cast.grants_officer, call=evaluated, reason="x")


def test_a_grant_is_signed_only_once_it_is_told_then_closed_with_a_reason(cast, evaluated, decided):
    grant = Grant.objects.get()
    with pytest.raises(Refused):
        actions.close_grant(actor=cast.grants_officer, grant=grant, reason="too early")
    actions.sign_grant(actor=cast.grants_officer, grant=grant)
    assert grant.signed_on
    with pytest.raises(Refused, match="Say why"):
        actions.close_grant(actor=cast.grants_officer, grant=grant, reason="")
    actions.close_grant(actor=cast.grants_officer, grant=grant, reason="The report was approved.")
    assert Grant.objects.get().state == "closed"


def test_pages_of_grants(cast, decided, as_):
    grant = Grant.objects.get()
    url = reverse("grants:sign", args=[grant.pk])
    assert as_("donor").get(url).status_code == 403
    client = as_("grants_officer")
    bad = {"signed_on": "2009-03-01", "starts_on": "2009-04-01", "ends_on": "2009-03-01"}
    assert client.post(url, bad).status_code == 422
    assert client.post(url, bad | {"ends_on": "2009-09-30"}).url == grant.get_absolute_url()
    assert "1 April 2009" in as_("visitor").get(grant.get_absolute_url()).content.decode()


def test_a_smaller_amount_is_awarded_from_its_page(cast, evaluated, as_):
    application = of(evaluated, cast.cso)
    url = reverse("grants:award", args=[application.pk])
    client = as_("grants_officer")
    assert 'value="10000.00"' in client.get(url).content.decode()
    assert client.post(url, {"amount": "99999"}).status_code == 422
    assert client.post(url, {"amount": "7000"}).status_code == 302
    assert Grant.objects.get().amount == 7_000
    for who in ("evaluator", "applicant"):
        assert as_(who).get(url).status_code in {403, 404}


def test_the_list_of_grants_costs_the_same_with_more(
    cast, make_call, apply, another_applicant, close, as_, assert_constant_queries
):
    call = make_call(budget=Decimal(900_000))
    left = iter([apply(call, another_applicant(), submit=True) for _ in range(5)])
    close(call)
    client = as_("grants_officer")

    def award():
        actions.award_application(actor=cast.grants_officer, application=next(left))

    assert_constant_queries(lambda: client.get(reverse("grants:grants")), award)
