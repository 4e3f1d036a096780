"""Retrieval, tables and the comparison of two coders, as their readers see them."""

from datetime import date

import pytest
from django.urls import reverse

from gapbridge.listen.assessments import actions
from gapbridge.listen.coding import actions as coding
from gapbridge.people.models import Membership, User
from tests.listen.rooms import held, listening, voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme(cast):
    return coding.add_theme(actor=cast.protection_officer, programme=cast.programme, name="Waiting")


@pytest.fixture
def assessment(cast):
    return listening(cast)


def page(as_, name, pk, who="monitoring_officer", **query):
    return as_(who).get(reverse(f"analysis:{name}", args=[pk]), query)


def test_excerpts_are_found_by_code_and_by_who_was_listened_to(cast, as_, assessment, theme):
    women, men = held(cast, assessment), held(cast, assessment, sex="male")
    women.diversity.add(cast.disability)
    voice(cast, women, "We wait for water.", themes=[theme])
    voice(cast, women, "The school is far.")
    voice(cast, men, "We wait for work.", themes=[theme])
    key = f"t{theme.pk}"
    for query, expected in (
        ({"code": key}, {"We wait for water.", "We wait for work."}),
        ({"code": key, "sex": "male"}, {"We wait for work."}),
        ({"code": key, "diversity": cast.disability.pk}, {"We wait for water."}),
        ({"place": cast.district.pk, "sex": "female"}, {"We wait for water.", "The school is far."}),
    ):
        text = page(as_, "excerpts", cast.programme.pk, **query).content.decode()
        found = {
            words
            for words in ("We wait for water.", "We wait for work.", "The school is far.")
            if words in text
        }
        assert found == expected, query


def test_a_code_above_finds_what_bears_one_below_it(cast, as_, assessment, theme):
    below = coding.add_theme(
        actor=cast.protection_officer, programme=cast.programme, name="For a room", parent=theme
    )
    voice(cast, held(cast, assessment), "Spring, they said.", themes=[below])
    assert (
        "Spring, they said." in page(as_, "excerpts", cast.programme.pk, code=f"t{theme.pk}").content.decode()
    )


def test_two_codes_together_find_the_words_that_bear_both(cast, as_, assessment, theme):
    clause = cast.framework.clauses.first()
    session = held(cast, assessment)
    voice(cast, session, "Both of it.", themes=[theme], clauses=[clause])
    voice(cast, session, "Only waiting.", themes=[theme])
    query = {"code": f"t{theme.pk}", "together": f"c{clause.pk}"}
    text = page(as_, "excerpts", cast.programme.pk, **query).content.decode()
    assert "Both of it." in text
    assert "Only waiting." not in text


def test_a_code_that_is_none_is_said_so_and_finds_nothing_wrong(cast, as_, assessment):
    assert page(as_, "excerpts", cast.programme.pk, code="x'1").status_code == 200


def test_groups_count_excerpts_by_code_and_group_and_open_them(cast, as_, assessment, theme):
    voice(cast, held(cast, assessment), "We wait.", themes=[theme])
    voice(cast, held(cast, assessment), "We wait more.", themes=[theme])
    text = page(as_, "groups", cast.programme.pk, level="codes").content.decode()
    assert "Women, 18–40" in text
    assert f"code=t{theme.pk}&amp;sex=female&amp;age_group=18-40" in text
    for axis in ("diversity", "place", "nothing"):
        assert page(as_, "groups", cast.programme.pk, by=axis).status_code == 200


def test_codes_that_meet_are_counted(cast, as_, assessment, theme):
    clause = cast.framework.clauses.first()
    voice(cast, held(cast, assessment), "Both.", themes=[theme], clauses=[clause])
    text = page(as_, "meetings", cast.programme.pk, level="codes").content.decode()
    assert f"{clause} · Waiting" in text or f"Waiting · {clause}" in text


def test_two_coders_are_compared_and_what_is_made_to_compare_is_no_voice(cast, as_, assessment, theme):
    session = held(cast, assessment, notes="klmnopqrstabcdefghij")
    voice(cast, session, "klmnopqrst", start=0, end=10, themes=[theme])
    colleague = User.objects.create(email="second@example.org", name="second coder")
    Membership.objects.create(user=colleague, organisation=cast.office, role="protection_officer")
    actions.add_statement(
        actor=colleague, session=session, excerpt="pqrstabcde", language="az", start=5, end=15, themes=[theme],
        for_comparison=True,
    )  # fmt: skip
    text = page(as_, "coders", session.pk).content.decode()
    assert "0.00" in text  # 5 of 20 both, 5 and 5 apart, 5 neither: no better than chance
    assert "klmno" in text
    excerpts = page(as_, "excerpts", cast.programme.pk).content.decode()
    assert "pqrstabcde" not in excerpts


def test_with_one_coder_the_page_says_how_to_have_a_second(cast, as_, assessment):
    session = held(cast, assessment)
    voice(cast, session, "They spoke of water")
    assert "Only one person has coded these notes" in page(as_, "coders", session.pk).content.decode()


def test_analysis_is_for_those_who_read_notes(cast, as_, assessment):
    for name in ("home", "excerpts", "groups", "meetings", "exchange"):
        assert page(as_, name, cast.programme.pk, who="official").status_code == 403, name
        assert page(as_, name, cast.other.pk, who="monitoring_officer").status_code in {403, 404}, name


@pytest.mark.parametrize("name", ["excerpts", "groups", "meetings", "home"])
def test_pages_cost_the_same_for_any_number_of_excerpts(
    cast, as_, assessment, theme, name, assert_constant_queries
):
    client = as_("monitoring_officer")
    address = reverse(f"analysis:{name}", args=[cast.programme.pk])
    days = iter(range(1, 29))

    def add():
        session = held(cast, assessment, held_on=date(2009, 3, next(days)))
        voice(cast, session, "They spoke of water", themes=[theme], clauses=[cast.framework.clauses.first()])

    assert_constant_queries(lambda: client.get(address), add)
