"""A gap is remedied only when something shows it and the groups that raised it were asked again."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from gapbridge.agree.gaps import actions as gapping
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.quality import CHECKS
from gapbridge.agree.gaps.queries import steps_of
from gapbridge.agree.returns import actions
from gapbridge.agree.returns.models import Proof, Return
from gapbridge.agree.returns.queries import circle_of, gaps_to_return, groups_of, to_ask_now
from gapbridge.agree.returns.waiting import waiting
from gapbridge.base.drafts import keep
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import FormDraft, JournalEntry
from gapbridge.listen.assessments.actions import record_consent, withdraw_consent
from gapbridge.listen.assessments.models import Consent, Session
from gapbridge.listen.feedback.actions import submit_feedback

from . import returning, story

pytestmark = pytest.mark.django_db


def remedy(cast, gap, **fields):
    given = {"reason": "The pumps run."} | fields
    return gapping.mark_remedied(actor=cast.protection_officer, gap=gap, **given)


def state_of(gap):
    return Gap.objects.values_list("state", flat=True).get(pk=gap.pk)


# --- who raised it -------------------------------------------------------------------------------


def test_the_groups_of_a_gap_are_its_voices_by_sex_age_and_place(cast):
    women, again, men, girls = (
        returning.voice(cast),
        returning.voice(cast),
        returning.voice(cast, sex="male", place=cast.district),
        returning.voice(cast, age_group="14-17", place=cast.district),
    )
    again.session.diversity.add(cast.disability)
    found = groups_of(returning.gap(cast, women, again, men, girls))
    assert [(group.label, group.voices) for group in found] == [
        ("Women, 18–40, A settlement", 2),
        ("Girls, 14–17, Yevlax", 1),
        ("Men, 18–40, Yevlax", 1),
    ]
    assert found[0].session == again.session
    assert found[0].diversity == ["People with disabilities"]


def test_a_group_that_took_its_words_back_is_not_asked(cast):
    gap = returning.gap(cast, returning.voice(cast), returning.voice(cast, sex="male"))
    Session.objects.filter(sex="male").update(withdrawn_at=timezone.now())
    circle = circle_of(gap)
    assert [group.label for group in circle.groups] == ["Women, 18–40, A settlement"]
    assert circle.silenced == 1
    men = returning.session_of(gap, sex="male")
    with pytest.raises(Refused, match="took its words back"):
        returning.ask(cast, gap, session=men)


def test_a_gap_merged_of_others_inherits_their_groups(cast):
    officer = cast.protection_officer
    drafts = [story.bare_gap(cast), story.bare_gap(cast)]
    for draft, sex in zip(drafts, ("female", "male"), strict=True):
        gapping.add_voices(actor=officer, gap=draft, statements=[returning.voice(cast, sex=sex)])
    merged = gapping.merge_gaps(
        actor=officer,
        gaps=drafts,
        reason="The same",
        code="G99",
        title="Water",
        statement="No water",
        severity=3,
    )
    assert {group.session.sex for group in groups_of(merged)} == {"female", "male"}


# --- what is recorded ----------------------------------------------------------------------------


def test_the_latest_answer_counts_and_the_earlier_ones_stay(cast):
    gap = returning.gap(cast)
    returning.ask(cast, gap, "worse")
    returning.ask(cast, gap, "better", said="Every second day now.")
    (group,) = groups_of(gap)
    assert group.outcome == "better"
    assert [each.row.outcome for each in group.earlier] == ["worse"]
    assert JournalEntry.objects.filter(verb="returns.record_return", target_id=gap.pk).count() == 2


@pytest.mark.parametrize("name", ["protection_officer", "programme_officer", "monitoring_officer"])
def test_officers_who_keep_the_voices_record(cast, name):
    assert returning.ask(cast, returning.gap(cast), who=name).recorded_by == cast.people[name]


@pytest.mark.parametrize(
    "name", ["official", "donor", "grants_officer", "stranger", "rival", "community_member"]
)
def test_others_do_not_record(cast, name):
    gap = returning.gap(cast)
    with pytest.raises(Forbidden):
        returning.ask(cast, gap, who=name)
    with pytest.raises(Forbidden):
        actions.add_proof(actor=cast.people[name], gap=gap, source="x", note="x")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"said": " "}, "said"),
        ({"said": "Call me: +994 50 123 45 67"}, "said"),
        ({"reason": "They moved."}, "reason"),
        ({"outcome": "unreachable", "said": "", "reason": ""}, "reason"),
        ({"outcome": "unreachable", "said": "We are here.", "reason": "They moved."}, "outcome"),
        ({"outcome": "unreachable", "said": "", "reason": "They moved.", "women": 3}, "people"),
        ({"asked_on": timezone.localdate() + timedelta(days=1)}, "asked_on"),
        ({"asked_on": timezone.localdate() - timedelta(days=1)}, "asked_on"),
        ({"again_on": timezone.localdate()}, "again_on"),
        ({"women": 4, "men": 3, "people": 6}, "people"),
    ],
)
def test_what_does_not_go_together_is_refused_beside_its_field(cast, fields, field):
    gap = returning.gap(cast)
    with pytest.raises(Refused) as refusal:
        returning.ask(cast, gap, **fields)
    assert refusal.value.field == field
    assert not Return.objects.exists()


def test_nothing_is_recorded_before_the_remedy_began(cast):
    gap = returning.gap(cast, state="agreed")
    with pytest.raises(Refused, match="once the remedy has begun"):
        returning.ask(cast, gap)
    with pytest.raises(Refused, match="once the remedy has begun"):
        returning.prove(cast, gap)


def test_a_group_that_did_not_raise_the_gap_is_not_asked(cast):
    gap = returning.gap(cast)
    with pytest.raises(Refused, match="did not raise"):
        returning.ask(cast, gap, session=returning.voice(cast, sex="male").session)


# --- before a gap is remedied --------------------------------------------------------------------


def test_a_gap_without_proof_is_not_remedied(cast):
    gap = returning.gap(cast)
    returning.ask(cast, gap)
    with pytest.raises(Refused, match="Add what shows the remedy"):
        remedy(cast, gap)
    assert state_of(gap) == "being_remedied"
    returning.prove(cast, gap)
    remedy(cast, gap)
    assert state_of(gap) == "remedied"


def test_a_gap_is_not_remedied_before_every_group_was_asked(cast):
    gap = returning.gap(cast, returning.voice(cast), returning.voice(cast, sex="male"))
    returning.prove(cast, gap)
    returning.ask(cast, gap, session=returning.session_of(gap, sex="female"))
    with pytest.raises(Refused, match="Men, 18–40, A settlement"):
        remedy(cast, gap)
    returning.ask(cast, gap, "unreachable", session=returning.session_of(gap, sex="male"))
    remedy(cast, gap)
    assert state_of(gap) == "remedied"


def test_at_least_one_group_is_really_asked(cast):
    gap = returning.gap(cast)
    returning.prove(cast, gap)
    returning.ask(cast, gap, "unreachable")
    with pytest.raises(Refused, match="No group could be asked"):
        remedy(cast, gap)


@pytest.mark.parametrize("outcome", ["same", "worse"])
def test_a_gap_is_not_remedied_against_what_a_group_says(cast, outcome):
    gap = returning.gap(cast)
    returning.prove(cast, gap)
    returning.ask(cast, gap, outcome)
    with pytest.raises(Refused, match="nothing changed"):
        remedy(cast, gap)
    returning.ask(cast, gap, "remedied")
    remedy(cast, gap)
    assert state_of(gap) == "remedied"


def test_better_but_not_remedied_is_allowed_once_it_is_said_what_remains(cast):
    gap = returning.gap(cast)
    returning.prove(cast, gap)
    returning.ask(cast, gap, "better")
    with pytest.raises(Refused, match="Say what remains"):
        remedy(cast, gap)
    remedy(cast, gap, remains="The far end of the street.")
    assert "The far end of the street." in steps_of(Gap.objects.get(pk=gap.pk))[0].reason


def test_a_gap_that_no_group_can_be_asked_about_needs_proof_alone(cast):
    gap = returning.gap(cast)
    Session.objects.update(withdrawn_at=timezone.now())
    returning.prove(cast, gap)
    remedy(cast, gap)
    assert state_of(gap) == "remedied"


def test_the_checklist_says_whether_the_community_was_told(cast):
    gap = returning.gap(cast)
    assert CHECKS["told"](gap).holds is False
    returning.ask(cast, gap)
    assert CHECKS["told"](gap).holds is True


# --- proof ---------------------------------------------------------------------------------------


def test_a_proof_says_what_it_is_and_what_it_shows(cast):
    gap = returning.gap(cast)
    for fields, field in (
        ({"source": " "}, "source"),
        ({"note": ""}, "note"),
        ({"note": "x@example.org"}, "note"),
    ):
        with pytest.raises(Refused) as refusal:
            returning.prove(cast, gap, **fields)
        assert refusal.value.field == field


def test_a_verified_report_of_a_measure_is_proof_and_no_other_report(cast):
    gap, other = returning.gap(cast), returning.gap(cast, returning.voice(cast, sex="male"))
    report = returning.verified_report(cast, gap)
    for wrong in (
        {"gap": other, "report": report},
        {"gap": gap, "report": report, "source": "Report, 2009"},
    ):
        with pytest.raises(Refused) as refusal:
            actions.add_proof(actor=cast.protection_officer, note="The pumps run.", **wrong)
        assert refusal.value.field == "report"
    actions.add_proof(actor=cast.protection_officer, gap=gap, report=report, note="The pumps run.")
    returning.ask(cast, gap)
    remedy(cast, gap)
    assert state_of(gap) == "remedied"


def test_a_proof_goes_only_while_nothing_was_decided_upon_it(cast):
    gap = returning.gap(cast)
    actions.remove_proof(actor=cast.protection_officer, proof=returning.prove(cast, gap))
    assert not Proof.objects.exists()
    returning.prove(cast, gap)
    returning.ask(cast, gap)
    remedy(cast, gap)
    with pytest.raises(Refused, match="Reopen it first"):
        actions.remove_proof(actor=cast.protection_officer, proof=Proof.objects.get())


# --- reopening -----------------------------------------------------------------------------------


def message(cast, **fields):
    given = {"kind": "concern", "text": "The pump stands still again.", "language": "en"} | fields
    return submit_feedback(actor=None, programme=cast.programme, **given)[0]


def test_a_message_of_the_community_reopens_a_gap_and_becomes_its_evidence(cast):
    gap, told = returning.remedied(cast), message(cast)
    gapping.reopen_gap(
        actor=cast.protection_officer, gap=gap, reason="A pump stands still since May.", feedback=told
    )
    assert state_of(gap) == "being_remedied"
    assert gap.evidence.get(feedback=told).note == "A pump stands still since May."
    latest = steps_of(gap)[0]
    assert latest.reason == "A message of the community: A pump stands still since May."
    assert JournalEntry.objects.get(verb="gaps.reopen").data == {"feedback": told.pk}


def test_no_gap_is_reopened_by_a_sealed_concern_or_a_message_to_another_programme(cast):
    gap = returning.remedied(cast)
    sealed = message(cast, kind="sensitive")
    elsewhere = submit_feedback(
        actor=None, programme=cast.other, kind="concern", text="It is back.", language="en"
    )[0]
    for told in (sealed, elsewhere):
        with pytest.raises(Refused, match="can't be used"):
            gapping.reopen_gap(actor=cast.programme_officer, gap=gap, reason="Back.", feedback=told)
    with pytest.raises(Refused):
        gapping.reopen_gap(
            actor=cast.protection_officer, gap=gap, reason="x@example.org wrote", feedback=message(cast)
        )
    assert state_of(gap) == "remedied"
    assert not gap.evidence.exclude(feedback=None).exists()


def test_after_reopening_the_groups_are_asked_and_the_remedy_is_shown_anew(cast):
    gap = returning.remedied(cast)
    gapping.reopen_gap(actor=cast.protection_officer, gap=gap, reason="Back.")
    (group,) = groups_of(gap)
    assert group.latest is None
    assert len(group.earlier) == 1
    with pytest.raises(Refused, match="before the gap was reopened"):
        remedy(cast, gap)
    returning.prove(cast, gap, source="A second report")
    with pytest.raises(Refused, match="not been asked again"):
        remedy(cast, gap)
    returning.ask(cast, gap)
    remedy(cast, gap)
    assert state_of(gap) == "remedied"


def test_a_group_that_says_otherwise_reopens_a_remedied_gap_in_one_step(cast):
    gap = returning.remedied(cast)
    answer = returning.ask(cast, gap, "worse", said="It stopped in spring.")
    assert state_of(gap) == "remedied"
    with pytest.raises(Forbidden):
        actions.reopen_after(actor=cast.monitoring_officer, answer=answer)
    actions.reopen_after(actor=cast.protection_officer, answer=answer)
    assert state_of(gap) == "being_remedied"
    assert "Worse" in steps_of(gap)[0].reason


def test_only_the_latest_answer_that_says_otherwise_reopens(cast):
    gap = returning.remedied(cast)
    worse = returning.ask(cast, gap, "worse")
    fine = returning.ask(cast, gap, "remedied")
    for answer, why in ((worse, "latest answer counts"), (fine, "does not say")):
        with pytest.raises(Refused, match=why):
            actions.reopen_after(actor=cast.protection_officer, answer=answer)


# --- words that are taken back -------------------------------------------------------------------


def consented(cast, session):
    return record_consent(
        actor=cast.protection_officer,
        session=session,
        text_version="1",
        language="en",
        manner="spoken",
        scope="public",
        taken_on=session.held_on,
    )


def test_words_said_again_go_when_the_consent_is_withdrawn(cast):
    gap = returning.gap(cast)
    session = returning.session_of(gap)
    consent: Consent = consented(cast, session)
    returning.ask(cast, gap, "worse", said="Nobody came to mend it.")
    address = f"/returns/gaps/{gap.pk}/groups/{session.pk}/"
    keep(cast.protection_officer, address, _query("said=Nobody+came"))
    withdraw_consent(actor=cast.protection_officer, consent=consent, reason="They wish it.")
    answer = Return.objects.get()
    assert (answer.said, answer.outcome) == ("", "worse")
    assert not FormDraft.objects.exists()


def _query(text):
    from django.http import QueryDict

    return QueryDict(text)


# --- who reads what ------------------------------------------------------------------------------


def test_words_are_read_as_the_voices_of_the_group_are_and_outcomes_by_everybody(cast):
    gap = returning.gap(cast, returning.voice(cast), returning.voice(cast, sex="male", scope="internal"))
    for sex in ("female", "male"):
        returning.ask(cast, gap, "worse", session=returning.session_of(gap, sex=sex), women=2)
    for reader, readable in ((cast.protection_officer, 2), (cast.donor, 1), (AnonymousUser(), 1)):
        circle = circle_of(gap, reader)
        assert len(circle.readable) == readable
        assert [(key, number) for key, _label, number in circle.outcomes] == [("worse", 2)]
    assert circle_of(gap, cast.donor).readable[0].latest.people is None
    assert circle_of(gap, cast.protection_officer).readable[0].latest.people == 2


# --- what waits ----------------------------------------------------------------------------------


def test_a_gap_whose_measures_are_done_waits_for_the_return(cast):
    gap = returning.gap(cast)
    gaps = gaps_to_return(cast.protection_officer)
    assert not to_ask_now(gaps).exists()
    assert returning.verified_report(cast, gap).measure.state == "done"
    assert [each.code for each in to_ask_now(gaps)] == [gap.code]
    assert len(list(waiting(cast.fresh("monitoring_officer")))) == 1
    assert not list(waiting(cast.fresh("donor")))
    returning.ask(cast, gap)
    assert not to_ask_now(gaps).exists()
    assert not list(waiting(cast.fresh("protection_officer")))


def test_a_promise_to_come_back_waits_until_somebody_has(cast):
    gap = returning.gap(cast)
    returning.ask(cast, gap, "better", again_on=timezone.localdate() + timedelta(days=7))
    (due,) = waiting(cast.fresh("protection_officer"))
    assert due.due == timezone.localdate() + timedelta(days=7)
    returning.ask(cast, gap, "remedied")
    assert not list(waiting(cast.fresh("protection_officer")))


def test_the_list_counts_groups_and_those_asked_since(cast):
    gap = returning.gap(cast, returning.voice(cast), returning.voice(cast), returning.voice(cast, sex="male"))
    returning.ask(cast, gap, session=returning.session_of(gap, sex="male"))
    found = gaps_to_return(cast.protection_officer).get()
    assert (found.raised, found.asked) == (2, 1)
    remedied = returning.remedied(cast)
    gapping.reopen_gap(actor=cast.protection_officer, gap=remedied, reason="Back.")
    found = gaps_to_return(cast.protection_officer).get(pk=remedied.pk)
    assert (found.raised, found.asked) == (1, 0)
