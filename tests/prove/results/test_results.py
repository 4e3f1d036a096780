"""Indicators: counted where they can be, observed where not; targets keep their past; unknown is not zero."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import JournalEntry
from gapbridge.prove.results import actions
from gapbridge.prove.results.models import Indicator, Observation, Result, Target
from gapbridge.prove.results.queries import (
    course_of,
    figure_of,
    percentage,
    progress,
    quarter_ends,
    value_of,
    values_of,
    without_small_steps,
)
from tests.prove.reach import rows


@pytest.fixture
def output(cast):
    return actions.create_result(
        actor=cast.monitoring_officer,
        programme=cast.programme,
        level="output",
        code="1.1",
        title="Staff are trained",
    )


def new(cast, result, code="a", kind="number", **fields):
    return actions.create_indicator(
        actor=cast.monitoring_officer,
        result=result,
        code=code,
        title=f"Indicator {code}",
        kind=kind,
        **fields,
    )


def observe(cast, indicator, **fields):
    fields = {"observed_on": date(2009, 5, 5), "source": "A survey", **fields}
    return actions.record_observation(actor=cast.monitoring_officer, indicator=indicator, **fields)


def refusal(act):
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.field


# --- what an indicator says ------------------------------------------------------------------------


def test_nothing_observed_is_unknown_and_not_zero(cast, output):
    assert value_of(new(cast, output)).value is None
    assert value_of(new(cast, output, "b", "percentage")).value is None
    assert value_of(new(cast, output, "c", counter="people_reached")).value is None


def test_a_counted_figure_comes_from_the_records_of_its_interventions(cast, output):
    mine, other = rows.service(cast), rows.service(cast)
    for number, held in enumerate((mine, mine, other)):
        rows.record(cast, held, rows.person(cast, sex="female" if number else "male"), number)
    everything = new(cast, output, "a", counter="people_reached")
    narrowed = new(cast, output, "b", counter="people_reached", interventions=[mine.intervention])
    women = new(cast, output, "c", counter="people_reached", conditions={"sex": ["female"]})
    found = values_of([everything, narrowed, women])
    assert [found[each.pk].value for each in (everything, narrowed, women)] == [3, 2, 2]
    assert value_of(everything, at=date(2009, 1, 5)).value == 1
    assert {cell.key: cell.value for cell in figure_of(narrowed, ("sex",)).cells if cell.value} == {
        ("female",): 1,
        ("male",): 1,
    }


def test_a_breakdown_that_is_not_for_the_reader_is_left_out(cast, output):
    held = rows.service(cast)
    for number in range(20):
        rows.record(cast, held, rows.person(cast, sex="female", status="idp"), number)
    indicator = new(cast, output, counter="people_reached")
    visitor = cast.visitor
    assert figure_of(indicator, ("sex",), reader=visitor).axes == ("sex",)
    assert figure_of(indicator, ("age",), reader=visitor).axes == ("age_unhcr",)
    for by in (("place", "status"), ("age_ifrc",), ("audience",)):
        figure = figure_of(indicator, by, reader=visitor)
        assert (figure.value, figure.cells) == (20, ())
    women = new(cast, output, "w", counter="people_reached", conditions={"sex": ["female"]})
    assert not figure_of(women, ("place",), reader=visitor).cells, "one column of a table published elsewhere"
    assert figure_of(women, ("place",), reader=cast.monitoring_officer).cells
    assert figure_of(new(cast, output, "o"), ("sex",)) is None


def test_accumulation_says_how_observations_add_up(cast, output):
    def valued(code, accumulation):
        indicator = new(cast, output, code, accumulation=accumulation)
        for month, value in ((3, 10), (1, 5), (6, 7)):
            observe(cast, indicator, observed_on=date(2009, month, 1), value=value)
        return value_of(indicator).value, value_of(indicator, at=date(2009, 4, 1)).value

    assert valued("a", "flow") == (22, 15)
    assert valued("b", "running") == (7, 10)
    assert valued("c", "latest") == (7, 10)


def test_a_percentage_is_the_sum_of_numerators_over_the_sum_of_denominators(cast, output):
    indicator = new(cast, output, kind="percentage", accumulation="flow")
    observe(cast, indicator, numerator=1, denominator=2)
    observe(cast, indicator, numerator=10, denominator=100)
    assert value_of(indicator).value == Decimal("10.78"), "and not the mean of 50 % and 10 %"
    assert percentage([]) is None


def test_progress_is_measured_from_the_baseline_and_unknown_without_a_target(cast, output):
    assert progress(Decimal(30), Decimal(60)) == 50
    assert progress(Decimal(30), Decimal(50), Decimal(20)) == 33
    assert progress(None, Decimal(60)) is None
    assert progress(Decimal(30), None) is None
    assert progress(Decimal(0), Decimal(0)) is None


def test_the_target_is_the_next_that_is_due(cast, output):
    indicator = new(cast, output)
    for year, value in ((2009, 10), (2010, 20)):
        actions.set_target(
            actor=cast.monitoring_officer, indicator=indicator, due_on=date(year, 12, 31), value=value
        )
    assert value_of(indicator, at=date(2009, 6, 1)).target == 10
    assert value_of(indicator, at=date(2010, 6, 1)).target == 20
    assert value_of(indicator, at=date(2015, 6, 1)).target == 20


def test_values_of_many_indicators_cost_as_many_queries_as_of_few(cast, output):
    rows.record(cast, rows.service(cast), rows.person(cast))

    def more(start, stop):
        for number in range(start, stop):
            counter = ("people_reached", "people_trained", "")[number % 3]
            indicator = new(cast, output, f"n{number}", counter=counter)
            actions.set_target(
                actor=cast.monitoring_officer, indicator=indicator, due_on="2009-12-31", value=number
            )

    def cost():
        found = list(Indicator.objects.select_related("result"))
        with CaptureQueriesContext(connection) as queries:
            values_of(found)
        return len(queries)

    more(0, 3)
    few = cost()
    more(3, 30)
    assert cost() == few <= 6


def test_a_small_number_of_people_is_withheld_from_who_does_not_keep_the_records(cast, output):
    rows.record(cast, rows.service(cast), rows.person(cast))
    indicator = new(cast, output, counter="people_reached")
    for reader, shown in (
        ("visitor", (None, True)),
        ("donor", (None, True)),
        ("monitoring_officer", (1, False)),
    ):
        value = value_of(indicator, reader=cast.people[reader])
        assert (value.value, value.suppressed) == shown


def test_a_course_goes_by_quarters_and_tells_no_small_step(cast, output):
    assert quarter_ends(date(2009, 1, 1), date(2009, 8, 2)) == [
        date(2009, 3, 31),
        date(2009, 6, 30),
        date(2009, 8, 2),
    ]
    held = rows.service(cast)
    for day in (1, 100, 200):
        rows.record(cast, held, rows.person(cast), day)
    course = course_of(new(cast, output, counter="people_reached"), date(2010, 6, 1))
    assert [value for _day, value in course] == [1, 2, 3, 3]

    def steps(*values):
        return [
            value
            for _day, value in without_small_steps([(date(2009, n + 1, 1), v) for n, v in enumerate(values)])
        ]

    assert steps(10, 12, 20) == [10, 20]
    assert steps(10, 20, 21) == [10, 21]
    assert steps(10, 20, 30) == [10, 20, 30]
    assert steps(0, 3) == [0] or steps(0, 3) == []
    assert steps(None, 7) == [None, 7]


# --- what is refused -------------------------------------------------------------------------------


def test_an_observation_holds_what_its_kind_needs(cast, output):
    share = new(cast, output, "p", "percentage")
    assert refusal(lambda: observe(cast, share, numerator=1)) == "denominator"
    assert refusal(lambda: observe(cast, share, denominator=1)) == "numerator"
    assert refusal(lambda: observe(cast, share, numerator=1, denominator=0)) == "denominator"
    assert refusal(lambda: observe(cast, share, numerator=-1, denominator=3)) == "numerator"
    assert refusal(lambda: observe(cast, share, value=50, numerator=1, denominator=2)) == "value"
    number = new(cast, output, "n")
    assert refusal(lambda: observe(cast, number)) == "value"
    assert refusal(lambda: observe(cast, number, value=1, source=" ")) == "source"
    assert refusal(lambda: observe(cast, number, value=1, numerator=1)) == "numerator"
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert refusal(lambda: observe(cast, number, value=1, observed_on=tomorrow)) == "observed_on"
    assert refusal(lambda: observe(cast, new(cast, output, "y", "yes_no"), value=2)) == "value"
    assert refusal(lambda: observe(cast, new(cast, output, "q", "qualitative"))) == "text"
    assert not Observation.objects.exists()


def test_what_is_counted_can_not_be_typed(cast, output):
    refusal(lambda: observe(cast, new(cast, output, counter="people_reached"), value=5000))
    assert not Observation.objects.exists()


def test_a_changed_target_needs_a_reason_and_keeps_the_old_one(cast, output):
    indicator = new(cast, output)
    officer, day = cast.monitoring_officer, date(2009, 12, 31)
    actions.set_target(actor=officer, indicator=indicator, due_on=day, value=50)
    assert (
        refusal(lambda: actions.set_target(actor=officer, indicator=indicator, due_on=day, value=60))
        == "reason"
    )
    assert (
        refusal(lambda: actions.set_target(actor=officer, indicator=indicator, due_on=day, value=50))
        == "value"
    )
    actions.set_target(actor=officer, indicator=indicator, due_on=day, value=60, reason="More places")
    kept = Target.objects.order_by("pk").values_list("value", "is_current", "reason")
    assert list(kept) == [(50, False, ""), (60, True, "More places")]
    assert value_of(indicator).target == 60
    assert JournalEntry.objects.filter(verb="results.set_target").count() == 2


def test_a_count_is_narrowed_only_by_what_its_records_have(cast, output):
    assert refusal(lambda: new(cast, output, counter="gaps_agreed", conditions={"sex": ["female"]})) == "sex"
    assert (
        refusal(lambda: new(cast, output, counter="people_reached", conditions={"sex": ["purple"]})) == "sex"
    )
    assert refusal(lambda: new(cast, output, counter="moons")) == "counter"
    assert refusal(lambda: new(cast, output, kind="percentage", counter="people_reached")) == "kind"
    assert refusal(lambda: new(cast, output, accumulation="distinct")) == "counter"
    assert refusal(lambda: new(cast, output, conditions={"sex": ["female"]})) == "counter"
    elsewhere = rows.intervention(cast, programme=cast.other)
    assert refusal(lambda: new(cast, output, interventions=[elsewhere])) == "interventions"
    assert not Indicator.objects.exists()


def test_a_result_contributes_upwards_within_its_programme(cast, output):
    def under(level, parent):
        return actions.create_result(
            actor=cast.monitoring_officer,
            programme=cast.programme,
            level=level,
            code=level,
            title="x",
            parent=parent,
        )

    assert refusal(lambda: under("impact", output)) == "parent"
    impact = under("impact", None)
    assert under("outcome", impact).parent == impact
    other = Result.objects.create(programme=cast.other, level="impact", code="1", title="x")
    assert refusal(lambda: under("output", other)) == "parent"


@pytest.mark.parametrize(
    "name", ["protection_officer", "grants_officer", "official", "donor", "applicant", "stranger"]
)
def test_only_who_monitors_the_programme_writes(cast, output, name):
    indicator, person = new(cast, output), cast.people[name]
    for act in (
        lambda: actions.create_result(
            actor=person, programme=cast.programme, level="output", code="9", title="x"
        ),
        lambda: actions.create_indicator(actor=person, result=output, code="9", title="x", kind="number"),
        lambda: actions.set_target(actor=person, indicator=indicator, due_on=date(2009, 1, 1), value=1),
        lambda: actions.record_observation(
            actor=person, indicator=indicator, observed_on=date(2009, 1, 1), value=1, source="x"
        ),
        lambda: actions.publish_indicator(actor=person, indicator=indicator),
        lambda: actions.link_interventions(actor=person, indicator=indicator, interventions=[]),
    ):
        with pytest.raises(Forbidden):
            act()


# --- pages -----------------------------------------------------------------------------------------


def test_an_indicator_is_for_the_programme_until_it_is_published(cast, output, as_):
    indicator = new(cast, output)
    for name, status in (
        ("visitor", 404),
        ("stranger", 404),
        ("applicant", 404),
        ("donor", 200),
        ("official", 200),
    ):
        assert as_(name).get(indicator.get_absolute_url()).status_code == status
    client = as_("monitoring_officer")
    assert client.post(reverse("results:publish", args=[indicator.pk])).status_code == 302
    page = as_("visitor").get(indicator.get_absolute_url())
    assert indicator.title in page.content.decode()
    assert as_("official").post(reverse("results:publish", args=[indicator.pk])).status_code == 403


def test_the_framework_shows_the_chain_and_hides_what_is_not_published(cast, output, as_):
    shown, hidden = new(cast, output, "shown"), new(cast, output, "hidden")
    actions.publish_indicator(actor=cast.monitoring_officer, indicator=shown)
    address = reverse("results:programme", args=[cast.programme.pk])
    visitor, officer = (as_(name).get(address).content.decode() for name in ("visitor", "monitoring_officer"))
    assert shown.title in visitor
    assert hidden.title not in visitor
    assert "New indicator" not in visitor
    assert hidden.title in officer
    assert reverse("results:new_indicator", args=[output.pk]) in officer


def test_the_framework_costs_the_same_for_many_indicators(cast, output, as_, assert_constant_queries):
    client = as_("monitoring_officer")
    numbers = iter(range(100))
    assert_constant_queries(
        lambda: client.get(reverse("results:programme", args=[cast.programme.pk])),
        lambda: new(cast, output, f"n{next(numbers)}", counter="people_reached"),
    )


def test_the_page_of_an_indicator_opens_the_records(cast, output, as_):
    someone = rows.person(cast, sex="female")
    rows.record(cast, rows.service(cast), someone)
    indicator = new(cast, output, counter="people_reached")
    page = as_("monitoring_officer").get(indicator.get_absolute_url(), {"by": "sex"}).content.decode()
    assert someone.code in page
    assert 'href="#records"' in page
    donor = as_("donor").get(indicator.get_absolute_url(), {"by": "sex"}).content.decode()
    assert someone.code not in donor
    assert "withheld" in donor


def test_a_refused_form_says_why_beside_the_field_and_keeps_what_was_typed(cast, output, as_):
    indicator = new(cast, output, kind="percentage")
    address = reverse("results:new_observation", args=[indicator.pk])
    typed = {"observed_on": "2999-01-01", "numerator": "3", "denominator": "0", "source": "The spring survey"}
    page = as_("monitoring_officer").post(address, typed)
    assert page.status_code == 422
    assert "This day has not come yet." in page.content.decode()
    assert "The spring survey" in page.content.decode()
    page = as_("monitoring_officer").post(address, {**typed, "observed_on": "2009-05-05"})
    assert page.context["form"].errors["denominator"]
    page = as_("monitoring_officer").post(address, {**typed, "observed_on": "2009-05-05", "denominator": "4"})
    assert page.status_code == 302
    assert value_of(indicator).value == 75


@pytest.mark.parametrize("number", ["1e999", "NaN", "Infinity", "9" * 40, "-1", "x", ""])
def test_a_number_that_is_none_is_refused(cast, output, as_, number):
    indicator = new(cast, output)
    page = as_("monitoring_officer").post(
        reverse("results:new_target", args=[indicator.pk]), {"due_on": "2009-12-31", "value": number}
    )
    assert page.status_code == 422
    page = as_("monitoring_officer").post(
        reverse("results:new_observation", args=[indicator.pk]),
        {"observed_on": "2009-12-01", "value": number, "source": "x"},
    )
    assert page.status_code == (302 if number == "-1" else 422)


def test_an_indicator_is_made_on_its_form_with_conditions(cast, output, as_):
    held = rows.service(cast)
    typed = {
        "code": "1",
        "title": "Women reached",
        "kind": "number",
        "unit": "people",
        "counter": "people_reached",
        "accumulation": "distinct",
        "interventions": [held.intervention_id],
        "sex": ["female"],
    }
    address = reverse("results:new_indicator", args=[output.pk])
    wrong = as_("monitoring_officer").post(address, {**typed, "audience": ["own"]})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors["audience"]
    beyond = as_("monitoring_officer").post(address, {**typed, "interventions": ["9" * 30]})
    assert beyond.context["form"].errors["interventions"]
    done = as_("monitoring_officer").post(address, typed)
    made = Indicator.objects.get()
    assert done.url == made.get_absolute_url()
    assert made.conditions == {"sex": ["female"]}
    again = as_("monitoring_officer").post(address, typed)
    assert again.status_code == 422, "the code is taken"
    edit = reverse("results:edit_indicator", args=[made.pk])
    assert as_("monitoring_officer").get(edit).status_code == 200
    assert (
        as_("monitoring_officer").post(edit, {**typed, "title": "Women reached by services"}).status_code
        == 302
    )
    assert Indicator.objects.get().title == "Women reached by services"


def test_the_kind_of_an_observed_indicator_stays(cast, output, as_):
    indicator = new(cast, output)
    observe(cast, indicator, value=3)
    typed = {"code": "a", "title": "x", "kind": "percentage", "accumulation": "running"}
    page = as_("monitoring_officer").post(reverse("results:edit_indicator", args=[indicator.pk]), typed)
    assert page.status_code == 422
    assert page.context["form"].errors["kind"]
    indicator.refresh_from_db()
    assert indicator.kind == "number"


def test_an_intervention_shows_the_results_it_contributes_to(cast, output, as_):
    held = rows.service(cast)
    indicator = new(cast, output, counter="people_reached", interventions=[held.intervention])
    page = as_("monitoring_officer").get(held.intervention.get_absolute_url())
    assert indicator.get_absolute_url() in page.content.decode()


@pytest.mark.parametrize("kind", Indicator.Kind.values)
def test_pages_stand_for_every_kind_of_indicator(cast, output, as_, kind):
    indicator = new(cast, output, kind=kind)
    client = as_("monitoring_officer")
    for name in ("indicator", "edit_indicator", "new_target", "new_observation"):
        assert client.get(reverse(f"results:{name}", args=[indicator.pk])).status_code == 200
    values = {"percentage": {"numerator": 1, "denominator": 4}, "qualitative": {"text": "Better"}}
    for month in (3, 9):
        observe(cast, indicator, observed_on=date(2009, month, 1), **values.get(kind, {"value": 1}))
    assert client.get(indicator.get_absolute_url()).status_code == 200
    assert client.get(reverse("results:programme", args=[cast.programme.pk])).status_code == 200


@pytest.mark.parametrize("name", ["visitor", "stranger", "monitoring_officer", "programme_officer"])
def test_the_list_of_results_is_for_everybody(cast, output, as_, name):
    indicator = new(cast, output)
    address = reverse("results:programme", args=[cast.programme.pk])
    text = as_(name).get(reverse("results:list")).content.decode()
    assert (address in text) == name.endswith("officer")
    actions.publish_indicator(actor=cast.monitoring_officer, indicator=indicator)
    assert address in as_(name).get(reverse("results:list")).content.decode()
