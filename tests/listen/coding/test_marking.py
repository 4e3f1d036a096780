"""Marking words with codes, and taking it back: what is stored, what is refused, and that nothing is lost."""

import pytest
from django.utils import timezone

from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import JournalEntry
from gapbridge.listen.assessments import actions as listening_actions
from gapbridge.listen.assessments.errors import TextChanged
from gapbridge.listen.assessments.models import Statement, Theme
from gapbridge.listen.coding import actions
from gapbridge.listen.coding.models import Presence, Step

from .rooms import NOTES, clause, marked, notes_to_code, place, selection, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(cast):
    return notes_to_code(cast)


@pytest.fixture
def officer(cast):
    return cast.protection_officer


# --- marking -------------------------------------------------------------------------------------


def test_the_words_after_an_astral_character_are_marked_where_they_stand(cast, session):
    statement = marked(cast, session, "Su iki gündən bir gəlir.")
    assert session.notes[statement.start : statement.end] == statement.excerpt == "Su iki gündən bir gəlir."
    assert statement.language == session.language
    assert JournalEntry.objects.last().verb == "assessments.add_statement"


def test_words_of_two_paragraphs_are_taken_as_they_stand_in_the_notes(cast, session):
    where = place(session, NOTES[NOTES.index("the road") : NOTES.index(" Su iki")])
    where["excerpt"] = "the road is dark.\n😀"  # what a browser can tell
    statement = actions.mark(actor=cast.protection_officer, session=session, clauses=[clause(cast)], **where)
    assert session.notes[statement.start : statement.end] == statement.excerpt


def test_the_same_words_sent_twice_are_marked_once(cast, session):
    first, again = (marked(cast, session, "water") for _time in range(2))
    assert first == again
    assert Statement.marks.count() == Step.objects.count() == 1


def test_the_same_words_get_the_further_code_instead_of_a_second_mark(cast, session):
    theme = actions.add_theme(actor=cast.protection_officer, programme=cast.programme, name="Far away")
    marked(cast, session, "water")
    marked(cast, session, "water", themes=[theme])
    (statement,) = Statement.marks.all()
    assert list(statement.clauses.all()) == [clause(cast)]
    assert list(statement.themes.all()) == [theme]


def test_two_coders_may_mark_the_same_words_each(cast, session):
    marked(cast, session, "water")
    marked(cast, session, "water", by="programme_officer")
    assert Statement.marks.count() == 2


def test_words_without_a_code_are_not_marked(cast, session):
    with pytest.raises(Refused):
        marked(cast, session, "water", clauses=[])
    assert not Statement.marks.exists()


def test_words_that_are_not_there_any_more_are_not_marked(cast, session, officer):
    selected = place(session, "Nobody asked us before.")
    listening_actions.change_session(actor=officer, session=session, notes="They spoke of something else.")
    with pytest.raises(TextChanged):
        actions.mark(actor=officer, session=session, clauses=[clause(cast)], **selected)


@pytest.mark.parametrize("member", ["monitoring_officer", "official", "stranger", "applicant"])
def test_only_protection_officers_of_the_programme_mark(cast, session, member):
    with pytest.raises(Forbidden):
        marked(cast, session, "water", by=member)
    assert not Statement.marks.exists()


# --- back and forth ------------------------------------------------------------------------------


def test_a_mark_is_undone_and_done_again(cast, session, officer):
    made = marked(cast, session, "water", memo="Daily.")
    assert actions.undo(actor=officer, session=session) == [(made.start, made.end)]
    assert not Statement.marks.exists()
    actions.redo(actor=officer, session=session)
    (again,) = Statement.marks.all()
    assert (again.excerpt, again.start, again.memo) == ("water", made.start, "Daily.")
    assert list(again.clauses.all()) == [clause(cast)]
    with pytest.raises(Refused):
        actions.redo(actor=officer, session=session)


def test_each_step_is_taken_back_in_turn_through_marks_that_were_removed(cast, session, officer):
    made = marked(cast, session, "water")
    actions.change_mark(actor=officer, session=session, statement=made, memo="Daily.")
    actions.unmark(actor=officer, session=session, statement=made)
    actions.undo(actor=officer, session=session)
    assert Statement.marks.get().memo == "Daily."
    actions.undo(actor=officer, session=session)
    assert Statement.marks.get().memo == ""
    actions.undo(actor=officer, session=session)
    assert not Statement.marks.exists()
    with pytest.raises(Refused):
        actions.undo(actor=officer, session=session)
    for _step in range(3):
        actions.redo(actor=officer, session=session)
    assert not Statement.marks.exists()


def test_something_new_forgets_what_was_undone(cast, session, officer):
    marked(cast, session, "water")
    actions.undo(actor=officer, session=session)
    marked(cast, session, "river")
    with pytest.raises(Refused):
        actions.redo(actor=officer, session=session)
    assert Statement.marks.get().excerpt == "river"


def test_a_coder_takes_back_their_own_steps_only(cast, session, officer):
    marked(cast, session, "water")
    with pytest.raises(Refused):
        actions.undo(actor=cast.programme_officer, session=session)
    assert Statement.marks.exists()


def test_undo_does_not_take_away_what_somebody_else_did_since(cast, session, officer):
    made = marked(cast, session, "water")
    actions.change_mark(actor=cast.programme_officer, session=session, statement=made, memo="Mine.")
    with pytest.raises(Refused):
        actions.undo(actor=officer, session=session)
    assert Statement.marks.get().memo == "Mine."


def test_a_mark_that_comes_back_keeps_its_coder(cast, session, officer):
    made = marked(cast, session, "water", by="programme_officer")
    actions.unmark(actor=officer, session=session, statement=made)
    actions.undo(actor=officer, session=session)
    assert Statement.marks.get().coded_by == cast.programme_officer


def test_undo_follows_a_mark_that_moved_with_its_words(cast, session, officer):
    marked(cast, session, "river")
    session.refresh_from_db()
    listening_actions.change_session(actor=officer, session=session, notes=f"First. {session.notes}")
    actions.undo(actor=officer, session=session)
    assert not Statement.marks.exists()


def test_a_removed_mark_does_not_come_back_onto_other_words(cast, session, officer):
    made = marked(cast, session, "river")
    actions.unmark(actor=officer, session=session, statement=made)
    session.refresh_from_db()
    listening_actions.change_session(
        actor=officer, session=session, notes="Other words altogether, and many."
    )
    with pytest.raises(TextChanged):
        actions.undo(actor=officer, session=session)


def test_steps_hold_no_words_of_the_notes_and_are_forgotten_after_a_day(cast, session, officer):
    marked(cast, session, "Nobody asked us before.")
    step = Step.objects.get()
    assert "Nobody" not in repr(step.after)
    assert actions.prune() == 0
    Step.objects.update(at=timezone.now() - timezone.timedelta(hours=25))
    assert actions.prune() == 1
    assert not Step.objects.exists()


def test_steps_go_when_consent_is_withdrawn(cast, session, officer):
    marked(cast, session, "water", memo="She walks an hour.")
    consent = session.consents.get()
    listening_actions.withdraw_consent(actor=officer, consent=consent, reason="They asked for it.")
    assert not Step.objects.exists()


# --- the screen's answers ------------------------------------------------------------------------


def test_a_mark_is_answered_with_the_touched_paragraphs_and_counts_only(cast, as_, session):
    client, code = as_("protection_officer"), f"c{clause(cast).pk}"
    answer = send(client, "mark", session, **selection(session, "Məktəb uzaqdır", code))
    said = answer.json()
    statement = Statement.marks.get()
    assert list(said["paragraphs"]) == ["3"]  # the line after the empty one
    assert f'data-m="{statement.pk}">Məktəb uzaqdır</mark>' in said["paragraphs"]["3"]
    assert said["counts"] == {code: 1}
    assert (said["mark"], said["undo"], said["redo"]) == (statement.pk, True, False)


def test_changed_notes_are_said_with_409_and_nothing_is_stored(cast, as_, session, officer):
    selected = selection(session, "Nobody asked us before.", f"c{clause(cast).pk}")
    listening_actions.change_session(actor=officer, session=session, notes="They spoke of something else.")
    answer = send(as_("protection_officer"), "mark", session, **selected)
    assert answer.status_code == 409
    assert answer.json()["changed"]
    assert not Statement.marks.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"codes": []}, {"codes": ["c0"]}, {"codes": ["<b>"]}, {"end": 0}, {"start": "one"}, {"excerpt": ""}],
)
def test_what_cannot_be_marked_is_said_with_422(cast, as_, session, wrong):
    sent = selection(session, "water", f"c{clause(cast).pk}") | wrong
    answer = send(as_("protection_officer"), "mark", session, **sent)
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert not Statement.marks.exists()


def test_a_theme_of_another_programme_is_no_code_here(cast, as_, session):
    elsewhere = Theme.objects.create(programme=cast.other, name="Theirs")
    answer = send(
        as_("protection_officer"), "mark", session, **selection(session, "water", f"t{elsewhere.pk}")
    )
    assert answer.status_code == 422
    assert not Statement.marks.exists()


def test_codes_memo_and_mark_change_over_the_line_and_are_undone(cast, as_, session):
    client, made = as_("protection_officer"), marked(cast, session, "water")
    other = clause(cast, "E5", "Shelter")
    send(client, "change", session, made.pk, codes=[f"c{other.pk}"], memo="Rain comes in.")
    made.refresh_from_db()
    assert (list(made.clauses.all()), made.memo) == ([other], "Rain comes in.")
    send(client, "undo", session)
    made.refresh_from_db()
    assert (list(made.clauses.all()), made.memo) == ([clause(cast)], "")
    answer = send(client, "remove", session, made.pk)
    assert "<mark" not in answer.json()["paragraphs"]["1"]
    assert not Statement.marks.exists()
    send(client, "undo", session)
    assert Statement.marks.get().excerpt == "water"


def test_a_memo_with_a_telephone_number_is_refused(cast, as_, session):
    made = marked(cast, session, "water")
    answer = send(as_("protection_officer"), "change", session, made.pk, memo="Call +994 50 123 45 67")
    assert answer.status_code == 422
    made.refresh_from_db()
    assert made.memo == ""


@pytest.mark.parametrize(("member", "status"), [("monitoring_officer", 403), ("applicant", 404)])
def test_who_may_not_mark_gets_no_answer(cast, as_, session, member, status):
    answer = send(as_(member), "mark", session, **selection(session, "water", f"c{clause(cast).pk}"))
    assert answer.status_code == status
    assert not Statement.marks.exists()


def test_where_a_coder_is_leaves_one_row(cast, as_, session):
    client = as_("protection_officer")
    for paragraph in (1, 3):
        assert send(client, "here", session, paragraph=paragraph).status_code == 204
    assert [(each.user, each.paragraph) for each in Presence.objects.all()] == [(cast.protection_officer, 3)]


# --- themes --------------------------------------------------------------------------------------


def test_a_theme_is_made_while_coding_by_its_name_alone(cast, as_):
    client = as_("protection_officer")
    address = f"/coding/programmes/{cast.programme.pk}/themes/new/"
    answer = client.post(address, {"name": " Far   away "}, headers={"accept": "application/json"})
    theme = Theme.objects.get()
    assert answer.json() == {"key": f"t{theme.pk}", "name": "Far away"}
    twin = client.post(address, {"name": "far AWAY"}, headers={"accept": "application/json"})
    assert twin.status_code == 422
    assert Theme.objects.count() == 1


def test_merged_themes_leave_their_excerpts_and_branches_to_the_other(cast, session, officer):
    far, near = (
        actions.add_theme(actor=officer, programme=cast.programme, name=n) for n in ("Far", "Distant")
    )
    below = actions.add_theme(actor=officer, programme=cast.programme, name="By night", parent=far)
    made = marked(cast, session, "It is far", themes=[far])
    actions.merge_theme(actor=officer, theme=far, into=near)
    below.refresh_from_db()
    assert list(made.themes.all()) == [near]
    assert below.parent == near
    assert not Theme.objects.filter(name="Far").exists()


def test_a_theme_is_not_merged_or_moved_into_what_lies_under_it(cast, officer):
    above = actions.add_theme(actor=officer, programme=cast.programme, name="Above")
    below = actions.add_theme(actor=officer, programme=cast.programme, name="Below", parent=above)
    with pytest.raises(Refused):
        actions.merge_theme(actor=officer, theme=above, into=below)
    with pytest.raises(Refused):
        actions.change_theme(actor=officer, theme=above, name="Above", parent=below)


def test_a_retired_theme_is_offered_no_more_and_stays_where_it_is_borne(cast, as_, session, officer):
    theme = actions.add_theme(actor=officer, programme=cast.programme, name="Far")
    made = marked(cast, session, "It is far", themes=[theme])
    actions.retire_theme(actor=officer, theme=theme)
    text = as_("protection_officer").get(f"/coding/sessions/{session.pk}/").content.decode()
    assert f'data-code="t{theme.pk}"' not in text
    assert list(made.themes.all()) == [theme]
    actions.restore_theme(actor=officer, theme=theme)
    text = as_("protection_officer").get(f"/coding/sessions/{session.pk}/").content.decode()
    assert f'data-code="t{theme.pk}"' in text


def test_themes_are_changed_by_protection_officers_only(cast):
    with pytest.raises(Forbidden):
        actions.add_theme(actor=cast.monitoring_officer, programme=cast.programme, name="Far")
    assert not Theme.objects.exists()
