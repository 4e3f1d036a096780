"""Complaints: in time, upheld by a new evaluation, or rejected with a reason."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.applications.models import Application
from gapbridge.act.evaluation import actions
from gapbridge.act.evaluation.models import Complaint, Letter, StepResult
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.people.models import Membership, User
from gapbridge.people.roles import Role
from tests.act import granting

from . import course


@pytest.fixture
def call(cast):
    """The cast's CSO is the second; its full application failed."""
    made = granting.call(cast, "evaluation")
    good = course.apply(made, 1)[0]
    bad = granting.application(made, cast.cso, cast.applicant)
    course.pass_opening(cast, made)
    course.begin(cast, made, "full")
    course.score_both(cast, good, 4)
    course.score_both(cast, bad, 2)
    course.close(cast, made, "full")
    return made


def letter_of(cast, kind="not_passed") -> Letter:
    return Letter.objects.get(application__organisation=cast.cso, kind=kind)


def complain(cast, **facts) -> Complaint:
    return actions.file_complaint(
        actor=cast.applicant, letter=letter_of(cast), text="The budget was misread.", **facts
    )


def third(cast) -> User:
    person = User.objects.create(email="fresh@example.org", name="fresh eyes")
    Membership.objects.create(user=person, organisation=cast.office, role=Role.EVALUATOR)
    return person


def test_a_complaint_is_received_to_the_end_of_the_last_day(cast, call):
    sent = letter_of(cast).sent_at
    days = call.procedure.complaint_days
    with pytest.raises(Refused, match="The funder"):
        complain(cast, received_at=sent + timedelta(days=days + 1))
    assert not Complaint.objects.exists()
    complain(cast, received_at=sent + timedelta(days=days) - timedelta(minutes=1))
    assert Complaint.objects.get().state == "open"


def test_only_the_applicant_complains_and_only_once(cast, call):
    for who in ("rival", "grants_officer", "evaluator", "stranger"):
        with pytest.raises(Forbidden):
            actions.file_complaint(actor=cast.people[who], letter=letter_of(cast), text="x")
    complain(cast)
    with pytest.raises(Refused, match="already"):
        complain(cast)


def test_a_rejected_complaint_is_answered_with_its_reason(cast, call):
    made = complain(cast)
    with pytest.raises(Refused, match="Say why"):
        actions.reject_complaint(actor=cast.grants_officer, complaint=made, reason=" ")
    actions.reject_complaint(actor=cast.grants_officer, complaint=made, reason="The sums do not add up.")
    assert "The sums do not add up." in letter_of(cast, "complaint").text
    assert Application.objects.get(organisation=cast.cso).state == "declined"


def test_an_upheld_complaint_brings_a_new_result_that_replaces_the_old_one(cast, call):
    made = complain(cast)
    actions.uphold_complaint(actor=cast.grants_officer, complaint=made, reason="One score rests on an error.")
    application = Application.objects.get(organisation=cast.cso)
    assert application.state == "submitted"
    with pytest.raises(Refused, match="different evaluators first"):
        actions.settle_complaint(actor=cast.grants_officer, complaint=made)
    evaluator = third(cast)
    full = course.step(call, "full")
    actions.assign(
        actor=cast.grants_officer, call_step=full, pairs=[(application, evaluator)], kind="complaint"
    )
    given = evaluator.assignments.get()
    given.delete()
    course.score(application, evaluator, 4, assigned_kind="complaint")
    actions.settle_complaint(actor=cast.grants_officer, complaint=made)
    old, new = StepResult.objects.filter(application=application, call_step=full).order_by("pk")
    assert (old.outcome, new.outcome, new.points) == ("failed", "passed", 16)
    assert old.replaced_at is not None
    assert new.replaced_at is None
    course.begin(cast, call, "eligibility")
    course.check_all(cast, call, "eligibility")
    course.close(cast, call, "eligibility")
    assert application in [line.application for line in course.carried(cast, call).lines.all()]


def test_no_proposal_is_put_to_the_vote_while_a_file_is_evaluated_again(cast, call):
    made = complain(cast)
    course.begin(cast, call, "eligibility")
    course.check_all(cast, call, "eligibility")
    course.close(cast, call, "eligibility")
    proposal = actions.propose(actor=cast.grants_officer, call=call)
    course.seat(cast, call, *course.COMMITTEE)
    actions.uphold_complaint(actor=cast.grants_officer, complaint=made, reason="An error.")
    with pytest.raises(Refused, match="evaluated again"):
        actions.put_to_vote(actor=cast.grants_officer, proposal=proposal)


def test_after_the_decision_who_passes_anew_stands_on_the_reserve_and_gets_what_is_left(cast, call):
    course.begin(cast, call, "eligibility")
    course.check_all(cast, call, "eligibility")
    course.close(cast, call, "eligibility")
    actions.decide(actor=cast.grants_officer, proposal=course.carried(cast, call))
    made = complain(cast)
    actions.uphold_complaint(actor=cast.grants_officer, complaint=made, reason="An error.")
    application = Application.objects.get(organisation=cast.cso)
    course.score(application, third(cast), 5, assigned_kind="complaint")
    with pytest.raises(Refused, match="Answer the checks of “Eligibility” first"):
        actions.settle_complaint(actor=cast.grants_officer, complaint=made)
    eligibility = course.step(call, "eligibility")
    answers = {item.pk: ("yes", "") for item in eligibility.step.items.all()}
    actions.answer_checks(
        actor=cast.grants_officer, call_step=eligibility, application=application, answers=answers
    )
    actions.settle_complaint(actor=cast.grants_officer, complaint=made)
    application.refresh_from_db()
    assert application.state == "reserve"
    actions.award_from_reserve(actor=cast.grants_officer, application=application, reason="Money is left.")
    application.refresh_from_db()
    assert application.state == "awarded"


def test_a_complaint_is_read_by_its_applicant_and_the_office_alone(cast, call, as_):
    made = complain(cast)
    for who in ("rival", "stranger", "evaluator", "donor", "visitor"):
        response = as_(who).get(made.get_absolute_url())
        assert response.status_code in {302, 404}, who
        assert b"misread" not in response.content
    for who in ("applicant", "grants_officer"):
        assert "The budget was misread." in as_(who).get(made.get_absolute_url()).content.decode()


def test_a_complaint_is_filed_answered_and_settled_in_the_pages(cast, call, as_):
    letter = letter_of(cast)
    client = as_("applicant")
    assert "Complain about the evaluation" in client.get(letter.get_absolute_url()).content.decode()
    assert client.post(f"{letter.get_absolute_url()}complain/", {"text": ""}).status_code == 422
    client.post(f"{letter.get_absolute_url()}complain/", {"text": "The budget was misread."})
    made = Complaint.objects.get()
    assert made.filed_at <= timezone.now()
    client = as_("grants_officer")
    assert "Uphold" in client.get(made.get_absolute_url()).content.decode()
    uphold = reverse("base:move", kwargs={"label": "evaluation.complaint", "pk": made.pk, "name": "uphold"})
    client.post(uphold, {"reason": "One score rests on an error."})
    page = client.get(made.get_absolute_url()).content.decode()
    assert "Make the new result" in page
    settle = reverse("evaluation:settle", args=[made.pk])
    refused = client.post(settle)
    assert refused.status_code == 422
    assert "different evaluators first" in refused.content.decode()
    course.score(made.application, third(cast), 1, assigned_kind="complaint")
    assert client.post(settle).status_code == 302
    made.refresh_from_db()
    assert made.settled_at is not None
    assert Application.objects.get(organisation=cast.cso).state == "declined"
    assert Letter.objects.filter(application=made.application, kind="complaint").count() == 2
