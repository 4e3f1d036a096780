"""Which question fills which part of a session, and what answers mean."""

import pytest

from gapbridge.listen.intake.mapping.answers import Answers, answers_from, signature_of
from gapbridge.listen.intake.mapping.guesses import Question, carried_over, proposed, questions_from
from gapbridge.listen.intake.mapping.parts import BY_KEY
from gapbridge.listen.intake.mapping.prefill import Said, prefill
from gapbridge.listen.intake.mapping.spellings import Spellings
from tests.listen.intake.rooms import ANSWERS, QUESTIONS, SAID

pytestmark = pytest.mark.django_db


def test_the_methods_own_form_is_mapped_without_a_question(cast):
    rules = proposed(questions_from(QUESTIONS), Spellings())

    assert {key: rules[key]["from"] for key in ("place", "sex", "consent_given")} == {
        "place": "place",
        "sex": "sex",
        "consent_given": "consent_given",
    }
    assert rules["notes"]["from"] == ["notes_water", "most_pressing"]
    assert rules["said"] == {"from": "said/said_words", "rank": "said/said_rank"}


def test_an_answer_fills_the_whole_page(cast):
    answers = Answers(dict(ANSWERS), {"said": SAID})
    rules = proposed(questions_from(QUESTIONS), Spellings())

    filled = prefill(answers, rules, {"notes_water": "Su", "most_pressing": "Ən vacibi"})

    assert filled.session["place"] == cast.district
    assert filled.session["population"] == cast.idps
    assert filled.session["participants"] == 8
    assert filled.consent["scope"] == "public"
    assert filled.consented and not filled.refused and not filled.unread
    assert filled.said == [Said("suyumuz yoxdur", 1), Said("məktəb uzaqdır", 2)]
    assert filled.session["notes"].startswith("Su\nsu iki gündən bir gəlir.\n\nƏn vacibi\nsu və məktəb\n\n")
    assert filled.session["notes"].endswith("\nsuyumuz yoxdur\nməktəb uzaqdır")


@pytest.mark.parametrize(
    "written", ["Yevlax", "Yevlakh", "YEVLAX", "Евлах", "yevlax rayonu", "Yevlax district"]
)
def test_a_place_is_known_however_it_is_written(cast, written):
    assert Spellings().meant(BY_KEY["place"], written) == "AZ-YE"


def test_a_word_that_means_nothing_is_not_forced_into_a_value(cast):
    assert Spellings().meant(BY_KEY["place"], "Baku") == ""
    assert Spellings().meant(BY_KEY["sex"], "unknown") == ""


@pytest.mark.parametrize(
    ("part", "written", "value"),
    [
        ("sex", "Qadın", "female"),
        ("sex", "Женщины", "female"),
        ("sex", "Kişilər", "male"),
        ("age_group", "18_40", "18-40"),
        ("age_group", "over 40", "41+"),
        ("age_group", "10–13", "10-13"),
        ("consent_given", "Bəli", "yes"),
        ("consent_given", "Нет", "no"),
        ("population", "internally_displaced", "internally_displaced"),
    ],
)
def test_a_value_is_read_in_three_languages(cast, part, written, value):
    assert Spellings().meant(BY_KEY[part], written) == value


def test_several_values_in_one_answer_are_told_apart(cast):
    part = BY_KEY["diversity"]

    assert Spellings().each_meant(part, "people_with_disabilities nonsense") == ["people_with_disabilities"]
    assert Spellings().each_meant(part, "People with disabilities") == ["people_with_disabilities"]


def test_a_column_is_guessed_by_its_name_its_label_or_its_values(cast):
    questions = [
        Question("q1", ("Tarix",)),
        Question("meeting/gender"),
        Question("q3", values=("18-40", "10-13")),
        Question("q4", values=("they told of water, of the road and of the school " * 2,)),
        Question("q5", values=("blue", "green")),
    ]

    rules = proposed(questions, Spellings())

    assert {key: rule["from"] for key, rule in rules.items()} == {
        "held_on": "q1",
        "sex": "meeting/gender",
        "age_group": "q3",
        "notes": ["q4"],
    }


def test_columns_in_another_order_are_the_same_columns():
    assert signature_of(["a", "b", "c"]) == signature_of(["c", "a", "b"]) != signature_of(["a", "b"])


def test_what_was_said_holds_for_columns_that_are_still_there_be_it_in_another_group():
    rules = {
        "place": {"from": "group1/place", "values": {"Y": "AZ-YE"}},
        "sex": {"from": "who"},
        "notes": {"from": ["n1", "n2"]},
    }

    kept = carried_over(rules, [Question("group2/place"), Question("n2")])

    assert kept == {"place": {"from": "group2/place", "values": {"Y": "AZ-YE"}}, "notes": {"from": ["n2"]}}


def test_an_answer_that_cannot_be_read_is_told_and_not_guessed(cast):
    answers = Answers({"place": "Baku", "held_on": "soon", "participants": "many"})
    rules = {key: {"from": key} for key in ("place", "held_on", "participants")}

    filled = prefill(answers, rules, {})

    assert [(part.key, text) for part, text in filled.unread] == [
        ("place", "Baku"),
        ("held_on", "soon"),
        ("participants", "many"),
    ]


def test_what_somebody_said_that_an_answer_means_holds(cast):
    rules = {"place": {"from": "where", "values": {"the old camp": "AZ-YE.x"}}}

    filled = prefill(Answers({"where": "the old camp"}), rules, {})

    assert filled.session["place"] == cast.settlement


def test_answers_of_an_instance_and_of_an_import_read_alike():
    instance = answers_from(
        {
            "/data/place": "yevlax",
            "/data/said[1]/said_words": "su",
            "/data/said[2]/said_words": "yol",
            "/data/meta/instanceID": "uuid:1",
        }
    )
    imported = answers_from({"place": "yevlax", "said": [{"said_words": "su"}, {"said_words": "yol"}]})

    assert instance == imported


def test_neither_yes_nor_no_is_no_consent(cast):
    filled = prefill(Answers({"consent_given": "perhaps"}), {"consent_given": {"from": "consent_given"}}, {})

    assert not filled.consented and not filled.refused
