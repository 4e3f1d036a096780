"""A round: who may answer, when, with what; and what keeps it from closing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.models import Agreement, Comment, Consultation, Position, Stakeholder
from gapbridge.agree.consultations.queries import seat_of, stakeholders_of
from gapbridge.agree.consultations.tally import Tally, tally
from gapbridge.agree.consultations.waiting import waiting
from gapbridge.agree.gaps import actions as gapping
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans import actions as planning
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import JournalEntry, OutgoingMail

from . import story

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def counted(*, invited, agree=0, object_=0, unanswered=0, quorum=50, rule="consent"):
    return Tally(invited, {"agree": agree, "object": object_}, unanswered, object_, 0, 0, [], quorum, rule)


def close(cast, consultation, reason="Agreed."):
    return actions.close_with_agreement(
        actor=cast.protection_officer, consultation=consultation, reason=reason
    )


def to_days(consultation, *, opens, closes):
    """Move a round in time, counted in days from today."""
    today = timezone.localdate()
    Consultation.objects.filter(pk=consultation.pk).update(
        opens_on=today + opens * DAY, closes_on=today + closes * DAY
    )
    consultation.refresh_from_db()


# --- arithmetic ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("invited", "taken", "quorum", "reached"),
    [
        (4, 2, 50, True),
        (5, 2, 50, False),
        (5, 3, 50, True),
        (3, 2, 67, False),
        (3, 3, 100, True),
        (3, 2, 66, True),
        (3, 0, 0, False),
        (3, 1, 0, True),
        (1, 1, 100, True),
    ],
)
def test_quorum_is_a_share_of_the_invited_rounded_up_and_never_nobody(invited, taken, quorum, reached):
    assert counted(invited=invited, agree=taken, quorum=quorum).has_quorum is reached


def test_consensus_fails_with_any_objection_and_consent_only_with_an_unanswered_one():
    assert not counted(invited=3, object_=1, rule="consensus").rule_holds
    assert counted(invited=3, object_=1, rule="consent").rule_holds
    assert not counted(invited=3, object_=1, unanswered=1, rule="consent").rule_holds
    assert counted(invited=3, agree=3, rule="consensus").rule_holds


def test_standing_aside_counts_for_quorum_and_replaced_positions_do_not_count(cast):
    consultation = story.opened(cast)
    story.stands(cast, consultation, authority=("object", "Too dear"))
    story.stands(cast, consultation, authority=("aside", "Not ours to say"))
    found = tally(consultation, stakeholders_of(consultation))
    assert (found.taken, found.invited, found.stands, found.open_objections) == (1, 3, {"aside": 1}, 0)
    assert {(each.kind, each.taken) for each in found.kinds} == {("authority", 1), ("cso", 0), ("donor", 0)}


# --- preparing and opening -----------------------------------------------------------------------


def test_opening_fixes_the_texts_and_moves_draft_gaps(cast):
    gap = story.gap(cast, statement="Two days for water.", remedy="Mend the pump.")
    measure = story.measure(cast, gaps=[gap])
    consultation = story.opened(cast, gaps=[gap], measures=[measure])
    first, second = consultation.items.all()
    assert (first.text["text"], first.text["remedy"], len(first.text["sha256"])) == (
        "Two days for water.",
        "Mend the pump.",
        64,
    )
    assert (second.text["code"], second.text["text"]) == (measure.code, "Mend it by spring.")
    gap.refresh_from_db()
    assert gap.state == "in_consultation"
    entry = JournalEntry.objects.get(verb="consultations.open")
    assert entry.data["texts"] == [first.text["sha256"], second.text["sha256"]]
    assert not JournalEntry.objects.filter(verb="gaps.propose").exists()


def test_what_an_open_round_asks_about_stays_as_it_is(cast):
    gap = story.gap(cast)
    measure = story.measure(cast, gaps=[gap])
    story.opened(cast, gaps=[gap], measures=[measure])
    gap.refresh_from_db()
    for change in (
        lambda: gapping.withdraw_gap(actor=cast.protection_officer, gap=gap, reason="x"),
        lambda: gapping.set_gap_aside(actor=cast.protection_officer, gap=gap, reason="x"),
        lambda: planning.change_measure(actor=cast.protection_officer, measure=measure, title="x"),
        lambda: planning.drop_measure(actor=cast.protection_officer, measure=measure, reason="x"),
    ):
        with pytest.raises(Refused, match="Close that round first"):
            change()


def test_a_round_opens_with_items_stakeholders_a_future_and_complete_gaps(cast):
    officer = cast.protection_officer
    today = timezone.localdate()
    empty = actions.create_consultation(
        actor=officer, programme=cast.programme, title="x", opens_on=today, closes_on=today
    )
    with pytest.raises(Refused, match="at least one gap"):
        actions.open_consultation(actor=officer, consultation=empty)
    actions.add_items(actor=officer, consultation=empty, gaps=[story.bare_gap(cast, code="G77")])
    with pytest.raises(Refused, match="at least one organisation"):
        actions.open_consultation(actor=officer, consultation=empty)
    actions.invite(actor=officer, consultation=empty, organisations=[cast.authority])
    with pytest.raises(Refused, match="G77: add at least one piece of evidence"):
        actions.open_consultation(actor=officer, consultation=empty)
    late = story.prepared(cast)
    to_days(late, opens=-9, closes=-1)
    with pytest.raises(Refused, match="past"):
        actions.open_consultation(actor=officer, consultation=late)
    assert set(Consultation.objects.values_list("state", flat=True)) == {"draft"}
    assert not OutgoingMail.objects.exists()


def test_a_gap_is_asked_about_in_one_open_round_at_a_time(cast):
    gap = story.gap(cast)
    story.opened(cast, gaps=[gap])
    gap.refresh_from_db()
    second = story.prepared(cast, gaps=[gap])
    with pytest.raises(Refused, match="already asked about"):
        actions.open_consultation(actor=cast.protection_officer, consultation=second)


def test_an_open_round_keeps_its_list_and_its_rules(cast):
    consultation = story.opened(cast)
    officer = cast.protection_officer
    for change in (
        lambda: actions.change_consultation(actor=officer, consultation=consultation, quorum=1),
        lambda: actions.add_items(actor=officer, consultation=consultation, gaps=[story.gap(cast)]),
        lambda: actions.remove_item(actor=officer, item=consultation.items.first()),
        lambda: actions.invite(actor=officer, consultation=consultation, organisations=[cast.rival_cso]),
        lambda: actions.uninvite(actor=officer, stakeholder=consultation.stakeholders.first()),
    ):
        with pytest.raises(Refused, match="stays as it is"):
            change()
    assert (consultation.items.count(), consultation.stakeholders.count()) == (1, 3)


def test_items_of_another_programme_and_past_items_are_refused(cast):
    consultation = story.prepared(cast)
    agreed = story.gap(cast)
    gapping.propose_gap(actor=cast.protection_officer, gap=agreed)
    gapping.agree_gap(actor=None, gap=agreed)
    gapping.start_remedy(actor=cast.protection_officer, gap=agreed)
    with pytest.raises(Refused, match="past consultation"):
        actions.add_items(actor=cast.protection_officer, consultation=consultation, gaps=[agreed])
    foreign = Gap.objects.create(programme=cast.other, code="X", title="x", statement="x", severity=1)
    with pytest.raises(Refused, match="another programme"):
        actions.add_items(actor=cast.protection_officer, consultation=consultation, gaps=[foreign])


def test_the_invited_are_written_to_in_their_own_language_once(cast):
    cast.official.language = "ru"
    cast.official.save()
    story.opened(cast)
    mails = {mail.to: mail for mail in OutgoingMail.objects.all()}
    assert set(mails) == {"official@example.org", "applicant@example.org", "donor@example.org"}
    assert mails["official@example.org"].language == "ru"
    assert "/answer/" in mails["applicant@example.org"].body


# --- positions and comments ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["rival", "stranger", "protection_officer", "donor", "community_member"])
def test_nobody_takes_a_position_for_an_organisation_they_do_not_speak_for(cast, name):
    consultation = story.opened(cast)
    with pytest.raises(Forbidden):
        actions.take_position(
            actor=cast.people[name], stakeholder=seat_of(consultation, cast.authority), stand="agree"
        )
    assert not Position.objects.exists()


def test_nobody_speaks_from_the_seat_of_others(cast):
    consultation = story.opened(cast)
    seat = seat_of(consultation, cast.cso)
    with pytest.raises(Forbidden):
        actions.take_position(actor=cast.rival, stakeholder=seat, stand="agree")
    with pytest.raises(Forbidden):
        actions.add_comment(actor=cast.rival, item=consultation.items.get(), stakeholder=seat, text="We too")
    assert not Position.objects.exists()
    assert not Comment.objects.exists()


@pytest.mark.parametrize("stand", ["reservations", "aside", "object"])
def test_everything_but_agreement_needs_a_reason(cast, stand):
    consultation = story.opened(cast)
    with pytest.raises(Refused) as refusal:
        story.stands(cast, consultation, authority=(stand, "   "))
    assert refusal.value.field == "reason"
    story.stands(cast, consultation, authority=(stand, "Because"))
    assert Position.objects.get().stand == stand


def test_earlier_positions_are_kept(cast):
    consultation = story.opened(cast)
    story.stands(cast, consultation, authority=("object", "Too late"))
    story.stands(cast, consultation, authority="agree")
    found = list(Position.objects.values_list("stand", "reason", "is_current"))
    assert found == [("object", "Too late", False), ("agree", "", True)]


@pytest.mark.parametrize(
    ("opens", "closes", "taken"), [(0, 0, True), (-3, 0, True), (0, 3, True), (1, 3, False), (-3, -1, False)]
)
def test_positions_are_taken_on_both_dates_and_between(cast, opens, closes, taken):
    consultation = story.opened(cast)
    to_days(consultation, opens=opens, closes=closes)
    if taken:
        story.stands(cast, consultation, authority="agree")
    else:
        with pytest.raises(Refused):
            story.stands(cast, consultation, authority="agree")
    assert Position.objects.exists() is taken


def test_a_round_in_preparation_takes_no_position(cast):
    consultation = story.prepared(cast)
    with pytest.raises(Refused, match="not open"):
        story.stands(cast, consultation, authority="agree")


# --- closing -------------------------------------------------------------------------------------


def test_quorum_missed_keeps_a_round_from_an_agreement(cast):
    consultation = story.opened(cast, quorum=60)
    story.stands(cast, consultation, authority="agree")
    to_days(consultation, opens=-5, closes=-1)
    with pytest.raises(Refused, match="1 of 3 took a position that counts, 2 are needed"):
        close(cast, consultation)
    assert consultation.state == "open"
    assert not Agreement.objects.exists()


def test_a_round_is_not_cut_short_while_somebody_has_not_spoken(cast):
    consultation = story.opened(cast)
    story.stands(cast, consultation, authority="agree", cso="agree")
    to_days(consultation, opens=-5, closes=0)
    with pytest.raises(Refused, match="not everybody has taken one"):
        close(cast, consultation)
    story.stands(cast, consultation, funder="agree")
    assert close(cast, consultation).record[-1]["taken"] == 3


def test_every_comment_is_answered_before_an_agreement(cast):
    consultation = story.opened(cast)
    story.stands(cast, consultation, authority="agree", cso="agree", funder="agree")
    comment = actions.add_comment(
        actor=cast.applicant,
        item=consultation.items.get(),
        stakeholder=seat_of(consultation, cast.cso),
        text="Name the villages.",
    )
    with pytest.raises(Refused, match="1 comment has no answer"):
        close(cast, consultation)
    with pytest.raises(Forbidden):
        actions.answer_comments(actor=cast.applicant, comments=[comment], outcome="not", answer="x")
    actions.answer_comments(
        actor=cast.protection_officer, comments=[comment], outcome="in_part", answer="Two are named."
    )
    close(cast, consultation)
    assert Comment.objects.get().answer.text == "Two are named."


def test_by_consensus_an_answered_objection_still_stands_in_the_way(cast):
    consultation = story.opened(cast, rule="consensus")
    story.stands(cast, consultation, authority=("object", "Too dear"), cso="agree", funder="agree")
    position = Position.objects.get(stand="object")
    actions.answer_objection(actor=cast.protection_officer, position=position, answer="It is paid for.")
    with pytest.raises(Refused, match="consensus"):
        close(cast, consultation)


def test_by_consent_an_objection_is_answered_first_and_stays_as_dissent(cast):
    consultation = story.opened(cast)
    story.stands(cast, consultation, authority=("object", "Too dear"), cso="agree", funder="agree")
    with pytest.raises(Refused, match="objection of The authority has no answer"):
        close(cast, consultation)
    position = Position.objects.get(stand="object")
    actions.answer_objection(actor=cast.protection_officer, position=position, answer="It is paid for.")
    agreement = close(cast, consultation)
    assert [each["by"] for each in agreement.record[-1]["dissent"]] == [str(cast.authority)]


def test_an_objection_taken_up_anew_needs_a_new_answer(cast):
    consultation = story.opened(cast)
    story.stands(cast, consultation, authority=("object", "Too dear"), cso="agree", funder="agree")
    first = Position.objects.get(stand="object")
    actions.answer_objection(actor=cast.protection_officer, position=first, answer="It is paid for.")
    story.stands(cast, consultation, authority=("object", "And too late"))
    with pytest.raises(Refused, match="objection of The authority has no answer"):
        close(cast, consultation)
    with pytest.raises(Refused, match="no longer stands"):
        actions.answer_objection(actor=cast.protection_officer, position=first, answer="Again")


def test_closing_without_an_agreement_gives_the_gaps_back(cast):
    gap = story.gap(cast)
    consultation = story.opened(cast, gaps=[gap])
    actions.close_without_agreement(
        actor=cast.protection_officer, consultation=consultation, reason="No quorum"
    )
    gap.refresh_from_db()
    assert (gap.state, consultation.state) == ("draft", "not_agreed")
    assert gap.history.first().history_change_reason == "No quorum"
    gapping.change_gap(actor=cast.protection_officer, gap=gap, statement="Clearer now.")


@pytest.mark.parametrize("name", ["official", "applicant", "rival", "stranger", "donor", "grants_officer"])
def test_only_the_office_runs_a_round(cast, name):
    person, consultation = cast.people[name], story.opened(cast)
    story.stands(cast, consultation, authority="agree", cso="agree", funder="agree")
    for act in (
        lambda: actions.close_with_agreement(actor=person, consultation=consultation, reason="x"),
        lambda: actions.close_without_agreement(actor=person, consultation=consultation, reason="x"),
        lambda: actions.open_consultation(actor=person, consultation=consultation),
        lambda: actions.create_consultation(
            actor=person,
            programme=cast.programme,
            title="x",
            opens_on=timezone.localdate(),
            closes_on=timezone.localdate(),
        ),
    ):
        with pytest.raises(Forbidden):
            act()
    assert Consultation.objects.get().state == "open"


# --- what waits ----------------------------------------------------------------------------------


def test_a_position_waits_for_the_invited_until_they_have_taken_one(cast):
    consultation = story.opened(cast)
    found = list(waiting(cast.applicant))
    assert [(each.due, each.url) for each in found] == [
        (consultation.closes_on, f"/consultations/{consultation.pk}/answer/")
    ]
    assert list(waiting(cast.rival)) == []
    story.stands(cast, consultation, cso="agree")
    assert list(waiting(cast.applicant)) == []
    assert len(list(waiting(cast.official))) == 1


def test_comments_objections_and_past_rounds_wait_for_the_protection_officer(cast):
    consultation = story.opened(cast)
    story.stands(cast, consultation, authority=("object", "Too dear"))
    for _ in range(2):
        actions.add_comment(
            actor=cast.donor,
            item=consultation.items.get(),
            stakeholder=seat_of(consultation, cast.funder),
            text="Cost?",
        )
    assert [each.count for each in waiting(cast.protection_officer)] == [3]
    to_days(consultation, opens=-5, closes=-1)
    assert [each.count for each in waiting(cast.protection_officer)] == [3, 1]
    assert list(waiting(cast.stranger)) == []


def test_an_invitation_is_one_seat(cast):
    consultation = story.prepared(cast)
    actions.invite(actor=cast.protection_officer, consultation=consultation, organisations=[cast.authority])
    assert Stakeholder.objects.filter(organisation=cast.authority).count() == 1
