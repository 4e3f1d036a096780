"""Before listening: whom to listen to where, which teams go out, and what they ask."""

from datetime import date

import pytest
from django.urls import reverse

from gapbridge.base.errors import Forbidden, Refused
from gapbridge.listen.assessments import actions, queries
from gapbridge.listen.assessments.models import GuideQuestion, PlanCell, Session, Team
from gapbridge.listen.assessments.queries import CellKey
from gapbridge.programmes.models import Place

from .rooms import coded, held, listening, new_assessment, new_session, publish

WOMEN, BOYS = ("female", "18-40"), ("male", "10-13")
EIGHT = [(sex, age) for sex in ("female", "male") for age in ("10-13", "14-17", "18-40", "41+")]


def page_of(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def plan_url(assessment):
    return reverse("assessments:plan", args=[assessment.pk])


def spread(cast, assessment, **fields):
    return actions.spread_plan(actor=cast.protection_officer, assessment=assessment, **fields)


def want(cast, assessment, wanted, place=None, group=WOMEN, diversity=None):
    key = CellKey((place or cast.settlement).pk, diversity and diversity.pk, *group)
    actions.set_plan(actor=cast.protection_officer, assessment=assessment, cells={key: wanted})
    return key


def cell(cast, assessment, key):
    plan = queries.plan_of(assessment, cast.protection_officer)
    found = next(each for each in plan.cells if each.key == key)
    return (found.wanted, found.planned, found.held, found.missing, found.state)


# --- the plan ------------------------------------------------------------------------------------


def test_a_plan_is_spread_over_every_group_and_place(cast):
    assessment = new_assessment(cast, places=[cast.settlement, cast.district])
    want(cast, assessment, 3)

    assert spread(cast, assessment) == 15
    assert spread(cast, assessment, diversity=[cast.disability]) == 4
    assert spread(cast, assessment) == 0

    cells = PlanCell.objects.all()
    assert {(each.sex, each.age_group) for each in cells.filter(diversity=None)} == set(EIGHT)
    assert {(each.sex, each.age_group) for each in cells.filter(diversity=cast.disability)} == {
        ("female", "18-40"),
        ("male", "18-40"),
    }
    assert cells.get(place=cast.settlement, diversity=None, sex="female", age_group="18-40").wanted == 3


def test_a_plan_is_not_spread_without_places(cast):
    with pytest.raises(Refused):
        spread(cast, new_assessment(cast))


def test_a_cell_counts_what_is_wanted_planned_held_and_missing(cast):
    assessment = listening(cast)
    key = want(cast, assessment, 3)
    assert cell(cast, assessment, key) == (3, 0, 0, 3, "missing")

    new_session(cast, assessment)
    held(cast, assessment)
    actions.cancel_session(
        actor=cast.protection_officer, session=new_session(cast, assessment), reason="Snow."
    )
    assert cell(cast, assessment, key) == (3, 1, 1, 1, "missing")

    want(cast, assessment, 2)
    assert cell(cast, assessment, key) == (2, 1, 1, 0, "planned")
    want(cast, assessment, 1)
    assert cell(cast, assessment, key)[-1] == "held"


def test_a_session_in_a_settlement_counts_for_its_district_when_only_that_is_in_the_plan(cast):
    assessment = listening(cast)
    around = want(cast, assessment, 1, place=cast.district)
    held(cast, assessment)
    assert cell(cast, assessment, around) == (1, 0, 1, 0, "held")

    own = want(cast, assessment, 1)
    assert cell(cast, assessment, own) == (1, 0, 1, 0, "held")
    assert cell(cast, assessment, around) == (1, 0, 0, 1, "missing")


def test_a_cell_of_a_diverse_group_counts_only_sessions_with_it(cast):
    assessment = listening(cast)
    plain, diverse = want(cast, assessment, 1), want(cast, assessment, 1, diversity=cast.disability)

    held(cast, assessment)
    assert (cell(cast, assessment, plain)[3], cell(cast, assessment, diverse)[3]) == (0, 1)
    held(cast, assessment, diversity=[cast.disability])
    assert cell(cast, assessment, diverse) == (1, 0, 1, 0, "held")


def test_mixed_groups_stand_in_no_cell(cast):
    assessment = listening(cast, places=[cast.settlement])
    held(cast, assessment, sex="mixed", age_group="mixed")

    plan = queries.plan_of(assessment, cast.protection_officer)

    assert plan.others == 1
    assert not any(each.held for each in plan.cells)


@pytest.mark.parametrize("wanted", [-1, 51])
def test_an_impossible_number_of_sessions_is_refused_beside_its_cell(cast, wanted):
    assessment = new_assessment(cast)
    key = CellKey(cast.settlement.pk, None, *WOMEN)

    with pytest.raises(Refused) as refusal:
        actions.set_plan(actor=cast.protection_officer, assessment=assessment, cells={key: wanted})
    assert refusal.value.field == key.name
    assert not PlanCell.objects.exists()


def test_zero_takes_a_cell_out_and_others_stay(cast):
    assessment = new_assessment(cast)
    want(cast, assessment, 2)
    want(cast, assessment, 2, group=BOYS)

    want(cast, assessment, 0)

    assert [(each.sex, each.wanted) for each in PlanCell.objects.all()] == [("male", 2)]


def test_a_plan_is_settled_while_listening_goes_on(cast):
    assessment = listening(cast)
    coded(cast, assessment)
    publish(cast, assessment)

    with pytest.raises(Refused):
        want(cast, assessment, 1)


@pytest.mark.parametrize("name", ["stranger", "official", "monitoring_officer", "trainer"])
def test_only_protection_and_programme_officers_of_the_programme_plan(cast, name):
    assessment = new_assessment(cast, places=[cast.settlement])
    team = actions.add_team(
        actor=cast.protection_officer, assessment=assessment, name="North", members=[cast.trainer]
    )
    actions.take_guide(actor=cast.protection_officer, assessment=assessment)
    question = assessment.questions.first()

    for action, kwargs in (
        (actions.set_plan, {"assessment": assessment, "cells": {}}),
        (actions.spread_plan, {"assessment": assessment}),
        (actions.add_team, {"assessment": assessment, "name": "x"}),
        (actions.change_team, {"team": team, "name": "x"}),
        (actions.remove_team, {"team": team}),
        (actions.add_question, {"assessment": assessment, "text_en": "x", "theme_en": "x"}),
        (actions.change_question, {"question": question, "text_en": "x"}),
        (actions.move_question, {"question": question, "up": False}),
        (actions.remove_question, {"question": question}),
        (actions.take_guide, {"assessment": assessment}),
    ):
        with pytest.raises(Forbidden):
            action(actor=cast.people[name], **kwargs)


# --- what comes next -----------------------------------------------------------------------------


def test_first_comes_a_group_that_nobody_has_heard_anywhere(cast):
    assessment = listening(cast, places=[cast.settlement])
    want(cast, assessment, 9)
    for sex, age in EIGHT:
        if (sex, age) != BOYS:
            new_session(cast, assessment, sex=sex, age_group=age)

    proposed = queries.next_session(assessment)

    assert (proposed.cell.key.sex, proposed.cell.key.age) == BOYS


def test_then_the_cell_that_misses_most_and_of_those_the_place_heard_least(cast):
    assessment = listening(cast, places=[cast.settlement, cast.district])
    for sex, age in EIGHT:
        held(cast, assessment, sex=sex, age_group=age)
    want(cast, assessment, 3, place=cast.settlement)
    want(cast, assessment, 2, place=cast.district)
    assert queries.next_session(assessment).cell.place == cast.district

    want(cast, assessment, 5, place=cast.settlement)
    assert queries.next_session(assessment).cell.place == cast.settlement


def test_nothing_is_proposed_when_nothing_is_missing_or_no_place_is_chosen(cast):
    assert queries.next_session(new_assessment(cast)) is None
    assessment = listening(cast)
    for sex, age in EIGHT:
        held(cast, assessment, sex=sex, age_group=age)
    assert queries.next_session(assessment) is None


def test_the_proposed_session_opens_as_a_form_that_is_filled_in(cast, as_):
    assessment = listening(cast, places=[cast.settlement], spoken=["ru"], populations=[cast.idps])
    want(cast, assessment, 1, diversity=cast.disability)
    for sex, age in EIGHT:
        held(cast, assessment, sex=sex, age_group=age)
    officer = as_("protection_officer")
    url = queries.next_session(assessment).cell.url

    assert url.replace("&", "&amp;") in page_of(officer, plan_url(assessment))
    form = officer.get(url).context["form"]
    assert form["place"].value() == cast.settlement.pk
    assert [form[name].value() for name in ("sex", "age_group")] == list(WOMEN)
    assert form["diversity"].value() == [cast.disability.pk]
    assert (form["language"].value(), form["population"].value()) == ("ru", cast.idps.pk)


@pytest.mark.parametrize("asked", ["place=x&sex=fish&age_group=&diversity=99999", "place=-1&diversity=a"])
def test_a_form_is_not_filled_in_with_what_it_does_not_offer(cast, as_, asked):
    assessment = listening(cast)

    response = as_("protection_officer").get(
        f"{reverse('assessments:new_session', args=[assessment.pk])}?{asked}"
    )

    assert response.status_code == 200
    form = response.context["form"]
    assert not {"place", "sex", "diversity"} & form.initial.keys()


# --- the pages -----------------------------------------------------------------------------------


def test_numbers_are_changed_in_one_form(cast, as_):
    assessment = listening(cast, places=[cast.settlement])
    key = CellKey(cast.settlement.pk, None, *WOMEN)
    url = reverse("assessments:edit_plan", args=[assessment.pk])
    officer = as_("protection_officer")

    bad = officer.post(url, {key.name: "many"})
    assert bad.status_code == 422
    assert 'value="many"' in bad.content.decode()
    assert not PlanCell.objects.exists()

    assert officer.post(url, {key.name: "2"}).url == plan_url(assessment)
    assert PlanCell.objects.get().wanted == 2
    assert "wanted 2, planned 0, held 0" in page_of(officer, plan_url(assessment))


def test_a_plan_is_shown_with_words_for_every_state(cast, as_):
    assessment = listening(cast, places=[cast.settlement])
    want(cast, assessment, 2)
    held(cast, assessment, sex="male")

    shown = page_of(as_("protection_officer"), plan_url(assessment))

    for words in ("2 missing", "all held", "not planned", "Women, 18–40"):
        assert words in shown
    assert "Plan this session" not in page_of(as_("donor"), plan_url(assessment))


def test_a_plan_costs_the_same_however_many_sessions_and_places_it_has(cast, django_assert_num_queries):
    small = listening(cast, places=[cast.settlement])
    held(cast, small)
    many = [
        Place.objects.create(code=f"AZ-X{n}", kind="district", name_en=f"District {n}", parent=cast.country)
        for n in range(5)
    ]
    large = listening(cast, places=many, title="Large")
    spread(cast, large, diversity=[cast.disability])
    for sex, age in EIGHT:
        held(cast, large, sex=sex, age_group=age, place=many[0], diversity=[cast.disability])
    officer = cast.fresh("protection_officer")
    queries.plan_of(small, officer)

    for assessment in (small, large):
        with django_assert_num_queries(6 if assessment is large else 5):
            assert queries.plan_of(assessment, officer).rows


def test_a_plan_is_not_shown_before_listening_begins_but_to_keepers(cast, as_):
    assessment = new_assessment(cast, places=[cast.settlement])

    assert as_("donor").get(plan_url(assessment)).status_code == 404
    assert as_("monitoring_officer").get(plan_url(assessment)).status_code == 200
    assert as_("visitor").get(plan_url(assessment)).status_code == 302


# --- teams ---------------------------------------------------------------------------------------


def test_teams_are_named_once_and_go_with_sessions_of_their_assessment(cast):
    officer, assessment = cast.protection_officer, listening(cast)
    team = actions.add_team(
        actor=officer, assessment=assessment, name="North", members=[cast.trainer], spoken=["az", "ru"]
    )
    other = actions.add_team(actor=officer, assessment=listening(cast), name="North")

    with pytest.raises(Refused) as refusal:
        actions.add_team(actor=officer, assessment=assessment, name="North")
    assert refusal.value.field == "name"
    with pytest.raises(Refused) as refusal:
        new_session(cast, assessment, team=other)
    assert refusal.value.field == "team"

    session = new_session(cast, assessment, team=team)
    actions.remove_team(actor=officer, team=team)
    assert Session.objects.get(pk=session.pk).team is None
    assert Team.objects.get() == other


def test_a_team_is_made_of_people_who_carry_the_programme_out(cast, as_):
    assessment = listening(cast)
    url = reverse("assessments:new_team", args=[assessment.pk])
    officer = as_("protection_officer")

    refused = officer.post(url, {"name": "North", "members": [cast.rival.pk]})
    assert refused.status_code == 422
    officer.post(url, {"name": "North", "members": [cast.trainer.pk], "spoken": ["az"]})

    team = Team.objects.get()
    assert (list(team.members.all()), team.spoken) == ([cast.trainer], ["az"])
    assert "North" in page_of(officer, plan_url(assessment))
    assert "North" not in page_of(as_("donor"), plan_url(assessment))


# --- the guide -----------------------------------------------------------------------------------


def test_the_methods_guide_is_taken_once_and_ends_with_what_is_most_pressing(cast):
    assessment = new_assessment(cast)

    added = actions.take_guide(actor=cast.protection_officer, assessment=assessment)

    questions = list(assessment.questions.all())
    assert len(questions) == added >= 14
    assert "most pressing" in questions[-1].text_en
    texts = [
        getattr(q, f"{part}_{lang}") for q in questions for part in ("theme", "text") for lang in LANGUAGES
    ]
    assert all(texts)
    with pytest.raises(Refused):
        actions.take_guide(actor=cast.protection_officer, assessment=assessment)


LANGUAGES = ("en", "az", "ru")


def test_a_question_is_written_in_one_language_at_least(cast, as_):
    assessment = new_assessment(cast)
    url = reverse("assessments:new_question", args=[assessment.pk])
    officer = as_("protection_officer")

    empty = officer.post(url, {"theme_en": "Water"})
    assert empty.status_code == 422
    assert "Write the question." in empty.content.decode()
    officer.post(url, {"theme_az": "Su", "text_az": "Su necə gəlir?"})

    question = GuideQuestion.objects.get()
    assert (question.theme, question.text) == ("Su", "Su necə gəlir?")


def test_questions_are_put_in_order_and_taken_out(cast, as_):
    assessment = new_assessment(cast)
    for text in ("One?", "Two?", "Three?"):
        actions.add_question(
            actor=cast.protection_officer, assessment=assessment, theme_en="Water", text_en=text
        )
    one, two, _three = assessment.questions.all()
    officer = as_("protection_officer")

    officer.post(reverse("assessments:arrange_question", args=[two.pk, "up"]))
    officer.post(reverse("assessments:arrange_question", args=[two.pk, "up"]))
    assert [each.text for each in assessment.questions.all()] == ["Two?", "One?", "Three?"]
    officer.post(reverse("assessments:arrange_question", args=[one.pk, "remove"]))
    assert [each.text for each in assessment.questions.all()] == ["Two?", "Three?"]
    assert officer.post(reverse("assessments:arrange_question", args=[two.pk, "sideways"])).status_code == 404


@pytest.mark.parametrize(
    ("language", "words"), [("az", "Yaşadığınız yer"), ("ru", "Расскажите о месте"), ("xx", "Please tell us")]
)
def test_the_sheet_is_in_the_language_of_the_people(cast, as_, language, words):
    assessment = listening(cast)
    actions.take_guide(actor=cast.protection_officer, assessment=assessment)
    url = reverse("assessments:guide_sheet", args=[assessment.pk])

    shown = page_of(as_("protection_officer"), f"{url}?language={language}")

    assert words in shown
    assert f'<html lang="{language if language != "xx" else "en"}"' in shown


# --- the assessment ------------------------------------------------------------------------------


def test_languages_and_the_end_of_recordings_belong_to_the_plan(cast, as_):
    assessment = listening(cast)
    url = reverse("assessments:edit", args=[assessment.pk])
    officer = as_("protection_officer")
    sent = {
        "title": assessment.title,
        "language": "en",
        "starts_on": "2009-03-01",
        "ends_on": "2009-03-31",
        "spoken": ["az", "ru"],
        "recordings_until": "2009-02-01",
    }

    assert officer.post(url, sent | {"spoken": ["tlh"]}).status_code == 422
    early = officer.post(url, sent)
    assert early.status_code == 422
    assert "before the first day" in early.content.decode()
    officer.post(url, sent | {"recordings_until": "2009-06-30"})

    assessment.refresh_from_db()
    assert (assessment.spoken, assessment.recordings_until) == (["az", "ru"], date(2009, 6, 30))
    assert "Azerbaijani, Russian" in page_of(officer, assessment.get_absolute_url())


def test_the_analysis_is_warned_of_groups_that_no_assessment_has_heard(cast):
    first, second = listening(cast), listening(cast, title="Second")
    for sex, age in EIGHT[:4]:
        held(cast, first, sex=sex, age_group=age)
    for sex, age in EIGHT[4:7]:
        held(cast, second, sex=sex, age_group=age)
    new_session(cast, second, sex="male", age_group="41+")

    said = queries.coverage_warning([first, second])
    assert said.startswith("7 of the eight groups")
    assert "Men over 40" in said

    held(cast, second, sex="male", age_group="41+")
    assert queries.coverage_warning([first, second]) == ""
