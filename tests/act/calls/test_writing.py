"""Writing a call in steps: nothing typed is lost, nothing half saved."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.calls.models import Call
from tests.act import granting


@pytest.fixture
def terms(cast):
    """What the first form sends."""
    template, form = granting.procedure(cast, is_template=True, two_step=False), granting.form(cast)
    return {
        "code": "C9",
        "title": "A call",
        "language": "en",
        "organisation": cast.office.pk,
        "starts_on": "2009-01-01",
        "ends_on": "2009-12-31",
        "time_zone": "Asia/Baku",
        "opens_at": "2030-01-01T09:00",
        "closes_at": "2030-02-01T18:00",
        "budget": "30000",
        "least_months": "1",
        "most_months": "12",
        "procedure": template.pk,
        "full_form": form.pk,
    }


def new(cast):
    return reverse("calls:new", args=[cast.programme.pk])


def test_the_first_step_makes_a_draft_that_says_what_follows(cast, as_, terms):
    client = as_("grants_officer")
    assert "Procedure and forms" in client.get(new(cast)).content.decode()
    response = client.post(new(cast), terms)
    call = Call.objects.get()
    assert response.url == call.get_absolute_url()
    assert call.closes_at.isoformat() == "2030-02-01T14:00:00+00:00"
    assert call.intervention.planned_cost == 30_000
    assert "Add at least one lot" in client.get(call.get_absolute_url()).content.decode()


def test_moments_are_read_in_the_zone_that_is_typed_beside_them(cast, as_, terms):
    as_("grants_officer").post(new(cast), terms | {"time_zone": "Europe/Berlin"})
    assert Call.objects.get().closes_at.isoformat() == "2030-02-01T17:00:00+00:00"
    client = as_("grants_officer")
    url = reverse("calls:edit", args=[Call.objects.get().intervention_id])
    assert 'value="2030-02-01T18:00"' in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"time_zone": "Moon/Tranquility"}, "time_zone"),
        ({"closes_at": "2020-01-01T09:00", "opens_at": "2019-01-01T09:00"}, "closes_at"),
        ({"opens_at": "2030-03-01T09:00"}, "closes_at"),
        ({"ends_on": "2008-01-01"}, "ends_on"),
        ({"budget": "-1"}, "budget"),
        ({"budget": "a lot"}, "budget"),
        ({"co_financing_percent": "101"}, "co_financing_percent"),
        ({"least_months": "13"}, "most_months"),
        ({"questions_until": "2030-02-02T09:00"}, "questions_until"),
        ({"title": ""}, "title"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(cast, as_, terms, changes, field):
    response = as_("grants_officer").post(new(cast), terms | {"summary": "Kept words"} | changes)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    text = response.content.decode()
    assert "Kept words" in text
    assert all(str(value) in text for value in changes.values())
    assert not Call.objects.exists()


def lots(cast, **changes):
    return {
        "lot_1_title": "Livelihoods",
        "lot_1_theme": cast.topic.pk,
        "lot_1_budget": "30000",
        "lot_1_smallest": "5000",
        "lot_1_largest": "20000",
    } | changes


def test_lots_are_written_in_rows_and_empty_ones_dropped(cast, make_call, as_):
    call = make_call("draft", lots=[])
    url = reverse("calls:lots", args=[call.pk])
    assert as_("grants_officer").post(url, lots(cast, lot_2_title="")).status_code == 302
    lot = call.lots.get()
    assert (lot.number, lot.title, lot.largest) == (1, "Livelihoods", Decimal(20_000))


def test_a_half_filled_row_is_named_and_kept(cast, make_call, as_):
    call = make_call("draft", lots=[])
    url = reverse("calls:lots", args=[call.pk])
    response = as_("grants_officer").post(url, lots(cast, lot_2_title="Health", lot_2_budget="x"))
    assert response.status_code == 422
    assert {"lot_2_theme", "lot_2_budget"} <= response.context["form"].errors.keys()
    assert 'value="Health"' in response.content.decode()
    assert not call.lots.exists()


def test_a_hundred_lots_that_are_sent_come_back_whole_with_why(cast, make_call, as_):
    call = make_call("draft", lots=[], budget=Decimal(10_000_000))
    data: dict[str, object] = {}
    for number in range(1, 101):
        data |= {name.replace("lot_1_", f"lot_{number}_"): value for name, value in lots(cast).items()} | {
            f"lot_{number}_title": f"Theme number {number}"
        }
    response = as_("grants_officer").post(reverse("calls:lots", args=[call.pk]), data)
    assert response.status_code == 422
    text = response.content.decode()
    assert "30 lots at most" in text
    assert "Theme number 100" in text
    assert not call.lots.exists()


def test_more_rows_are_offered_without_scripts(cast, make_call, as_):
    call = make_call("draft")
    url = reverse("calls:lots", args=[call.pk])
    client = as_("grants_officer")
    assert client.post(url, lots(cast, more="1")).url == url
    assert "lot_3_title" in client.get(url).content.decode()


def test_rules_are_written_by_kind_and_what_is_empty_is_no_rule(make_call, as_):
    call = make_call("draft")
    url = reverse("calls:who", args=[call.pk])
    data = {"organisation_kind": ["cso", "ingo"], "country": "az, ge", "past_projects": "2"}
    assert as_("grants_officer").post(url, data).status_code == 302
    assert dict(call.rules.values_list("kind", "value")) == {
        "organisation_kind": ["cso", "ingo"],
        "country": ["AZ", "GE"],
        "past_projects": 2,
    }
    refused = as_("grants_officer").post(url, {"country": "Azerbaijan"})
    assert "country" in refused.context["form"].errors


def test_the_timetable_is_written_in_rows(make_call, as_):
    call = make_call("draft")
    url = reverse("calls:timetable", args=[call.pk])
    data = {"date_1_label": "Results", "date_1_on": "2030-03-01", "date_2_label": "Start", "date_2_on": ""}
    refused = as_("grants_officer").post(url, data)
    assert "date_2_on" in refused.context["form"].errors
    as_("grants_officer").post(url, data | {"date_2_on": "2030-05-01"})
    assert list(call.timetable.values_list("label", "on")) == [
        ("Results", date(2030, 3, 1)),
        ("Start", date(2030, 5, 1)),
    ]


def test_an_open_call_shows_no_form_of_its_terms(cast, call, as_):
    client = as_("grants_officer")
    for name in ("lots", "who", "timetable", "forms", "guidelines_edit"):
        response = client.get(reverse(f"calls:{name}", args=[call.pk]))
        assert response.status_code == 422, name
        assert "corrigendum" in response.content.decode()
    edit = reverse("calls:edit", args=[call.intervention_id])
    assert 'name="closes_at"' not in client.get(edit).content.decode()
    sent = {"code": "C1", "starts_on": "2009-01-01", "ends_on": "2010-06-30", "closes_at": "2040-01-01T00:00"}
    assert client.post(edit, sent).status_code == 302
    call = Call.objects.get(pk=call.pk)
    assert call.intervention.ends_on == date(2010, 6, 30)
    assert call.closes_at < timezone.now() + timedelta(days=20)


def test_who_may_not_write_calls_gets_no_form(cast, make_call, as_):
    call = make_call("draft")
    assert as_("applicant").get(new(cast)).status_code == 403
    assert as_("donor").get(reverse("calls:lots", args=[call.pk])).status_code == 404
    assert as_("visitor").get(reverse("calls:lots", args=[call.pk])).status_code == 302


def test_own_points_are_added_up_without_scripts_and_not_kept(cast, as_):
    call = granting.call(cast)
    url = reverse("calls:grid", args=[call.pk])
    form = as_("visitor").get(url).context["form"]
    first, second = form.fields
    text = as_("visitor").post(url, {first: "2", second: "5"}).content.decode()
    assert "14 of 20 points" in text
    assert "not enough: 6 are needed" in text
    assert as_("visitor").post(url, {first: "9"}).status_code == 422
