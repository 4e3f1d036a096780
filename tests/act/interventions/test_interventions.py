from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.interventions import actions
from gapbridge.act.interventions.kinds import KINDS
from gapbridge.act.interventions.models import Intervention
from gapbridge.agree.plans.models import Measure, Plan
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry
from gapbridge.base.sockets import waiting_for
from gapbridge.programmes.models import BudgetLine, Place

SPRING = {"starts_on": date(2009, 3, 2), "ends_on": date(2009, 3, 6)}


@pytest.fixture
def plan_one(cast):
    """`plan_one(code="T2", state="completed")`: an intervention, by the officer, moved on to a state by hand."""

    def make(code="T1", kind="service", state="planned", published=False, programme=None, **facts):
        officer = cast.stranger if programme == cast.other else cast.programme_officer
        given = {"title": f"Intervention {code}", "organisation": cast.office, **SPRING, **facts}
        made = actions.create_intervention(
            actor=officer, programme=programme or cast.programme, kind=kind, code=code, **given
        )
        made.state, made.published_at = state, timezone.now() if published else None
        made.save()
        return made

    return make


@pytest.fixture
def measure(cast):
    def make(code="M1", state="agreed", programme=None):
        plan, _created = Plan.objects.get_or_create(
            programme=programme or cast.programme,
            title="2009",
            starts_on=date(2009, 1, 1),
            ends_on=date(2009, 12, 31),
        )
        return Measure.objects.create(plan=plan, code=code, title=f"Measure {code}", state=state)

    return make


def address(intervention, name="intervention"):
    return reverse(f"interventions:{name}", args=[intervention.pk])


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["programme_officer", "protection_officer", "grants_officer", "monitoring_officer"]
)
def test_every_officer_plans_interventions(cast, name):
    made = actions.create_intervention(
        actor=cast.people[name],
        programme=cast.programme,
        kind="service",
        code="S1",
        title="Visits",
        organisation=cast.office,
        **SPRING,
    )
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.target_id, entry.programme_id) == (
        "interventions.create_intervention",
        made.pk,
        cast.programme.pk,
    )


@pytest.mark.parametrize(
    "name", ["stranger", "rival", "official", "trainer", "community_member", "evaluator"]
)
def test_nobody_else_plans_a_training(cast, name):
    with pytest.raises(Forbidden):
        actions.create_intervention(
            actor=cast.people[name],
            programme=cast.programme,
            kind="training",
            code="T1",
            title="Law",
            organisation=cast.office,
            **SPRING,
        )
    assert not Intervention.objects.exists()


def test_a_logistician_runs_procurements_and_nothing_else(cast, plan_one):
    procurement, service = plan_one("P1", kind="procurement"), plan_one("S1")

    actions.change_intervention(actor=cast.logistician, intervention=procurement, title="Beds and desks")
    with pytest.raises(Forbidden):
        actions.change_intervention(actor=cast.logistician, intervention=service, title="Beds and desks")

    assert set(Intervention.objects.values_list("title", flat=True)) == {"Beds and desks", "Intervention S1"}


@pytest.mark.parametrize(
    ("state", "published", "seers"),
    [
        ("planned", False, {"programme_officer", "monitoring_officer"}),
        ("under_way", False, {"programme_officer", "monitoring_officer", "official", "donor", "trainer"}),
        (
            "planned",
            True,
            {
                "programme_officer",
                "monitoring_officer",
                "official",
                "donor",
                "trainer",
                "rival",
                "stranger",
                "visitor",
            },
        ),
    ],
)
def test_who_sees_an_intervention(cast, as_, plan_one, state, published, seers):
    made = plan_one(state=state, published=published)
    asked = [
        "programme_officer",
        "monitoring_officer",
        "official",
        "donor",
        "trainer",
        "rival",
        "stranger",
        "visitor",
    ]

    on_page = {name for name in asked if as_(name).get(address(made)).status_code == 200}
    in_list = {
        name
        for name in asked
        if "Intervention T1" in as_(name).get(reverse("interventions:list")).content.decode()
    }

    assert on_page == in_list == seers


# --- rules ----------------------------------------------------------------------------------------


def test_an_intervention_does_not_end_before_it_starts(cast, plan_one):
    with pytest.raises(Refused, match="can't end before") as refusal:
        plan_one(ends_on=date(2009, 3, 1))
    assert refusal.value.field == "ends_on"


def test_a_code_is_used_once_in_a_programme_whatever_its_capitals(cast, plan_one):
    plan_one("T1")
    plan_one("T1", programme=cast.other, organisation=cast.elsewhere)
    with pytest.raises(Refused) as refusal:
        plan_one("t1")
    assert refusal.value.field == "code"


def test_a_cost_is_never_negative_and_may_be_unknown(cast, plan_one):
    assert plan_one().actual_cost is None
    with pytest.raises(ValidationError):
        plan_one("T2", planned_cost=-1)


def test_measures_and_budget_line_are_of_the_same_programme(cast, plan_one, measure):
    foreign = measure(programme=cast.other)
    line = BudgetLine.objects.create(programme=cast.other, code="1", title="Staff", amount=10)
    with pytest.raises(Refused, match="M1"):
        plan_one(measures=[foreign])
    with pytest.raises(Refused, match="budget line"):
        plan_one(budget_line=line)
    assert not Intervention.objects.exists()


def test_it_starts_only_when_all_its_measures_are_agreed_and_moves_none(cast, plan_one, measure):
    agreed, proposed = measure("M1"), measure("M2", state="proposed")
    made = plan_one(measures=[agreed, proposed])
    with pytest.raises(Refused, match="M2"):
        actions.start_intervention(actor=cast.programme_officer, intervention=made)

    actions.change_intervention(actor=cast.programme_officer, intervention=made, measures=[agreed])
    actions.start_intervention(actor=cast.programme_officer, intervention=made)

    made.refresh_from_db()
    agreed.refresh_from_db()
    assert (made.state, agreed.state) == ("under_way", "agreed")


def test_it_is_not_completed_before_its_last_day(cast, plan_one):
    made = plan_one(state="under_way", ends_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refused, match="Change the last day first"):
        actions.complete_intervention(actor=cast.programme_officer, intervention=made)

    actions.change_intervention(actor=cast.programme_officer, intervention=made, ends_on=timezone.localdate())
    actions.complete_intervention(actor=cast.programme_officer, intervention=made)

    made.refresh_from_db()
    assert made.state == "completed"


def test_cancelling_says_why_on_the_page_and_cannot_be_undone(cast, as_, plan_one):
    made = plan_one(state="under_way")
    with pytest.raises(Refused):
        actions.cancel_intervention(actor=cast.programme_officer, intervention=made, reason="  ")
    actions.cancel_intervention(actor=cast.programme_officer, intervention=made, reason="The road is closed.")

    assert "The road is closed." in as_("donor").get(address(made)).content.decode()
    with pytest.raises(WrongState):
        actions.complete_intervention(actor=cast.programme_officer, intervention=made)


def test_an_edit_does_not_undo_a_move_made_meanwhile(cast, plan_one):
    made = plan_one()
    stale = Intervention.objects.get(pk=made.pk)
    actions.start_intervention(actor=cast.programme_officer, intervention=made)
    actions.change_intervention(actor=cast.programme_officer, intervention=stale, title="Another title")
    assert Intervention.objects.values_list("state", "title").get() == ("under_way", "Another title")


def test_nothing_is_added_to_a_closed_programme(cast, plan_one):
    cast.programme.state = "closed"
    cast.programme.save()
    with pytest.raises(Refused, match="closed"):
        plan_one()


def test_publishing_opens_it_to_everybody_and_taking_off_closes_it(cast, as_, plan_one):
    made = plan_one(state="under_way")
    as_("programme_officer").post(address(made, "publish"))
    assert as_("visitor").get(address(made)).status_code == 200
    as_("programme_officer").post(address(made, "unpublish"))
    assert as_("visitor").get(address(made)).status_code == 404


def test_nothing_of_a_programme_in_preparation_is_published(cast, plan_one):
    cast.programme.state = "draft"
    cast.programme.save()
    with pytest.raises(Refused, match="in preparation"):
        actions.publish_intervention(actor=cast.programme_officer, intervention=plan_one())


@pytest.mark.parametrize(("name", "status"), [("donor", 403), ("stranger", 404), ("logistician", 403)])
def test_only_officers_publish(cast, as_, plan_one, name, status):
    made = plan_one(state="under_way", kind="procurement")
    assert as_(name).post(address(made, "publish")).status_code == status
    made.refresh_from_db()
    assert made.published_at is None


# --- pages ----------------------------------------------------------------------------------------


def test_the_page_tells_facts_and_unknown_cost_is_not_zero(cast, as_, plan_one, measure):
    made = plan_one(
        measures=[measure()],
        topics=[cast.topic],
        places=[cast.district],
        planned_cost="1200.50",
        summary="Five days.",
    )
    text = as_("programme_officer").get(address(made)).content.decode()
    for expected in (
        "Five days.",
        "Measure M1",
        "Asylum and reception capacity",
        "Yevlax",
        "1,200.50 EUR",
        "The office",
        "not known",
    ):
        assert expected in text, expected


def test_wrong_input_stands_beside_the_field_and_nothing_typed_is_lost(cast, as_, plan_one):
    made = plan_one()
    data = {
        "code": "T9",
        "title": "A title I typed",
        "language": "en",
        "organisation": cast.office.pk,
        "starts_on": "2009-03-31",
        "ends_on": "2009-02-30",
        "planned_cost": "-5",
        "topics": ["999999"],
    }
    response = as_("programme_officer").post(address(made, "edit"), data)
    errors = response.context["form"].errors
    assert response.status_code == 422
    assert {"ends_on", "planned_cost", "topics"} == set(errors)
    assert "A title I typed" in response.content.decode()
    made.refresh_from_db()
    assert made.title == "Intervention T1"


def test_the_form_changes_what_it_shows(cast, as_, plan_one):
    made = plan_one()
    data = {
        "code": "T1",
        "title": "Renamed",
        "language": "en",
        "organisation": cast.office.pk,
        "starts_on": "2009-03-02",
        "ends_on": "2009-03-02",
        "places": [cast.district.pk],
        "topics": [cast.topic.pk],
    }
    assert as_("programme_officer").post(address(made, "edit"), data).status_code == 302
    made.refresh_from_db()
    assert (made.title, list(made.places.all()), list(made.topics.all())) == (
        "Renamed",
        [cast.district],
        [cast.topic],
    )


@pytest.mark.parametrize(("name", "status"), [("donor", 403), ("stranger", 404), ("visitor", 302)])
def test_only_who_may_change_it_gets_the_form(cast, as_, plan_one, name, status):
    assert as_(name).get(address(plan_one(state="under_way"), "edit")).status_code == status


def test_filters_find_by_place_within_a_district_by_topic_state_and_word(cast, as_, plan_one):
    plan_one("A1", places=[cast.settlement], topics=[cast.topic], state="completed", title="Reception law")
    plan_one("A2", title="Mine risk")
    client = as_("programme_officer")

    for query in (f"place={cast.district.pk}", f"topic={cast.topic.pk}", "state=completed", "text=reception"):
        text = client.get(f"{reverse('interventions:list')}?{query}").content.decode()
        assert "Reception law" in text and "Mine risk" not in text, query


def test_officers_are_told_what_has_passed_its_last_day(cast, plan_one):
    plan_one("A1", state="under_way")
    plan_one("A2", state="completed")
    assert [each.count for each in waiting_for(cast.programme_officer) if each.stage == "act"] == [1]
    assert not waiting_for(cast.donor)
    assert not waiting_for(cast.visitor)


def test_buttons_for_new_ones_stand_where_the_reader_may_plan_them(cast, as_):
    url = reverse(KINDS["training"].new, args=[cast.programme.pk])
    assert url in as_("programme_officer").get(reverse("interventions:list")).content.decode()
    assert url not in as_("donor").get(reverse("interventions:list")).content.decode()


def test_the_list_costs_the_same_however_long_it_is(cast, as_, plan_one, assert_constant_queries):
    client, numbers = as_("programme_officer"), iter(range(100))

    def add():
        code = next(numbers)
        place = Place.objects.create(
            code=f"X{code}", kind="settlement", name_en=f"Place {code}", parent=cast.country
        )
        plan_one(f"N{code}", places=[place], topics=[cast.topic])

    assert_constant_queries(lambda: client.get(reverse("interventions:list")), add)
