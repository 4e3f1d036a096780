"""A plan's year: drafted, consulted, agreed, adopted, reviewed, carried over, closed."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from gapbridge.agree.plans import actions
from gapbridge.agree.plans.models import Funding, Measure, Plan
from gapbridge.agree.plans.rules import HEIRS, HOLDS
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry

from . import planning, story

pytestmark = pytest.mark.django_db


def state(plan):
    return Plan.objects.get(pk=plan.pk).state


def two_measures(cast):
    plan = story.plan(cast)
    return plan, story.measure(cast, within=plan), story.measure(cast, within=plan)


# --- consultation --------------------------------------------------------------------------------


def test_a_round_that_opens_takes_the_draft_plans_of_its_measures_up_and_no_others(cast):
    plan, first, second = two_measures(cast)
    adopted, other = planning.adopted(cast)
    bystander = story.plan(cast)
    assert [each.pk for each in actions.take_up([first, second, other])] == [plan.pk]
    assert (state(plan), state(adopted), state(bystander)) == ("in_consultation", "adopted", "draft")
    assert actions.take_up([first]) == []  # a second round changes nothing


def test_a_plan_is_agreed_when_the_last_of_its_standing_measures_is(cast):
    plan, first, second = two_measures(cast)
    actions.take_up([first])
    actions.agree(measure=first)
    assert actions.settle([first]) == []
    assert state(plan) == "in_consultation"
    actions.agree(measure=second)
    assert [each.pk for each in actions.settle([second])] == [plan.pk]
    assert state(plan) == "agreed"
    assert actions.settle([second]) == []


def test_a_dropped_measure_keeps_no_plan_from_being_agreed(cast):
    plan, first, second = two_measures(cast)
    actions.take_up([first])
    actions.agree(measure=first)
    actions.settle([first])
    actions.drop_measure(actor=cast.protection_officer, measure=second, reason="Too dear")
    assert state(plan) == "agreed"


def test_a_plan_without_a_standing_measure_is_not_agreed(cast):
    plan = story.plan(cast)
    measure = story.measure(cast, within=plan)
    actions.take_up([measure])
    actions.drop_measure(actor=cast.protection_officer, measure=measure, reason="Too dear")
    assert state(plan) == "in_consultation"


def test_an_adopted_plan_stays_adopted_when_a_later_round_agrees_its_last_measure(cast):
    plan, first, second = two_measures(cast)
    actions.take_up([first])
    actions.agree(measure=first)
    plan.refresh_from_db()
    actions.adopt_plan(actor=cast.protection_officer, plan=plan)
    actions.take_up([second])
    actions.agree(measure=second)
    actions.settle([second])
    assert state(plan) == "adopted"


def test_a_round_that_fails_gives_a_plan_back_unless_another_still_asks_about_it(cast, monkeypatch):
    plan, first, second = two_measures(cast)
    actions.take_up([first, second])
    monkeypatch.setattr(
        "gapbridge.agree.plans.rules.HOLDS", [lambda each: "asked" if each.pk == second.pk else ""]
    )
    assert actions.release([first], "No quorum") == []
    monkeypatch.setattr("gapbridge.agree.plans.rules.HOLDS", HOLDS)
    assert [each.pk for each in actions.release([second], "No quorum")] == [plan.pk]
    assert state(plan) == "draft"
    assert plan.history.first().history_change_reason == "No quorum"
    assert actions.release([second], "No quorum") == []


def test_a_plan_of_which_something_is_agreed_is_not_hidden_again_by_a_failed_round(cast):
    plan, first, second = two_measures(cast)
    actions.take_up([first, second])
    actions.agree(measure=first)
    assert actions.release([second], "No quorum") == []
    assert state(plan) == "in_consultation"


def test_a_plan_in_consultation_is_seen_by_all_with_a_part_in_the_programme(cast, as_):
    plan, first, _second = two_measures(cast)
    assert as_("official").get(plan.get_absolute_url()).status_code == 404
    actions.take_up([first])
    assert as_("official").get(plan.get_absolute_url()).status_code == 200
    assert as_("visitor").get(plan.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("name", ["programme_officer", "protection_officer", "official"])
def test_nobody_consults_or_agrees_a_plan_by_hand(cast, as_, name):
    plan, first, _second = two_measures(cast)
    actions.take_up([first])
    for move in ("consult", "agree", "give_back", "review"):
        address = reverse("base:move", args=["plans.plan", plan.pk, move])
        assert as_(name).post(address).status_code == 404
    assert state(plan) == "in_consultation"


# --- review --------------------------------------------------------------------------------------


def test_a_review_says_what_was_reached_and_what_is_learnt(cast):
    plan, _measure = planning.adopted(cast)
    for lacking in ("reached", "lessons"):
        texts = {"reached": "Half.", "lessons": "Order early."} | {lacking: "  "}
        with pytest.raises(Refused) as refusal:
            actions.review_plan(actor=cast.protection_officer, plan=plan, review=texts)
        assert refusal.value.field == lacking
    planning.reviewed(cast, plan)
    plan.refresh_from_db()
    assert plan.review["lessons"] == "Order in winter."
    assert plan.reviewed_on is not None
    entry = JournalEntry.objects.get(verb="plans.review_plan")
    assert entry.data == {"measures": {"under_way": 1}}  # numbers, no texts


def test_a_plan_is_reviewed_once_it_is_adopted(cast):
    with pytest.raises(WrongState):
        planning.reviewed(cast, story.plan(cast))


def test_the_review_page_shows_what_became_of_each_measure_and_leads_on(cast, as_):
    plan, measure = planning.adopted(cast)
    client, address = as_("protection_officer"), reverse("plans:review", args=[plan.pk])
    page = client.get(address).content.decode()
    assert str(measure) in page
    assert "Under way" in page
    refused = client.post(address, {"reached": "Half the pumps", "lessons": "", "language": "en"})
    assert refused.status_code == 422
    assert "Half the pumps" in refused.content.decode()
    response = client.post(address, {"reached": "Half", "lessons": "Early", "language": "en"})
    assert response["Location"] == reverse("plans:carry", args=[plan.pk])
    assert state(plan) == "reviewed"
    assert "What was reached" in as_("visitor").get(plan.get_absolute_url()).content.decode()


# --- carrying over -------------------------------------------------------------------------------


def carried(cast, plan, into, **measures):
    return actions.carry_over(actor=cast.protection_officer, plan=plan, into=into, **measures)


def test_what_is_carried_over_keeps_promise_and_state_and_takes_the_unpaid_money_along(cast):
    plan, measure = planning.adopted(cast)
    actions.change_measure(
        actor=cast.protection_officer, measure=measure, cost=Decimal(100), indicator="Water all day"
    )
    for amount, how in ((30, "paid"), (50, "committed")):
        actions.add_funding(
            actor=cast.protection_officer, measure=measure, source=cast.funder, amount=amount, state=how
        )
    measure.refresh_from_db()
    planning.reviewed(cast, plan)
    into = planning.next_year(cast)
    [new] = carried(cast, plan, into, measures={measure: date(2010, 6, 1)})
    assert (new.title, new.description, new.indicator) == (
        measure.title,
        measure.description,
        "Water all day",
    )
    assert (new.state, new.code, new.carried_from_id) == ("under_way", measure.code, measure.pk)
    assert (new.starts_on, new.due_on, new.cost) == (date(2010, 1, 1), date(2010, 6, 1), Decimal(70))
    assert list(new.gaps.all()) == list(measure.gaps.all())
    assert Measure.objects.get(pk=measure.pk).state == "carried_over"
    assert {row.state: row.measure_id for row in Funding.objects.all()} == {
        "paid": measure.pk,
        "committed": new.pk,
    }


def test_reports_stay_and_are_shown_on_the_page_of_the_row_that_goes_on(cast, as_):
    plan, measure = planning.adopted(cast)
    report = planning.reported(cast, measure, text="Pipes were laid in spring.")
    planning.reviewed(cast, plan)
    [new] = carried(cast, plan, planning.next_year(cast), measures={measure: date(2010, 6, 1)})
    report.refresh_from_db()
    assert report.measure_id == measure.pk
    page = as_("applicant").get(new.get_absolute_url()).content.decode()
    assert "Pipes were laid in spring." in page
    assert "carried over from Plan of 2009" in page
    assert "goes on in Plan of 2010" in as_("applicant").get(measure.get_absolute_url()).content.decode()


def test_a_code_that_the_new_plan_has_already_gets_a_number(cast):
    plan, measure = planning.adopted(cast)
    planning.reviewed(cast, plan)
    into = planning.next_year(cast)
    story.measure(cast, within=into, code=measure.code)
    [new] = carried(cast, plan, into, measures={measure: date(2010, 6, 1)})
    assert new.code == f"{measure.code}-2"


def test_an_unknown_cost_stays_unknown(cast):
    plan, measure = planning.adopted(cast)
    planning.reviewed(cast, plan)
    [new] = carried(cast, plan, planning.next_year(cast), measures={measure: date(2010, 6, 1)})
    assert new.cost is None


def test_a_measure_is_carried_over_once(cast):
    plan, measure = planning.adopted(cast)
    planning.reviewed(cast, plan)
    into = planning.next_year(cast)
    carried(cast, plan, into, measures={measure: date(2010, 6, 1)})
    with pytest.raises(WrongState):
        carried(cast, plan, into, measures={measure: date(2010, 6, 1)})
    assert into.measures.count() == 1


def test_only_a_later_open_plan_of_the_same_programme_takes_over(cast):
    plan, measure = planning.adopted(cast)
    with pytest.raises(Refused, match="Review the plan first"):
        carried(cast, plan, planning.next_year(cast), measures={measure: date(2010, 6, 1)})
    planning.reviewed(cast, plan)
    earlier = story.plan(cast, starts_on=date(2008, 1, 1), ends_on=date(2008, 12, 31))
    foreign = planning.next_year(cast)
    Plan.objects.filter(pk=foreign.pk).update(programme=cast.other)
    over, _other = planning.adopted(cast, starts_on=date(2010, 1, 1), ends_on=date(2010, 12, 31))
    planning.reviewed(cast, over)
    for into in (earlier, over, plan):
        with pytest.raises(Refused) as refusal:
            carried(cast, plan, into, measures={measure: date(2010, 6, 1)})
        assert refusal.value.field == "into"
    with pytest.raises(Forbidden):
        carried(cast, plan, Plan.objects.get(pk=foreign.pk), measures={measure: date(2010, 6, 1)})
    assert Measure.objects.get(pk=measure.pk).state == "under_way"


def test_a_date_before_the_new_plan_is_refused_beside_its_field(cast):
    plan, measure = planning.adopted(cast)
    planning.reviewed(cast, plan)
    with pytest.raises(Refused) as refusal:
        carried(cast, plan, planning.next_year(cast), measures={measure: date(2009, 6, 1)})
    assert refusal.value.field == f"due_{measure.pk}"


def test_later_apps_hear_of_what_is_carried_over(cast):
    plan, measure = planning.adopted(cast)
    planning.reviewed(cast, plan)
    heard = []
    HEIRS.append(lambda old, new: heard.append((old.pk, new.pk)))
    try:
        [new] = carried(cast, plan, planning.next_year(cast), measures={measure: date(2010, 6, 1)})
    finally:
        HEIRS.pop()
    assert heard == [(measure.pk, new.pk)]


def test_one_form_says_of_each_unfinished_measure_what_becomes_of_it(cast, as_):
    plan, kept = planning.adopted(cast)
    dropped, undecided = (planning.underway(cast, within=plan) for _number in range(2))
    planning.reviewed(cast, plan)
    into = planning.next_year(cast)
    client, address = as_("protection_officer"), reverse("plans:carry", args=[plan.pk])
    assert str(kept) in client.get(address).content.decode()
    sent = {
        "into": into.pk,
        f"fate_{kept.pk}": "keep",
        f"due_{kept.pk}": "",
        f"fate_{dropped.pk}": "drop",
        f"reason_{dropped.pk}": "",
        f"fate_{undecided.pk}": "later",
    }
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {f"due_{kept.pk}", f"reason_{dropped.pk}"}
    done = client.post(
        address, sent | {f"due_{kept.pk}": "2010-05-01", f"reason_{dropped.pk}": "The well is dry"}
    )
    assert done["Location"] == plan.get_absolute_url()
    states = {each.pk: each.state for each in Measure.objects.all()}
    assert (states[kept.pk], states[dropped.pk], states[undecided.pk]) == (
        "carried_over",
        "dropped",
        "under_way",
    )


def test_a_plan_is_closed_when_nothing_in_it_is_left_open(cast, as_):
    plan, measure = planning.adopted(cast)
    with pytest.raises(Refused, match="1 measure is not finished"):
        actions.close_plan(actor=cast.protection_officer, plan=plan)
    planning.reviewed(cast, plan)
    with pytest.raises(Refused, match="1 measure is not finished"):
        actions.close_plan(actor=cast.protection_officer, plan=plan)
    carried(cast, plan, planning.next_year(cast), measures={measure: date(2010, 6, 1)})
    as_("protection_officer").post(reverse("base:move", args=["plans.plan", plan.pk, "close"]))
    assert state(plan) == "closed"


@pytest.mark.parametrize(("name", "status"), [("official", 403), ("rival", 403), ("visitor", 302)])
def test_only_officers_review_and_carry_over(cast, as_, name, status):
    plan, _measure = planning.adopted(cast)
    for route in ("review", "carry"):
        assert as_(name).get(reverse(f"plans:{route}", args=[plan.pk])).status_code == status
