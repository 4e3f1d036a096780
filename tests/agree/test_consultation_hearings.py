"""Meetings of a round: who came, what was written down for them, and what they say to it themselves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.errors import TextsChanged
from gapbridge.agree.consultations.models import Attendance, Comment, Hearing, Position, Stakeholder
from gapbridge.agree.consultations.queries import seat_of, stakeholders_of
from gapbridge.agree.consultations.tally import tally
from gapbridge.base import sockets
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.listen.assessments import actions as listening

from . import story
from .taking import (
    address,
    browser,
    came,
    group_seat,
    hearing,
    made_link,
    open_round,
    over,
    page_of,
    position,
    revised,
)

pytestmark = pytest.mark.django_db
COMMUNITY = Hearing.Kind.COMMUNITY
DAY = timedelta(days=1)


def heard(cast, consultation, *, seat=None, **fields):
    """Somebody who came to a meeting of the round."""
    held = hearing(cast, consultation, **fields)
    return came(cast, held, seat or seat_of(consultation, cast.cso))


def entered(cast, attendance, **fields):
    return actions.enter_position(
        actor=cast.protection_officer, attendance=attendance, **({"stand": "agree"} | fields)
    )


def counted(consultation):
    consultation.refresh_from_db()
    return tally(consultation, stakeholders_of(consultation))


def place(name, attendance):
    return address(name, attendance.hearing.consultation_id, attendance.hearing_id, attendance.pk)


# --- meetings ------------------------------------------------------------------------------------


def test_a_meeting_lies_within_the_round_s_dates_and_not_in_the_future(cast):
    consultation = open_round(cast)
    today = timezone.localdate()
    for day in (today - DAY, today + DAY):
        with pytest.raises(Refused) as refusal:
            hearing(cast, consultation, held_on=day)
        assert refusal.value.field == "held_on"
    assert hearing(cast, consultation).held_on == today


def test_what_was_said_in_time_is_entered_until_the_round_is_closed(cast):
    consultation = open_round(cast)
    over(consultation, days=1)
    attendance = heard(cast, consultation, held_on=consultation.closes_on)
    written = entered(cast, attendance)
    actions.confirm_position(actor=cast.applicant, position=written)
    assert counted(consultation).taken == 1
    actions.close_without_agreement(actor=cast.protection_officer, consultation=consultation, reason="x")
    with pytest.raises(Refused, match="not open"):
        actions.write_minutes(
            actor=cast.protection_officer, hearing=attendance.hearing, text="Late.", version=0
        )


def test_only_the_office_writes_and_only_those_with_a_part_read(cast, as_):
    consultation = open_round(cast)
    attendance = heard(cast, consultation)
    with pytest.raises(Forbidden):
        actions.write_said(actor=cast.applicant, attendance=attendance, text="x", version=0)
    page = attendance.hearing.get_absolute_url()
    assert [as_(name).get(page).status_code for name in ("applicant", "official", "rival", "visitor")] == [
        200,
        200,
        404,
        302,
    ]
    assert as_("applicant").get(place("attendance", attendance)).status_code == 403


def test_an_unknown_number_stays_empty_and_is_not_nought(cast, as_):
    consultation = open_round(cast)
    held = hearing(cast, consultation)
    seat = seat_of(consultation, cast.cso)
    where = address("add_attendance", consultation.pk, held.pk)
    as_("protection_officer").post(where, {"stakeholder": seat.pk, "women": "0", "men": ""})
    row = Attendance.objects.get()
    assert (row.women, row.men, row.girls) == (0, None, None)


def test_a_delegation_entered_twice_is_refused_beside_the_field_with_the_way_to_the_entry(cast, as_):
    consultation = open_round(cast)
    attendance = heard(cast, consultation)
    where = address("add_attendance", consultation.pk, attendance.hearing_id)
    response = as_("protection_officer").post(where, {"stakeholder": attendance.stakeholder_id, "women": "3"})
    assert response.status_code == 422
    assert "entered already" in response.context["form"].errors["stakeholder"][0]
    assert f"{attendance.hearing.get_absolute_url()}#came-{attendance.pk}" in page_of(response)
    assert 'value="3"' in page_of(response)
    assert Attendance.objects.count() == 1


def test_delegations_come_to_meetings_and_groups_to_sessions(cast):
    consultation = open_round(cast)
    group = group_seat(cast, consultation)
    with pytest.raises(Refused, match="groups to sessions"):
        came(cast, hearing(cast, consultation), group)
    with pytest.raises(Refused, match="groups to sessions"):
        came(cast, hearing(cast, consultation, kind=COMMUNITY), seat_of(consultation, cast.cso))


# --- two who write at once -----------------------------------------------------------------------


@pytest.mark.parametrize(("name", "field"), [("minutes", "minutes"), ("attendance", "said")])
def test_of_two_secretaries_the_second_gets_both_texts_and_must_bring_them_together(cast, as_, name, field):
    attendance = heard(cast, open_round(cast))
    held, row = attendance.hearing, attendance if field == "said" else attendance.hearing
    where = place(name, attendance) if field == "said" else address(name, held.consultation_id, held.pk)
    client = as_("protection_officer")
    first = client.get(where).context["form"]
    assert first["version"].value() == 0
    client.post(where, {"text": "They spoke of water.", "version": "0"})
    response = client.post(where, {"text": "They spoke of schools.", "version": "0"})
    page = page_of(response)
    assert response.status_code == 422
    assert "They spoke of water." in page
    assert ">\nThey spoke of schools.</textarea>" in page
    assert "<ins>" in page
    again = {"text": "They spoke of water and schools.", "version": "1", "seen": "1"}
    refused = client.post(where, again)
    assert "together" in refused.context["form"].errors
    client.post(where, {**again, "together": "on"})
    row.refresh_from_db()
    assert (getattr(row, field), getattr(row, f"{field}_version")) == ("They spoke of water and schools.", 2)


@pytest.mark.django_db(transaction=True)
def test_of_minutes_saved_at_the_same_moment_one_is_kept_and_the_other_told(cast):
    held = hearing(cast, open_round(cast))
    together = Barrier(2)

    def save(text):
        together.wait()
        try:
            actions.write_minutes(actor=cast.protection_officer, hearing=held, text=text, version=0)
        except TextsChanged:
            return "told"
        else:
            return text
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = set(pool.map(save, ["One.", "Other."]))
    held.refresh_from_db()
    assert found == {"told", held.minutes}


@pytest.mark.django_db(transaction=True)
def test_of_two_browsers_that_open_a_link_at_the_same_moment_one_has_it(cast):
    link, _token = made_link(cast, open_round(cast))
    together = Barrier(2)

    def open_it(_number):
        together.wait()
        try:
            return bool(actions.open_link(link=link))
        except Refused:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(open_it, range(2))) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_a_position_and_a_changed_text_at_the_same_moment_never_make_a_yes_to_an_unread_text(cast):
    consultation = open_round(cast)
    item, seat, together = consultation.items.get(), seat_of(consultation, cast.cso), Barrier(2)

    def speak():
        actions.take_position(actor=cast.applicant, stakeholder=seat, stand="agree", edition=1)

    def change():
        actions.revise_item(
            actor=cast.protection_officer, item=item, number=1, because="x", text="Water once a week."
        )

    def at_once(act):
        together.wait()
        try:
            act()
        except TextsChanged:
            return "told"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told, _changed = pool.map(at_once, [speak, change])
    assert told == "told" or Position.objects.get().edition == 1
    assert counted(consultation).taken == 0


# --- positions written down ----------------------------------------------------------------------


def test_a_position_written_down_counts_once_the_delegation_confirmed_it(cast, as_):
    consultation = open_round(cast)
    written = entered(cast, heard(cast, consultation), stand="object", reason="Too dear.")
    assert (counted(consultation).taken, counted(consultation).unconfirmed) == (0, 1)
    client = as_("applicant")
    page = page_of(client.get(address("answer", consultation.pk)))
    assert "Yes, this is our position" in page
    assert "Too dear." in page
    client.post(address("confirm", consultation.pk, written.pk))
    assert (counted(consultation).taken, counted(consultation).unconfirmed) == (1, 0)
    assert "Yes, this is our position" not in page_of(client.get(address("answer", consultation.pk)))
    with pytest.raises(Refused, match="already"):
        actions.contest_position(actor=cast.applicant, position=written, reason="No.")


def test_one_s_own_position_stands_until_the_written_one_is_confirmed(cast):
    consultation = open_round(cast)
    story.stands(cast, consultation, cso="agree")
    written = entered(cast, heard(cast, consultation), stand="object", reason="Too dear.")
    assert counted(consultation).stands == {"agree": 1}
    actions.confirm_position(actor=cast.applicant, position=written)
    assert counted(consultation).stands == {"object": 1}


def test_a_contested_position_is_kept_and_never_counted_and_the_one_before_stands_again(cast, as_):
    consultation = open_round(cast)
    story.stands(cast, consultation, cso="agree")
    written = entered(cast, heard(cast, consultation), stand="object", reason="Too dear.")
    where = address("contest", consultation.pk, written.pk)
    assert as_("applicant").post(where, {"reason": ""}).status_code == 422
    as_("applicant").post(where, {"reason": "We said we would think."})
    written.refresh_from_db()
    assert (written.void_because, written.is_current) == ("We said we would think.", False)
    assert counted(consultation).stands == {"agree": 1}


def test_a_position_written_down_is_confirmed_by_link_and_unconfirmed_when_the_link_was_another_s(cast):
    consultation = open_round(cast)
    written = entered(cast, heard(cast, consultation))
    link, token = made_link(cast, consultation)
    browser(token).post(address("link_confirm", token, written.pk))
    assert counted(consultation).taken == 1
    actions.withdraw_link(actor=cast.protection_officer, link=link, reason="Stolen.", counts=False)
    assert (counted(consultation).taken, counted(consultation).unconfirmed) == (0, 1)


def test_nobody_else_confirms_or_contests(cast, as_):
    consultation = open_round(cast)
    written = entered(cast, heard(cast, consultation))
    assert as_("official").post(address("confirm", consultation.pk, written.pk)).status_code == 404
    with pytest.raises(Forbidden):
        actions.confirm_position(actor=cast.official, position=written)


def test_what_a_delegation_said_itself_on_a_later_day_is_not_replaced(cast):
    consultation = open_round(cast)
    over(consultation, days=1)
    story_position = Position(
        stakeholder=seat_of(consultation, cast.cso),
        stand="agree",
        edition=1,
        taken_by=cast.applicant,
        taken_at=timezone.now() - DAY,
        confirmed_at=timezone.now() - DAY,
    )
    story_position.save()
    attendance = heard(cast, consultation, held_on=consultation.closes_on - DAY)
    with pytest.raises(Refused, match="after this meeting"):
        entered(cast, attendance)


def test_a_position_is_on_the_texts_of_the_day_of_the_meeting(cast, as_):
    consultation = open_round(cast)
    attendance = heard(cast, consultation)
    revised(cast, consultation, "Water once a week.")
    with pytest.raises(Refused, match="Say which"):
        entered(cast, attendance)
    form = as_("protection_officer").get(place("enter_position", attendance)).context["form"]
    assert [value for value, _label in form.fields["edition"].choices] == [1, 2]
    as_("protection_officer").post(
        place("enter_position", attendance), {"stand": "agree", "language": "en", "edition": "1"}
    )
    written = Position.objects.get()
    assert written.edition == 1
    actions.confirm_position(actor=cast.applicant, position=written)
    assert (counted(consultation).taken, counted(consultation).earlier) == (0, 1)


def test_a_comment_said_in_a_meeting_stands_with_the_others(cast, as_):
    consultation = open_round(cast)
    attendance = heard(cast, consultation)
    item = consultation.items.get()
    client, where = as_("protection_officer"), place("enter_comment", attendance)
    assert item.text["title"] in page_of(client.get(where))
    client.post(
        f"{where}?item={item.pk}",
        {"version": "1", "spot": "text:0", "text": "Every third day.", "language": "az"},
    )
    comment = Comment.objects.get()
    assert (comment.hearing, comment.stakeholder, comment.quote) == (
        attendance.hearing,
        attendance.stakeholder,
        "Water comes every other day.",
    )
    with pytest.raises(Refused, match="stays"):
        actions.remove_attendance(actor=cast.protection_officer, attendance=attendance)


# --- a group answers as a group ------------------------------------------------------------------


def test_a_group_s_position_counts_at_once_when_it_was_read_back(cast, as_):
    consultation = open_round(cast)
    attendance = heard(cast, consultation, kind=COMMUNITY, seat=group_seat(cast, consultation))
    sent = {"stand": "agree", "language": "az", "reached": "They talked until all agreed."}
    client, where = as_("protection_officer"), place("enter_position", attendance)
    response = client.post(where, sent)
    assert "read_back" in response.context["form"].errors
    for missing in ({"reached": "", "read_back": True}, {"reached": "They talked.", "read_back": False}):
        with pytest.raises(Refused):
            entered(cast, attendance, **missing)
    client.post(where, {**sent, "read_back": "on"})
    found = Position.objects.get()
    assert (found.is_current, found.reached) == (True, "They talked until all agreed.")
    assert found.confirmed_at
    assert counted(consultation).taken == 1


@pytest.mark.parametrize("field", ["reason", "condition", "reached"])
def test_nobody_in_a_group_is_named(cast, field):
    consultation = open_round(cast)
    attendance = heard(cast, consultation, kind=COMMUNITY, seat=group_seat(cast, consultation))
    said = {"stand": "aside", "reason": "x", "reached": "x", "read_back": True}
    with pytest.raises(Refused) as refusal:
        entered(cast, attendance, **{**said, field: "Call +994 50 123 45 67."})
    assert refusal.value.field == field
    for act in (
        lambda text: actions.write_said(
            actor=cast.protection_officer, attendance=attendance, text=text, version=0
        ),
        lambda text: actions.write_minutes(
            actor=cast.protection_officer, hearing=attendance.hearing, text=text, version=0
        ),
    ):
        with pytest.raises(Refused, match="recognised"):
            act("Call +994 50 123 45 67.")


def spoken(cast, consultation):
    """A group that commented, took a position and was written down."""
    seat = group_seat(cast, consultation)
    attendance = heard(cast, consultation, kind=COMMUNITY, seat=seat)
    officer = cast.protection_officer
    actions.write_said(actor=officer, attendance=attendance, text="The pump is old.", version=0)
    actions.write_minutes(actor=officer, hearing=attendance.hearing, text="The pump is old.", version=0)
    entered(
        cast,
        attendance,
        stand="object",
        reason="The pump is old.",
        reached="All agreed on it.",
        read_back=True,
    )
    actions.enter_comment(
        actor=officer, attendance=attendance, item=consultation.items.get(), text="The pump is old."
    )
    return seat


def take_words_back(cast, seat):
    listening.withdraw_consent(
        actor=cast.protection_officer, consent=seat.group.consents.get(), reason="They asked for it."
    )


def test_words_taken_back_leave_an_open_round_and_the_position_stays(cast, as_):
    consultation = open_round(cast)
    seat = spoken(cast, consultation)
    uses = [use for ask in sockets.WORDS_OF_SESSIONS for use in ask(seat.group_id)]
    assert [(use.url, use.frozen) for use in uses] == [(consultation.get_absolute_url(), False)]
    take_words_back(cast, seat)
    found, attendance = Position.objects.get(), Attendance.objects.get()
    assert (found.stand, found.reason, found.reached) == ("object", "[…]", "")
    assert (Comment.objects.get().text, attendance.said, Hearing.objects.get().minutes) == ("[…]", "", "")
    page = page_of(as_("applicant").get(address("answer", consultation.pk)))
    assert "took their words back" in page
    with pytest.raises(Refused, match="took their words back"):
        actions.write_said(actor=cast.protection_officer, attendance=attendance, text="x", version=1)


def test_words_taken_back_after_the_closing_are_marked_and_what_is_sealed_stays(cast, as_):
    consultation = open_round(cast)
    seat = spoken(cast, consultation)
    consultation.state = "not_agreed"
    consultation.save()
    take_words_back(cast, seat)
    assert Position.objects.get().reason == "The pump is old."
    assert Stakeholder.objects.get(pk=seat.pk).words_withdrawn
    page = page_of(as_("protection_officer").get(Hearing.objects.get().get_absolute_url()))
    assert "took their words back" in page
    assert "All agreed on it." not in page


def test_the_page_of_a_meeting_costs_as_many_queries_with_many_delegations_as_with_few(
    cast, as_, assert_constant_queries
):
    consultation = open_round(cast, invited=("authority", "cso", "funder", "rival_cso"))
    held, client = hearing(cast, consultation), as_("protection_officer")
    seats = iter(consultation.stakeholders.all())

    def add():
        attendance = came(cast, held, next(seats), women=2)
        entered(cast, attendance)
        actions.enter_comment(
            actor=cast.protection_officer, attendance=attendance, item=consultation.items.get(), text="x"
        )

    assert_constant_queries(lambda: client.get(held.get_absolute_url()), add)


def test_a_position_taken_by_oneself_closes_the_question_of_the_written_one(cast, as_):
    consultation = open_round(cast)
    written = entered(cast, heard(cast, consultation))
    as_("applicant").post(address("answer", consultation.pk), position(consultation, cast.cso))
    assert "Yes, this is our position" not in page_of(
        as_("applicant").get(address("answer", consultation.pk))
    )
    with pytest.raises(Refused, match="newer position"):
        actions.confirm_position(actor=cast.applicant, position=written)
