"""A two-step call: concept notes are cut at a multiple of the money, full applications come in, and are opened anew."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from gapbridge.act.applications.models import Application, Receipt
from gapbridge.act.evaluation import changes
from gapbridge.act.evaluation import course as rules
from gapbridge.act.evaluation.models import Letter, StepResult
from gapbridge.base.errors import Refused
from tests.act import granting

from . import course


@pytest.fixture
def call(cast):
    """One lot of 30,000: concept notes are invited up to 60,000."""
    made = granting.call(
        cast, "evaluation", two_step=True, full_closes_at=timezone.now() + timedelta(days=30)
    )
    course.pass_opening(cast, made) if made.applications.exists() else None
    return made


def concept_closed(cast, call, values, amount=20_000):
    found = course.apply(call, len(values), amount=Decimal(amount))
    course.pass_opening(cast, call)
    course.begin(cast, call, "concept")
    for application, value in zip(found, values, strict=True):
        course.score_both(cast, application, value, "concept")
    course.close(cast, call, "concept")
    return found


def outcomes(kind: str) -> list[str]:
    results = StepResult.objects.filter(call_step__step__kind=kind, replaced_at=None)
    return list(results.order_by("application_id").values_list("outcome", flat=True))


def send_full(application: Application, **facts) -> None:
    part = application.parts.get(kind="full")
    part.received_at = timezone.now()
    part.save()
    application.state = "full_submitted"
    application.save()


def over(call) -> None:
    call.full_closes_at = timezone.now() - timedelta(minutes=1)
    call.save()


def test_the_best_concept_notes_are_invited_up_to_the_multiple_and_the_others_read_the_line(cast, call):
    found = concept_closed(cast, call, [5, 5, 4, 3, 2])
    assert outcomes("concept") == ["passed", "passed", "passed", "cut", "failed"]
    assert [each.state for each in Application.objects.order_by("pk")] == [
        "full_draft", "full_draft", "full_draft", "declined", "declined",
    ]  # fmt: skip
    cut = Letter.objects.get(application=found[3], kind="not_passed").text
    assert "for 2 times the money of this lot; the last one that was invited has 8 points" in cut
    assert "You are invited" in Letter.objects.get(application=found[0], kind="invited").text


def test_full_applications_are_judged_only_after_their_deadline_and_who_sent_none_ends(cast, call):
    sent, silent, *_rest = concept_closed(cast, call, [5, 5])
    sent.refresh_from_db()
    send_full(sent)
    with pytest.raises(Refused, match="received until"):
        course.begin(cast, call, "full")
    over(call)
    course.begin(cast, call, "full")
    silent.refresh_from_db()
    assert silent.state == "declined"
    assert "No full application was received" in silent.decision
    assert list(rules.entrants(course.step(call, "full"))) == [sent]


def test_a_full_application_is_opened_anew_before_it_is_scored(cast, call):
    (sent,) = concept_closed(cast, call, [5])
    sent.refresh_from_db()
    send_full(sent)
    over(call)
    course.begin(cast, call, "full")
    course.score_both(cast, sent, 4)
    with pytest.raises(Refused, match="1 check is not answered"):
        course.close(cast, call, "full")
    course.check_all(cast, call, "full")
    course.close(cast, call, "full")
    assert outcomes("full") == ["passed"]


def test_who_fails_the_opening_of_the_full_application_needs_no_scores(cast, call):
    (sent,) = concept_closed(cast, call, [5])
    sent.refresh_from_db()
    send_full(sent)
    over(call)
    course.begin(cast, call, "full")
    course.check_all(cast, call, "full", no=(sent,))
    course.close(cast, call, "full")
    assert outcomes("full") == ["failed"]


def test_what_may_not_change_after_the_concept_note_is_named_and_the_margin_is_allowed(cast, call):
    (sent,) = concept_closed(cast, call, [5])
    concept, full = sent.parts.get(kind="concept"), sent.parts.get(kind="full")

    def receive(part, amount: str, lot: str) -> None:
        part.receipts.all().delete()
        content = {
            "application": {"amount": amount},
            "lot": {"title": lot},
            "organisation": {"name": "A"},
        }
        Receipt.objects.create(
            part=part, number=part.kind, received_at=timezone.now(), content=json.dumps(content),
            sha256="0" * 64, signature="",
        )  # fmt: skip

    receive(concept, "10000.00", "Lot 1")
    receive(full, "12000.00", "Lot 1")
    assert [each.within for each in changes.changes_against(concept, full)] == [True]
    receive(full, "12000.01", "Lot 2")
    amount, lot = changes.changes_against(concept, full)
    assert (amount.within, lot.within) == (False, False)
    assert (lot.before, lot.after) == ("Lot 1", "Lot 2")
