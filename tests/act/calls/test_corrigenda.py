"""An open call changes by corrigenda alone, and never to the disadvantage of who relies on it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.calls import actions
from gapbridge.act.calls.differences import by_paragraphs
from gapbridge.act.calls.models import Call, Corrigendum
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry, OutgoingMail
from tests.act import granting


def publish(cast, call, **changes):
    return actions.publish_corrigendum(
        actor=cast.grants_officer, call=call, text="Because.", language="en", **changes
    )


def test_an_extension_is_a_corrigendum_with_what_stood_before(cast, call):
    before, later = call.closes_at, call.closes_at + timedelta(days=14)
    corrigendum = publish(cast, call, closes_at=later)
    assert Call.objects.get(pk=call.pk).closes_at == later
    assert corrigendum.number == 1
    assert corrigendum.changes == [
        {"field": "closes_at", "before": before.isoformat(), "after": later.isoformat()}
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("closes_at", timedelta(days=-1)),
        ("budget", Decimal(-1)),
        ("co_financing_percent", 5),
        ("least_months", 2),
        ("most_months", -1),
    ],
)
def test_what_applicants_rely_on_is_not_worsened(cast, call, name, value):
    with pytest.raises(Refused) as refusal:
        publish(cast, call, **{name: getattr(call, name) + value})
    assert refusal.value.field == name
    assert not Corrigendum.objects.exists()
    assert getattr(Call.objects.get(pk=call.pk), name) == getattr(call, name)


@pytest.mark.parametrize(
    ("name", "value"), [("budget", 29_999), ("largest", 19_999), ("smallest", 5_001), ("largest", 31_000)]
)
def test_a_lots_money_is_not_lowered_nor_its_smallest_grant_raised(cast, call, name, value):
    with pytest.raises(Refused) as refusal:
        publish(cast, call, lots={1: {name: Decimal(value)}})
    assert refusal.value.field == f"lot_1_{name}"


def test_a_lot_that_is_raised_raises_the_budget(cast, call):
    corrigendum = publish(cast, call, lots={1: {"budget": Decimal(40_000), "smallest": Decimal(3_000)}})
    assert Call.objects.get(pk=call.pk).budget == 40_000
    assert {each["field"] for each in corrigendum.changes} == {"budget", "lot_1_budget", "lot_1_smallest"}


def test_a_budget_without_a_lot_for_it_is_refused(cast, call):
    with pytest.raises(Refused, match="must be the same"):
        publish(cast, call, budget=Decimal(40_000))


@pytest.mark.parametrize("name", ["procedure", "opens_at", "rules", "time_zone", "title"])
def test_other_terms_stand_for_good(cast, call, name):
    with pytest.raises(Refused, match="can't be changed any more"):
        publish(cast, call, **{name: "x"})


def test_after_the_deadline_the_terms_stand(cast, call, passed):
    call = passed(call)
    with pytest.raises(Refused, match="deadline has passed"):
        publish(cast, call, closes_at=timezone.now() + timedelta(days=1))
    assert publish(cast, call).changes == []


def test_the_date_of_full_applications_moves_while_concept_notes_are_evaluated(cast):
    now = timezone.now()
    call = granting.call(
        cast,
        "evaluation",
        two_step=True,
        opens_at=now - timedelta(days=9),
        closes_at=now - timedelta(days=1),
        full_closes_at=now + timedelta(days=9),
    )
    publish(cast, call, full_closes_at=now + timedelta(days=20))
    assert Call.objects.get(pk=call.pk).full_closes_at == now + timedelta(days=20)


def test_a_draft_and_a_decided_call_have_no_corrigenda(cast, make_call):
    with pytest.raises(WrongState):
        publish(cast, make_call("draft"))
    with pytest.raises(WrongState):
        publish(cast, granting.call(cast, "decided"))


def test_a_corrigendum_says_why(cast, call):
    with pytest.raises(Refused) as refusal:
        actions.publish_corrigendum(actor=cast.grants_officer, call=call, text="  ", language="en")
    assert refusal.value.field == "text"


def test_whoever_has_begun_is_written_to_once_in_their_language(cast, call, began):
    cast.applicant.language = "en"
    began("applicant", "rival")
    later = call.closes_at + timedelta(days=14)
    publish(cast, call, closes_at=later)
    mails = OutgoingMail.objects.order_by("to")
    assert [mail.to for mail in mails] == ["applicant@example.org", "rival@example.org"]
    assert "Because." in mails[0].body
    entry = JournalEntry.objects.get(verb="calls.publish_corrigendum")
    assert entry.data == {"number": 1, "changed": ["closes_at"], "told": 2}


@pytest.mark.parametrize("who", ["applicant", "donor", "evaluator", "stranger"])
def test_only_the_office_publishes_a_corrigendum(cast, call, who):
    with pytest.raises(Forbidden):
        actions.publish_corrigendum(actor=cast.people[who], call=call, text="x", language="en")


def form_data(client, url, **changes):
    form = client.get(url).context["form"]
    values = {field.html_name: field.value() for field in form}
    shown = {
        name: (
            f"{value:%Y-%m-%dT%H:%M}"
            if hasattr(value, "hour")
            else ""
            if value is None or value is False
            else value
        )
        for name, value in values.items()
    }
    return shown | {"text": "Because of the holidays."} | changes


def test_the_form_publishes_only_what_was_changed_and_only_once_it_is_confirmed(call, as_):
    url = reverse("calls:new_corrigendum", args=[call.pk])
    client = as_("grants_officer")
    data = form_data(client, url, guidelines="# Who may apply\n\nCivil society and others.")
    response = client.post(url, data)
    assert response.status_code == 422
    assert not Corrigendum.objects.exists()
    assert client.post(url, data | {"checked": "on"}).status_code == 302
    (change,) = Corrigendum.objects.get().changes
    assert change["field"] == "guidelines"


def test_the_page_of_a_corrigendum_shows_what_stood_before(cast, call, as_):
    guidelines = call.guidelines.replace("Civil society.", "Civil society and communities.")
    corrigendum = publish(cast, call, guidelines=guidelines, closes_at=call.closes_at + timedelta(days=14))
    text = as_("visitor").get(corrigendum.get_absolute_url()).content.decode()
    assert "<ins" in text
    assert "and communities" in text
    assert "Deadline" in text
    assert "Corrigendum 1" in as_("visitor").get(call.get_absolute_url()).content.decode()


def test_the_form_refuses_an_earlier_deadline_beside_its_field(call, as_):
    url = reverse("calls:new_corrigendum", args=[call.pk])
    client = as_("grants_officer")
    earlier = f"{call.closes_at - timedelta(days=3):%Y-%m-%dT%H:%M}"
    response = client.post(url, form_data(client, url, closes_at=earlier, checked="on"))
    assert response.status_code == 422
    assert "closes_at" in response.context["form"].errors
    assert "Because of the holidays." in response.content.decode()


def test_of_long_guidelines_only_the_paragraphs_that_changed_are_shown():
    before = "\n\n".join(f"Paragraph {number} stands." for number in range(1, 200))
    pieces = by_paragraphs(before, before.replace("Paragraph 100 stands.", "Paragraph 100 fell."))
    shown = "".join(each.text for each in pieces)
    assert "Paragraph 100" in shown
    assert "Paragraph 99" not in shown
    assert [each.text for each in pieces if each.kind == "added"] == ["fell"]
