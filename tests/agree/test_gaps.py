"""Rules of a gap: what it needs, when it can change, who sees it."""

from datetime import date

import pytest

from gapbridge.agree.gaps import actions
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.quality import checklist
from gapbridge.agree.gaps.queries import priority_of, steps_of, voices_of
from gapbridge.agree.gaps.waiting import waiting
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry
from gapbridge.programmes.models import Clause

from . import story

pytestmark = pytest.mark.django_db


def test_a_gap_without_evidence_cause_or_clause_is_not_proposed(cast):
    officer = cast.protection_officer
    gap = story.bare_gap(cast, code="G1")
    with pytest.raises(Refused, match="evidence"):
        actions.propose_gap(actor=officer, gap=gap)
    actions.add_document(actor=officer, gap=gap, source="Survey, 2009")
    with pytest.raises(Refused, match="cause"):
        actions.propose_gap(actor=officer, gap=gap)
    actions.add_cause(actor=officer, gap=gap, kind="law", text="No decree")
    with pytest.raises(Refused, match="clause"):
        actions.propose_gap(actor=officer, gap=gap)
    gap = actions.change_gap(actor=officer, gap=gap, clauses=Clause.objects.all())
    assert Gap.objects.get().state == "draft"
    actions.propose_gap(actor=officer, gap=gap)
    assert Gap.objects.get().state == "in_consultation"
    assert JournalEntry.objects.filter(verb="gaps.propose", target_id=gap.pk).count() == 1


def test_a_code_is_taken_once_in_a_programme(cast):
    story.bare_gap(cast, code="G1")
    with pytest.raises(Refused) as refusal:
        story.bare_gap(cast, code="G1")
    assert refusal.value.field == "code"


def test_only_a_draft_can_be_changed(cast):
    gap = story.gap(cast)
    cause, evidence = gap.causes.get(), gap.evidence.get()
    actions.propose_gap(actor=cast.protection_officer, gap=gap)
    officer = cast.protection_officer
    for change in (
        lambda: actions.change_gap(actor=officer, gap=gap, title="Other"),
        lambda: actions.add_cause(actor=officer, gap=gap, kind="law", text="x"),
        lambda: actions.change_cause(actor=officer, cause=cause, kind="law", text="x"),
        lambda: actions.remove_cause(actor=officer, cause=cause),
        lambda: actions.add_voices(actor=officer, gap=gap, statements=[story.statement(cast)]),
        lambda: actions.add_document(actor=officer, gap=gap, source="x"),
        lambda: actions.remove_evidence(actor=officer, evidence=evidence),
    ):
        with pytest.raises(Refused, match="in consultation"):
            change()
    gap.refresh_from_db()
    assert gap.title.startswith("Water")
    actions.agree_gap(actor=None, gap=gap)
    with pytest.raises(Refused, match="can't be changed"):
        actions.change_gap(actor=officer, gap=gap, statement="Other")


def test_nobody_agrees_a_gap_alone(cast):
    gap = story.gap(cast)
    actions.propose_gap(actor=cast.protection_officer, gap=gap)
    for name in ("programme_officer", "protection_officer", "official"):
        with pytest.raises(Forbidden):
            actions.agree_gap(actor=cast.people[name], gap=gap)


@pytest.mark.parametrize(
    "name", ["stranger", "official", "donor", "rival", "community_member", "grants_officer"]
)
def test_others_do_not_write_gaps(cast, name):
    gap = story.gap(cast)
    with pytest.raises(Forbidden):
        actions.create_gap(
            actor=cast.people[name], programme=cast.programme, code="X", title="x", statement="x", severity=1
        )
    with pytest.raises(Forbidden):
        actions.change_gap(actor=cast.people[name], gap=gap, title="x")
    assert Gap.objects.count() == 1


def test_a_closed_programme_takes_no_new_gap(cast):
    cast.programme.state = "closed"
    cast.programme.save()
    with pytest.raises(Refused, match="closed"):
        story.bare_gap(cast)


def test_a_voice_without_consent_or_of_another_programme_is_no_evidence(cast):
    gap = story.bare_gap(cast)
    for voice in (story.statement(cast, scope="none"), story.statement(cast, programme=cast.other)):
        with pytest.raises(Refused, match="can't be used"):
            actions.add_voices(actor=cast.protection_officer, gap=gap, statements=[voice])
    assert not gap.evidence.exists()


def test_a_voice_is_added_once(cast):
    gap, voice = story.bare_gap(cast), story.statement(cast)
    for _ in range(2):
        actions.add_voices(actor=cast.protection_officer, gap=gap, statements=[voice])
    assert gap.evidence.count() == 1


def test_voices_are_read_as_far_as_their_consent_goes(cast):
    gap = story.bare_gap(cast)
    voices = [story.statement(cast, scope=scope) for scope in ("internal", "authorities", "public")]
    actions.add_voices(actor=cast.protection_officer, gap=gap, statements=voices)

    def seen(name):
        found = voices_of(gap, cast.people[name])
        return len(found.readable), found.hidden

    assert seen("protection_officer") == (3, 0)
    assert seen("official") == (2, 1)
    assert seen("visitor") == (1, 2)
    assert seen("stranger") == (1, 2)


def test_a_voice_whose_consent_was_withdrawn_is_quoted_to_nobody(cast):
    gap = story.gap(cast)
    session = gap.evidence.get().statement.session
    session.consent_scope = "none"
    session.save()
    assert voices_of(gap, cast.protection_officer).hidden == 1
    assert [check.holds for check in checklist(gap) if check.label.startswith("Consent")] == [False]


def test_priority_is_unknown_when_nobody_counted_the_people(cast):
    gap = story.bare_gap(cast, severity=5, people_affected=None, people_rank=1)
    assert gap.priority is None
    found = priority_of(gap)
    assert (found.value, found.place, found.peoples_place, found.divergence) == (None, None, 1, "")


def test_a_wide_divergence_between_people_and_analysts_is_pointed_out(cast):
    for people in (100, 200):
        story.bare_gap(cast, severity=5, undoing=3, people_affected=people)
    gap = story.bare_gap(cast, severity=2, undoing=1, people_affected=10, people_rank=1)
    found = priority_of(gap)
    assert (found.value, found.place, found.ranked) == (20, 3, 3)
    assert "place 3 of 3" in found.divergence
    gap.people_rank = 2
    assert priority_of(gap).divergence == ""


def test_one_session_is_one_source_however_many_voices_it_gave(cast):
    gap, voice = story.bare_gap(cast), story.statement(cast)
    second = voice.session.statements.create(number=2, excerpt="Again", coded_by=cast.protection_officer)
    actions.add_voices(actor=cast.protection_officer, gap=gap, statements=[voice, second])
    assert checklist(gap)[0].holds is False
    actions.add_document(actor=cast.protection_officer, gap=gap, source="Survey, 2009")
    assert checklist(gap)[0].holds is True


def test_drafts_are_not_published_and_going_back_to_draft_unpublishes(cast):
    officer, gap = cast.protection_officer, story.gap(cast)
    with pytest.raises(Refused):
        actions.publish_gap(actor=officer, gap=gap)
    actions.propose_gap(actor=officer, gap=gap)
    actions.publish_gap(actor=officer, gap=gap)
    assert Gap.objects.visible_to(cast.visitor).get() == gap
    actions.withdraw_gap(actor=officer, gap=gap, reason="A number is wrong")
    assert not Gap.objects.visible_to(cast.visitor).exists()
    assert Gap.objects.get().published_at is None


def test_the_reason_of_a_step_stays_with_the_gap(cast):
    gap = story.gap(cast)
    actions.set_gap_aside(actor=cast.protection_officer, gap=gap, reason="Answered by a new law")
    assert [(str(step.state), step.reason) for step in steps_of(gap)] == [
        ("Set aside", "Answered by a new law"),
        ("Draft", ""),
    ]
    assert "law" not in str(JournalEntry.objects.get(verb="gaps.set_aside").data)


def test_a_step_needs_its_reason_and_its_state(cast):
    gap = story.gap(cast)
    with pytest.raises(Refused) as refusal:
        actions.set_gap_aside(actor=cast.protection_officer, gap=gap, reason="  ")
    assert refusal.value.field == "reason"
    with pytest.raises(WrongState):
        actions.start_remedy(actor=cast.protection_officer, gap=gap)


def test_a_gap_ready_to_be_proposed_waits_for_the_protection_officer(cast):
    story.bare_gap(cast)
    assert list(waiting(cast.protection_officer)) == []
    story.gap(cast)
    assert [each.count for each in waiting(cast.protection_officer)] == [1]
    assert [*waiting(cast.official), *waiting(cast.stranger), *waiting(cast.visitor)] == []


def test_dates_in_history_follow_the_order_of_steps(cast):
    gap = story.gap(cast)
    actions.propose_gap(actor=cast.protection_officer, gap=gap)
    steps = steps_of(gap)
    assert steps[0].at >= steps[1].at
    assert steps[0].at.date() >= date(2009, 1, 1)
