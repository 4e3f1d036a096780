"""Evaluation: impartial, blind, ranked."""

import pytest
from django.urls import reverse

from gapbridge.act.grants import actions
from gapbridge.act.grants.models import Application, Assignment, Score
from gapbridge.act.grants.queries import ranking, sheets_of, waiting_for_evaluators, waiting_for_the_office
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.people.models import Membership, User


@pytest.fixture
def application(evaluated, cast) -> Application:
    return evaluated.applications.get(organisation=cast.cso)


def test_an_evaluator_of_the_applying_organisation_is_refused(cast, application):
    Membership.objects.create(user=cast.evaluator, organisation=cast.cso, role="cso_staff")
    with pytest.raises(Refused, match="belongs to the organisation"):
        actions.assign_evaluators(
            actor=cast.grants_officer, application=application, evaluators=[cast.fresh("evaluator")]
        )
    assert not Assignment.objects.exists()


def test_who_is_no_evaluator_of_the_programme_is_refused(cast, application):
    with pytest.raises(Refused, match="not an evaluator"):
        actions.assign_evaluators(actor=cast.grants_officer, application=application, evaluators=[cast.donor])


def test_nobody_is_assigned_before_the_evaluation(cast, call, apply):
    application = apply(call, submit=True)
    with pytest.raises(WrongState):
        actions.assign_evaluators(
            actor=cast.grants_officer, application=application, evaluators=[cast.evaluator]
        )


def test_nothing_is_readable_before_impartiality_is_declared(cast, application, give, as_):
    assignment = give(application, declared=False)
    client = as_("evaluator")
    assert client.get(application.get_absolute_url()).status_code == 404
    page = client.get(assignment.get_absolute_url()).content.decode()
    assert "First CSO" in page
    assert "A need" not in page
    with pytest.raises(WrongState):
        actions.score(actor=cast.evaluator, assignment=assignment, scores={})
    client.post(reverse("base:move", args=["grants.assignment", assignment.pk, "declare"]))
    assert "A need" in client.get(assignment.get_absolute_url()).content.decode()
    assert client.get(application.get_absolute_url()).status_code == 200


def test_a_conflict_ends_access_at_once_and_scores_no_longer_count(cast, evaluated, application, give, as_):
    assignment = give(application, points=5)
    client = as_("evaluator")
    assert client.get(application.get_absolute_url()).status_code == 200
    url = reverse("base:move", args=["grants.assignment", assignment.pk, "conflict"])
    assert client.post(url, follow=True).status_code == 200
    assert client.get(application.get_absolute_url()).status_code == 404
    assert client.get(assignment.get_absolute_url()).status_code == 404
    assert "First CSO" not in client.get(reverse("grants:assignments")).content.decode()
    assert application not in Application.objects.visible_to(cast.fresh("evaluator"))
    assert ranking(evaluated).get(pk=application.pk).points is None
    with pytest.raises(Refused, match="conflict"):
        actions.assign_evaluators(
            actor=cast.grants_officer, application=application, evaluators=[cast.evaluator]
        )


def test_an_evaluator_whose_role_has_ended_reads_nothing(cast, application, give, as_):
    give(application)
    Membership.objects.filter(user=cast.evaluator).update(ended_on="2009-01-01")
    assert as_("evaluator").get(application.get_absolute_url()).status_code == 404


def test_every_criterion_is_scored_and_the_extremes_need_a_reason(cast, application, give):
    assignment = give(application)
    need, budget = application.call.criteria.all()
    with pytest.raises(Refused) as refusal:
        actions.score(actor=cast.evaluator, assignment=assignment, scores={need.pk: (5, " ")})
    assert set(refusal.value.error_dict) == {f"comment_{need.pk}", f"value_{budget.pk}"}
    for wrong in (0, 6, None):
        with pytest.raises(Refused):
            actions.score(
                actor=cast.evaluator,
                assignment=assignment,
                scores={need.pk: (wrong, "x"), budget.pk: (3, "")},
            )
    assert not Score.objects.exists()
    actions.score(
        actor=cast.evaluator, assignment=assignment, scores={need.pk: (5, "Shown"), budget.pk: (2, "")}
    )
    assert Score.objects.count() == 2


def test_a_criterion_of_another_call_is_refused(cast, application, give, make_call):
    foreign = make_call(number=2).criteria.first()
    with pytest.raises(Refused, match="not in the call"):
        actions.score(actor=cast.evaluator, assignment=give(application), scores={foreign.pk: (3, "")})


def test_nobody_scores_for_somebody_else(cast, application, give):
    assignment = give(application)
    for who in ("second_evaluator", "grants_officer", "applicant"):
        with pytest.raises(Forbidden):
            actions.score(actor=cast.people[who], assignment=assignment, scores={})


def test_evaluators_are_blind_to_one_another_until_the_call_is_decided(
    cast, evaluated, application, give, as_
):
    mine = give(application, "evaluator", points=4)
    give(application, "second_evaluator", points=2)
    own = sheets_of(application, cast.fresh("evaluator"))
    assert [(sheet.name, sheet.points) for sheet in own] == [("evaluator", 80.0)]
    assert as_("second_evaluator").get(mine.get_absolute_url()).status_code == 404
    assert sheets_of(application, cast.fresh("applicant")) == []
    assert len(sheets_of(application, cast.fresh("grants_officer"))) == 2
    for each in evaluated.applications.all():
        actions.decline_application(actor=cast.grants_officer, application=each, reason="No.")
    actions.decide_call(actor=cast.grants_officer, call=evaluated)
    application = Application.objects.get(pk=application.pk)
    assert len(sheets_of(application, cast.fresh("evaluator"))) == 2
    assert [sheet.name for sheet in sheets_of(application, cast.fresh("applicant"))] == ["", ""]


def test_scores_stand_once_the_call_is_decided(cast, evaluated, application, give):
    assignment = give(application, points=3)
    for each in evaluated.applications.all():
        actions.decline_application(actor=cast.grants_officer, application=each, reason="No.")
    actions.decide_call(actor=cast.grants_officer, call=evaluated)
    grid = {each.pk: (4, "") for each in evaluated.criteria.all()}
    with pytest.raises(WrongState):
        actions.score(actor=cast.evaluator, assignment=assignment, scores=grid)
    with pytest.raises(WrongState):
        actions.declare_conflict(actor=cast.evaluator, assignment=assignment)
    assert set(assignment.scores.values_list("value", flat=True)) == {3}


def test_the_ranking_weighs_the_grid_and_draws_the_budget_line(cast, evaluated, application, give):
    need, budget = evaluated.criteria.all()
    for who, (first, second) in {"evaluator": (4, 2), "second_evaluator": (3, 3)}.items():
        assignment = give(application, who)
        actions.score(
            actor=cast.people[who],
            assignment=assignment,
            scores={need.pk: (first, ""), budget.pk: (second, "")},
        )
    rows = list(ranking(evaluated))
    best, unscored = rows
    # (4×60 + 2×40) / 500 = 64 and (3×60 + 3×40) / 500 = 60
    assert (best.pk, best.rank, best.points, best.spread) == (
        application.pk,
        1,
        pytest.approx(62),
        pytest.approx(4),
    )
    assert (best.given, best.scored, best.cumulated) == (2, 2, 10_000)
    assert (unscored.rank, unscored.points, unscored.spread, unscored.cumulated) == (2, None, None, 20_000)


def test_the_ranking_page_is_the_grants_offices_alone(evaluated, as_):
    url = reverse("grants:ranking", args=[evaluated.pk])
    assert "First CSO" in as_("grants_officer").get(url).content.decode()
    for who in ("evaluator", "applicant", "donor", "monitoring_officer", "stranger"):
        assert as_(who).get(url).status_code == 403, who
    assert as_("grants_officer").get(url + "?export=xlsx").status_code == 200
    assert as_("grants_officer").get(url + "?sort=-cumulated").status_code == 200


def test_the_ranking_costs_the_same_with_more_applications(
    cast, call, apply, another_applicant, as_, assert_constant_queries
):
    client = as_("grants_officer")
    url = reverse("grants:ranking", args=[call.pk])
    assert_constant_queries(lambda: client.get(url), lambda: apply(call, another_applicant(), submit=True))


def test_the_evaluators_list_costs_the_same_with_more(
    cast, call, apply, another_applicant, close, as_, assert_constant_queries
):
    applications = [apply(call, another_applicant(), submit=True) for _ in range(5)]
    close(call)
    left = iter(applications)
    client = as_("evaluator")
    assert_constant_queries(
        lambda: client.get(reverse("grants:assignments")),
        lambda: actions.assign_evaluators(
            actor=cast.grants_officer, application=next(left), evaluators=[cast.evaluator]
        ),
    )


def test_sharing_out_gives_each_two_evaluators_evenly_and_never_ones_own(
    cast, call, apply, another_applicant, close
):
    for _ in range(6):
        apply(call, another_applicant(), submit=True)
    own = apply(call, "applicant", submit=True)
    close(call)
    third = User.objects.create(email="third@example.org", name="third")
    Membership.objects.create(user=third, organisation=cast.office, role="evaluator")
    Membership.objects.create(user=cast.evaluator, organisation=cast.cso, role="trainer")
    people = [cast.fresh("evaluator"), cast.fresh("second_evaluator"), third]
    given = actions.share_out_applications(actor=cast.grants_officer, call=call, evaluators=people)
    loads = [Assignment.objects.filter(evaluator=person).count() for person in people]
    assert (given, sum(loads), max(loads) - min(loads) <= 1) == (14, 14, True)
    assert cast.evaluator not in {each.evaluator for each in own.assignments.all()}
    assert actions.share_out_applications(actor=cast.grants_officer, call=call, evaluators=people) == 0


def test_too_few_evaluators_are_refused_and_nothing_is_given(cast, evaluated):
    with pytest.raises(Refused, match="choose more"):
        actions.share_out_applications(actor=cast.grants_officer, call=evaluated, evaluators=[cast.evaluator])
    assert not Assignment.objects.exists()


def test_scoring_in_the_browser_says_what_is_wrong_beside_the_field(cast, application, give, as_):
    assignment = give(application)
    need, budget = application.call.criteria.all()
    client = as_("evaluator")
    data = {
        f"value_{need.pk}": "5",
        f"comment_{need.pk}": "",
        f"value_{budget.pk}": "3",
        "comment": "Kept words",
    }
    bad = client.post(assignment.get_absolute_url(), data)
    assert bad.status_code == 422
    assert "the lowest and the highest score need a reason" in bad.content.decode()
    assert "Kept words" in bad.content.decode()
    data[f"comment_{need.pk}"] = "Shown by many"
    assert client.post(assignment.get_absolute_url(), data).status_code == 302
    assert assignment.scores.get(criterion=need).comment == "Shown by many"


def test_what_waits(cast, evaluated, application, give):
    give(application, declared=False)
    give(evaluated.applications.exclude(pk=application.pk).get())
    labels = [each.label for each in waiting_for_evaluators(cast.fresh("evaluator"))]
    assert [label.split(" ")[0] for label in labels] == ["1", "1"]
    assert not list(waiting_for_evaluators(cast.fresh("stranger")))
    (short,) = waiting_for_the_office(cast.fresh("grants_officer"))
    assert "2 applications without two evaluators" in short.label


def test_a_closed_call_waits_for_the_office(cast, call):
    type(call).objects.update(closes_at=call.opens_at + (call.closes_at - call.opens_at) / 100)
    (waiting,) = waiting_for_the_office(cast.fresh("grants_officer"))
    assert "start the evaluation" in waiting.label
    assert not list(waiting_for_the_office(cast.fresh("stranger")))
