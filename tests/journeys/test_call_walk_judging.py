"""Applications on their way to a decision: opened with minutes, scored blind, settled by a third, cut and invited,
ranked, decided by a committee against the ranking with its reason, told, and complained about."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from gapbridge.act.evaluation import actions
from gapbridge.act.evaluation.models import Assignment, Complaint, Letter, Proposal
from tests.act import granting
from tests.act.evaluation import course
from tests.act.evaluation.people import another_evaluator, give, profile, score
from tests.journeys.test_agreement_walk import say, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def call(cast):
    """A two-step call under evaluation with 30,000 and three concept notes; two are invited for that money."""
    made = granting.call(
        cast, "evaluation", two_step=True, full_closes_at=timezone.now() + timedelta(days=30)
    )
    made.procedure.invited_multiple = 1
    made.procedure.save()
    granting.application(made, cast.cso, cast.applicant, title="Sewing for families")
    course.apply(made, 2, amount=Decimal(20_000))
    return made


def test_concept_notes_are_opened_scored_blind_and_settled_by_a_third_and_the_best_are_invited(
    cast, call, walk_as, sound
):
    ours, second, third = call.applications.order_by("pk")
    officer = walk_as(cast.grants_officer)
    officer.goto(f"/evaluation/calls/{call.pk}/")
    send(officer, "Begin this step")
    opening = course.step(call, "opening")
    officer.goto(f"/evaluation/steps/{opening.pk}/applications/{ours.pk}/")
    officer.get_by_label("Yes").first.check()
    send(officer, "Keep and go to the next")
    course.check_all(cast, call, "opening")
    officer.goto(f"/evaluation/steps/{opening.pk}/close/")
    say(officer, minutes="Three concept notes came in time.")
    sound(officer)
    send(officer, "Close this step")
    officer.get_by_text("Three concept notes came in time.").wait_for()
    sound(officer)
    minutes = officer.request.get(f"/evaluation/steps/{opening.pk}/minutes/en/")
    assert minutes.body().startswith(b"%PDF")

    step = course.begin(cast, call, "concept")
    for person in (cast.evaluator, cast.second_evaluator):
        profile(cast, person)
    given = actions.assign(
        actor=cast.grants_officer,
        call_step=step,
        pairs=[(ours, cast.evaluator), (ours, cast.second_evaluator), (third, cast.second_evaluator)],
    )
    _score_in_the_browser(walk_as(cast.evaluator, width=320), ours, 5, sound)
    actions.declare_impartial(actor=cast.second_evaluator, call=call)
    _lose_a_file_to_a_conflict(walk_as(cast.second_evaluator, width=320), third, given[-1])
    score(given[1], 3)

    extra = another_evaluator(cast, "third evaluator")
    profile(cast, extra)
    officer.goto(f"/evaluation/steps/{step.pk}/board/")
    send(officer, "Give a third evaluator where needed")
    settled = Assignment.objects.get(kind="third")
    assert settled.evaluator == extra
    actions.declare_impartial(actor=extra, call=call)
    score(settled, 5)
    for evaluator in (cast.evaluator, extra):
        for each, points in ((second, 4), (third, 3)):
            give(cast, step, each, evaluator, points)
    officer.goto(step.get_absolute_url())
    sound(officer)
    send(officer, "Release the scores")
    officer.goto(f"/evaluation/steps/{step.pk}/ranking/")
    sound(officer)
    course.close(cast, call, "concept")
    states = dict(call.applications.values_list("pk", "state"))
    assert states == {ours.pk: "full_draft", second.pk: "full_draft", third.pk: "declined"}

    applicant = walk_as(cast.applicant, width=320)
    applicant.goto(Letter.objects.get(application=ours, kind="invited").get_absolute_url())
    applicant.get_by_text("Reason 5").first.wait_for()
    assert applicant.get_by_text("second evaluator").count() == 0
    sound(applicant)
    applicant.goto(ours.get_absolute_url())
    applicant.get_by_role("link", name="Fill in").click()
    applicant.get_by_role("heading", name="Full application").wait_for()


def _score_in_the_browser(page: Any, application: Any, value: int, sound: Any) -> None:
    """Declares first; before that there is nothing to read."""
    assert page.goto(application.get_absolute_url()).status == 404
    page.goto("/evaluation/mine/")
    page.get_by_role("link", name="Read and declare").click()
    sound(page)
    page.get_by_label("I declare this.").check()
    page.locator("main form.form button.primary").click()
    page.goto("/evaluation/mine/")
    page.get_by_role("link", name=application.title).first.click()
    page.locator("form[data-autosave]").wait_for(state="attached")
    page.get_by_role("link", name="Your scores").click()
    for number in range(page.locator("fieldset.score").count()):
        page.locator("fieldset.score").nth(number).locator(f"label:has(input[value='{value}'])").click()
    send(page, "Give the scores")
    page.get_by_text("This can't be sent yet").wait_for()  # a 5 needs its reason
    for number in range(page.locator("fieldset.score").count()):
        page.locator("fieldset.score").nth(number).locator("textarea").fill(f"Reason {number + 5}")
    sound(page)
    send(page, "Give the scores")
    page.get_by_text("Your scores are given.").wait_for()


def _lose_a_file_to_a_conflict(page: Any, application: Any, assignment: Assignment) -> None:
    page.goto(assignment.get_absolute_url())
    page.get_by_text(str(application.organisation)).first.wait_for()
    page.get_by_role("link", name="I have a conflict of interest").click()
    say(page, reason="My sister works there.")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    for address in (application.get_absolute_url(), assignment.get_absolute_url()):
        assert page.goto(address).status == 404


def test_a_committee_departs_from_the_ranking_with_its_reason_and_an_applicant_complains(
    cast, walk_as, sound
):
    call = course.evaluated(cast, [5, 4, 4])
    call.lots.update(budget=20_000)
    course.seat(cast, call, *course.COMMITTEE)
    officer = walk_as(cast.grants_officer)
    officer.goto(f"/evaluation/calls/{call.pk}/")
    officer.get_by_role("link", name="Prepare a proposal").click()
    say(officer, text="As ranked, but for one.")
    send(officer, "Prepare it")
    proposal = Proposal.objects.get()
    second, last = proposal.lines.order_by("rank")[1:]
    _change(officer, second, "Reserve list", "Another donor pays for the same already.", sound)
    _change(officer, last, "Grant", "It comes in its place.", sound)
    officer.goto(proposal.get_absolute_url())
    send(officer, "Put to the vote")
    for name in course.COMMITTEE:
        if name == "protection_officer":
            member = walk_as(cast.people[name], width=320)
            member.goto(proposal.get_absolute_url())
            sound(member)
            member.get_by_role("link", name="Vote", exact=True).click()
            member.get_by_label("In favour").check()
            send(member, "Vote")
            member.get_by_text("Your vote is kept.").wait_for()
        else:
            actions.vote(actor=cast.people[name], proposal=proposal, choice="yes")
    officer.goto(proposal.get_absolute_url())
    send(officer, "Close the vote: decided")
    officer.get_by_text("departs from the ranking").first.wait_for()
    sound(officer)
    decision = officer.request.get(f"/evaluation/proposals/{proposal.pk}/decision/en/")
    assert decision.body().startswith(b"%PDF")
    officer.goto(f"/evaluation/calls/{call.pk}/letters/")
    officer.get_by_text("On the reserve list").first.wait_for()
    sound(officer)

    person = second.application.created_by
    applicant = walk_as(person, width=320)
    applicant.goto("/applications/")
    applicant.get_by_role("link", name=re.compile("^A project of")).first.click()
    applicant.get_by_role("link", name=re.compile("reserve list")).first.click()
    applicant.get_by_text("Another donor pays for the same already.").first.wait_for()
    applicant.get_by_text("It deserves 4.").first.wait_for()
    sound(applicant)
    applicant.get_by_role("link", name="Complain about the evaluation").click()
    say(applicant, text="No other donor pays for this: see section 3.")
    applicant.locator("main form.form button.primary").click()
    applicant.get_by_text("The office has not answered yet.").wait_for()
    officer.goto(Complaint.objects.get().get_absolute_url())
    sound(officer)
    officer.get_by_role("link", name="Uphold").first.click()
    say(officer, reason="You are right: it is evaluated again.")
    officer.locator("main form button[type=submit]").first.click()
    officer.get_by_role("heading", name="The new evaluation").wait_for()


def _change(page: Any, line: Any, outcome: str, reason: str, sound: Any) -> None:
    page.goto(f"/evaluation/lines/{line.pk}/")
    page.get_by_label(outcome, exact=True).check()
    say(page, reason=reason)
    page.locator("main form.form button.primary").click()
    page.get_by_text(reason).first.wait_for()
