"""Two pairs of eyes: who notes a payment never confirms it, and only what is confirmed counts as paid."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from gapbridge.act.grants import actions
from gapbridge.act.grants.models import Payment
from gapbridge.act.grants.queries import overview
from gapbridge.act.grants.queries.lists import grants_for
from gapbridge.act.grants.queries.money import paid, payable
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry, OutgoingMail
from gapbridge.base.sockets import waiting_for

from .conftest import TODAY


@pytest.fixture
def noted(officer, signed) -> Payment:
    return actions.pay_instalment(
        actor=officer, instalment=signed.instalments.first(), on=TODAY, reference="T-1"
    )


def counted(cast, grant) -> tuple[Decimal, Decimal, Decimal]:
    listed = grants_for(cast.fresh("donor")).get(pk=grant.pk).paid or Decimal(0)
    return paid(grant), listed, overview.whole(grant.application.call, cast.fresh("grants_officer")).paid


def test_what_one_person_noted_counts_nowhere_until_another_confirms_it(cast, signed, noted):
    assert counted(cast, signed) == (0, 0, 0)
    assert payable(signed) == 5000  # it can't be paid twice all the same
    OutgoingMail.objects.all().delete()
    actions.confirm_payment(actor=cast.programme_officer, payment=noted)
    assert counted(cast, signed) == (5000, 5000, 5000)
    noted.refresh_from_db()
    assert (noted.judged_by, noted.state) == (cast.programme_officer, "confirmed")
    assert OutgoingMail.objects.get().subject.startswith("A payment to you")
    assert JournalEntry.objects.filter(verb="grants.confirm_payment").get().data["payment"] == noted.pk


def test_who_noted_it_does_not_confirm_it_not_even_as_superuser(cast, officer, noted):
    officer.is_superuser = True
    with pytest.raises(Refused, match="somebody else of the office"):
        actions.confirm_payment(actor=officer, payment=noted)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=noted.pk).update(state="confirmed", judged_by=officer)
    assert Payment.objects.get().state == "recorded"


@pytest.mark.parametrize(
    "who", ["applicant", "rival", "donor", "monitoring_officer", "evaluator", "stranger"]
)
def test_nobody_without_the_right_confirms_or_rejects(cast, noted, who):
    with pytest.raises(Forbidden):
        actions.confirm_payment(actor=cast.fresh(who), payment=noted)
    with pytest.raises(Forbidden):
        actions.reject_payment(actor=cast.fresh(who), payment=noted, reason="No.")


def test_a_rejected_payment_stays_on_record_and_its_instalment_can_be_paid_or_planned_anew(
    cast, officer, signed, noted, pay
):
    with pytest.raises(Refused, match="Say why"):
        actions.reject_payment(actor=cast.programme_officer, payment=noted, reason=" ")
    actions.reject_payment(actor=cast.programme_officer, payment=noted, reason="It is not in the account.")
    with pytest.raises(WrongState):
        actions.confirm_payment(actor=cast.programme_officer, payment=noted)
    assert payable(signed) == 10_000
    actions.plan_instalments(actor=officer, grant=signed, rows=[{"percent": 100}])
    pay(signed.instalments.get(), "T-2")
    assert sorted(Payment.objects.values_list("state", flat=True)) == ["confirmed", "rejected"]
    assert payable(signed) == 0


def test_who_noted_it_takes_back_a_mistake(officer, noted):
    actions.reject_payment(actor=officer, payment=noted, reason="A wrong sum.")
    assert Payment.objects.get().rejected_because == "A wrong sum."


def test_a_grant_neither_ends_nor_closes_while_a_payment_waits(officer, signed, noted):
    for act in (actions.end_grant, actions.close_grant):
        with pytest.raises(Refused, match="waits to be confirmed by a second person"):
            act(actor=officer, grant=signed, reason="The end.")


def test_it_waits_for_others_with_the_right_and_not_for_who_noted_it(cast, noted):
    label = "1 payment is to be confirmed"
    assert label in [each.label for each in waiting_for(cast.fresh("programme_officer"))]
    for who in ("grants_officer", "donor", "applicant", "monitoring_officer"):
        assert label not in [each.label for each in waiting_for(cast.fresh(who))]


def test_the_page_offers_it_to_the_other_officer_and_names_both(cast, signed, noted, as_):
    address = reverse("grants:money", args=[signed.pk])
    move = reverse("base:move", args=["grants.payment", noted.pk, "confirm"])
    assert move not in as_("grants_officer").get(address).content.decode()
    assert as_("grants_officer").post(move).status_code == 403
    other = as_("programme_officer")
    assert move in other.get(address).content.decode()
    other.post(move)
    page = other.get(address).content.decode()
    assert f"{cast.grants_officer} → {cast.programme_officer}" in page
    assert other.get(reverse("grants:list") + "?waits=confirmation").context["page"].paginator.count == 0
