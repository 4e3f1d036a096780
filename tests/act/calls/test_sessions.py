"""Information sessions: places, reminders, what is kept."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.calls import actions
from gapbridge.act.calls.models import InfoSession, Registration
from gapbridge.act.calls.reminders import remind_of_sessions
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import OutgoingMail


@pytest.fixture
def session(cast, call):
    return actions.plan_session(
        actor=cast.grants_officer,
        call=call,
        title="How to apply",
        starts_at=timezone.now() + timedelta(days=3),
        where="https://meet.example.org/x",
        language="az",
        places=3,
    )


def register(cast, session, who="applicant", people=1):
    return actions.register_for_session(actor=cast.people[who], session=session, people=people)


def test_places_are_given_until_they_are_taken(cast, session):
    register(cast, session, people=2)
    with pytest.raises(Refused, match="1 place is left") as refusal:
        register(cast, session, "rival", people=2)
    assert refusal.value.field == "people"
    register(cast, session, "rival", people=1)
    with pytest.raises(Refused, match="1 place is left"):
        register(cast, session, "rival", people=4)


def test_registering_again_changes_how_many_come(cast, session):
    register(cast, session, people=1)
    register(cast, session, people=3)
    assert list(Registration.objects.values_list("people", flat=True)) == [3]


def test_places_that_are_given_back_are_free(cast, session):
    register(cast, session, people=3)
    actions.unregister(actor=cast.applicant, session=session)
    register(cast, session, "rival", people=3)
    with pytest.raises(Refused, match="not registered"):
        actions.unregister(actor=cast.applicant, session=session)


def test_there_cannot_be_fewer_places_than_are_taken(cast, session):
    register(cast, session, people=3)
    with pytest.raises(Refused) as refusal:
        actions.change_session(actor=cast.grants_officer, session=session, places=2)
    assert refusal.value.field == "places"


def test_a_session_that_moves_is_told_to_whoever_is_registered(cast, session):
    register(cast, session)
    actions.change_session(actor=cast.grants_officer, session=session, title="Another title")
    assert not OutgoingMail.objects.exists()
    later = session.starts_at + timedelta(hours=2)
    actions.change_session(actor=cast.grants_officer, session=session, starts_at=later)
    assert OutgoingMail.objects.get().to == cast.applicant.email


def test_a_session_after_the_deadline_or_in_the_past_is_refused(cast, call, session):
    for moment in (call.closes_at, timezone.now() - timedelta(minutes=1)):
        with pytest.raises(Refused) as refusal:
            actions.change_session(actor=cast.grants_officer, session=session, starts_at=moment)
        assert refusal.value.field == "starts_at"


def test_whoever_is_registered_is_reminded_once_in_the_day_before(cast, session):
    register(cast, session)
    assert remind_of_sessions() == 0
    InfoSession.objects.update(starts_at=timezone.now() + timedelta(hours=20))
    remind_of_sessions()
    remind_of_sessions()
    mail = OutgoingMail.objects.get()
    assert mail.to == cast.applicant.email
    assert "https://meet.example.org/x" in mail.body


def test_a_cancelled_session_is_told_and_takes_nobody(cast, session):
    register(cast, session)
    actions.cancel_session(actor=cast.grants_officer, session=session)
    assert "does not take place" in OutgoingMail.objects.get().body
    with pytest.raises(WrongState):
        register(cast, session, "rival")


def test_the_link_to_a_meeting_is_for_those_who_are_registered(cast, session, as_):
    url, link = session.get_absolute_url(), "meet.example.org"
    calendar = reverse("calls:session_date", args=[session.pk])
    assert link not in as_("visitor").get(url).content.decode()
    assert link not in as_("applicant").get(url).content.decode()
    assert link.encode() not in as_("applicant").get(calendar).content
    register(cast, session)
    assert link in as_("applicant").get(url).content.decode()
    assert link.encode() in as_("applicant").get(calendar).content
    assert link in as_("grants_officer").get(url).content.decode()


def test_who_is_registered_is_read_by_the_office_alone(cast, session, as_):
    register(cast, session)
    assert str(cast.applicant) in as_("grants_officer").get(session.get_absolute_url()).content.decode()
    for who in ("visitor", "rival", "donor"):
        assert "registered</h2>" not in as_(who).get(session.get_absolute_url()).content.decode()


def test_afterwards_attendance_recording_and_notes_are_kept(cast, session, as_):
    came, stayed_away = register(cast, session), register(cast, session, "rival")
    close = {"actor": cast.grants_officer, "session": session, "attended": [came.pk]}
    with pytest.raises(Refused, match="not begun"):
        actions.close_session(**close)
    InfoSession.objects.update(starts_at=timezone.now() - timedelta(hours=3))
    actions.close_session(**close, recording="https://v.example.org/1", notes="Much was asked.")
    assert Registration.objects.get(pk=came.pk).attended is True
    assert Registration.objects.get(pk=stayed_away.pk).attended is False
    text = as_("visitor").get(session.get_absolute_url()).content.decode()
    assert "https://v.example.org/1" in text
    assert "Much was asked." in text


def test_attendance_of_somebody_who_is_not_registered_is_refused(cast, session):
    InfoSession.objects.update(starts_at=timezone.now() - timedelta(hours=3))
    with pytest.raises(Refused):
        actions.close_session(actor=cast.grants_officer, session=session, attended=[99])


@pytest.mark.parametrize("who", ["applicant", "donor", "stranger"])
def test_only_the_office_plans_sessions(cast, call, who):
    with pytest.raises(Forbidden):
        actions.plan_session(
            actor=cast.people[who], call=call, title="x", starts_at=timezone.now(), where="x"
        )


def test_a_session_tomorrow_waits_at_home(cast, session, as_):
    register(cast, session)
    home = reverse("portal:home")
    assert "How to apply" not in as_("applicant").get(home).content.decode()
    InfoSession.objects.update(starts_at=timezone.now() + timedelta(hours=2))
    assert "How to apply" in as_("applicant").get(home).content.decode()
    assert "How to apply" not in as_("rival").get(home).content.decode()


def test_a_person_registers_by_the_form(cast, session, as_):
    url = reverse("calls:register", args=[session.pk])
    refused = as_("applicant").post(url, {"people": "9"})
    assert refused.status_code == 422
    assert 'value="9"' in refused.content.decode()
    assert as_("applicant").post(url, {"people": "2"}).status_code == 302
    assert Registration.objects.get().organisation == cast.cso
