"""Supplies: never more handed over than ordered, confirmed by who receives."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import localdate

from gapbridge.act.supplies import actions
from gapbridge.act.supplies.models import Facility, Handover, Item
from gapbridge.act.supplies.queries import stock, waiting_for_logisticians, waiting_for_receivers
from gapbridge.base.errors import Forbidden, Refused, WrongState


def test_stock_is_derived_from_orders_and_handovers(cast, procurement, beds, plan):
    actions.hand_over(actor=cast.logistician, handover=plan(30))
    plan(20)
    row = stock(procurement).get()
    assert (row.ordered, row.handed_over_total, row.planned, row.remaining) == (100, 30, 20, 50)
    assert row.cost is None


def test_more_than_is_left_is_refused_and_the_remainder_is_named(beds, plan):
    plan(70)
    with pytest.raises(Refused) as refusal:
        plan(31)
    assert refusal.value.message_dict == {f"item_{beds.pk}": ["Only 30 pcs of “Beds” are left."]}
    plan(30)
    assert Handover.objects.count() == 2


def test_two_lines_of_one_item_count_together(beds, plan):
    with pytest.raises(Refused, match="Only 100"):
        plan(lines=[(beds, 60), (beds, 60)])


@pytest.mark.parametrize("quantity", [0, -5])
def test_a_quantity_is_at_least_one(plan, quantity):
    with pytest.raises(Refused):
        plan(quantity)
    assert not Handover.objects.exists()


def test_a_handover_without_lines_is_refused(plan):
    with pytest.raises(Refused, match="at least one item"):
        plan(lines=[])


def test_an_order_cannot_become_smaller_than_its_handovers(cast, beds, plan):
    plan(30)
    with pytest.raises(Refused) as refusal:
        actions.change_item(actor=cast.logistician, item=beds, quantity=29)
    assert refusal.value.field == "quantity"
    actions.change_item(actor=cast.logistician, item=Item.objects.get(pk=beds.pk), quantity=30)
    assert Item.objects.get(pk=beds.pk).quantity == 30


def test_a_negative_cost_is_refused(cast, procurement):
    with pytest.raises(ValidationError):
        actions.add_item(
            actor=cast.logistician,
            procurement=procurement,
            name="x",
            category="other",
            quantity=1,
            unit_cost=-1,
        )


def test_nothing_is_handed_over_before_its_day(cast, plan):
    handover = plan(handed_over_on=localdate() + timedelta(days=1))
    with pytest.raises(Refused, match="not come yet"):
        actions.hand_over(actor=cast.logistician, handover=handover)


def test_only_who_receives_confirms_and_only_once_it_came(cast, plan):
    handover = plan()
    with pytest.raises(WrongState):
        actions.confirm_handover(actor=cast.official, handover=handover)
    actions.hand_over(actor=cast.logistician, handover=handover)
    for who in ("logistician", "programme_officer", "donor", "applicant", "stranger"):
        with pytest.raises(Forbidden):
            actions.confirm_handover(actor=cast.people[who], handover=handover)
    actions.confirm_handover(actor=cast.official, handover=handover)
    assert Handover.objects.get().state == "confirmed"


def test_a_dropped_plan_gives_its_items_back_and_what_came_stays(cast, procurement, plan):
    actions.drop_handover(actor=cast.logistician, handover=plan(100))
    assert stock(procurement).get().remaining == 100
    came = plan(10)
    actions.hand_over(actor=cast.logistician, handover=came)
    with pytest.raises(Refused, match="record stays"):
        actions.drop_handover(actor=cast.logistician, handover=came)


def test_a_plan_is_seen_by_the_office_and_what_came_by_who_receives(cast, plan, as_):
    handover = plan()
    url = handover.get_absolute_url()
    assert as_("logistician").get(url).status_code == 200
    for who in ("official", "donor", "stranger", "applicant", "visitor"):
        assert as_(who).get(url).status_code == 404, who
    actions.hand_over(actor=cast.logistician, handover=handover)
    text = as_("official").get(url).content.decode()
    assert "Beds" in text
    assert "Confirm receipt" in text
    assert "Confirm receipt" not in as_("logistician").get(url).content.decode()
    for who in ("stranger", "applicant", "visitor"):
        assert as_(who).get(url).status_code == 404, who


def test_the_browser_plans_a_handover_and_says_beside_the_item_what_is_left(
    cast, procurement, beds, facility, as_
):
    url = reverse("supplies:new_handover", args=[procurement.pk])
    client = as_("logistician")
    assert "100 pcs left" in client.get(url).content.decode()
    data = {
        "facility": facility.pk,
        "handed_over_on": "2009-11-03",
        "received_by": "Head",
        f"item_{beds.pk}": "101",
    }
    bad = client.post(url, data)
    assert bad.status_code == 422
    assert "Only 100 pcs of “Beds” are left." in bad.content.decode()
    assert 'value="Head"' in bad.content.decode()
    good = client.post(url, data | {f"item_{beds.pk}": "100"})
    assert good.url == Handover.objects.get().get_absolute_url()
    assert client.get(url).status_code == 302  # nothing is left
    for who in ("donor", "official"):
        assert as_(who).get(url).status_code in {403, 404}, who


def test_the_panel_shows_the_stock_and_costs_only_to_whom_they_concern(cast, procurement, beds, plan, as_):
    actions.change_item(actor=cast.logistician, item=beds, unit_cost=12)
    plan(40)
    url = procurement.get_absolute_url()
    assert "1,200" in as_("programme_officer").get(url).content.decode()
    type(procurement.intervention).objects.filter(pk=procurement.intervention_id).update(state="under_way")
    text = as_("official").get(url).content.decode()
    assert "Beds" in text
    assert "1,200" not in text


def test_facilities_are_named_once_and_listed_for_those_concerned(cast, facility, as_):
    with pytest.raises(ValidationError):
        actions.create_facility(
            actor=cast.logistician, name=facility.name, place=cast.district, run_by=cast.authority
        )
    with pytest.raises(Forbidden):
        actions.create_facility(actor=cast.donor, name="x", place=cast.district, run_by=cast.authority)
    url = reverse("supplies:facilities")
    assert "Reception centre" in as_("donor").get(url).content.decode()
    assert "Reception centre" not in as_("applicant").get(url).content.decode()
    assert as_("community_member").get(url).status_code == 403
    new = reverse("supplies:new_facility")
    client = as_("logistician")
    assert client.post(new, {"name": "", "place": "x"}).status_code == 422
    client.post(new, {"name": "School", "place": cast.district.pk, "run_by": cast.authority.pk})
    assert Facility.objects.filter(name="School").exists()


def test_lists_cost_the_same_with_more_rows(cast, plan, as_, assert_constant_queries):
    client = as_("logistician")
    assert_constant_queries(lambda: client.get(reverse("supplies:handovers")), lambda: plan(1))
    names = iter("abcdefgh")
    assert_constant_queries(
        lambda: client.get(reverse("supplies:facilities")),
        lambda: actions.create_facility(
            actor=cast.logistician, name=next(names), place=cast.district, run_by=cast.authority
        ),
    )


def test_what_waits(cast, plan):
    handover = plan()
    (planned,) = waiting_for_logisticians(cast.fresh("logistician"))
    assert planned.url == handover.get_absolute_url()
    assert not list(waiting_for_receivers(cast.fresh("official")))
    actions.hand_over(actor=cast.logistician, handover=handover)
    (came,) = waiting_for_receivers(cast.fresh("official"))
    assert "Confirm" in came.label
    assert not list(waiting_for_logisticians(cast.fresh("logistician")))
