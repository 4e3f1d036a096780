"""The committee: named, proposed to, voting, deciding within the money there is."""

import json

import pytest

from gapbridge.act.applications.models import Application
from gapbridge.act.evaluation import actions, decision_record
from gapbridge.act.evaluation.models import Award, Letter
from gapbridge.base.errors import Forbidden, Refused

from . import course


def states(call) -> list[str]:
    return list(Application.objects.filter(call=call).order_by("pk").values_list("state", flat=True))


def test_a_decision_awards_within_the_budget_puts_the_rest_on_reserve_and_writes_to_all(cast):
    call = course.evaluated(cast, [5, 4, 4, 3])
    proposal = actions.decide(actor=cast.grants_officer, proposal=course.carried(cast, call))
    call.refresh_from_db()
    assert call.state == "decided"
    assert states(call) == ["awarded", "awarded", "awarded", "reserve"]
    assert sum(Award.objects.values_list("amount", flat=True)) == 30_000
    assert sorted(Letter.objects.filter(kind__in=["awarded", "reserve"]).values_list("kind", flat=True)) == [
        "awarded", "awarded", "awarded", "reserve",
    ]  # fmt: skip
    assert decision_record.holds(proposal)
    assert len(json.loads(proposal.record)["lines"]) == 4


def test_a_proposal_waits_until_every_step_is_closed(cast):
    from tests.act import granting

    call = granting.call(cast, "evaluation")
    with pytest.raises(Refused, match="Opening"):
        actions.propose(actor=cast.grants_officer, call=call)


def test_a_departure_from_the_ranking_needs_a_reason(cast):
    call = course.evaluated(cast, [5, 4])
    proposal = actions.propose(actor=cast.grants_officer, call=call)
    line = proposal.lines.first()
    with pytest.raises(Refused, match="departs from the ranking"):
        actions.change_line(actor=cast.grants_officer, line=line, outcome="decline")
    with pytest.raises(Refused, match="departs from the ranking"):
        actions.change_line(actor=cast.grants_officer, line=line, outcome="award", amount=9_000)
    actions.change_line(
        actor=cast.grants_officer, line=line, outcome="award", amount=9_000, reason="The car is not needed."
    )
    line.refresh_from_db()
    assert (line.departs, line.amount) == (True, 9_000)


def test_nobody_without_a_seat_votes(cast):
    call = course.evaluated(cast, [5])
    proposal = course.carried(cast, call)
    for who in ("grants_officer", "evaluator", "applicant", "stranger"):
        with pytest.raises(Forbidden):
            actions.vote(actor=cast.people[who], proposal=proposal, choice="yes")
