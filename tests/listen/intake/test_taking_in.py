"""An answer becomes a session, and leaves nothing sealed behind."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage

from gapbridge.base.access import Forbidden
from gapbridge.base.errors import Refused
from gapbridge.base.models import FormDraft, JournalEntry
from gapbridge.listen.assessments.actions import withdraw_consent
from gapbridge.listen.assessments.models import Recording, Session
from gapbridge.listen.intake import actions
from gapbridge.listen.intake.mapping.prefill import Said
from tests.listen.intake.rooms import (
    PNG,
    SOUND,
    arrived,
    consent_fields,
    new_form,
    session_fields,
    take_in,
    upload,
)

pytestmark = pytest.mark.django_db


def test_an_answer_becomes_a_held_session_with_its_consent_and_voices(cast):
    submission = arrived(cast, new_form(cast))

    session = take_in(cast, submission, statements=[Said("suyumuz yoxdur", 1)])

    submission.refresh_from_db()
    assert (session.state, session.consent_scope, session.code) == ("held", "public", "S01")
    assert [(each.excerpt, each.people_rank) for each in session.statements.all()] == [("suyumuz yoxdur", 1)]
    assert (submission.state, submission.session) == ("taken_in", session)


def test_a_voice_is_marked_where_it_stands_in_the_notes(cast):
    session = take_in(cast, arrived(cast, new_form(cast)), statements=[Said("suyumuz yoxdur")])

    voice = session.statements.get()
    assert session.notes[voice.start : voice.end] == "suyumuz yoxdur"


def test_nothing_sealed_outlives_its_use(cast):
    submission = arrived(cast, new_form(cast), photo="1.png", media={"1.png": upload("1.png", PNG)})
    stored = submission.media.get().file
    FormDraft.objects.create(
        user=cast.protection_officer, key=f"/intake/submissions/{submission.pk}/take-in/"
    )

    take_in(cast, submission)

    submission.refresh_from_db()
    assert submission.content is None
    assert submission.media.get().file is None
    assert not type(stored).objects.filter(pk=stored.pk).exists()
    assert not FormDraft.objects.exists()


def test_a_photo_is_gone_from_the_disk(cast, django_capture_on_commit_callbacks):
    submission = arrived(cast, new_form(cast), photo="1.png", media={"1.png": upload("1.png", PNG)})
    name = submission.media.get().file.storage_name

    with django_capture_on_commit_callbacks(execute=True):
        take_in(cast, submission)

    assert not default_storage.exists(name)


def test_what_was_taken_in_is_known_when_it_is_sent_again(cast):
    form = new_form(cast)
    submission = arrived(cast, form)
    take_in(cast, submission)

    again = arrived(cast, form)

    assert again == submission
    assert again.content is None


def test_without_consent_nothing_is_taken_in(cast):
    submission = arrived(cast, new_form(cast), consent_given="no")

    with pytest.raises(Refused) as refusal:
        take_in(cast, submission, consented=False)

    assert refusal.value.field == "consent_given"
    submission.refresh_from_db()
    assert submission.state == "received"
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("session", "consent", "field"),
    [
        ({"held_on": "2010-01-01"}, {}, "held_on"),
        ({"age_group": "14-17"}, {}, "consent_guardian_consent"),
        ({"age_group": "14-17"}, {"guardian_consent": True}, "consent_child_assent"),
        ({}, {"taken_on": "2999-01-01"}, "consent_taken_on"),
        ({"notes": "Call her on 050 123 45 67"}, {}, "notes"),
    ],
)
def test_what_is_refused_is_said_beside_its_field_and_nothing_is_kept(cast, session, consent, field):
    from datetime import date

    def dated(given):
        return {k: date.fromisoformat(v) if k in {"held_on", "taken_on"} else v for k, v in given.items()}

    submission = arrived(cast, new_form(cast))

    with pytest.raises(ValidationError) as refusal:
        take_in(
            cast,
            submission,
            session_fields=session_fields(cast, **dated(session)),
            consent_fields=consent_fields(**dated(consent)),
        )

    named = getattr(refusal.value, "field", None) or next(iter(refusal.value.error_dict))
    assert named == field
    assert not Session.objects.exists()
    submission.refresh_from_db()
    assert submission.content and submission.state == "received"


def test_a_telephone_number_in_a_voice_is_refused_beside_that_voice(cast):
    submission = arrived(cast, new_form(cast))

    with pytest.raises(Refused) as refusal:
        take_in(cast, submission, statements=[Said("su yoxdur"), Said("zəng edin 050 123 45 67")])

    assert refusal.value.field == "said_1"


def test_an_answer_is_taken_in_once(cast):
    submission = arrived(cast, new_form(cast))
    take_in(cast, submission)

    with pytest.raises(Refused):
        take_in(cast, submission)

    assert Session.objects.count() == 1


def test_sound_becomes_a_recording_where_the_assessment_keeps_any(cast):
    from datetime import timedelta

    from django.utils import timezone

    form = new_form(cast)
    form.assessment.recordings_until = timezone.localdate() + timedelta(days=30)
    form.assessment.save()
    submission = arrived(cast, form, recording="1.mp3", media={"1.mp3": upload("1.mp3", SOUND)})
    stored = submission.media.get().file

    session = take_in(cast, submission)

    recording = Recording.objects.get(session=session)
    stored.refresh_from_db()
    assert (recording.file, recording.delete_on) == (stored, form.assessment.recordings_until)
    assert (stored.owner_type, stored.owner_id) == ("assessments.recording", recording.pk)


def test_sound_is_discarded_where_no_day_is_set(cast):
    submission = arrived(cast, new_form(cast), recording="1.mp3", media={"1.mp3": upload("1.mp3", SOUND)})

    take_in(cast, submission)

    assert not Recording.objects.exists()
    assert submission.media.get().file is None


def test_a_correction_of_what_was_taken_in_changes_that_session(cast):
    form = new_form(cast)
    session = take_in(cast, arrived(cast, form), statements=[Said("suyumuz yoxdur", 1)])
    correction = arrived(cast, form, number=2, corrects="uuid:answer-1", notes_water="su heç gəlmir")

    changed = take_in(
        cast,
        correction,
        session_fields=session_fields(cast, notes="su heç gəlmir\nsuyumuz yoxdur"),
        statements=[Said("suyumuz yoxdur", 1), Said("su heç gəlmir")],
    )

    assert changed == session
    assert Session.objects.get().notes == "su heç gəlmir\nsuyumuz yoxdur"
    assert [each.excerpt for each in session.statements.all()] == ["suyumuz yoxdur", "su heç gəlmir"]
    assert session.consents.count() == 1
    voice = session.statements.first()
    assert changed.notes[voice.start : voice.end] == "suyumuz yoxdur"


def test_what_is_set_aside_stays_sealed_and_comes_back(cast):
    submission = arrived(cast, new_form(cast))

    actions.set_aside(actor=cast.protection_officer, submission=submission, reason="A trial run.")
    assert submission.state == "set_aside" and submission.content

    actions.take_back(actor=cast.protection_officer, submission=submission)
    assert (submission.state, submission.set_aside_because) == ("received", "")


def test_who_said_no_is_erased_and_does_not_come_back(cast):
    submission = arrived(cast, new_form(cast), consent_given="no")

    actions.erase_refused(actor=cast.protection_officer, submission=submission)

    submission.refresh_from_db()
    assert (submission.state, submission.content) == ("set_aside", None)
    with pytest.raises(Refused, match="erased"):
        actions.take_back(actor=cast.protection_officer, submission=submission)


def test_each_look_into_an_answer_is_recorded(cast):
    submission = arrived(cast, new_form(cast))

    answers = actions.open_submission(actor=cast.protection_officer, submission=submission)

    assert answers.of("notes_water") == "su iki gündən bir gəlir."
    (entry,) = JournalEntry.objects.filter(verb="intake.read_submission")
    assert (entry.target_id, entry.actor_id, entry.data) == (submission.pk, cast.protection_officer.pk, {})


def test_no_entry_of_the_journal_holds_a_word_of_an_answer(cast):
    submission = arrived(cast, new_form(cast))
    actions.open_submission(actor=cast.protection_officer, submission=submission)
    take_in(cast, submission, statements=[Said("suyumuz yoxdur", 1)])

    assert not any(
        "suyumuz" in str(each.data) or "gəlir" in str(each.data) for each in JournalEntry.objects.all()
    )


def test_who_takes_their_words_back_takes_back_what_waits_as_well(cast):
    form = new_form(cast)
    submission = arrived(cast, form)
    session = take_in(cast, submission, statements=[Said("suyumuz yoxdur", 1)])
    waiting = arrived(cast, form, number=2, corrects="uuid:answer-1", notes_water="su heç gəlmir")

    withdraw_consent(
        actor=cast.protection_officer, consent=session.consents.get(), reason="They asked for it."
    )

    for each in (submission, waiting):
        each.refresh_from_db()
        assert (each.state, each.content) == ("withdrawn", None)


@pytest.mark.parametrize(
    "member", ["monitoring_officer", "official", "donor", "rival", "stranger", "visitor"]
)
def test_only_a_protection_officer_of_the_programme_reads_and_takes_in(cast, member):
    submission = arrived(cast, new_form(cast))
    person = cast.people[member]

    for act in (
        lambda: actions.open_submission(actor=person, submission=submission),
        lambda: actions.set_aside(actor=person, submission=submission, reason="No."),
        lambda: actions.erase_refused(actor=person, submission=submission),
        lambda: actions.take_in(actor=person, submission=submission, session_fields={}, consent_fields={}),
    ):
        with pytest.raises(Forbidden):
            act()
    submission.refresh_from_db()
    assert submission.state == "received" and submission.content
