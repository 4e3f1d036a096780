"""Rules and pages of plans and measures."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.agree.gaps.queries import steps_of
from gapbridge.agree.plans import actions
from gapbridge.agree.plans.models import Measure, Plan
from gapbridge.agree.plans.queries import remedy_complete
from gapbridge.agree.plans.waiting import waiting
from gapbridge.base.errors import Forbidden, Refused, WrongState

from . import planning, story

pytestmark = pytest.mark.django_db


def underway(cast, **fields):
    measure = story.measure(cast, **fields)
    actions.agree_measure(actor=None, measure=measure)
    return actions.start_measure(actor=cast.programme_officer, measure=measure)


def test_a_measure_answers_at_least_one_gap_of_its_own_programme(cast):
    plan = story.plan(cast)
    with pytest.raises(Refused) as refusal:
        actions.create_measure(actor=cast.protection_officer, plan=plan, code="M1", title="x", gaps=[])
    assert refusal.value.field == "gaps"
    foreign = story.bare_gap(cast)
    foreign.programme = cast.other
    foreign.save()
    with pytest.raises(Refused, match="another programme"):
        actions.create_measure(actor=cast.protection_officer, plan=plan, code="M1", title="x", gaps=[foreign])
    assert not Measure.objects.exists()


def test_a_plan_is_adopted_with_a_measure_and_takes_none_once_closed(cast):
    plan = story.plan(cast)
    with pytest.raises(Refused, match="measure"):
        actions.adopt_plan(actor=cast.protection_officer, plan=plan)
    measure = story.measure(cast, within=plan)
    with pytest.raises(Refused, match="None of its measures is agreed"):
        actions.adopt_plan(actor=cast.protection_officer, plan=plan)
    actions.agree_measure(actor=None, measure=measure)
    actions.adopt_plan(actor=cast.protection_officer, plan=plan)
    planning.reviewed(cast, plan)
    actions.drop_measure(actor=cast.protection_officer, measure=measure, reason="No pump is left")
    actions.close_plan(actor=cast.protection_officer, plan=plan)
    assert [step.state for step in steps_of(plan)][:2] == ["Closed", "Reviewed"]
    with pytest.raises(Refused, match="closed"):
        story.measure(cast, within=plan)
    with pytest.raises(Refused, match="closed"):
        actions.change_plan(actor=cast.protection_officer, plan=plan, title="x")


def test_what_was_agreed_stays_and_how_it_is_carried_out_may_change(cast):
    measure = story.measure(cast)
    actions.agree_measure(actor=None, measure=measure)
    with pytest.raises(Refused) as refusal:
        actions.change_measure(actor=cast.protection_officer, measure=measure, title="Other")
    assert refusal.value.field == "title"
    actions.change_measure(
        actor=cast.protection_officer, measure=measure, due_on=date(2009, 9, 1), cost=Decimal(0)
    )
    measure.refresh_from_db()
    assert (measure.due_on, measure.cost, measure.title) == (date(2009, 9, 1), Decimal(0), "Mend the pump")


def test_nobody_agrees_a_measure_alone(cast):
    measure = story.measure(cast)
    with pytest.raises(Forbidden):
        actions.agree_measure(actor=cast.programme_officer, measure=measure)


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("programme_officer", True),
        ("applicant", True),
        ("protection_officer", False),
        ("rival", False),
        ("official", False),
        ("donor", False),
        ("stranger", False),
    ],
)
def test_work_is_begun_by_programme_officers_and_whoever_is_responsible(cast, name, may):
    measure = story.measure(cast, responsible=cast.cso)
    actions.agree_measure(actor=None, measure=measure)
    if may:
        actions.start_measure(actor=cast.people[name], measure=measure)
        assert Measure.objects.get().state == "under_way"
    else:
        with pytest.raises(Forbidden):
            actions.start_measure(actor=cast.people[name], measure=measure)
        assert Measure.objects.get().state == "agreed"


def test_a_proposed_measure_is_not_begun(cast):
    with pytest.raises(WrongState):
        actions.start_measure(actor=cast.programme_officer, measure=story.measure(cast))


def test_dates_in_the_wrong_order_are_refused_beside_the_field(cast):
    with pytest.raises(Refused) as refusal:
        story.measure(cast, starts_on=date(2009, 5, 1), due_on=date(2009, 4, 1))
    assert refusal.value.field == "due_on"
    with pytest.raises(Refused) as refusal:
        story.plan(cast, starts_on=date(2009, 5, 1), ends_on=date(2009, 4, 1))
    assert refusal.value.field == "ends_on"


def test_a_remedy_is_complete_with_owner_date_and_cost(cast):
    gap = story.gap(cast)
    assert remedy_complete(gap).holds is None
    measure = story.measure(cast, gaps=[gap], responsible=cast.cso, due_on=date(2009, 9, 1))
    assert remedy_complete(gap).holds is False
    actions.change_measure(actor=cast.protection_officer, measure=measure, cost=Decimal(0))
    assert remedy_complete(gap).holds is True  # nothing is a cost; unknown is not


def test_a_responsible_organisation_sees_its_measure_and_is_told_when_it_is_due(cast, as_):
    measure = underway(cast, responsible=cast.cso, due_on=timezone.localdate() + timedelta(days=3))
    assert as_("applicant").get(measure.get_absolute_url()).status_code == 200
    assert as_("rival").get(measure.get_absolute_url()).status_code == 404
    assert [(each.url, each.due) for each in waiting(cast.applicant)] == [
        (measure.get_absolute_url(), measure.due_on)
    ]
    assert list(waiting(cast.rival)) == []
    later = underway(cast, responsible=cast.rival_cso, due_on=timezone.localdate() + timedelta(days=90))
    assert list(waiting(cast.fresh("rival"))) == []
    assert later.state == "under_way"


def test_the_public_sees_agreed_measures_of_adopted_plans(cast, as_):
    measure = story.measure(cast)
    assert as_("visitor").get(measure.get_absolute_url()).status_code == 404
    actions.agree_measure(actor=None, measure=measure)
    assert as_("visitor").get(measure.get_absolute_url()).status_code == 404
    actions.adopt_plan(actor=cast.protection_officer, plan=measure.plan)
    page = as_("visitor").get(measure.get_absolute_url())
    assert page.status_code == 200
    assert "1 gap closed to you" in page.content.decode()
    plan = as_("visitor").get(measure.plan.get_absolute_url()).content.decode()
    assert measure.title in plan
    assert "New measure" not in plan


def test_lists_cost_the_same_however_long(cast, as_, assert_constant_queries):
    client = as_("protection_officer")
    plan = story.plan(cast)
    for address in (reverse("plans:measures"), plan.get_absolute_url()):
        assert_constant_queries(
            lambda address=address: client.get(address),
            lambda: story.measure(cast, within=plan, responsible=cast.cso),
        )
    assert_constant_queries(lambda: client.get(reverse("plans:list")), lambda: story.measure(cast))


def test_measures_are_filtered(cast, as_):
    late = underway(
        cast, title="Late one", due_on=timezone.localdate() - timedelta(days=1), responsible=cast.cso
    )
    story.measure(cast, title="Dig a well")
    client = as_("programme_officer")
    for query in (
        "due=overdue",
        "due=soon",
        f"responsible={cast.cso.pk}",
        "state=under_way",
        f"plan={late.plan_id}",
    ):
        page = client.get(f"{reverse('plans:measures')}?{query}").content.decode()
        assert "Late one" in page, query
        assert "Dig a well" not in page, query


def test_forms_keep_what_was_typed(cast, as_):
    client = as_("protection_officer")
    response = client.post(
        reverse("plans:new", args=[cast.programme.pk]),
        {"title": "Plan of hopes", "starts_on": "2009-05-01", "ends_on": "2009-04-01"},
    )
    assert response.status_code == 422
    assert response.context["form"].errors["ends_on"]
    assert "Plan of hopes" in response.content.decode()
    plan, gap = story.plan(cast), story.gap(cast)
    address = reverse("plans:new_measure", args=[plan.pk])
    assert client.get(address).status_code == 200
    response = client.post(address, {"code": "M1", "title": "Typed", "language": "en", "cost": "-5"})
    assert {"gaps", "cost"} <= set(response.context["form"].errors)
    assert "Typed" in response.content.decode()
    client.post(address, {"code": "M1", "title": "Typed", "language": "en", "gaps": [gap.pk], "cost": ""})
    measure = Measure.objects.get()
    assert (measure.cost, measure.state) == (None, "proposed")
    address = reverse("plans:edit_measure", args=[measure.pk])
    assert client.get(address).status_code == 200
    client.post(address, {"code": "M1", "title": "Typed anew", "language": "en", "gaps": [gap.pk]})
    assert Measure.objects.get().title == "Typed anew"


@pytest.mark.parametrize(
    ("name", "status"), [("official", 404), ("stranger", 404), ("rival", 404), ("visitor", 302)]
)
def test_others_reach_no_form_of_a_draft(cast, as_, name, status):
    plan = story.plan(cast)
    for route in ("edit", "new_measure"):
        assert as_(name).get(reverse(f"plans:{route}", args=[plan.pk])).status_code == status
    assert Plan.objects.count() == 1


def test_a_gaps_page_shows_the_first_measures_and_leads_to_the_rest(cast, as_):
    gap, plan = story.gap(cast), story.plan(cast)
    for _number in range(20):
        story.measure(cast, gaps=[gap], within=plan)
    client, rest = as_("protection_officer"), f"?gap={gap.pk}"
    assert rest not in client.get(gap.get_absolute_url()).content.decode()
    story.measure(cast, gaps=[gap], within=plan)
    assert rest in client.get(gap.get_absolute_url()).content.decode()
