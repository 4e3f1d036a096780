"""What causes rest on, and messages of the community as evidence."""

import pytest
from django.urls import reverse

from gapbridge.agree.gaps import actions
from gapbridge.agree.gaps.quality import checklist
from gapbridge.agree.gaps.queries import causes_by_kind, feedback_of, promises_of
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.listen.feedback.models import Feedback
from gapbridge.programmes.models import Framework

from . import story

pytestmark = pytest.mark.django_db


def message(cast, *, sealed=False, programme=None, text="The pump broke in March.", **fields):
    return Feedback.objects.create(
        programme=programme or cast.programme,
        kind="sensitive" if sealed else "concern",
        text=text,
        receipt_hash=f"{next(story.numbers)}",
        sealed=sealed,
        place=cast.settlement,
        **fields,
    )


def causes_check(gap):
    return next(check for check in checklist(gap) if check.label.startswith("A duty bearer"))


def test_a_cause_says_what_it_rests_on(cast):
    gap, officer = story.gap(cast), cast.protection_officer
    actions.add_document(actor=officer, gap=gap, source="Survey, 2009")
    actions.add_feedback(actor=officer, gap=gap, feedback=message(cast), note="The pump stands still.")
    cause = actions.add_cause(
        actor=officer, gap=gap, kind="law", text="No decree", evidence=gap.evidence.all()
    )
    (law, resources) = causes_by_kind(gap)
    assert (law[0], law[1][0].rests_on) == ("Law", "1 voice, 1 document, 1 message")
    assert (resources[0], resources[1][0].rests_on) == ("Resources", "")
    actions.change_cause(actor=officer, cause=cause, kind="law", text="No decree at all")
    assert cause.evidence.count() == 3


def test_a_cause_rests_on_evidence_of_its_own_gap(cast):
    gap, other = story.gap(cast), story.gap(cast)
    with pytest.raises(Refused) as refusal:
        actions.add_cause(
            actor=cast.protection_officer, gap=gap, kind="law", text="x", evidence=other.evidence.all()
        )
    assert refusal.value.field == "evidence"
    assert gap.causes.count() == 1


def test_a_cause_without_duty_bearer_or_evidence_is_counted(cast):
    gap, officer = story.bare_gap(cast), cast.protection_officer
    assert causes_check(gap).holds is None
    actions.add_voices(actor=officer, gap=gap, statements=[story.statement(cast)])
    cause = actions.add_cause(actor=officer, gap=gap, kind="law", text="No decree")
    check = causes_check(gap)
    assert check.holds is False
    assert check.note == "1 cause without a duty bearer; 1 cause without evidence"
    actions.change_cause(
        actor=officer,
        cause=cause,
        kind="law",
        text="No decree",
        duty_bearer=cast.authority,
        evidence=gap.evidence.all(),
    )
    assert causes_check(gap).holds is True


def test_the_form_of_a_cause_offers_the_gaps_evidence_and_keeps_what_it_does_not_offer(cast, as_):
    gap = story.gap(cast)
    officer, client = cast.protection_officer, as_("protection_officer")
    withdrawn = story.statement(cast)
    actions.add_voices(actor=officer, gap=gap, statements=[withdrawn])
    shown, hidden = gap.evidence.order_by("pk")
    cause = gap.causes.get()
    cause.evidence.add(hidden)
    type(withdrawn.session).objects.filter(pk=withdrawn.session_id).update(consent_scope="none")
    address = reverse("gaps:edit_cause", args=[gap.pk, cause.pk])
    page = client.get(address).content.decode()
    assert "We wait two days for water." in page
    assert f'name="evidence" value="{hidden.pk}"' not in page
    client.post(address, {"kind": "law", "text": "No decree", "evidence": [shown.pk]})
    assert set(cause.evidence.all()) == {shown, hidden}


def test_clauses_stand_under_what_promises_them_standards_first(cast, as_):
    plan = Framework.objects.create(key="plan", version="1", kind="plan", name_en="A national plan")
    promise = plan.clauses.create(code="1.1", title_en="Pipes", summary_en="Water for every settlement.")
    gap = story.gap(cast)
    gap.clauses.add(promise)
    assert [each.framework.name for each in promises_of(gap)] == [
        "Protection gaps framework",
        "A national plan",
    ]
    assert (
        "Water for every settlement."
        in as_("protection_officer").get(gap.get_absolute_url()).content.decode()
    )


def test_a_message_is_evidence_in_the_officers_words_and_never_in_its_own(cast, as_):
    gap, told = story.gap(cast), message(cast, text="My neighbour has no water since March.")
    client = as_("protection_officer")
    chosen = client.get(reverse("gaps:choose_feedback", args=[gap.pk])).content.decode()
    address = reverse("gaps:add_feedback", args=[gap.pk, told.pk])
    assert address in chosen
    assert client.post(address, {"note": " "}).status_code == 422
    client.post(address, {"note": "A household without water for a season."})
    assert gap.evidence.get(feedback=told).note == "A household without water for a season."
    actions.propose_gap(actor=cast.protection_officer, gap=gap)
    actions.publish_gap(actor=cast.protection_officer, gap=gap)
    for name in ("visitor", "official", "protection_officer"):
        page = as_(name).get(gap.get_absolute_url()).content.decode()
        assert "A household without water for a season." in page
        assert "My neighbour" not in page
        assert (told.get_absolute_url() in page) is (name == "protection_officer")
    assert [each.url for each in feedback_of(gap, cast.fresh("visitor"))] == [""]


def test_a_sealed_concern_and_one_of_another_programme_are_never_evidence(cast, as_):
    gap, officer = story.gap(cast), cast.protection_officer
    for told in (message(cast, sealed=True), message(cast, programme=cast.other)):
        address = reverse("gaps:add_feedback", args=[gap.pk, told.pk])
        assert as_("protection_officer").get(address).status_code == 404
        assert as_("protection_officer").post(address, {"note": "x"}).status_code == 404
        with pytest.raises(Refused, match="can't be used"):
            actions.add_feedback(actor=officer, gap=gap, feedback=told, note="x")
    with pytest.raises(Refused):
        actions.add_feedback(actor=None, gap=gap, feedback=message(cast, sealed=True), note="x")
    assert not gap.evidence.exclude(feedback=None).exists()


def test_a_message_stands_once_and_its_note_points_at_nobody(cast):
    gap, told, officer = story.gap(cast), message(cast), cast.protection_officer
    with pytest.raises(Refused) as refusal:
        actions.add_feedback(actor=officer, gap=gap, feedback=told, note="Call +994 50 123 45 67.")
    assert refusal.value.field == "note"
    actions.add_feedback(actor=officer, gap=gap, feedback=told, note="no water")
    with pytest.raises(Refused, match="already"):
        actions.add_feedback(actor=officer, gap=gap, feedback=told, note="no water")


def test_what_looks_like_a_name_in_the_note_is_confirmed_or_taken_out(cast, as_):
    gap, told = story.gap(cast), message(cast)
    client, address = as_("protection_officer"), reverse("gaps:add_feedback", args=[gap.pk, told.pk])
    note = "There Aysel Məmmədova waits for water."
    refused = client.post(address, {"note": note})
    assert refused.status_code == 422
    assert note in refused.content.decode()
    client.post(address, {"note": note, "replace": "1"})
    kept = gap.evidence.get(feedback=told).note
    assert "Aysel" not in kept
    assert "waits for water." in kept


@pytest.mark.parametrize("name", ["official", "stranger", "rival", "case_worker"])
def test_others_bring_no_message(cast, name):
    gap = story.gap(cast)
    with pytest.raises(Forbidden):
        actions.add_feedback(actor=cast.people[name], gap=gap, feedback=message(cast), note="x")


def test_a_message_tells_which_gaps_rest_on_it(cast, as_):
    gap, told = story.gap(cast), message(cast)
    actions.add_feedback(actor=cast.protection_officer, gap=gap, feedback=told, note="no water")
    page = as_("protection_officer").get(told.get_absolute_url()).content.decode()
    assert gap.get_absolute_url() in page


def test_a_message_is_another_source(cast):
    gap = story.gap(cast)
    assert checklist(gap)[0].holds is False
    actions.add_feedback(actor=cast.protection_officer, gap=gap, feedback=message(cast), note="no water")
    assert checklist(gap)[0].holds is True
