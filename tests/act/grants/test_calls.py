"""Calls: what may be changed when, who sees what."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.grants import actions
from gapbridge.act.grants.models import Call
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import JournalEntry, OutgoingMail


def test_a_call_is_written_with_its_intervention_in_one_entry(cast, make_call):
    call = make_call("draft")
    assert (call.state, call.intervention.kind, call.intervention.state) == ("draft", "call", "planned")
    assert [(each.title, each.weight) for each in call.criteria.all()] == [("Need", 60), ("Budget", 40)]
    assert list(JournalEntry.objects.values_list("verb", flat=True)) == ["grants.create_call"]


def test_opening_publishes_the_call_and_starts_its_intervention(call):
    call.refresh_from_db()
    call.intervention.refresh_from_db()
    assert call.state == "open"
    assert call.intervention.state == "under_way"
    assert call.intervention.published_at


def test_the_grid_cannot_be_changed_once_the_call_is_open(cast, call):
    with pytest.raises(Refused, match="grid"):
        actions.change_call(actor=cast.grants_officer, call=call, criteria=[("Other", 100, "")])
    assert call.criteria.count() == 2


@pytest.mark.parametrize("term", ["budget", "smallest", "largest"])
def test_amounts_stand_once_the_call_is_open(cast, call, term):
    with pytest.raises(Refused) as refusal:
        actions.change_call(actor=cast.grants_officer, call=call, **{term: 6_000})
    assert refusal.value.field == term


def test_a_published_deadline_moves_only_later(cast, call):
    with pytest.raises(Refused, match="later"):
        actions.change_call(
            actor=cast.grants_officer, call=call, closes_at=call.closes_at - timedelta(days=1)
        )
    call = Call.objects.get(pk=call.pk)
    later = call.closes_at + timedelta(days=1)
    actions.change_call(actor=cast.grants_officer, call=call, closes_at=later)
    assert Call.objects.get(pk=call.pk).closes_at == later


def test_a_call_without_a_grid_is_refused(make_call):
    with pytest.raises(Refused, match="criterion"):
        make_call("draft", criteria=[])
    assert not Call.objects.exists()


def test_a_grant_cannot_be_larger_than_the_budget(make_call):
    with pytest.raises(Refused) as refusal:
        make_call("draft", largest=40_000)
    assert refusal.value.field == "largest"


def test_a_call_that_is_over_is_not_opened(cast, make_call):
    call = make_call("draft", closes_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(Refused, match="deadline"):
        actions.open_call(actor=cast.grants_officer, call=call)


def test_the_evaluation_starts_only_after_the_deadline(cast, call):
    with pytest.raises(Refused, match="after the deadline"):
        actions.start_evaluation(actor=cast.grants_officer, call=call)
    assert Call.objects.get(pk=call.pk).state == "open"


def test_outside_a_demonstration_nobody_names_the_moment(cast, call, settings):
    settings.DEMO = False
    with pytest.raises(Refused):
        actions.start_evaluation(actor=cast.grants_officer, call=call, at=call.closes_at + timedelta(days=1))


@pytest.mark.parametrize("who", ["donor", "official", "applicant", "evaluator", "stranger", "logistician"])
def test_only_grants_officers_open_a_call(cast, make_call, who):
    call = make_call("draft")
    with pytest.raises(Forbidden):
        actions.open_call(actor=cast.people[who], call=call)


def test_cancelling_says_why_and_writes_to_whoever_has_begun_to_apply(cast, call, apply):
    apply(call)
    with pytest.raises(Refused):
        actions.cancel_call(actor=cast.grants_officer, call=call, reason=" ")
    actions.cancel_call(actor=cast.grants_officer, call=call, reason="The donor stopped.")
    assert Call.objects.get(pk=call.pk).state == "cancelled"
    (mail,) = OutgoingMail.objects.filter(to=cast.applicant.email)
    assert "The donor stopped." in mail.body


def test_a_draft_call_is_seen_by_the_grants_office_alone(cast, make_call, as_):
    url = make_call("draft").get_absolute_url()
    assert as_("grants_officer").get(url).status_code == 200
    for who in ("visitor", "applicant", "evaluator", "donor", "stranger", "monitoring_officer"):
        assert as_(who).get(url).status_code == 404, who


def test_everybody_reads_an_open_call(call, as_):
    text = as_("visitor").get(call.get_absolute_url()).content.decode()
    for expected in ("Grants for livelihoods", "Who may apply</h3>", "Need", "Sign in to apply", "Asia/Baku"):
        assert expected in text
    assert "applications submitted" not in text
    assert "Apply</a>" in as_("applicant").get(call.get_absolute_url()).content.decode()


def test_the_list_puts_open_calls_first_and_hides_drafts(call, make_call, as_):
    make_call("draft", 2, title="A secret draft")
    text = as_("visitor").get(reverse("grants:list")).content.decode()
    assert "Open now" in text
    assert "A secret draft" not in text
    assert "A secret draft" in as_("grants_officer").get(reverse("grants:list")).content.decode()


def test_the_list_costs_the_same_with_more_calls(as_, make_call, assert_constant_queries):
    numbers = iter(range(1, 20))
    client = as_("applicant")
    assert_constant_queries(
        lambda: client.get(reverse("grants:list")), lambda: make_call(number=next(numbers))
    )


def form_data(cast, **changes):
    return {
        "code": "C9",
        "title": "A call",
        "language": "en",
        "guidelines": "Text",
        "themes": [cast.topic.pk],
        "organisation": cast.office.pk,
        "starts_on": "2009-01-01",
        "ends_on": "2009-12-31",
        "opens_at": "2030-01-01T09:00",
        "closes_at": "2030-02-01T18:00",
        "budget": "30000",
        "smallest": "1000",
        "largest": "9000",
        "criterion_1_title": "Need",
        "criterion_1_weight": "70",
        "criterion_2_title": "Budget",
        "criterion_2_weight": "30",
    } | changes


def test_the_form_writes_a_call_with_its_grid(cast, as_):
    url = reverse("grants:new", args=[cast.programme.pk])
    client = as_("grants_officer")
    assert "Inclusion" in client.get(url).content.decode()
    response = client.post(url, form_data(cast))
    call = Call.objects.get()
    assert response.url == call.get_absolute_url()
    assert [(each.title, each.weight) for each in call.criteria.all()] == [("Need", 70), ("Budget", 30)]
    assert timezone.localtime(call.closes_at).hour == 18


def test_a_grid_row_without_weight_is_named_and_nothing_typed_is_lost(cast, as_):
    url = reverse("grants:new", args=[cast.programme.pk])
    response = as_("grants_officer").post(url, form_data(cast, criterion_2_weight=""))
    text = response.content.decode()
    assert response.status_code == 422
    assert "Give this criterion a weight." in text
    assert 'value="Budget"' in text
    assert not Call.objects.exists()


def test_the_form_of_an_open_call_offers_only_what_may_change(cast, call, as_):
    url = reverse("grants:edit", args=[call.intervention_id])
    client = as_("grants_officer")
    text = client.get(url).content.decode()
    assert 'name="budget"' not in text
    assert 'name="criterion_1_title"' not in text
    data = form_data(cast, code="C1", title="A new title", criterion_1_title="Smuggled", budget="1")
    assert client.post(url, data).status_code == 302
    call = Call.objects.get(pk=call.pk)
    assert call.intervention.title == "A new title"
    assert (call.budget, call.criteria.first().title) == (30_000, "Need")


def test_who_may_not_write_calls_gets_no_form(cast, call, as_):
    url = reverse("grants:edit", args=[call.intervention_id])
    assert as_("donor").get(url).status_code == 403
    assert as_("stranger").get(url).status_code == 403  # it is public, but not theirs
    assert as_("visitor").get(url).status_code == 302
    assert as_("applicant").get(reverse("grants:new", args=[cast.programme.pk])).status_code == 403
