"""Who is given what: proposed by languages, topics, load and conflicts, adjusted by hand, refused where it may not be."""

from collections import Counter

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gapbridge.act.evaluation import actions
from gapbridge.act.evaluation.matching import Candidate, File, match
from gapbridge.act.evaluation.models import Assignment, Tally
from gapbridge.act.evaluation.queries import calibration
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.people.models import Membership, User
from gapbridge.programmes.models import Topic
from tests.act.evaluation.people import (
    add_application,
    another_evaluator,
    fresh,
    give,
    profile,
    scored_call,
)

# --- the matching, without a database -------------------------------------------------------------------


def people(number, languages="az", themes=(1,), most=10, load=0):
    return [
        Candidate(pk, frozenset(languages.split()), frozenset(themes), most, load)
        for pk in range(1, number + 1)
    ]


def test_load_is_a_share_of_what_each_offered():
    ones = [*people(2, most=20), Candidate(3, frozenset(["az"]), frozenset([1]), 10)]
    found = match([File(pk, "az", 1, 2) for pk in range(1, 11)], ones)
    load = Counter(pk for chosen in found.chosen.values() for pk in chosen)
    assert (load[1], load[2], load[3]) == (8, 8, 4)


def test_expertise_comes_before_a_slightly_lower_load_and_load_before_expertise_when_one_is_nearly_full():
    expert = Candidate(1, frozenset(["az"]), frozenset([1]), 10)
    others = [Candidate(pk, frozenset(["az"]), frozenset([2]), 10) for pk in (2, 3)]
    few = match([File(pk, "az", 1, 1) for pk in range(1, 4)], [expert, *others])
    assert {pk for chosen in few.chosen.values() for pk in chosen} == {1}
    many = match([File(pk, "az", 1, 1) for pk in range(1, 11)], [expert, *others])
    assert 10 / 3 < Counter(pk for chosen in many.chosen.values() for pk in chosen)[1] < 10


def test_what_cannot_be_met_says_whom_it_lacks_and_why():
    candidates = [
        Candidate(1, frozenset(["az"]), frozenset([1]), 10),
        Candidate(2, frozenset(["ru"]), frozenset([1]), 10),
        Candidate(3, frozenset(["az"]), frozenset([1]), 2, load=2),
    ]
    found = match([File(1, "az", 1, 2, barred=frozenset([1]))], candidates)
    assert found.chosen == {1: []}
    assert (found.lacks[1].number, found.lacks[1].reasons) == (2, {"conflict": 1, "language": 1, "full": 1})


def test_two_who_lack_one_are_better_than_one_who_lacks_two():
    found = match([File(1, "az", 1, 2), File(2, "az", 1, 2)], people(2, most=1))
    assert sorted(len(chosen) for chosen in found.chosen.values()) == [1, 1]


CANDIDATES = st.lists(
    st.tuples(st.sets(st.sampled_from(["az", "ru"]), min_size=1), st.integers(1, 4), st.integers(0, 2)),
    max_size=6,
)
FILES = st.lists(
    st.tuples(
        st.sampled_from(["az", "ru"]),
        st.integers(1, 3),
        st.sets(st.integers(1, 6)),
        st.sets(st.integers(1, 6)),
    ),
    max_size=8,
)


# The first draw loads networkx, which a busy machine takes its time for.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CANDIDATES, FILES)
def test_no_proposal_breaks_a_rule_and_none_lacks_more_than_it_must(some, files):
    ones = [
        Candidate(pk, frozenset(languages), frozenset([1]), most, min(load, most))
        for pk, (languages, most, load) in enumerate(some, start=1)
    ]
    wanting = [
        File(pk, language, 1, wants, frozenset(barred), frozenset(held))
        for pk, (language, wants, barred, held) in enumerate(files, start=1)
    ]
    found = match(wanting, ones)
    assert match(wanting, ones) == found
    load = Counter(pk for chosen in found.chosen.values() for pk in chosen)
    by_pk = {each.pk: each for each in ones}
    assert all(by_pk[pk].load + number <= by_pk[pk].most for pk, number in load.items())
    for each in wanting:
        chosen = found.chosen[each.pk]
        assert len(set(chosen)) == len(chosen) <= each.wants
        assert not {each.reason_against(by_pk[pk]) for pk in chosen} - {""}
        lacking = each.wants - len(chosen)
        assert lacking == (found.lacks[each.pk].number if lacking else 0)
        if lacking:  # nobody who has room comes into question for it
            free = [one for one in ones if not each.reason_against(one) and one.pk not in chosen]
            assert all(one.load + load[one.pk] >= one.most for one in free)


# --- the actions -------------------------------------------------------------------------------------------


@pytest.fixture
def step(cast, db):
    return scored_call(cast, 3)


@pytest.fixture
def listed(cast, step):
    profile(cast, cast.evaluator)
    profile(cast, cast.second_evaluator, "az")
    third = another_evaluator(cast, "third")
    profile(cast, third, "en az")
    return [cast.evaluator, cast.second_evaluator, third]


def test_the_proposal_gives_each_two_who_read_its_language_and_stand_in_no_conflict(cast, step, listed):
    azeri = add_application(step.call, language="az")
    own = add_application(step.call, cast.cso, cast.applicant)
    listed[0].memberships.create(organisation=cast.cso, role="trainer")
    proposal = actions.propose_assignment(call_step=step)
    given = {pk: {user for each, user in proposal.pairs if each == pk} for pk in (azeri.pk, own.pk)}
    assert given == {azeri.pk: {listed[1].pk, listed[2].pk}, own.pk: {listed[2].pk}}
    assert proposal.lacks[own.pk].reasons == {"conflict": 1, "language": 1}
    assert not Assignment.objects.exists()


def test_who_is_not_listed_is_not_proposed_but_can_be_given_by_hand(cast, step):
    assert actions.propose_assignment(call_step=step).pairs == []
    give(cast, step, step.call.applications.first(), cast.evaluator)
    assert Assignment.objects.count() == 1


def test_topics_decide_between_two_who_could(cast, step):
    other = Topic.objects.create(key="health", name_en="Health")
    ones = [another_evaluator(cast, f"e{number}") for number in range(3)]
    for one, topic in zip(ones, (cast.topic, other, cast.topic), strict=True):
        profile(cast, one, topics=[topic])
    chosen = {user for _pk, user in actions.propose_assignment(call_step=step).pairs}
    assert chosen == {ones[0].pk, ones[2].pk}


def test_a_conflicted_pair_and_who_is_no_evaluator_are_refused_and_nothing_is_given(cast, step, listed):
    own = add_application(step.call, cast.cso, cast.applicant)
    free = step.call.applications.exclude(pk=own.pk).first()
    cast.evaluator.memberships.create(organisation=cast.cso, role="trainer")
    for pairs, words in (
        (
            [(free, cast.second_evaluator), (own, cast.evaluator)],
            "evaluator has a conflict of interest with “First CSO”",
        ),
        ([(free, cast.second_evaluator), (free, cast.stranger)], "not an evaluator"),
    ):
        with pytest.raises(Refused, match=words):
            actions.assign(actor=cast.grants_officer, call_step=step, pairs=pairs)
    assert not Assignment.objects.exists()
    for who in ("evaluator", "applicant", "donor", "stranger"):
        with pytest.raises(Forbidden):
            actions.assign(actor=cast.people[who], call_step=step, pairs=[])


def test_an_application_of_another_call_or_one_that_failed_the_opening_is_refused(cast, step):
    foreign = scored_call(cast, 1).call.applications.get()
    failed = step.call.applications.first()
    step.call.steps.get(step__kind="opening").results.filter(application=failed).update(outcome="failed")
    for application in (foreign, failed):
        with pytest.raises(Refused, match="not in this step"):
            actions.assign(actor=cast.grants_officer, call_step=step, pairs=[(application, cast.evaluator)])


def test_what_is_scored_stays_and_what_is_only_given_can_be_taken_back_and_given_again(cast, step, listed):
    one, other, _third = step.call.applications.order_by("pk")
    give(cast, step, one, cast.evaluator, 4)
    given = give(cast, step, other, cast.evaluator)
    with pytest.raises(Refused, match="has scored it"):
        actions.set_assignments(actor=cast.grants_officer, call_step=step, wanted={one.pk: []})
    wanted = {other.pk: [cast.second_evaluator.pk]}
    assert actions.set_assignments(actor=cast.grants_officer, call_step=step, wanted=wanted) == (1, 1)
    given.refresh_from_db()
    assert given.state == "withdrawn"
    assert not Assignment.objects.visible_to(cast.fresh("evaluator")).filter(pk=given.pk)
    assert Tally.objects.get(application=other).given == 1
    give(cast, step, other, cast.evaluator)
    given.refresh_from_db()
    assert given.state == "given"


def test_after_the_release_nobody_is_given_anything(cast, step):
    step.state = "released"
    step.save()
    with pytest.raises(WrongState):
        actions.assign(
            actor=cast.grants_officer,
            call_step=step,
            pairs=[(step.call.applications.first(), cast.evaluator)],
        )


def test_only_evaluators_of_the_programme_are_listed(cast, step):
    for who in ("stranger", "applicant", "donor"):
        with pytest.raises(Refused, match="not an evaluator"):
            profile(cast, cast.people[who])
    with pytest.raises(Refused, match="at least one language"):
        profile(cast, cast.evaluator, "")
    with pytest.raises(Forbidden):
        actions.set_evaluator(
            actor=cast.stranger, programme=cast.programme, user=cast.evaluator, languages=["en"]
        )


def test_when_nobody_is_left_for_a_third_score_it_goes_on_waiting(cast, step, listed):
    application = step.call.applications.first()
    give(cast, step, application, listed[0], 5)
    give(cast, step, application, listed[2], 2)
    assert actions.assign_third(actor=cast.grants_officer, call_step=step) == []
    assert Tally.objects.get(application=application).needs_third


# --- the pages ------------------------------------------------------------------------------------------------


def test_the_office_carries_out_the_proposal_and_adjusts_it_by_hand(cast, step, listed, as_):
    client = as_("grants_officer")
    url = reverse("evaluation:assign", args=[step.pk])
    page = client.get(url).content.decode()
    assert "Carry out the whole proposal: 6 assignments" in page
    assert client.post(url, {"all": "1", "seal": "stale"}).status_code == 422
    seal = page.split('name="seal" value="')[1].split('"')[0]
    assert client.post(url, {"all": "1", "seal": seal}).status_code == 302
    assert Assignment.objects.filter(state="given").count() == 6
    first = step.call.applications.order_by("number").first()
    ticked = {
        f"for_{each.pk}": list(each.assignments.values_list("evaluator_id", flat=True))
        for each in step.call.applications.all()
    }
    ticked[f"for_{first.pk}"] = [cast.second_evaluator.pk]
    assert client.post(url, ticked).status_code == 302
    live = Assignment.objects.filter(application=first, state="given")
    assert [each.evaluator for each in live] == [cast.second_evaluator]
    ticked[f"for_{first.pk}"] = [cast.stranger.pk]
    refused = client.post(url, ticked)
    assert (refused.status_code, "not an evaluator" in refused.content.decode()) == (422, True)
    assert client.post(url, {f"for_{first.pk}": ["x"]}).status_code == 422


def test_the_page_of_assignments_costs_the_same_with_more(cast, step, listed, as_, assert_constant_queries):
    client = as_("grants_officer")
    url = reverse("evaluation:assign", args=[step.pk])
    assert_constant_queries(lambda: client.get(url), lambda: add_application(step.call))


def test_how_scores_compare_is_told_after_the_release_to_the_office_and_to_each_about_themselves(
    cast, step, as_, django_assert_max_num_queries
):
    one, other, _third = step.call.applications.order_by("pk")
    for application in (one, other):
        give(cast, step, application, cast.evaluator, 4)
        give(cast, step, application, cast.second_evaluator, 3)
    url = reverse("evaluation:calibration", args=[step.pk])
    own = reverse(
        "evaluation:own_calibration", args=[Assignment.objects.filter(evaluator=cast.evaluator).first().pk]
    )
    assert as_("grants_officer").get(url).status_code == 422
    assert as_("evaluator").get(own).status_code == 422
    step.state = "released"
    step.save()
    with django_assert_max_num_queries(15):
        found = calibration(step, cast.grants_officer)
    assert [(str(each.evaluator), each.deviation, each.mean) for each in found.measures] == [
        ("second evaluator", -4, 12),
        ("evaluator", 4, 16),
    ]
    assert (found.pairs, found.agreed, found.apart) == (2, 2, 4)
    assert all(len(each.sections) == 2 for each in found.measures)
    assert "second evaluator" in as_("grants_officer").get(url).content.decode()
    mine = as_("evaluator").get(own).content.decode()
    assert "+4.0" in mine
    assert "second evaluator" not in mine
    assert as_("second_evaluator").get(own).status_code == 404


def test_the_list_of_evaluators_costs_the_same_with_more(cast, step, as_, assert_constant_queries):
    client = as_("grants_officer")
    url = reverse("evaluation:evaluators", args=[cast.programme.pk])
    assert_constant_queries(
        lambda: client.get(url),
        lambda: profile(cast, another_evaluator(cast, f"e{User.objects.count()}")),
    )


def test_an_evaluator_is_listed_on_a_page(cast, step, as_):
    client = as_("grants_officer")
    url = reverse("evaluation:new_evaluator", args=[cast.programme.pk])
    assert client.post(url, {"user": cast.evaluator.pk, "most": "12"}).status_code == 422
    data = {"user": cast.evaluator.pk, "languages": ["az", "en"], "topics": [cast.topic.pk], "most": "12"}
    assert client.post(url, data).status_code == 302
    assert cast.evaluator.evaluator_profiles.get().languages == ["az", "en"]
    assert Membership.objects.filter(user=fresh(cast.evaluator), role="evaluator").exists()
