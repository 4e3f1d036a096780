"""Calls: written, opened, evaluated, given up; what may be changed when, and who sees what."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from gapbridge.act.calls import actions
from gapbridge.act.calls.checklist import checklist, missing
from gapbridge.act.calls.models import Call
from gapbridge.act.procedures.models import Procedure
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry, OutgoingMail
from tests.act import granting


def test_a_call_is_written_with_its_intervention_and_a_procedure_of_its_own(cast, make_call):
    call = make_call("draft")
    assert (call.state, call.intervention.kind, call.intervention.state) == ("draft", "call", "planned")
    assert call.procedure.copied_from and not call.procedure.is_template
    assert [each.title for each in call.lots.all()] == ["Lot 1"]
    assert [(each.kind, each.value) for each in call.rules.all()] == [
        ("organisation_kind", ["cso"]),
        ("registered_years", 2),
    ]
    assert JournalEntry.objects.filter(verb="calls.create_call").count() == 1


def test_opening_publishes_the_call_starts_its_intervention_and_freezes_its_procedure(call):
    assert (call.state, call.intervention.state) == ("open", "under_way")
    assert call.intervention.published_at
    assert call.procedure.frozen_at


def test_an_open_call_is_not_changed_but_by_a_corrigendum(cast, call):
    with pytest.raises(WrongState, match="corrigendum"):
        actions.change_call(actor=cast.grants_officer, call=call, guidelines="Other")
    assert Call.objects.get(pk=call.pk).guidelines.startswith("# Who")


def test_a_call_is_not_opened_for_fewer_days_than_its_procedure_asks_for(cast, make_call):
    call = make_call("draft")
    Procedure.objects.filter(pk=call.procedure_id).update(least_days_open=45)
    call = Call.objects.get(pk=call.pk)
    with pytest.raises(Refused, match="12 days; the procedure asks for 45"):
        actions.open_call(actor=cast.grants_officer, call=call)
    assert Call.objects.get(pk=call.pk).state == "draft"


def test_what_is_missing_is_said_all_at_once_when_a_call_is_opened(cast, make_call):
    call = make_call("draft", lots=[], guidelines="")
    with pytest.raises(Refused) as refusal:
        actions.open_call(actor=cast.grants_officer, call=call)
    (said,) = refusal.value.messages
    assert "Write the guidelines" in said
    assert "Add at least one lot" in said


def test_lots_below_the_budget_are_kept_and_keep_the_call_from_opening(cast, make_call):
    call = make_call("draft", budget=Decimal(50_000))
    assert any("30,000" in each and "50,000" in each for each in missing(call))


def test_lots_that_come_to_more_than_the_budget_are_refused(make_call, lot):
    with pytest.raises(Refused, match="more than the call's budget") as refusal:
        make_call("draft", lots=[lot(1), lot(2)])
    assert refusal.value.field == "lots"
    assert not Call.objects.exists()


def test_a_largest_grant_below_the_smallest_names_its_lot(make_call, lot):
    with pytest.raises(Refused, match="Lot 2: the largest"):
        make_call("draft", budget=Decimal(60_000), lots=[lot(1), lot(2, smallest=9_000, largest=8_000)])


def test_a_hundred_lots_are_too_many_and_thirty_are_not(make_call, lot):
    with pytest.raises(Refused, match="30 lots at most"):
        make_call("draft", budget=Decimal(10_000_000), lots=[lot(number) for number in range(1, 101)])
    call = make_call("draft", budget=Decimal(900_000), lots=[lot(number) for number in range(1, 31)])
    assert call.lots.count() == 30


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"closes_at": timedelta(days=-1), "opens_at": timedelta(days=-2)}, "closes_at"),
        ({"opens_at": timedelta(days=13)}, "closes_at"),
        ({"questions_until": timedelta(days=12, hours=1)}, "questions_until"),
        ({"full_closes_at": timedelta(days=11)}, "full_closes_at"),
    ],
)
def test_dates_that_contradict_each_other_are_refused_beside_their_field(make_call, terms, field):
    with pytest.raises(Refused) as refusal:
        make_call("draft", **{name: timezone.now() + each for name, each in terms.items()})
    assert refusal.value.field == field


@pytest.mark.parametrize("zone", ["Baku", "Asia/Nowhere", "UTC+4", ""])
def test_an_unknown_time_zone_is_refused(make_call, zone):
    with pytest.raises(Exception, match=r"zone|blank") as refusal:
        make_call("draft", time_zone=zone)
    assert "time_zone" in (getattr(refusal.value, "field", None) or refusal.value.message_dict)


def test_the_evaluation_starts_only_after_the_deadline(cast, call, passed):
    with pytest.raises(Refused, match="after the deadline"):
        actions.start_evaluation(actor=cast.grants_officer, call=call)
    actions.start_evaluation(actor=cast.grants_officer, call=passed(call))
    assert Call.objects.get(pk=call.pk).state == "evaluation"


@pytest.mark.parametrize("who", ["donor", "official", "applicant", "evaluator", "stranger", "logistician"])
def test_only_grants_officers_open_a_call(cast, make_call, who):
    call = make_call("draft")
    with pytest.raises(Forbidden):
        actions.open_call(actor=cast.people[who], call=call)


def test_cancelling_says_why_and_writes_to_whoever_has_begun(cast, call, began):
    began("applicant")
    with pytest.raises(Refused):
        actions.cancel_call(actor=cast.grants_officer, call=call, reason=" ")
    actions.cancel_call(actor=cast.grants_officer, call=call, reason="The donor stopped.")
    (mail,) = OutgoingMail.objects.filter(to=cast.applicant.email)
    assert "The donor stopped." in mail.body


def test_a_draft_that_is_given_up_is_told_to_nobody(cast, make_call, began):
    began("applicant")
    actions.cancel_call(actor=cast.grants_officer, call=make_call("draft"), reason="No money.")
    assert not OutgoingMail.objects.exists()


def test_changing_lots_keeps_the_rows_that_stay(cast, make_call, lot):
    call = make_call("draft", budget=Decimal(60_000), lots=[lot(1), lot(2)])
    first = call.lots.get(number=1)
    actions.change_call(actor=cast.grants_officer, call=call, lots=[lot(1, title="Renamed")])
    assert list(call.lots.values_list("pk", "title")) == [(first.pk, "Renamed")]


def test_another_procedure_replaces_the_copy(cast, make_call):
    call = make_call("draft")
    former = call.procedure_id
    other = granting.procedure(cast, is_template=True, title="Another", two_step=False)
    actions.change_call(actor=cast.grants_officer, call=call, procedure=other)
    call = Call.objects.get(pk=call.pk)
    assert (call.procedure.title, call.procedure.copied_from) == ("Another", other)
    assert not Procedure.objects.filter(pk=former).exists()


def test_a_form_of_another_programme_is_refused(cast, make_call):
    with pytest.raises(Refused) as refusal:
        make_call("draft", full_form=granting.form(cast, programme=cast.other))
    assert refusal.value.field == "full_form"


def test_a_complete_call_has_nothing_missing(make_call):
    call = make_call("draft")
    assert missing(call) == []
    assert {each.state for each in checklist(call)} == {"done", "open"}
