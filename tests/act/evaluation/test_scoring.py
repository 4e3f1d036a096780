"""Scores: typed, given, blind until released, changed until then, frozen afterwards."""

import pytest
from django.urls import reverse

from gapbridge.act.evaluation import actions
from gapbridge.act.evaluation.drafting import values_of
from gapbridge.act.evaluation.models import Assignment, Score, Tally
from gapbridge.act.evaluation.queries import board
from gapbridge.act.evaluation.release import may_read_scores, readable, sheets_of
from gapbridge.base.errors import Forbidden, Refused, WrongState
from tests.act import granting
from tests.act.evaluation import people
from tests.act.evaluation.people import add_application, fresh, give, questions, score, scored_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def step(cast):
    return scored_call(cast, 2)


@pytest.fixture
def application(step):
    return step.call.applications.order_by("pk").first()


@pytest.fixture
def given(cast, step, application):
    return give(cast, step, application, cast.evaluator)


def typed(step, value="3", words=""):
    data = {"comment": "", "window": "w", "based_on": "0"}
    for each in questions(step):
        data |= {f"value_{each.pk}": value, f"comment_{each.pk}": words}
    return data


def release(cast, step):
    step.state = "released"
    step.save()


def test_every_question_is_scored_and_the_scores_named_by_the_procedure_need_a_reason(cast, step, given):
    one, other = questions(step)
    with pytest.raises(Refused) as refusal:
        actions.score(actor=cast.evaluator, assignment=given, scores={one.pk: (5, " ")})
    assert set(refusal.value.error_dict) == {f"comment_{one.pk}", f"value_{other.pk}"}
    for wrong in (0, 6, None):
        with pytest.raises(Refused):
            actions.score(
                actor=cast.evaluator, assignment=given, scores={one.pk: (wrong, "x"), other.pk: (3, "")}
            )
    assert not Score.objects.exists()
    done = actions.score(
        actor=cast.evaluator,
        assignment=given,
        scores={one.pk: (5, "Shown"), other.pk: (2, "")},
        comment="Good",
    )
    assert (done.state, done.points, done.comment) == ("scored", 14, "Good")


def test_a_question_of_another_grid_is_refused(cast, step, given):
    foreign = questions(scored_call(cast, 0))[0]
    for act in (actions.score, actions.keep_scores):
        with pytest.raises(Refused, match="not in the call"):
            act(actor=cast.evaluator, assignment=given, scores={foreign.pk: (3, "")})


def test_nobody_scores_for_somebody_else(cast, given):
    for who in ("second_evaluator", "grants_officer", "applicant"):
        for act in (actions.score, actions.keep_scores):
            with pytest.raises(Forbidden):
                act(actor=cast.people[who], assignment=given, scores={})


def test_what_is_typed_is_kept_without_reasons_and_counts_for_nothing(cast, step, application, given):
    one, _other = questions(step)
    actions.keep_scores(actor=cast.evaluator, assignment=given, scores={one.pk: (5, None)}, comment="So far")
    given.refresh_from_db()
    assert values_of(given.draft) == {f"value_{one.pk}": "5", "comment": "So far"}
    assert (given.state, given.points, Score.objects.count()) == ("given", None, 0)
    assert Tally.objects.get(application=application).points is None


def test_scores_are_changed_until_they_are_released(cast, step, application, given):
    score(given, 3)
    score(given, 4)
    assert set(given.scores.values_list("value", flat=True)) == {4}
    release(cast, step)
    with pytest.raises(WrongState):
        score(given, 2)
    with pytest.raises(WrongState):
        actions.keep_scores(actor=cast.evaluator, assignment=given, scores={}, comment="Later")
    assert set(given.scores.values_list("value", flat=True)) == {4}


def test_scores_come_to_a_mean_and_a_third_settles_what_differs_by_more_than_the_share(
    cast, step, application
):
    for who, points in (("evaluator", 5), ("second_evaluator", 3)):
        give(cast, step, application, cast.people[who], points)
    row = board(step, cast.grants_officer).get(pk=application.pk)
    assert (row.points, row.spread, row.needs_third, row.given, row.scored) == (16, 8, True, 2, 2)
    third = people.another_evaluator(cast, "third")
    people.profile(cast, third)
    (made,) = actions.assign_third(actor=cast.grants_officer, call_step=step)
    assert (made.evaluator, made.kind) == (third, "third")
    actions.declare_impartial(actor=third, call=step.call)
    score(made, 4)
    row = board(step, cast.grants_officer).get(pk=application.pk)
    assert (row.points, row.needs_third) == (18, False)
    assert actions.assign_third(actor=cast.grants_officer, call_step=step) == []


def test_evaluators_are_blind_to_one_another_until_the_release(cast, step, application, as_):
    mine = give(cast, step, application, cast.evaluator, 4)
    give(cast, step, application, cast.second_evaluator, 2)
    assert [each.points for each in sheets_of(application, step, cast.fresh("evaluator"))] == [16]
    assert as_("second_evaluator").get(mine.get_absolute_url()).status_code == 404
    page = as_("second_evaluator").get(reverse("evaluation:scores", args=[application.pk])).content.decode()
    assert "second evaluator" in page
    assert ">evaluator<" not in page
    assert not may_read_scores(cast.fresh("evaluator"), application)
    release(cast, step)
    assert len(sheets_of(application, step, cast.fresh("evaluator"))) == 2
    assert may_read_scores(cast.fresh("evaluator"), application)
    other = step.call.applications.exclude(pk=application.pk).get()
    give_late = granting.assignment(other, cast.second_evaluator, state="scored", points=10)
    assert not readable(cast.fresh("evaluator")).filter(pk=give_late.pk).exists()


def test_an_officer_who_evaluates_sees_no_co_evaluators_score_before_the_release(
    cast, step, application, as_
):
    cast.evaluator.memberships.create(organisation=cast.office, role="grants_officer")
    theirs = give(cast, step, application, cast.second_evaluator, 2)
    officer = cast.fresh("evaluator")
    assert board(step, officer).get(pk=application.pk).points == 8
    give(cast, step, application, cast.evaluator)
    officer = cast.fresh("evaluator")
    row = board(step, officer).get(pk=application.pk)
    assert (row.points, row.spread, row.needs_third) == (None, None, False)
    assert [each.evaluator for each in row.evaluations] == [officer]
    client = as_("evaluator")
    assert client.get(theirs.get_absolute_url()).status_code == 404
    assert "second evaluator" not in client.get(reverse("evaluation:board", args=[step.pk])).content.decode()
    assert (
        b"second" not in client.get(reverse("evaluation:scores", args=[application.pk]), follow=True).content
    )
    release(cast, step)
    assert board(step, cast.fresh("evaluator")).get(pk=application.pk).points == 8


def test_the_applicant_reads_scores_without_names_once_the_letter_is_sent(cast, step):
    application = add_application(step.call, cast.cso, cast.applicant)
    give(cast, step, application, cast.evaluator, 4)
    assert sheets_of(application, step, cast.fresh("applicant")) == []
    application.letters.create(
        call_step=step, kind="passed", language="en", text="", sent_at=application.created_at
    )
    assert [(each.name, each.points) for each in sheets_of(application, step, cast.fresh("applicant"))] == [
        ("", 16)
    ]
    assert sheets_of(application, step, cast.fresh("rival")) == []


def test_scoring_in_the_browser_says_what_is_wrong_beside_the_field_and_loses_nothing(cast, step, given, as_):
    client = as_("evaluator")
    one, _other = questions(step)
    data = typed(step) | {f"value_{one.pk}": "5", "comment": "Kept words"}
    bad = client.post(given.get_absolute_url(), data)
    assert bad.status_code == 422
    assert "a 5 needs a reason" in bad.content.decode()
    assert "Kept words" in client.get(given.get_absolute_url()).content.decode()
    data[f"comment_{one.pk}"] = "Shown by many"
    assert client.post(given.get_absolute_url(), data).status_code == 302
    assert given.scores.get(question=one).comment == "Shown by many"


def test_a_second_window_does_not_overwrite_the_first_and_both_texts_are_shown_before_anything_is_given(
    cast, step, given, as_
):
    client = as_("evaluator")
    keep = reverse("evaluation:keep", args=[given.pk])
    assert (
        client.post(keep, typed(step) | {"comment": "From the phone", "window": "phone"}).status_code == 200
    )
    late = client.post(
        given.get_absolute_url(), typed(step) | {"comment": "From the laptop", "window": "laptop"}
    )
    assert late.status_code == 422
    page = late.content.decode()
    assert "From the phone" in page
    assert "From the laptop" in page
    given.refresh_from_db()
    assert given.state == "given"
    again = typed(step) | {"comment": "Both", "window": "new", "based_on": str(given.draft_version)}
    assert client.post(given.get_absolute_url(), again).status_code == 302
    given.refresh_from_db()
    assert (given.state, given.comment) == ("scored", "Both")


def test_what_others_may_not_write_is_not_kept_by_address(cast, given, as_):
    keep = reverse("evaluation:keep", args=[given.pk])
    assert as_("second_evaluator").post(keep, {"comment": "x"}).status_code == 404
    assert as_("grants_officer").post(keep, {"comment": "x"}).status_code == 403
    given.refresh_from_db()
    assert given.draft == {}


def test_the_evaluators_list_costs_the_same_with_more(cast, step, as_, assert_constant_queries):
    client = as_("evaluator")
    assert_constant_queries(
        lambda: client.get(reverse("evaluation:mine")),
        lambda: give(cast, step, add_application(step.call), fresh(cast.evaluator)),
    )


def test_the_board_costs_the_same_with_more_and_at_most_fifteen_queries(
    cast, step, as_, assert_constant_queries, django_assert_max_num_queries
):
    client = as_("grants_officer")
    url = reverse("evaluation:board", args=[step.pk])

    def add():
        application = add_application(step.call)
        give(cast, step, application, fresh(cast.evaluator), 3)

    assert_constant_queries(lambda: client.get(url), add)
    with django_assert_max_num_queries(15):
        client.get(url)


def test_the_board_filters_sorts_and_exports(cast, step, application, as_):
    give(cast, step, application, cast.evaluator, 4)
    client = as_("grants_officer")
    url = reverse("evaluation:board", args=[step.pk])
    for query in (
        "?progress=short",
        "?progress=done",
        "?progress=waiting",
        "?progress=third",
        "?sort=-spread",
        "?sort=points",
        f"?lot={application.lot_id}",
        "?text=project",
    ):
        assert client.get(url + query).status_code == 200, query
    assert client.get(url + "?export=xlsx").status_code == 200
    assert "Nothing matches" in client.get(url + "?progress=third").content.decode()
    for who in ("evaluator", "applicant", "donor", "stranger"):
        assert as_(who).get(url).status_code == 404, who


def test_what_waits(cast, step, application):
    from gapbridge.act.evaluation.queries import waiting_for_evaluators, waiting_for_the_office

    give(cast, step, application, cast.evaluator, declared=False)
    labels = [each.label for each in waiting_for_evaluators(cast.fresh("evaluator"))]
    assert labels == [f"Declare your impartiality: “{step.call}”"]
    actions.declare_impartial(actor=cast.evaluator, call=step.call)
    (waiting,) = waiting_for_evaluators(cast.fresh("evaluator"))
    assert waiting.label == "1 application to score"
    Assignment.objects.all().delete()
    give(cast, step, application, cast.evaluator, 5)
    give(cast, step, application, cast.second_evaluator, 2)
    (third,) = waiting_for_the_office(cast.fresh("grants_officer"))
    assert "1 application needs a third evaluator" in third.label
    assert not list(waiting_for_the_office(cast.fresh("stranger")))
