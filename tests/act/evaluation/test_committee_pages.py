"""The committee's pages: named, declared, read, voted, decided; a conflict shuts one line and not the vote."""

import hashlib

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.evaluation import actions
from gapbridge.act.evaluation.models import Conflict, Declaration, ProposalLine, Vote
from gapbridge.base.errors import Refused
from gapbridge.base.sockets import waiting_for

from . import course


def conflict(cast, call, who: str, organisation) -> None:
    Conflict.objects.create(
        call=call,
        user=cast.people[who],
        organisation=organisation,
        source="declared",
        found_at=timezone.now(),
    )


def test_a_committee_is_named_on_its_page_with_one_chair_and_at_least_three_votes(cast, as_):
    call = course.evaluated(cast, [5])
    client = as_("grants_officer")
    url = reverse("evaluation:committee", args=[call.pk])
    facts = {"chair": cast.programme_officer.pk, "members": [cast.protection_officer.pk]}
    response = client.post(url, facts)
    assert response.status_code == 422
    assert "at least three people with a vote" in response.content.decode()
    facts["members"].append(cast.monitoring_officer.pk)
    assert client.post(url, facts | {"secretary": cast.grants_officer.pk}).status_code == 302
    assert sorted(call.committee.values_list("part", flat=True)) == ["chair", "member", "member", "secretary"]


def test_a_member_reads_and_votes_only_after_declaring(cast, as_):
    call = course.evaluated(cast, [5, 4])
    course.seat(cast, call, *course.COMMITTEE)
    Declaration.objects.filter(user=cast.protection_officer).delete()
    proposal = actions.propose(actor=cast.grants_officer, call=call, text="As ranked.")
    client = as_("protection_officer")
    assert client.get(proposal.get_absolute_url()).status_code == 404  # still being prepared
    actions.put_to_vote(actor=cast.grants_officer, proposal=proposal)
    assert any(
        each.url == proposal.get_absolute_url() for each in waiting_for(cast.fresh("protection_officer"))
    )
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "declare that you are impartial" in page
    assert "As ranked." not in page
    url = reverse("evaluation:vote", args=[proposal.pk])
    assert client.post(url, {"choice": "yes"}).status_code == 422
    Declaration.objects.create(
        call=call, user=cast.protection_officer, text_version="1", declared_at=timezone.now()
    )
    assert "As ranked." in client.get(proposal.get_absolute_url()).content.decode()
    assert client.post(url, {"choice": "no"}).status_code == 422
    assert client.post(url, {"choice": "no", "reason": "Too dear."}).status_code == 302
    assert client.post(url, {"choice": "yes"}).status_code == 302
    assert Vote.objects.get().choice == "yes"


def test_a_member_with_a_conflict_does_not_see_the_line_and_the_record_says_so(cast, as_):
    call = course.evaluated(cast, [5, 4])
    first = call.applications.order_by("pk").first()
    course.seat(cast, call, *course.COMMITTEE)
    conflict(cast, call, "protection_officer", first.organisation)
    proposal = course.carried(cast, call)
    page = as_("protection_officer").get(proposal.get_absolute_url()).content.decode()
    assert str(first.organisation) not in page
    assert "decided without you" in page
    assert as_("protection_officer").get(first.get_absolute_url()).status_code == 404
    assert (
        "Without a vote here: protection officer"
        in as_("programme_officer").get(proposal.get_absolute_url()).content.decode()
    )
    actions.decide(actor=cast.grants_officer, proposal=proposal)
    proposal.refresh_from_db()
    assert '"without_vote":["protection officer"]' in proposal.record
    refused = as_("protection_officer").get(reverse("evaluation:record", args=[proposal.pk]))
    assert refused.status_code == 422
    assert str(first.organisation) not in refused.content.decode()


def test_a_line_that_only_those_with_a_conflict_carry_is_not_decided(cast):
    call = course.evaluated(cast, [5, 4])
    first = call.applications.order_by("pk").first()
    course.seat(cast, call, *course.COMMITTEE)
    conflict(cast, call, "programme_officer", first.organisation)
    proposal = actions.propose(actor=cast.grants_officer, call=call)
    actions.put_to_vote(actor=cast.grants_officer, proposal=proposal)
    for who, choice in zip(course.COMMITTEE, ("yes", "yes", "no"), strict=True):
        actions.vote(actor=cast.people[who], proposal=proposal, choice=choice, reason="So.")
    with pytest.raises(Refused, match=f"{first.number}: those without a conflict"):
        actions.decide(actor=cast.grants_officer, proposal=proposal)


def test_a_line_is_changed_on_its_page_only_with_a_reason(cast, as_):
    call = course.evaluated(cast, [5, 4])
    proposal = actions.propose(actor=cast.grants_officer, call=call)
    line = proposal.lines.order_by("rank").first()
    client = as_("grants_officer")
    url = reverse("evaluation:line", args=[line.pk])
    response = client.post(url, {"outcome": "decline", "reason": ""})
    assert response.status_code == 422
    assert "departs from the ranking" in response.content.decode()
    client.post(url, {"outcome": "decline", "reason": "The law suit of May."})
    line = ProposalLine.objects.get(pk=line.pk)
    assert (line.outcome, line.departs) == ("decline", True)
    for who in ("evaluator", "applicant", "stranger", "protection_officer"):
        assert as_(who).get(url).status_code in {403, 404}


def test_the_decision_is_had_as_record_and_as_documents(cast, as_):
    call = course.decided(cast, [5, 3])
    proposal = call.proposals.get()
    client = as_("grants_officer")
    content = client.get(reverse("evaluation:record", args=[proposal.pk])).content
    assert hashlib.sha256(content).hexdigest() == proposal.sha256
    for language in ("en", "az", "ru"):
        url = reverse("evaluation:decision", args=[proposal.pk, language])
        assert client.get(url).content.startswith(b"%PDF")
    for who in ("evaluator", "applicant", "stranger", "donor"):
        assert as_(who).get(reverse("evaluation:record", args=[proposal.pk])).status_code == 404
    assert (
        "whose hash stands in the journal"
        in as_("grants_officer").get(proposal.get_absolute_url()).content.decode()
    )


def test_a_proposal_costs_the_same_with_more_lines(cast, as_, assert_constant_queries):
    call = course.evaluated(cast, [5, 4])
    course.seat(cast, call, *course.COMMITTEE)
    proposal = actions.propose(actor=cast.grants_officer, call=call)
    client = as_("grants_officer")

    def add() -> None:
        (application,) = course.apply(call)
        proposal.lines.create(application=application, outcome="reserve")

    assert_constant_queries(lambda: client.get(proposal.get_absolute_url()), add)


def test_a_vote_that_was_carried_is_not_closed_as_rejected_and_another_may_be(cast):
    call = course.evaluated(cast, [5])
    proposal = course.carried(cast, call)
    with pytest.raises(Refused, match="majority is for it"):
        actions.reject_proposal(actor=cast.grants_officer, proposal=proposal, reason="No.")
    for who in course.COMMITTEE[:2]:
        actions.vote(actor=cast.people[who], proposal=proposal, choice="no", reason="Too dear.")
    actions.reject_proposal(actor=cast.grants_officer, proposal=proposal, reason="The majority was against.")
    assert actions.propose(actor=cast.grants_officer, call=call).number == 2
