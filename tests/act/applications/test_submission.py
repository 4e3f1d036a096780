"""Sending an application: complete, in time by the server's clock, with a receipt that verifies."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from gapbridge.act.applications import actions
from gapbridge.act.applications.content import hash_of
from gapbridge.act.applications.models import Answer, Application, Receipt
from gapbridge.act.applications.signing import verifies
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry, OutgoingMail
from tests.act import granting

SIMPLE = {
    "sections": [
        {
            "key": "s",
            "title": granting.words("S"),
            "fields": [granting.field("need", required=False, words=500)],
        }
    ]
}


@pytest.fixture
def call(cast):
    return granting.call(cast, full_form=granting.form(cast, definition=SIMPLE))


@pytest.fixture
def draft(cast, call):
    application = actions.start_application(
        actor=cast.applicant,
        call=call,
        lot=call.lots.get(),
        organisation=cast.cso,
        title="Water",
        language="en",
    )
    return actions.change_facts(
        actor=cast.applicant, application=application, people=40, months=6, amount=Decimal(9000),
        target_groups=[cast.idps], places=[cast.district],
    )  # fmt: skip


def submit(cast, application, **more):
    return actions.submit_application(actor=cast.applicant, application=application, **more)


def test_what_was_sent_has_a_receipt_that_verifies(cast, draft):
    sent = submit(cast, draft)
    receipt = Receipt.objects.get()
    assert (sent.state, sent.number) == ("submitted", f"{receipt.received_at.year}-{draft.call_id}-001")
    assert receipt.number == f"{sent.number}-1"
    assert hash_of(receipt.content) == receipt.sha256
    assert verifies(receipt.number, receipt.received_at, receipt.sha256, receipt.signature)
    assert not verifies(receipt.number, receipt.received_at, "0" * 64, receipt.signature)
    assert not verifies(
        receipt.number, receipt.received_at - timedelta(seconds=1), receipt.sha256, receipt.signature
    )
    content = json.loads(receipt.content)
    assert (content["application"]["amount"], content["application"]["title"]) == ("9000.00", "Water")
    entry = JournalEntry.objects.get(verb="applications.submit_application")
    assert entry.data["sha256"] == receipt.sha256
    assert receipt.sha256 in OutgoingMail.objects.get(to="applicant@example.org").body


def test_one_second_late_is_refused_and_in_time_is_taken_however_long_it_waited(cast, draft):
    closes = draft.call.closes_at
    with pytest.raises(Refused, match="The deadline has passed"):
        submit(cast, draft, received_at=closes + timedelta(seconds=1))
    assert (Application.objects.get().state, Receipt.objects.count()) == ("draft", 0)
    assert submit(cast, draft, received_at=closes).submitted_at == closes


def test_an_unfinished_one_is_refused_naming_each_missing_part(cast, call):
    application = actions.start_application(
        actor=cast.applicant,
        call=call,
        lot=call.lots.get(),
        organisation=cast.cso,
        title="Water",
        language="en",
    )
    with pytest.raises(Refused) as refusal:
        submit(cast, application)
    said = " ".join(refusal.value.messages)
    for words in (
        "how many people",
        "how many months",
        "how much you ask",
        "whom it is for",
        "where it takes place",
    ):
        assert words in said


def test_ten_thousand_words_where_five_hundred_may_stand_are_kept_marked_and_not_sent(cast, draft):
    part = draft.parts.get()
    text = "word " * 10_000
    actions.save_answers(actor=cast.applicant, part=part, answers={"need": text})
    said = "“Need”: 10000 words, and at most 500 may stand here: take out 9500 words."
    with pytest.raises(Refused) as refusal:
        submit(cast, draft)
    assert said in " ".join(refusal.value.messages)
    assert Answer.objects.get(part=part, key="need").value == text
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    ("facts", "words"), [({"amount": 4999}, "at least 5,000"), ({"months": 13}, "1 to 12 months")]
)
def test_what_is_outside_the_calls_limits_is_kept_but_not_sent(cast, draft, facts, words):
    actions.change_facts(actor=cast.applicant, application=draft, **facts)
    with pytest.raises(Refused, match=words):
        submit(cast, draft)
    (name, value), *_ = facts.items()
    assert getattr(Application.objects.get(), name) == value


def test_taken_back_and_sent_again_it_keeps_its_number_and_gets_another_receipt(cast, draft):
    number = submit(cast, draft).number
    actions.take_back_application(actor=cast.applicant, application=draft)
    actions.change_facts(actor=cast.applicant, application=draft, title="Water for all")
    again = submit(cast, draft)
    first, second = Receipt.objects.order_by("pk")
    assert (again.number, second.number) == (number, f"{number}-2")
    assert first.taken_back_at is not None and second.taken_back_at is None
    assert json.loads(first.content)["application"]["title"] == "Water"
    assert json.loads(second.content)["application"]["title"] == "Water for all"


def test_the_same_press_twice_gives_one_receipt(cast, draft):
    first = submit(cast, draft, request_key="k1")
    again = submit(cast, draft, request_key="k1")
    assert first.number == again.number
    assert Receipt.objects.count() == 1


def test_what_is_sent_is_not_changed(cast, draft):
    submit(cast, draft)
    with pytest.raises(WrongState, match="take it back"):
        actions.change_facts(actor=cast.applicant, application=draft, title="Other")


def test_nobody_begins_twice_nor_for_others(cast, call, draft):
    facts = {"call": call, "lot": call.lots.get(), "title": "T", "language": "en"}
    with pytest.raises(Refused, match="already"):
        actions.start_application(actor=cast.applicant, organisation=cast.cso, **facts)
    with pytest.raises(Forbidden):
        actions.start_application(actor=cast.rival, organisation=cast.cso, **facts)
    with pytest.raises(Forbidden):
        actions.change_facts(actor=cast.rival, application=draft, title="Mine")
    with pytest.raises(Forbidden):
        submit_as_rival = {"actor": cast.rival, "application": draft}
        actions.submit_application(**submit_as_rival)


def test_a_full_application_follows_an_invitation_until_its_own_deadline(cast):
    form = granting.form(cast, "concept", definition=SIMPLE)
    call = granting.call(
        cast, two_step=True, concept_form=form, full_form=granting.form(cast, definition=SIMPLE)
    )
    call.full_closes_at = call.closes_at + timedelta(days=30)
    call.save()
    application = actions.start_application(
        actor=cast.applicant,
        call=call,
        lot=call.lots.get(),
        organisation=cast.cso,
        title="Water",
        language="en",
    )
    actions.change_facts(
        actor=cast.applicant, application=application, people=40, months=6, amount=9000,
        target_groups=[cast.idps], places=[cast.district],
    )  # fmt: skip
    submit(cast, application)
    with pytest.raises(WrongState):
        actions.submit_full_application(actor=cast.applicant, application=application)
    type(call).objects.update(state="evaluation")
    application = Application.objects.get()
    actions.invite_full_application(actor=cast.grants_officer, application=application)
    sent = actions.submit_full_application(
        actor=cast.applicant, application=application, received_at=call.full_closes_at
    )
    assert (sent.state, sent.concept_amount) == ("full_submitted", Decimal(9000))
    assert [each.number[-2:] for each in Receipt.objects.order_by("pk")] == ["-1", "-2"]


def test_the_office_sees_what_was_sent_and_no_draft(cast, draft):
    seen = Application.objects.visible_to
    assert not seen(cast.grants_officer).exists()
    submit(cast, draft)
    assert seen(cast.grants_officer).count() == 1
    for name in (
        "rival",
        "evaluator",
        "official",
        "donor",
        "stranger",
        "community_member",
        "visitor",
        "monitoring_officer",
    ):
        assert not seen(cast.fresh(name)).exists(), name
