"""Sound of sessions: sealed, heard by keepers, journalled, gone on the day that was promised."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gapbridge.base import sockets
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.filekinds import SOUND
from gapbridge.base.models import JournalEntry, StoredFile
from gapbridge.base.uploads import check_upload
from gapbridge.listen.assessments import actions
from gapbridge.listen.assessments.models import Recording

from .rooms import consent, held, listening, new_session, voice

AMR = b"#!AMR\n" + b"what they said " * 20_000
KEEPERS = ("protection_officer", "programme_officer", "monitoring_officer")
OTHERS = ("official", "donor", "trainer", "applicant", "stranger", "community_member", "visitor")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def days(number):
    return timezone.localdate() + timedelta(days=number)


def recorded(cast, session, **fields):
    upload = SimpleUploadedFile("Aygun dinle.AMR", AMR)
    given = {"actor": cast.protection_officer, "file": check_upload(upload, kinds=SOUND)}
    return actions.add_recording(session=session, **(given | fields))


@pytest.fixture
def session(cast):
    return held(cast, listening(cast, recordings_until=days(30)))


def test_a_recording_is_sealed_nameless_and_has_its_day(cast, session, media):
    recording = recorded(cast, session, label="First half")

    assert recording.delete_on == days(30)
    assert recording.file.sealed and recording.file.original_name == f"{session.code}-{recording.pk}.amr"
    assert b"what they said" not in (media / recording.file.storage_name).read_bytes()
    assert JournalEntry.objects.filter(verb="assessments.add_recording", target_id=recording.pk).exists()


@pytest.mark.parametrize(("until", "why"), [(None, "does not say until when"), (0, "has passed")])
def test_without_a_day_to_come_no_sound_is_taken(cast, until, why):
    session = held(cast, listening(cast, recordings_until=None if until is None else days(until)))
    with pytest.raises(Refused, match=why):
        recorded(cast, session)
    assert not Recording.objects.exists() and not StoredFile.objects.exists()


def test_without_consent_no_sound_is_taken(cast):
    session = new_session(cast, listening(cast, recordings_until=days(30)))
    with pytest.raises(Refused, match="consent"):
        recorded(cast, session)
    consent(cast, session)
    recorded(cast, session)


def test_a_label_names_nobody(cast, session):
    with pytest.raises(Refused) as refused:
        recorded(cast, session, label="with Leyla")
    assert refused.value.field == "label"


def test_only_keepers_add(cast, session):
    for name in KEEPERS:
        recorded(cast, session, actor=cast.people[name])
    for name in ("official", "donor", "stranger", "community_member"):
        with pytest.raises(Forbidden):
            recorded(cast, session, actor=cast.people[name])


def test_only_keepers_listen_and_each_listening_is_noted_once(cast, session, as_):
    url = recorded(cast, session).file.get_absolute_url()
    for name in OTHERS:
        assert as_(name).get(url).status_code == 404
    noted = JournalEntry.objects.filter(verb="assessments.listen_recording")
    assert not noted.exists()

    for name in KEEPERS:
        client = as_(name)
        assert b"".join(client.get(url).streaming_content) == AMR
        assert client.get(url, headers={"Range": "bytes=1000-"}).status_code == 206  # the player jumps
    assert [entry.actor_id for entry in noted.order_by("pk")] == [cast.people[name].pk for name in KEEPERS]


def test_keepers_find_the_player_on_the_page_and_others_nothing(cast, session, as_):
    recording = recorded(cast, session, label="First half")
    page = as_("monitoring_officer").get(session.get_absolute_url()).content.decode()
    assert (
        f'<audio controls preload="none" src="{recording.file.get_absolute_url()}" aria-label="First half">'
        in page
    )
    assert "It will be deleted on" in page and "Delete it now" not in page
    assert "Delete it now" in as_("protection_officer").get(session.get_absolute_url()).content.decode()
    voice(cast, session)
    actions.finish_coding(actor=cast.protection_officer, session=session)
    response = as_("official").get(session.get_absolute_url())
    assert response.status_code == 200 and "First half" not in response.content.decode()


def test_the_page_leads_to_the_day_that_is_missing(cast, as_):
    session = held(cast, listening(cast))
    page = as_("protection_officer").get(session.get_absolute_url()).content.decode()
    assert "does not say until when sound is kept" in page
    assert f"/{session.assessment_id}/edit/#id_recordings_until" in page


def test_sound_is_added_on_a_page_and_other_files_are_not(cast, session, as_):
    client, url = as_("protection_officer"), f"/assessments/sessions/{session.pk}/recordings/new/"
    refused = client.post(url, {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7\n")})
    assert refused.status_code == 422 and "mp3, m4a, aac" in refused.content.decode()
    added = client.post(url, {"file": SimpleUploadedFile("a.amr", AMR), "label": ""})
    assert added.status_code == 302
    assert session.recordings.get().file.size == len(AMR)


def run_due():
    return dict(sockets.DUE)["recordings whose day has come"]()


def test_on_its_day_the_sound_is_deleted_and_its_row_stays(
    cast, session, media, as_, django_capture_on_commit_callbacks
):
    due, other = recorded(cast, session), recorded(cast, session)
    path, url = media / due.file.storage_name, due.file.get_absolute_url()
    Recording.objects.filter(pk=due.pk).update(delete_on=days(0))

    with django_capture_on_commit_callbacks(execute=True):
        assert run_due() == 1
    assert run_due() == 0
    assert not path.exists() and (media / other.file.storage_name).exists()
    due.refresh_from_db()
    assert due.file is None and due.deleted_at
    assert as_("protection_officer").get(url).status_code == 404
    entry = JournalEntry.objects.get(verb="assessments.delete_recording")
    assert (entry.actor_id, entry.target_id) == (None, due.pk)
    assert "Deleted on" in as_("protection_officer").get(session.get_absolute_url()).content.decode()


def test_an_earlier_day_holds_for_what_is_kept_and_a_later_one_does_not(cast, session):
    recording = recorded(cast, session)
    for until, expected in (
        (days(60), days(30)),
        (days(10), days(10)),
        (None, days(10)),
        (days(90), days(10)),
    ):
        actions.change_assessment(
            actor=cast.protection_officer, assessment=session.assessment, recordings_until=until
        )
        recording.refresh_from_db()
        assert recording.delete_on == expected


def test_a_recording_is_deleted_earlier_by_who_may_and_once(cast, session, as_):
    recording = recorded(cast, session)
    url = f"/assessments/recordings/{recording.pk}/delete/"
    assert as_("monitoring_officer").post(url).status_code == 403
    assert as_("official").post(url).status_code == 404
    assert as_("protection_officer").post(url).status_code == 302
    as_("protection_officer").post(url)
    recording.refresh_from_db()
    assert recording.deleted_at and not StoredFile.objects.exists()
    assert JournalEntry.objects.filter(verb="assessments.delete_recording").count() == 1


def test_withdrawal_of_consent_deletes_all_sound_at_once(
    cast, session, media, django_capture_on_commit_callbacks
):
    paths = [media / recorded(cast, session).file.storage_name for _ in range(2)]
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_consent(
            actor=cast.protection_officer, consent=session.consents.get(), reason="They asked for it."
        )
    assert not any(path.exists() for path in paths)
    assert all(each.deleted_at and each.file is None for each in session.recordings.all())
    session.refresh_from_db()
    with pytest.raises(Refused, match="took their words back"):
        recorded(cast, session)
