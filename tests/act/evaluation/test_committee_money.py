"""The money of a decision: never more than there is, never twice, and a refusal leaves nothing half done."""

import threading
from decimal import Decimal

import pytest
from django.db import connection

from gapbridge.act.applications.models import Application
from gapbridge.act.evaluation import actions, awards, decision_record
from gapbridge.act.evaluation.models import Award, Letter, Proposal
from gapbridge.base.errors import Refused

from . import course


def test_a_proposal_over_a_lots_budget_is_not_put_to_the_vote(cast):
    call = course.evaluated(cast, [5, 4, 4, 3])
    course.seat(cast, call, *course.COMMITTEE)
    last = call.applications.order_by("pk").last()
    lines = [{"application": last, "outcome": "award", "amount": 10_000, "reason": "A remote district."}]
    proposal = actions.propose(actor=cast.grants_officer, call=call, lines=lines)
    with pytest.raises(Refused, match="40,000"):
        actions.put_to_vote(actor=cast.grants_officer, proposal=proposal)


def test_what_an_award_is_refused_for_refuses_the_whole_decision_and_names_the_line(cast, monkeypatch):
    call = course.evaluated(cast, [5, 4])
    proposal = course.carried(cast, call)
    second = call.applications.order_by("pk").last()

    def ceiling(*, actor, application, amount, on):
        if application.pk == second.pk:
            raise Refused("The ceiling is reached.")

    monkeypatch.setattr(awards, "AWARDS", [ceiling])
    with pytest.raises(Refused, match=f"{second.number}: The ceiling is reached"):
        actions.decide(actor=cast.grants_officer, proposal=proposal)
    assert not Award.objects.exists()
    assert not Letter.objects.filter(kind="awarded").exists()
    assert set(Application.objects.values_list("state", flat=True)) == {"submitted"}
    assert Proposal.objects.get().state == "voting"


def test_the_reserve_gets_no_more_than_is_left(cast):
    call = course.decided(cast, [5, 4, 4, 3])
    reserve = call.applications.get(state="reserve")
    with pytest.raises(Refused, match="left"):
        actions.award_from_reserve(actor=cast.grants_officer, application=reserve, reason="It is next.")
    assert Award.objects.count() == 3


def given_back(amount: int):
    return lambda lot: Decimal(amount)


def test_money_that_came_free_goes_to_the_reserve_with_a_reason_and_a_letter(cast, monkeypatch):
    call = course.decided(cast, [5, 4, 4, 3])
    reserve = call.applications.get(state="reserve")
    monkeypatch.setattr(awards, "AWARDS", [])
    monkeypatch.setattr(awards, "GIVEN_BACK", [given_back(10_000)])
    with pytest.raises(Refused, match="Say why"):
        actions.award_from_reserve(actor=cast.grants_officer, application=reserve, reason=" ")
    actions.award_from_reserve(actor=cast.grants_officer, application=reserve, reason="It is next.")
    reserve.refresh_from_db()
    assert reserve.state == "awarded"
    assert Letter.objects.filter(application=reserve, kind="awarded").exists()


@pytest.mark.django_db(transaction=True)
def test_the_last_money_awarded_twice_at_once_goes_to_one(cast, monkeypatch):
    call = course.decided(cast, [5, 4, 4, 3, 3])
    monkeypatch.setattr(awards, "AWARDS", [])
    monkeypatch.setattr(awards, "GIVEN_BACK", [given_back(10_000)])
    waiting = list(call.applications.filter(state="reserve"))
    start, outcomes = threading.Barrier(2), []

    def award(pk: int) -> None:
        application = Application.objects.get(pk=pk)
        start.wait()
        try:
            actions.award_from_reserve(
                actor=cast.fresh("grants_officer"), application=application, reason="It is next."
            )
            outcomes.append("awarded")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=award, args=[each.pk]) for each in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["awarded", "refused"]
    assert sum(Award.objects.values_list("amount", flat=True)) == 40_000


def test_a_changed_record_no_longer_holds(cast):
    call = course.decided(cast, [5])
    proposal = call.proposals.get()
    assert decision_record.holds(proposal)
    proposal.record = proposal.record.replace("10000", "90000")
    assert not decision_record.holds(proposal)
