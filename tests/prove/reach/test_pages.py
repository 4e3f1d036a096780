"""Every figure opens: to the records for who keeps them, to sums without codes for everybody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gapbridge.prove.reach.counters import COUNTERS, axes_of

from . import rows


def url(cast, counter):
    return reverse("reach:figure", args=[cast.programme.pk, counter])


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", ["visitor", "stranger", "official", "trainer", "monitoring_officer"])
@pytest.mark.parametrize("counter", COUNTERS)
def test_every_figure_has_a_page_for_everybody(cast, as_, name, counter):
    rows.many_records(cast, 1)
    rows.participant(cast, rows.training(cast), "T-1", attends=4)
    client = as_(name)
    text_of(client.get(url(cast, counter)))
    for axis in axes_of(COUNTERS[counter]):
        text_of(client.get(url(cast, counter), {"by": axis, "second": "sex"}))


def test_all_figures_of_a_programme_are_on_one_page_with_unknown_as_unknown(cast, as_):
    rows.many_records(cast, 1, people=40)
    page = as_("monitoring_officer").get(reverse("reach:figures", args=[cast.programme.pk]))
    text = text_of(page)
    found = {counter.key: figure for counter, figure in page.context["figures"]}
    assert found["people_reached"].value > 30
    assert found["people_trained"].value is None
    for key in COUNTERS:
        assert url(cast, key) in text
    assert "not known" in text
    assert as_("visitor").get(reverse("reach:figures")).status_code == 200


def test_the_page_of_all_figures_costs_a_bounded_number_of_queries(cast, as_):
    rows.many_records(cast, 1)
    for name in ("monitoring_officer", "visitor"):
        client = as_(name)
        client.get(reverse("reach:figures"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("reach:figures"))
        assert len(queries) <= 25, len(queries)


def test_a_keeper_sees_the_records_by_code_and_nobody_else_does(cast, as_):
    held = rows.service(cast, published=True)
    people = [rows.person(cast, sex="female") for _each in range(8)]
    for someone in people:
        rows.record(cast, held, someone)
    officer = text_of(as_("monitoring_officer").get(url(cast, "people_reached")))
    assert all(someone.code in officer for someone in people)
    for name in ("visitor", "stranger", "official", "donor", "applicant", "trainer", "administrator"):
        text = text_of(as_(name).get(url(cast, "people_reached")))
        assert not any(f">{someone.code}<" in text for someone in people)
        assert reverse("interventions:intervention", args=[held.intervention_id]) in text, (
            "the way back to the thread"
        )


def test_who_is_not_a_keeper_can_not_filter(cast, as_):
    held = rows.service(cast)
    for number in range(20):
        rows.record(cast, held, rows.person(cast, sex="female" if number else "male"))
    narrowed = {"sex": "male", "since": "2009-01-01", "until": "2009-01-02", "intervention": "1"}
    page = as_("visitor").get(url(cast, "people_reached"), narrowed)
    assert page.context["figure"].value == 20
    page = as_("monitoring_officer").get(url(cast, "people_reached"), {"sex": "male"})
    assert page.context["figure"].value == 1


def test_a_visitor_can_not_have_two_axes_that_point_at_people(cast, as_):
    rows.many_records(cast, 1, people=60)
    page = as_("visitor").get(url(cast, "people_reached"), {"by": "status", "second": "place"})
    assert page.context["figure"].axes == ("status",)
    assert "people could be recognised" in text_of(page)
    page = as_("visitor").get(url(cast, "people_reached"), {"by": "age", "second": "sex"})
    assert "age" not in page.context["figure"].axes


@pytest.mark.parametrize(
    "query",
    [
        {"by": "colour"},
        {"by": "sex", "second": "moon"},
        {"sex": "purple"},
        {"since": "yesterday"},
        {"until": "9999-99-99"},
        {"place": "x"},
        {"place": "99999999999999999999999"},
        {"intervention": "-1"},
        {"page": "x"},
        {"page": "999999"},
        {"what": "ever"},
    ],
)
@pytest.mark.parametrize("name", ["visitor", "monitoring_officer"])
def test_a_parameter_that_is_not_on_the_list_is_ignored(cast, as_, name, query):
    rows.many_records(cast, 1)
    whole = as_(name).get(url(cast, "people_reached")).context["figure"].value
    page = as_(name).get(url(cast, "people_reached"), query)
    text_of(page)
    assert page.context["figure"].value == whole


def test_a_figure_of_a_programme_that_one_may_not_see_is_not_found(cast, as_):
    cast.programme.state = "draft"
    cast.programme.save()
    for name in ("visitor", "stranger"):
        assert as_(name).get(url(cast, "people_reached")).status_code == 404
        assert as_(name).get(reverse("reach:figures", args=[cast.programme.pk])).status_code == 404
    assert as_("visitor").get(reverse("reach:figure", args=[cast.other.pk, "moons"])).status_code == 404


def test_a_sum_over_districts_that_counts_somebody_twice_says_so(cast, as_):
    held, someone = rows.service(cast), rows.person(cast)
    for day, place in enumerate(rows.districts(cast, 2)):
        rows.record(cast, held, someone, day, place=place)
    text = text_of(as_("monitoring_officer").get(url(cast, "people_reached"), {"by": "place"}))
    assert "but only once in the whole" in text


def test_the_records_are_paged_at_a_constant_cost(cast, as_, assert_constant_queries):
    held = rows.service(cast)
    client = as_("monitoring_officer")
    assert_constant_queries(
        lambda: client.get(url(cast, "people_reached_contacts"), {"by": "place", "second": "month"}),
        lambda: rows.record(cast, held, rows.person(cast)),
    )


def test_records_of_things_are_shown_as_far_as_each_is_visible(cast, as_):
    rows.training(cast, sessions=3, published=True)
    rows.training(cast, sessions=2)
    page = as_("visitor").get(url(cast, "sessions_held"))
    text = text_of(page)
    assert page.context["figure"].value == 5
    assert len(page.context["lines"]) == 3
    assert "2 more are closed to you." in text
