"""A file that comes to the hub: what is there already is pointed out, nothing that was sent is lost."""

import io
import re
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gapbridge.base import uploads
from gapbridge.base.errors import Refused
from gapbridge.base.uploads import check_upload
from gapbridge.share.library.models import Resource, Version
from tests.share.hub import draft, edition_of, published

pytestmark = pytest.mark.django_db
FORM = {
    "kind": "guide", "title": "Budget", "summary": "Step by step", "language": "az", "licence": "CC-BY-4.0",
    "review_months": "12",
}  # fmt: skip


def file_of(content=b"The same words", name="a.txt"):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def send(as_, cast):
    """Sends the form of a new resource as a member, and gives the answer with its page as `said`."""

    def sent(member, **fields):
        client = as_(member)
        answer = client.post(reverse("library:new", args=[cast.programme.pk]), FORM | fields)
        answer.said = answer.content.decode()
        return answer

    return sent


def word_in(said):
    found = re.search(r'name="kept_file"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="kept_file"', said)
    return found and (found[1] or found[2])


# --- there already --------------------------------------------------------------------------------


def test_a_file_that_is_there_is_pointed_out_and_added_only_when_asked(send, cast):
    there = published(cast, title="The first", file=check_upload(file_of()))
    first = send("trainer", file=file_of(name="other.txt"))
    assert first.status_code == 422 and Resource.objects.count() == 1
    assert "is there already" in first.said and "The first" in first.said
    assert edition_of(there).get_absolute_url() in first.said
    word = word_in(first.said)
    again = send("trainer", kept_file=word)
    assert again.status_code == 422, "not ticked"
    done = send("trainer", kept_file=word_in(again.said), in_spite="on")
    assert done.status_code == 302
    made = Version.objects.latest("pk")
    assert made.file.original_name == "other.txt"
    assert uploads.opened(made.file).read() == b"The same words"


def test_what_one_may_not_see_is_not_pointed_out(send, cast):
    draft(cast, title="Not yet for all", file=check_upload(file_of()))
    assert send("trainer", file=file_of()).status_code == 302


def test_a_new_version_with_a_file_that_is_there_is_pointed_out_too(as_, cast):
    published(cast, title="The first", file=check_upload(file_of()))
    other = edition_of(published(cast, title="The second"))
    form = {"title": "The second", "summary": "…", "file": file_of()}
    sent = as_("protection_officer").post(reverse("library:new_version", args=[other.pk]), form)
    assert sent.status_code == 422 and "The first" in sent.content.decode()


# --- nothing is lost ------------------------------------------------------------------------------


def test_a_file_need_not_be_sent_again_when_something_else_is_refused(send, cast):
    refused = send("trainer", title="", file=file_of(name="plan.txt"))
    assert refused.status_code == 422 and "plan.txt" in refused.said
    assert send("trainer", kept_file=word_in(refused.said)).status_code == 302
    assert Version.objects.get().file.original_name == "plan.txt"


def test_another_file_replaces_the_one_that_was_kept(send, cast):
    word = word_in(send("trainer", title="", file=file_of(name="old.txt")).said)
    refused = send("trainer", title="", kept_file=word, file=file_of(b"new words", "new.txt"))
    assert send("trainer", kept_file=word_in(refused.said)).status_code == 302
    assert Version.objects.get().file.original_name == "new.txt"


def test_what_was_kept_is_its_senders_alone_and_says_when_it_is_gone(send, cast):
    word = word_in(send("trainer", title="", file=file_of()).said)
    taken = send("protection_officer", kept_file=word, text="Mine")
    assert taken.status_code == 422 and "kept no longer" in taken.said
    assert send("trainer", kept_file=word + "x", text="Mine").status_code == 422
    assert not Resource.objects.exists()


# --- bad files ------------------------------------------------------------------------------------


def test_a_zip_named_pdf_is_refused_in_words(send):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "…")
    answer = send("trainer", file=file_of(out.getvalue(), "report.pdf"))
    assert answer.status_code == 422 and "not what its name says" in answer.said


def test_a_broken_docx_is_refused_with_what_to_do(send):
    answer = send("trainer", file=file_of(b"PK\3\4" + b"broken" * 100, "statutes.docx"))
    assert answer.status_code == 422 and "save it again and send that" in answer.said
    assert 'value="Budget"' in answer.said


def test_video_may_be_larger_than_other_files_up_to_a_limit_that_is_said(send, settings):
    settings.UPLOAD_MAX_BYTES, settings.HUB_VIDEO_MAX_BYTES = 1000, 5000
    video = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(2000)
    assert send("trainer", file=file_of(b"a" * 2000)).status_code == 422
    assert send("trainer", file=file_of(video, "film.mp4")).status_code == 302
    answer = send("trainer", file=file_of(video + bytes(5000), "film.mp4"))
    assert answer.status_code == 422 and "too large" in answer.said and "4.9" in answer.said


def test_what_was_parked_is_swept_away_and_no_row_names_it(cast, monkeypatch):
    word = uploads.park(check_upload(file_of()), cast.trainer)
    kept = uploads.parked(word, cast.trainer)
    assert kept.file.read() == b"The same words"
    assert uploads.parked(word, cast.official) is None
    default_storage.delete(kept.file.name)
    assert uploads.parked(word, cast.trainer) is None


def test_a_limit_by_kind_holds_for_its_ending_alone():
    def most(ending):
        return 10 if ending == "txt" else None

    check_upload(file_of(b"a" * 11, "a.csv"), most=most)
    with pytest.raises(Refused):
        check_upload(file_of(b"a" * 11), most=most)
