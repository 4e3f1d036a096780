"""Letters of a round: who gets them, once, in which language; and what happens to those that do not arrive."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from gapbridge.agree.consultations import actions, letters
from gapbridge.agree.consultations.models import Consultation, Link, Stakeholder
from gapbridge.agree.consultations.queries import seat_of
from gapbridge.agree.consultations.waiting import waiting
from gapbridge.base.errors import Refused
from gapbridge.base.models import JournalEntry, OutgoingMail
from gapbridge.base.outbox import deliver_due

from . import story

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class Refusing(BaseEmailBackend):
    """A server that knows the official's address no more."""

    def send_messages(self, email_messages):
        (to,) = email_messages[0].to
        if to == "official@example.org":
            raise smtplib.SMTPRecipientsRefused({to: (550, b"no such user")})
        mail.outbox.extend(email_messages)


@pytest.fixture
def refusing(settings):
    settings.EMAIL_BACKEND = "gapbridge.base.outbox.OutboxBackend"
    settings.OUTBOX_TRANSPORT = f"{__name__}.Refusing"


def closing_in(opened, days, *, opened_ago=20):
    today = timezone.localdate()
    Consultation.objects.filter(pk=opened.pk).update(
        opens_on=today - opened_ago * DAY, closes_on=today + days * DAY
    )
    opened.refresh_from_db()
    OutgoingMail.objects.all().delete()


def recipients():
    return sorted(OutgoingMail.objects.values_list("to", flat=True))


def link_for(seat, **fields):
    given = {"holder_role": "deputy chair", "email": "chair@example.org", "language": "az", "token_hash": "x"}
    return Link.objects.create(stakeholder=seat, **(given | fields))


# --- reminders -----------------------------------------------------------------------------------


def test_those_without_a_position_are_reminded_once_a_week_and_a_day_before(cast):
    opened = story.opened(cast)
    story.stands(cast, opened, cso="agree")
    closing_in(opened, 7)
    assert letters.remind() == 2
    assert recipients() == ["donor@example.org", "official@example.org"]
    assert letters.remind() == 0
    closing_in(opened, 1)
    assert letters.remind() == 2
    assert "1 day is left" in OutgoingMail.objects.first().body


@pytest.mark.parametrize(
    ("days", "ago", "told"), [(8, 20, 0), (6, 20, 3), (-1, 20, 0), (5, 1, 0), (0, 20, 3)]
)
def test_a_reminder_comes_in_time_and_not_on_the_heels_of_the_invitation(cast, days, ago, told):
    opened = story.opened(cast)
    closing_in(opened, days, opened_ago=ago)
    assert letters.remind() == told


def test_a_position_on_an_earlier_text_is_reminded_of(cast):
    opened = story.opened(cast)
    story.stands(cast, opened, authority="agree", cso="agree", funder="agree")
    actions.revise_item(
        actor=cast.protection_officer, item=opened.items.get(), number=1, because="x", text="New."
    )
    opened.refresh_from_db()
    closing_in(opened, 7)
    assert letters.remind() == 3


def test_where_somebody_holds_the_mandate_nobody_else_is_reminded_but_links_are(cast):
    opened = story.opened(cast)
    seat = seat_of(opened, cast.authority)
    story.stands(cast, opened, cso="agree", funder="agree")
    Stakeholder.objects.filter(pk=seat.pk).update(holder=cast.programme_officer)
    link_for(seat)
    closing_in(opened, 7)
    letters.remind()
    assert recipients() == ["chair@example.org"]
    body = OutgoingMail.objects.get().body
    assert "http" not in body


def test_a_closing_date_that_was_moved_is_reminded_of_anew(cast):
    opened = story.opened(cast)
    closing_in(opened, 7)
    assert letters.remind() == 3
    actions.extend_consultation(
        actor=cast.protection_officer,
        consultation=opened,
        closes_on=timezone.localdate() + 9 * DAY,
        reason="x",
    )
    Consultation.objects.update(closes_on=timezone.localdate() + 6 * DAY)
    assert letters.remind() == 3


# --- events --------------------------------------------------------------------------------------


def test_texts_that_change_one_after_the_other_make_one_letter_until_it_has_gone_out(cast):
    opened = story.opened(cast)
    item = opened.items.get()
    OutgoingMail.objects.all().delete()
    for number, text in enumerate(("One.", "Two.", "Three."), start=1):
        actions.revise_item(actor=cast.protection_officer, item=item, number=number, because="x", text=text)
    assert len(recipients()) == 3
    OutgoingMail.objects.update(sent_at=timezone.now(), attempts=1)
    actions.revise_item(actor=cast.protection_officer, item=item, number=4, because="x", text="Four.")
    assert len(recipients()) == 6


def test_who_commented_by_link_is_answered_at_its_address_in_its_language_without_a_way_in(cast):
    opened = story.opened(cast)
    seat = seat_of(opened, cast.authority)
    link = link_for(seat, language="ru")
    said = actions.add_comment(
        actor=None, link=link, item=opened.items.get(), stakeholder=seat, text="Add the schools."
    )
    OutgoingMail.objects.all().delete()
    actions.answer_comments(
        actor=cast.protection_officer, comments=[said], outcome="taken_up", answer="They are in."
    )
    letter = OutgoingMail.objects.get()
    assert (letter.to, letter.language) == ("chair@example.org", "ru")
    assert "They are in." in letter.body
    assert "http" not in letter.body


def test_an_objection_that_is_answered_is_told_to_whoever_raised_it(cast):
    opened = story.opened(cast)
    story.stands(cast, opened, authority=("object", "Too dear"))
    OutgoingMail.objects.all().delete()
    position = seat_of(opened, cast.authority).positions.get()
    actions.answer_objection(actor=cast.protection_officer, position=position, answer="It is paid for.")
    assert recipients() == ["official@example.org"]


def test_everybody_learns_how_a_round_closed(cast):
    opened = story.opened(cast)
    story.stands(cast, opened, authority="agree", cso="agree", funder="agree")
    OutgoingMail.objects.all().delete()
    agreement = actions.close_with_agreement(
        actor=cast.protection_officer, consultation=opened, reason="Pumps first."
    )
    letter = OutgoingMail.objects.get(to="applicant@example.org")
    assert "Pumps first." in letter.body
    assert agreement.get_absolute_url() in letter.body
    failed = story.opened(cast)
    OutgoingMail.objects.all().delete()
    actions.close_without_agreement(actor=cast.protection_officer, consultation=failed, reason="Nobody came.")
    assert {"Nobody came." in each.body for each in OutgoingMail.objects.all()} == {True}
    assert len(recipients()) == 3


def test_a_title_of_several_lines_breaks_no_letter(cast):
    opened = story.opened(cast, title="Spring\nround")
    assert OutgoingMail.objects.first().subject == "Your position is asked: Spring round"
    assert opened.title == "Spring\nround"


# --- addresses that take no mail -----------------------------------------------------------------


def test_a_letter_that_bounces_marks_the_seat_and_waits_for_the_office(cast, refusing):
    story.opened(cast)
    deliver_due()
    marked = Stakeholder.objects.exclude(undelivered_at=None)
    assert [str(each) for each in marked] == ["The authority"]
    entry = JournalEntry.objects.get(verb="consultations.note_undelivered")
    assert (entry.actor, entry.data) == (None, {"seats": [marked.get().pk]})
    labels = [each.label for each in waiting(cast.protection_officer)]
    assert any("A letter to The authority could not be delivered" in label for label in labels)


def test_a_seat_is_marked_once_however_many_letters_bounce(cast, refusing):
    opened = story.opened(cast)
    deliver_due()
    actions.revise_item(
        actor=cast.protection_officer, item=opened.items.get(), number=1, because="x", text="New."
    )
    deliver_due()
    assert JournalEntry.objects.filter(verb="consultations.note_undelivered").count() == 1


def test_inviting_again_writes_a_new_letter_to_the_address_as_it_is_now_and_clears_the_mark(cast, refusing):
    opened = story.opened(cast)
    deliver_due()
    cast.official.email = "right@example.org"
    cast.official.save()
    seat = seat_of(opened, cast.authority)
    actions.invite_again(actor=cast.protection_officer, stakeholder=seat)
    deliver_due()
    seat.refresh_from_db()
    assert seat.undelivered_at is None
    assert [each.to for each in mail.outbox if "Your position is asked" in each.subject][-1] == [
        "right@example.org"
    ]


def test_a_letter_that_came_back_is_noted_by_hand_and_cleared_when_they_were_reached(cast):
    opened = story.opened(cast)
    seat = seat_of(opened, cast.authority)
    actions.note_undelivered(actor=cast.protection_officer, stakeholder=seat)
    seat.refresh_from_db()
    assert seat.undelivered_at is not None
    actions.note_reached(actor=cast.protection_officer, stakeholder=seat)
    seat.refresh_from_db()
    assert seat.undelivered_at is None


def test_nobody_is_invited_again_where_there_is_nowhere_to_write_to(cast):
    opened = story.opened(cast)
    cast.official.memberships.all().delete()
    seat = seat_of(opened, cast.authority)
    actions.note_undelivered(actor=cast.protection_officer, stakeholder=seat)
    with pytest.raises(Refused, match="nowhere to write to"):
        actions.invite_again(actor=cast.protection_officer, stakeholder=seat)
    seat.refresh_from_db()
    assert seat.undelivered_at is not None


def test_a_personal_link_whose_address_bounces_marks_its_seat(cast, refusing):
    opened = story.opened(cast)
    seat = seat_of(opened, cast.funder)
    link_for(seat, email="official@example.org")
    OutgoingMail.objects.all().delete()
    actions.invite_again(actor=cast.protection_officer, stakeholder=seat)
    deliver_due()
    seat.refresh_from_db()
    assert seat.undelivered_at is not None


@pytest.mark.parametrize(
    "key",
    [None, "", "call:5:leyla", "consultation:x:u1:open", "consultation:1:q1:open", "consultation:9:u1:open"],
)
def test_letters_of_others_mark_nothing(cast, key):
    story.opened(cast)
    actions.hear_of_given_up(OutgoingMail(key=key, to="x@example.org"))
    assert not Stakeholder.objects.exclude(undelivered_at=None).exists()
