"""A conflict of interest about an application goes on over its grant: the inside is shut, what is public stays."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.evaluation.models import Conflict
from gapbridge.act.grants import actions
from gapbridge.base.errors import Forbidden
from gapbridge.base.sockets import waiting_for

from .conftest import TODAY


@pytest.fixture
def conflicted(cast, signed):
    application = signed.application
    Conflict.objects.create(
        call=application.call,
        user=cast.programme_officer,
        organisation=application.organisation,
        source="declared",
        found_at=timezone.now(),
    )
    return cast.fresh("programme_officer")


def waits(cast, who: str) -> list[str]:
    return [each.label for each in waiting_for(cast.fresh(who)) if "grant" in each.url]


def test_money_reports_and_waiting_are_shut_and_the_public_part_stays(
    cast, signed, submitted, conflicted, as_
):
    for address in (
        reverse("grants:money", args=[signed.pk]),
        submitted.get_absolute_url(),
        reverse("grants:audit", args=[signed.pk]),
    ):
        assert as_("programme_officer").get(address).status_code in {403, 404}, address
        assert as_("grants_officer").get(address).status_code == 200, address
    page = as_("programme_officer").get(signed.get_absolute_url()).content.decode()
    assert "First CSO" in page
    assert "still to be paid" not in page
    assert waits(cast, "programme_officer") == []
    assert len(waits(cast, "grants_officer")) == 2


def test_nothing_is_done_about_it_either(cast, officer, signed, submitted, conflicted):
    noted = actions.pay_instalment(
        actor=officer, instalment=signed.instalments.first(), on=TODAY, reference="T-1"
    )
    for act in (
        lambda: actions.confirm_payment(actor=conflicted, payment=noted),
        lambda: actions.approve_report(actor=conflicted, report=submitted),
        lambda: actions.change_amount(actor=conflicted, grant=signed, amount=Decimal(9000), reason="x"),
        lambda: actions.suspend_grant(actor=conflicted, grant=signed, reason="x"),
    ):
        with pytest.raises(Forbidden):
            act()


def test_who_works_for_the_grantee_does_not_follow_its_grant_for_the_office(cast, signed, submitted):
    cast.programme_officer.memberships.create(organisation=cast.cso, role="trainer")
    assert waits(cast, "programme_officer") == []
    with pytest.raises(Forbidden):
        actions.approve_report(actor=cast.fresh("programme_officer"), report=submitted)
