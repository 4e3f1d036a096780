"""Steps of an evaluation: begun in order, closed only when nothing is left open, with their results."""

import pytest

from gapbridge.act.applications.models import Application
from gapbridge.act.evaluation import actions
from gapbridge.act.evaluation.models import Letter, StepResult
from gapbridge.base.errors import Forbidden, Refused
from tests.act import granting

from . import course


@pytest.fixture
def call(cast):
    return granting.call(cast, "evaluation")


def test_a_step_begins_only_when_the_one_before_is_closed(cast, call):
    with pytest.raises(Refused, match="Opening"):
        course.begin(cast, call, "full")
    course.pass_opening(cast, call)
    assert course.begin(cast, call, "full").state == "under_way"


def test_only_the_grants_office_runs_a_step(cast, call):
    for who in ("applicant", "evaluator", "stranger", "donor"):
        with pytest.raises(Forbidden):
            actions.begin_step(actor=cast.people[who], call_step=course.step(call, "opening"))


def test_an_unanswered_check_keeps_a_step_open_and_is_named(cast, call):
    first, _second = course.apply(call, 2)
    course.begin(cast, call, "opening")
    with pytest.raises(Refused, match=f"{first.number}: 1 check is not answered"):
        course.close(cast, call, "opening")


def test_a_no_to_an_eliminating_check_needs_a_word_and_ends_the_evaluation(cast, call):
    bad, good = course.apply(call, 2)
    course.begin(cast, call, "opening")
    opening = course.step(call, "opening")
    item = opening.step.items.get()
    with pytest.raises(Refused, match="Say what is missing"):
        actions.answer_checks(
            actor=cast.grants_officer, call_step=opening, application=bad, answers={item.pk: ("no", "")}
        )
    course.check_all(cast, call, "opening", no=(bad,))
    course.close(cast, call, "opening")
    assert dict(StepResult.objects.values_list("application_id", "outcome")) == {
        bad.pk: "failed",
        good.pk: "passed",
    }
    bad.refresh_from_db()
    assert bad.state == "declined"
    letter = Letter.objects.get(application=bad)
    assert "Arrived in time" in letter.text
    assert "It is missing." in letter.text


def test_a_step_is_not_closed_before_enough_evaluators_have_scored(cast, call):
    (application,) = course.apply(call)
    course.pass_opening(cast, call)
    course.begin(cast, call, "full")
    course.score(application, cast.evaluator, 4)
    with pytest.raises(Refused, match="scores given: 1; needed: 2"):
        course.close(cast, call, "full")


def test_scores_far_apart_keep_a_step_open_until_a_third_has_scored(cast, call):
    (application,) = course.apply(call)
    course.pass_opening(cast, call)
    course.begin(cast, call, "full")
    course.score(application, cast.evaluator, 5)
    course.score(application, cast.second_evaluator, 3)
    with pytest.raises(Refused, match="third evaluator"):
        course.close(cast, call, "full")
    course.score(application, cast.trainer, 4, kind="full")
    course.close(cast, call, "full")
    result = StepResult.objects.get(call_step__step__kind="full")
    assert len(result.counted) == 2
    assert result.points == 18  # 20 and 16, the pair that is in the applicant's favour


def test_least_points_of_the_step_and_of_a_section_are_reached_or_end_it_with_the_reason(cast, call):
    reached, missed = course.apply(call, 2)
    course.pass_opening(cast, call)
    course.begin(cast, call, "full")
    course.score_both(cast, reached, 3)
    course.score_both(cast, missed, 2)
    course.close(cast, call, "full")
    result = StepResult.objects.get(application=missed, call_step__step__kind="full")
    assert result.outcome == "failed"
    assert "It was given 8 points; 12 are needed to go on." in result.reason
    assert "In “Capacity” it was given 4 points; at least 6 are needed there." in result.reason
    reached.refresh_from_db()
    missed.refresh_from_db()
    assert (reached.state, missed.state) == ("submitted", "declined")
    assert missed.decision == result.reason


def test_the_reason_is_written_in_the_applications_language(cast, call):
    (missed,) = course.apply(call, 1, language="ru")
    course.pass_opening(cast, call)
    course.begin(cast, call, "full")
    course.score_both(cast, missed, 2)
    course.close(cast, call, "full")
    letter = Letter.objects.get(application=missed, kind="not_passed")
    assert letter.language == "ru"
    assert Application.objects.get(pk=missed.pk).decision
