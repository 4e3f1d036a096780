from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from gapbridge.agree.gaps.models import Gap
from gapbridge.base import search
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry
from gapbridge.listen.assessments import actions, queries
from gapbridge.listen.assessments.errors import TextChanged
from gapbridge.listen.assessments.models import Assessment, Session, Statement, Theme

from .rooms import coded, consent, held, listening, new_assessment, new_session, publish, voice


def refused(field, action, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(**kwargs)
    assert refusal.value.field == field
    return refusal.value.messages[0]


# --- assessments ---------------------------------------------------------------------------------


def test_an_assessment_does_not_end_before_it_starts(cast):
    refused("ends_on", lambda: new_assessment(cast, ends_on=date(2009, 2, 1)))
    assert not Assessment.objects.exists()


def test_a_closed_programme_takes_no_assessment(cast):
    cast.programme.state = "closed"

    refused(None, lambda: new_assessment(cast))


def test_a_period_keeps_its_sessions(cast):
    assessment = listening(cast)
    session = new_session(cast, assessment)

    said = refused(
        "ends_on",
        actions.change_assessment,
        actor=cast.protection_officer,
        assessment=assessment,
        ends_on=date(2009, 3, 9),
    )
    assert session.code in said

    actions.cancel_session(actor=cast.protection_officer, session=session, reason="Snow on the road.")
    actions.change_assessment(actor=cast.protection_officer, assessment=assessment, ends_on=date(2009, 3, 9))
    assert Assessment.objects.get().ends_on == date(2009, 3, 9)


def test_listening_is_not_finished_while_a_session_held_is_not_coded(cast):
    assessment = listening(cast)
    coded(cast, assessment)
    session = held(cast, assessment, sex="male")

    said = refused(None, actions.finish_assessment, actor=cast.protection_officer, assessment=assessment)
    assert session.code in said
    assert Assessment.objects.get().state == "collecting"


def test_a_published_assessment_is_not_changed(cast):
    assessment = listening(cast)
    session = coded(cast, assessment)
    publish(cast, assessment)
    officer = cast.protection_officer

    refused(None, actions.change_assessment, actor=officer, assessment=assessment, title="Other")
    refused(None, actions.change_session, actor=officer, session=session, participants=20)
    refused(
        None, actions.change_statement, actor=officer, statement=session.statements.get(), excerpt="Other"
    )
    refused(None, lambda: voice(cast, session))
    assert Assessment.objects.get().title == "Listening in spring"
    assert Statement.objects.get().excerpt == "Su iki gündən bir gəlir."


def test_reopening_keeps_its_reason(cast):
    assessment = listening(cast)
    actions.finish_assessment(actor=cast.protection_officer, assessment=assessment)

    actions.reopen_assessment(
        actor=cast.protection_officer, assessment=assessment, reason="Boys are missing."
    )

    assessment.refresh_from_db()
    assert (assessment.state, assessment.reopened_because) == ("collecting", "Boys are missing.")


# --- sessions ------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [date(2009, 2, 28), date(2009, 4, 1)])
def test_a_session_lies_within_its_assessment(cast, day):
    assessment = listening(cast)

    refused("held_on", lambda: new_session(cast, assessment, held_on=day))
    assert not Session.objects.exists()


def test_sessions_are_numbered_unless_they_bring_a_code(cast):
    assessment = listening(cast)

    codes = [
        new_session(cast, assessment, **fields).code for fields in ({}, {"code": "FG-7"}, {}, {"code": ""})
    ]

    assert codes == ["S01", "FG-7", "S02", "S03"]
    refused("code", lambda: new_session(cast, assessment, code="FG-7"))


def test_a_session_is_held_only_with_consent(cast):
    session = new_session(cast, listening(cast))

    refused(None, actions.hold_session, actor=cast.protection_officer, session=session)
    assert Session.objects.get().state == "planned"

    consent(cast, session, "internal")
    actions.hold_session(actor=cast.protection_officer, session=session)
    assert Session.objects.get().state == "held"


def test_a_session_is_not_held_before_its_day(cast):
    today = timezone.localdate()
    assessment = listening(cast, starts_on=today, ends_on=today + timedelta(days=9))
    session = new_session(cast, assessment, held_on=today + timedelta(days=1))
    consent(cast, session)

    refused(None, actions.hold_session, actor=cast.protection_officer, session=session)

    actions.change_session(actor=cast.protection_officer, session=session, held_on=today)
    actions.hold_session(actor=cast.protection_officer, session=session)
    refused(
        "held_on",
        actions.change_session,
        actor=cast.protection_officer,
        session=session,
        held_on=today + timedelta(days=2),
    )


def test_a_session_is_not_held_before_listening_starts(cast):
    session = new_session(cast, new_assessment(cast))
    consent(cast, session)

    refused(None, actions.hold_session, actor=cast.protection_officer, session=session)


def test_coding_is_not_finished_without_a_statement(cast):
    session = held(cast, listening(cast))

    refused(None, actions.finish_coding, actor=cast.protection_officer, session=session)
    assert Session.objects.get().state == "held"


def test_a_statement_needs_a_session_that_was_held(cast):
    session = new_session(cast, listening(cast))

    refused(None, lambda: voice(cast, session))


def test_a_cancelled_session_stays_cancelled(cast):
    session = new_session(cast, listening(cast))
    actions.cancel_session(actor=cast.protection_officer, session=session, reason="Nobody came.")

    refused(None, lambda: consent(cast, session))
    refused(None, actions.change_session, actor=cast.protection_officer, session=session, participants=3)
    with pytest.raises(WrongState):
        actions.hold_session(actor=cast.protection_officer, session=session)
    assert Session.objects.get().cancelled_because == "Nobody came."


def test_a_statement_keeps_its_marks_and_number(cast):
    session = held(cast, listening(cast))
    clause = cast.framework.clauses.get()

    first = voice(cast, session, clauses=[clause], topics=[cast.topic], people_rank=1)
    second = voice(cast, session)
    actions.change_statement(actor=cast.protection_officer, statement=first, people_rank=None, clauses=[])

    assert [first.number, second.number] == [1, 2]
    assert Statement.objects.get(number=1).people_rank is None
    assert list(first.clauses.all()) == []
    assert list(first.topics.all()) == [cast.topic]


# --- marks in the notes --------------------------------------------------------------------------

NOTES = "Su gəlmir. Məktəb uzaqdır. Su gəlmir. Yol pisdir."


def marked(cast, session, words, near=0, **fields):
    start = session.notes.index(words, near)
    return voice(cast, session, words, start=start, end=start + len(words), **fields)


def places(session):
    """What every mark covers in the notes as they are now."""
    notes = Session.objects.get(pk=session.pk).notes
    return [
        notes[mark.start : mark.end] if mark.start is not None else None
        for mark in Statement.marks.filter(session=session).order_by("number")
    ]


def rewrite(cast, session, notes):
    return actions.change_session(actor=cast.protection_officer, session=session, notes=notes)


def test_a_mark_is_kept_where_it_was_selected(cast):
    session = held(cast, listening(cast), notes=NOTES)

    second = marked(cast, session, "Su gəlmir.", near=5, memo="Again.")

    second.refresh_from_db()
    assert (second.start, second.end, second.memo) == (27, 37, "Again.")


def test_words_recorded_without_a_place_are_placed_where_they_stand_once(cast):
    session = held(cast, listening(cast), notes=NOTES)

    once, twice, nowhere = (
        voice(cast, session, words) for words in ("Yol pisdir.", "Su gəlmir.", "Başqa söz")
    )

    assert (once.start, once.end) == (38, 49)
    assert [(each.start, each.end) for each in (twice, nowhere)] == [(None, None)] * 2


def test_a_selection_in_notes_that_changed_is_placed_anew_when_there_is_no_doubt(cast):
    session = held(cast, listening(cast), notes=NOTES)
    rewrite(cast, session, "Əvvəl: " + NOTES)

    late = voice(cast, session, "Yol pisdir.", start=38, end=49, notes_version=1)

    assert places(session) == ["Yol pisdir."]
    assert late.start == 45


@pytest.mark.parametrize("notes", ["Yol yaxşıdır.", "Yol pisdir. Yol pisdir."])
def test_a_selection_of_words_that_changed_is_refused(cast, notes):
    session = held(cast, listening(cast), notes=NOTES)
    rewrite(cast, session, notes)

    with pytest.raises(TextChanged) as refusal:
        voice(cast, session, "Yol pisdir.", start=38, end=49, notes_version=1)
    assert refusal.value.field == "excerpt"
    assert not Statement.marks.exists()


def test_a_browsers_line_ends_do_not_shift_a_mark(cast):
    session = held(cast, listening(cast), notes="Bir.\r\nİki.\r\nÜç.")

    marked(cast, session, "İki.\nÜç.")

    assert Session.objects.get().notes == "Bir.\nİki.\nÜç."
    assert places(session) == ["İki.\nÜç."]


@pytest.mark.parametrize(
    ("notes", "found", "starts"),
    [
        (NOTES + " Daha bir söz.", ["Su gəlmir.", "Məktəb uzaqdır.", "Yol pisdir."], [27, 11, 38]),
        ("Salam! " + NOTES, ["Su gəlmir.", "Məktəb uzaqdır.", "Yol pisdir."], [34, 18, 45]),
        (
            "Su gəlmir. Məktəb çox uzaqdır. Su gəlmir. Yol pisdir.",
            ["Su gəlmir.", None, "Yol pisdir."],
            [31, None, 42],
        ),
        ("Yol pisdir. Su gəlmir.", ["Su gəlmir.", None, "Yol pisdir."], [12, None, 0]),
        ("", [None, None, None], [None, None, None]),
    ],
)
def test_marks_move_with_their_words_when_notes_change(cast, notes, found, starts):
    session = held(cast, listening(cast), notes=NOTES)
    marked(cast, session, "Su gəlmir.", near=5)
    marked(cast, session, "Məktəb uzaqdır.")
    marked(cast, session, "Yol pisdir.", for_comparison=True)

    rewrite(cast, session, notes)

    assert places(session) == found
    assert [mark.start for mark in Statement.marks.order_by("number")] == starts
    assert "Məktəb uzaqdır." in {mark.excerpt for mark in Statement.marks.all()}


def test_a_loosened_mark_returns_with_its_words(cast):
    session = held(cast, listening(cast), notes=NOTES)
    marked(cast, session, "Yol pisdir.")

    rewrite(cast, session, "Hələ yazılmayıb.")
    assert places(session) == [None]
    rewrite(cast, session, "Yol pisdir. " + NOTES[:37])

    assert places(session) == ["Yol pisdir."]


def test_only_other_notes_are_another_version(cast):
    session = held(cast, listening(cast), notes=NOTES)

    rewrite(cast, session, NOTES)
    actions.change_session(actor=cast.protection_officer, session=session, participants=9)
    assert Session.objects.get().notes_version == 1
    rewrite(cast, session, NOTES + "!")
    assert Session.objects.get().notes_version == 2


def test_other_words_of_a_voice_are_placed_near_the_old_ones(cast):
    session = held(cast, listening(cast), notes=NOTES)
    statement = marked(cast, session, "Məktəb uzaqdır. Su gəlmir.")

    actions.change_statement(actor=cast.protection_officer, statement=statement, excerpt="Su gəlmir.")

    statement.refresh_from_db()
    assert (statement.start, statement.end) == (0, 10)  # 11 characters away; the other one 16


def test_a_stale_copy_of_a_voice_does_not_take_its_mark_back_to_the_old_place(cast):
    session = held(cast, listening(cast), notes=NOTES)
    stale = marked(cast, session, "Yol pisdir.")
    rewrite(cast, session, "Salam! " + NOTES)

    actions.change_statement(actor=cast.protection_officer, statement=stale, memo="A new memo.")

    assert places(session) == ["Yol pisdir."]


def test_what_is_marked_for_comparison_is_no_voice(cast):
    session = held(cast, listening(cast), notes=NOTES)
    marked(cast, session, "Yol pisdir.", for_comparison=True)

    refused(None, actions.finish_coding, actor=cast.protection_officer, session=session)
    assert [each.voices for each in queries.sessions_of(session.assessment, cast.protection_officer)] == [0]
    assert not search.find("Yol pisdir", cast.protection_officer).hits
    assert voice(cast, session).number == 2


def test_themes_belong_to_the_programme(cast):
    session = held(cast, listening(cast))
    own = Theme.objects.create(programme=cast.programme, name="Water")
    foreign = Theme.objects.create(programme=cast.other, name="Water")

    assert list(voice(cast, session, themes=[own]).themes.all()) == [own]
    refused("themes", lambda: voice(cast, session, themes=[foreign]))
    assert Statement.objects.count() == 1


def test_a_mark_is_removed_unless_a_gap_rests_on_it(cast):
    session = held(cast, listening(cast))
    free, resting = voice(cast, session), voice(cast, session)
    gap = Gap.objects.create(
        programme=cast.programme, code="G1", title="Water comes every other day", statement="x", severity=3
    )
    gap.evidence.create(statement=resting)

    actions.remove_statement(actor=cast.protection_officer, statement=free)
    said = refused(None, actions.remove_statement, actor=cast.protection_officer, statement=resting)

    assert str(gap) in said
    assert list(Statement.objects.all()) == [resting]


def test_a_mark_costs_few_queries_however_long_the_notes(cast, django_assert_max_num_queries):
    session = held(cast, listening(cast), notes=NOTES)
    clause = cast.framework.clauses.get()

    with django_assert_max_num_queries(20):
        marked(cast, session, "Yol pisdir.", clauses=[clause])


# --- who writes, and what is journalled ----------------------------------------------------------


@pytest.mark.parametrize("fields", [{"consent_scope": "public"}, {"state": "coded"}])
def test_scope_and_state_are_not_set_by_changing_a_session(cast, fields):
    session = new_session(cast, listening(cast))

    with pytest.raises(TypeError):
        actions.change_session(actor=cast.protection_officer, session=session, **fields)


def test_an_impossible_language_is_refused(cast):
    with pytest.raises(ValidationError):
        new_session(cast, listening(cast), language="xx")


@pytest.mark.parametrize(
    "name", ["stranger", "visitor", "official", "monitoring_officer", "community_member"]
)
def test_only_protection_and_programme_officers_of_the_programme_write(cast, name):
    assessment = listening(cast)
    session = coded(cast, assessment)
    actor = cast.people[name]

    for action, kwargs in (
        (actions.create_assessment, {"programme": cast.programme, "title": "x"}),
        (actions.change_assessment, {"assessment": assessment, "title": "x"}),
        (actions.create_session, {"assessment": assessment}),
        (actions.change_session, {"session": session, "participants": 1}),
        (actions.record_consent, {"session": session, "scope": "public"}),
        (actions.withdraw_consent, {"consent": session.consents.get(), "reason": "x"}),
        (actions.add_statement, {"session": session, "excerpt": "x", "language": "en"}),
        (actions.change_statement, {"statement": session.statements.get(), "excerpt": "x"}),
    ):
        with pytest.raises(Forbidden):
            action(actor=actor, **kwargs)


def test_every_act_of_listening_is_in_the_journal_without_words(cast):
    assessment = listening(cast)
    session = coded(cast, assessment)
    actions.withdraw_consent(
        actor=cast.protection_officer, consent=session.consents.get(), reason="A secret reason"
    )

    entries = list(JournalEntry.objects.order_by("sequence"))
    assert [entry.verb.removeprefix("assessments.") for entry in entries] == [
        "create",
        "start",
        "create_session",
        "record_consent",
        "hold_session",
        "add_statement",
        "finish_coding",
        "withdraw_consent",
    ]
    assert {entry.programme_id for entry in entries} == {cast.programme.pk}
    assert not any("Su iki" in str(entry.data) or "secret" in str(entry.data) for entry in entries)
