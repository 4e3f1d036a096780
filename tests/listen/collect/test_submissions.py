"""What arrives is kept once, whatever is sent how often; what is refused leaves nothing."""

import pytest
from django.db import connection
from django.utils.encoding import force_bytes

from gapbridge.base.errors import Forbidden
from gapbridge.base.models import JournalEntry, StoredFile
from gapbridge.listen.collect import queries
from gapbridge.listen.collect.errors import Conflict, TooLarge, UnknownForm, Unreadable
from gapbridge.listen.collect.models import Submission, SubmissionMedia
from tests.listen.collect.rooms import PNG, filled, new_version, ready_form, receive, sheets, upload, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(cast):
    return ready_form(cast)


def test_a_filled_in_form_is_kept_sealed_with_its_version_and_one_journal_entry(cast, form):
    received = receive(cast)
    kept = Submission.objects.get()
    assert (received.outcome, received.submission) == ("created", kept)
    assert (kept.form, kept.version, kept.state) == (form, form.versions.get(), "received")
    assert kept.content == filled().decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM collect_submission")
        assert b"Water" not in force_bytes(cursor.fetchone()[0])
    entry = JournalEntry.objects.get(verb="collect.receive")
    assert (entry.target_id, entry.programme_id) == (kept.pk, cast.programme.pk)


def test_the_same_again_is_known_and_nothing_is_doubled(cast, form):
    receive(cast)
    again = receive(cast, b"\xef\xbb\xbf" + filled() + b"\n")
    assert again.outcome == "known"
    assert Submission.objects.count() == 1
    assert JournalEntry.objects.filter(verb="collect.receive").count() == 1


def test_other_content_under_the_same_id_is_refused_and_the_first_stays(cast, form):
    receive(cast)
    with pytest.raises(Conflict):
        receive(cast, filled(words="Nothing to complain of."))
    assert queries.answers_of(Submission.objects.get())["/data/said[1]/said_words"] == "Water."


def test_files_come_in_parts_and_each_is_kept_once(cast, form):
    content = filled(photo="a.png")
    first = receive(cast, content, incomplete=True)
    assert (first.outcome, first.submission.state) == ("created", "partial")
    assert SubmissionMedia.objects.get().file is None  # expected
    photo = {"a.png": upload(PNG, "a.png")}
    second = receive(cast, content, media=photo, incomplete=True)
    assert (second.outcome, second.submission.state) == ("updated-partial", "partial")
    last = receive(cast, content, media=photo)
    assert (last.outcome, last.submission.state) == ("updated-partial", "received")
    assert receive(cast, content, media=photo, incomplete=True).outcome == "known"
    assert Submission.objects.get().state == "received"
    assert SubmissionMedia.objects.get().file == StoredFile.objects.get(original_name="a.png")


def test_another_file_under_a_name_that_is_taken_is_refused(cast, form):
    receive(cast, media={"a.png": upload(PNG, "a.png")})
    with pytest.raises(Conflict):
        receive(cast, media={"a.png": upload(PNG + b"\0", "a.png")})


def test_a_correction_replaces_what_it_names(cast, form):
    first = receive(cast).submission
    received = receive(cast, filled("uuid:2", corrects="uuid:1", words="Water and light."))
    first.refresh_from_db()
    assert (received.outcome, received.submission.corrects, first.state) == ("corrected", first, "replaced")


def test_a_correction_of_what_was_taken_in_is_left_to_who_reads_it(cast, form):
    first = receive(cast).submission
    Submission.objects.update(state="taken_in")
    correction = receive(cast, filled("uuid:2", corrects="uuid:1")).submission
    first.refresh_from_db()
    assert (first.state, correction.state, correction.corrects) == ("taken_in", "received", first)
    assert list(queries.corrections_of_taken_in(cast.fresh("protection_officer"))) == [correction]


def test_a_correction_that_comes_before_what_it_corrects_still_replaces_it(cast, form):
    correction = receive(cast, filled("uuid:2", corrects="uuid:1")).submission
    assert (correction.corrects, correction.deprecated_id, correction.state) == (None, "uuid:1", "received")
    late = receive(cast).submission
    correction.refresh_from_db()
    assert (correction.corrects, late.state) == (late, "replaced")


def test_a_second_correction_of_the_same_answer_is_kept_beside_the_first(cast, form):
    first = receive(cast).submission
    one = receive(cast, filled("uuid:2", corrects="uuid:1")).submission
    two = receive(cast, filled("uuid:3", corrects="uuid:1"))
    assert (two.outcome, two.submission.corrects, two.submission.deprecated_id) == ("created", None, "uuid:1")
    assert (one.corrects, two.submission.state) == (first, "received")


def test_a_correction_of_withdrawn_words_brings_no_words_back(cast, form):
    receive(cast)
    Submission.objects.update(state="withdrawn", content=None)
    correction = receive(
        cast, filled("uuid:2", corrects="uuid:1"), media={"a.png": upload(PNG, "a.png")}
    ).submission
    correction.refresh_from_db()
    assert (correction.state, correction.content, correction.media.count()) == ("withdrawn", None, 0)
    assert receive(cast).outcome == "known"
    assert not Submission.objects.filter(content__isnull=False).exists()


def test_an_unknown_version_is_kept_and_shown_to_the_officer(cast, form):
    kept = receive(cast, filled(version="99")).submission
    assert (kept.version, kept.stated_version, kept.state) == (None, "99", "received")
    assert list(queries.on_unknown_version(cast.fresh("protection_officer"))) == [kept]
    assert queries.answers_of(kept)["/data/said[1]/said_words"] == "Water."


def test_every_version_is_known_for_ever(cast, form):
    newer = sheets()
    newer["settings"][1][2] = "2"
    new_version(cast, form=form, workbook=workbook(newer))
    assert receive(cast).submission.version.version == "1"
    assert receive(cast, filled("uuid:2", version="2")).submission.version.version == "2"


def test_an_unknown_form_is_refused_by_name(cast, form):
    with pytest.raises(UnknownForm, match="nobody_knows"):
        receive(cast, filled(form_id="nobody_knows"))
    with pytest.raises(UnknownForm):
        receive(cast, filled(form_id="other"), form=form)
    assert not Submission.objects.exists()


def test_nobody_sends_to_a_form_of_another_programme(cast, form):
    for outsider in (cast.stranger, cast.rival, cast.community_member):
        with pytest.raises((UnknownForm, Forbidden)):
            receive(cast, actor=outsider)
    assert not Submission.objects.exists()


def test_who_goes_out_with_a_team_sends_answers_while_the_form_is_open(cast, form):
    team = form.assessment.teams.create(name="Team 1")
    team.members.add(cast.community_member)
    assert receive(cast, actor=cast.community_member).outcome == "created"


BOMB = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><data id="short"><meta><instanceID>&b;</instanceID></meta></data>'
OUTSIDE = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><data id="short"><meta><instanceID>&a;</instanceID></meta></data>'


@pytest.mark.parametrize(
    "content",
    [
        b"", b"  ", b"no xml", filled()[:200], b"\xff\xfe<data/>", BOMB, OUTSIDE, b"<data id='short'/>",
        b"<data id='short'><meta><instanceID> </instanceID></meta></data>", filled("x" * 121),
        filled(more="<a>" * 60 + "</a>" * 60), b'<data id="short">\x00</data>', b'{"a": 1}', filled(words="&undefined;"),
    ],
)  # fmt: skip
def test_what_can_not_be_read_is_refused_and_not_kept(cast, form, content):
    with pytest.raises(Unreadable):
        receive(cast, content)
    assert not Submission.objects.exists()


def test_what_is_too_large_is_refused(cast, form, settings):
    with pytest.raises(TooLarge):
        receive(cast, filled(more="<a/>" * 100_001))
    settings.COLLECT_XML_MAX_BYTES = 100
    with pytest.raises(TooLarge):
        receive(cast)


def test_too_many_files_are_refused_before_anything_is_kept(cast, form, settings):
    settings.COLLECT_MEDIA_MAX_FILES = 1
    with pytest.raises(TooLarge):
        receive(cast, media={name: upload(PNG, name) for name in ("a.png", "b.png")})
    assert not Submission.objects.exists()


def test_answers_stand_under_their_paths_whatever_prefixes_the_client_uses(cast, form):
    content = filled(more="<said><said_words>Light.</said_words></said>").replace(b"orx:", b"zz:")
    content = content.replace(b"xmlns:orx", b"xmlns:zz").replace(
        b"<data ", b'<data xmlns="http://example.org/x" '
    )
    assert queries.answers_of(receive(cast, content).submission) == {
        "/data/sex": "female",
        "/data/group/participants": "8",
        "/data/said[1]/said_words": "Water.",
        "/data/said[2]/said_words": "Light.",
        "/data/photo": "",
        "/data/meta/instanceID": "uuid:1",
    }


def test_an_imported_line_is_kept_as_its_columns(cast, form):
    line = '{"sex": "female", "said_words": "Su yoxdur."}'
    received = receive(cast, line, source="import", form=form, instance_id="uuid:9")
    assert queries.answers_of(received.submission) == {"sex": "female", "said_words": "Su yoxdur."}
    assert receive(cast, line, source="import", form=form, instance_id="uuid:9").outcome == "known"
