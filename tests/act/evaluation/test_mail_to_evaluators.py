"""Who is given files or loses them is written once for each act, in their language: how many, until when, never whose."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.evaluation import actions
from gapbridge.act.evaluation.models import Assignment
from gapbridge.base.models import OutgoingMail
from tests.act.evaluation.people import give, profile, scored_call


@pytest.fixture
def step(cast, db):
    found = scored_call(cast, 3)
    found.scores_due_on = timezone.localdate() + timedelta(days=10)
    found.save()
    return found


def mails(person):
    return OutgoingMail.objects.filter(to=person.email).order_by("pk")


def given(cast, step, wanted):
    people = {application.pk: [each.pk for each in users] for application, users in wanted.items()}
    return actions.set_assignments(actor=cast.grants_officer, call_step=step, wanted=people)


def test_one_mail_each_names_call_number_day_and_where_to_declare_and_no_applicant(cast, step):
    one, two, three = step.call.applications.select_related("organisation").order_by("pk")
    given(cast, step, {one: [cast.evaluator, cast.second_evaluator], two: [cast.evaluator], three: []})
    (mail,), (other,) = mails(cast.evaluator), mails(cast.second_evaluator)
    assert mail.subject == f"2 applications of “{step.call}” are given to you."
    assert other.subject == f"1 application of “{step.call}” is given to you."
    assert "Scores are asked for by " in mail.body
    assert settings.SITE_URL + reverse("evaluation:declare", args=[step.call_id]) in mail.body
    for application in (one, two, three):
        for secret in (application.number, application.title, str(application.organisation)):
            assert secret not in mail.subject + mail.body


def test_it_is_written_in_the_language_of_the_evaluator(cast, step):
    cast.evaluator.language = "ru"
    cast.evaluator.save()
    actions.declare_impartial(actor=cast.evaluator, call=step.call)
    give(cast, step, step.call.applications.first(), cast.evaluator, declared=False)
    (mail,) = mails(cast.evaluator)
    assert mail.language == "ru"
    assert "given to you" not in mail.subject
    assert settings.SITE_URL + reverse("evaluation:mine") in mail.body


def test_what_is_taken_back_and_given_in_one_act_is_one_mail(cast, step):
    one, two, _three = step.call.applications.order_by("pk")
    given(cast, step, {one: [cast.evaluator]})
    given(cast, step, {one: [], two: [cast.evaluator]})
    _first, mail = mails(cast.evaluator)
    assert "is given to you" in mail.body
    assert "is no longer yours to evaluate" in mail.body
    given(cast, step, {two: [cast.evaluator]})
    assert mails(cast.evaluator).count() == 2  # nothing changed, nothing is written
    actions.withdraw_assignment(
        actor=cast.grants_officer, assignment=Assignment.objects.get(application=two, state="given")
    )
    assert (
        mails(cast.evaluator).last().subject
        == f"1 application of “{step.call}” is no longer yours to evaluate."
    )


def test_a_third_evaluator_and_one_after_a_complaint_are_told_as_whom_they_read(cast, step):
    third = cast.second_evaluator
    application = step.call.applications.first()
    for kind in (Assignment.Kind.THIRD, Assignment.Kind.COMPLAINT):
        Assignment.objects.all().delete()
        actions.assign(actor=cast.grants_officer, call_step=step, pairs=[(application, third)], kind=kind)
        assert f"{kind.label}." in mails(third).last().body
    assert "Scores are asked for" not in mails(third).last().body


def test_the_machines_third_is_written_to(cast, step):
    application = step.call.applications.first()
    third = cast.programme_officer
    third.memberships.create(organisation=cast.office, role="evaluator")
    profile(cast, third)
    give(cast, step, application, cast.evaluator, 5)
    give(cast, step, application, cast.second_evaluator, 1)
    actions.assign_third(actor=cast.grants_officer, call_step=step)
    assert "Third evaluator." in mails(third).get().body


def test_files_given_before_a_step_begins_are_told_of_again_when_they_open(cast, step):
    step.state = "waiting"
    step.save()
    give(cast, step, step.call.applications.first(), cast.evaluator)
    assert "opens when the step begins" in mails(cast.evaluator).get().body
    step.refresh_from_db()
    actions.begin_step(actor=cast.grants_officer, call_step=step)
    assert "opens when the step begins" not in mails(cast.evaluator).last().body
    assert mails(cast.evaluator).count() == 2


def test_a_conflict_that_the_machine_finds_is_told_and_ones_own_declaration_is_not(cast, step):
    one, two, _three = step.call.applications.order_by("pk")
    give(cast, step, one, cast.evaluator)
    mine = give(cast, step, two, cast.evaluator)
    actions.declare_conflict_of_assignment(actor=cast.evaluator, assignment=mine, reason="A friend.")
    assert mails(cast.evaluator).count() == 2
    cast.evaluator.memberships.create(organisation=one.organisation, role="trainer")
    actions.find_conflicts(actor=None, call=step.call)
    assert "1 application" in mails(cast.evaluator).last().subject
    assert mails(cast.evaluator).count() == 3
