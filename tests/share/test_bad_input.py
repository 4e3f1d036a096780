"""What bad input to the hub gets, where it is not tested beside its room.

Files: library/test_uploading.py (what is sent), extraction/test_reading.py and test_readers.py (what is read);
questions: finding/test_page.py; harvesters: harvest/test_oai.py and test_open.py; downloads: learning/test_archive.py.
"""

import re
from html import unescape

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gapbridge.base.errors import Refused
from gapbridge.base.models import JournalEntry, StoredFile
from gapbridge.base.uploads import check_upload
from gapbridge.share.extraction.actions import read_waiting
from gapbridge.share.finding import keeping
from gapbridge.share.library import actions
from gapbridge.share.library.models import Edition, Resource, Version
from tests.robustness.pages import own_forms
from tests.share.extraction import files
from tests.share.hub import draft, edition_of, published

pytestmark = pytest.mark.django_db

FORM = {
    "kind": "guide", "language": "az", "title": "Budget", "summary": "Step by step", "text": "Typed for an hour",
    "licence": "CC-BY-4.0", "review_months": "12",
}  # fmt: skip
TYPED = ("title", "summary", "text")
VIDEO = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"


@pytest.fixture
def send(as_, cast):
    """Sends the form of a new resource as a trainer; the answer has its page as `said`."""
    client, address = as_("trainer"), reverse("library:new", args=[cast.programme.pk])

    def sent(**fields):
        answer = client.post(address, FORM | fields)
        answer.said = unescape(answer.content.decode())
        return answer

    sent.address = address
    return sent


def typed(answer, address):
    """What stands in the fields of the form that came back."""
    (form,) = [form for form in own_forms(answer.content.decode(), address) if "title" in form.controls]
    return {name: form.controls[name].chosen[-1] for name in TYPED}


def beside(answer, name):
    """What is said beside a field."""
    return " ".join(answer.context["form"].errors.get(name, []))


# --- languages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "ka", "", "az-Cyrl", "__class__"])
def test_a_document_in_a_language_not_listed_is_told_what_to_choose_and_loses_nothing(send, language):
    answer = send(language=language, file=SimpleUploadedFile("plan.txt", b"Plan"))
    assert answer.status_code == 422 and not Resource.objects.exists()
    said = "in English, Azerbaijani and Russian" if language else "This field is required"
    assert said in beside(answer, "language")
    assert typed(answer, send.address) == {name: FORM[name] for name in TYPED}
    assert "“plan.txt” is kept" in answer.said


def test_no_action_adds_an_edition_in_a_language_not_listed(cast):
    resource = published(cast)
    with pytest.raises(Refused, match="Choose the language in which you describe"):
        actions.add_edition(
            actor=cast.programme_officer, resource=resource, language="de", title="x", summary="x",
            content=actions.Content(text="x"),
        )  # fmt: skip
    with pytest.raises(Refused, match="Choose the language in which you describe"):
        draft(cast, language="de")
    assert Edition.objects.get() == edition_of(resource)


def test_a_language_that_somebody_added_meanwhile_is_named_beside_the_field(as_, cast):
    resource = draft(cast)
    form = {name: FORM[name] for name in TYPED} | {"language": "en"}
    address = reverse("library:new_edition", args=[resource.pk])
    answer = as_("programme_officer").post(address, form)
    assert answer.status_code == 422
    assert beside(answer, "language").startswith("It is there in this language already.")
    assert typed(answer, address) == {name: FORM[name] for name in TYPED}


def test_a_text_in_letters_that_the_hub_does_not_search_is_read_and_shown_and_found_by_its_title(as_, cast):
    text = "ქართული ტექსტი\n\nنص عربي\n\n" + "x" * 100_000  # and a word without an end
    file = check_upload(SimpleUploadedFile("text.txt", text.encode()))
    resource = published(cast, title="Charter in Georgian", file=file)
    assert read_waiting() == 1
    keeping.catch_up()
    version = Version.objects.get()
    assert version.reading == "read"
    client = as_("visitor")
    assert "ქართული ტექსტი" in client.get(version.pages.first().get_absolute_url()).content.decode()
    for query, found in (("georgian charter", [resource]), ("ქართული", None), ("x" * 10_000, None)):
        answer = client.get(reverse("finding:search"), {"q": query})
        assert answer.status_code == 200
        if found is not None:
            assert [hit.resource for hit in answer.context["found"].hits] == found


@pytest.mark.parametrize("months", ["121", "-1", str(2**40), "soon"])
def test_months_between_reviews_after_which_no_calendar_has_a_day_are_refused_beside_the_field(send, months):
    answer = send(review_months=months)
    assert answer.status_code == 422 and not Resource.objects.exists()
    assert beside(answer, "review_months")
    assert typed(answer, send.address) == {name: FORM[name] for name in TYPED}


# --- files ----------------------------------------------------------------------------------------


def test_a_video_over_the_limit_is_refused_before_anything_of_it_is_kept(send, settings, tmp_path):
    """As the one of 300 MB where an operator allows 200: it comes into a file that is gone with the answer."""
    settings.HUB_VIDEO_MAX_BYTES, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 5000, 1000
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    before = _stored()
    answer = send(file=SimpleUploadedFile("film.mp4", VIDEO + bytes(6000)))
    assert answer.status_code == 422
    assert beside(answer, "file") == "This file is too large. Send one of at most 4.9\xa0KB."
    assert typed(answer, send.address) == {name: FORM[name] for name in TYPED}
    assert (_stored(), list(tmp_path.iterdir()), StoredFile.objects.count()) == (before, [], 0)


def _stored() -> set[str]:
    folders = default_storage.listdir("")[0]
    return {f"{folder}/{name}" for folder in folders for name in default_storage.listdir(folder)[1]}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("locked.pdf", files.locked_pdf, "Take the password off"),
        ("broken.docx", lambda: files.changed(files.docx(), "word/document.xml", b"<oops"), "save it again"),
    ],
)
def test_what_only_its_reader_finds_bad_is_kept_and_its_sender_told_what_to_do(
    as_, cast, send, name, content, said
):
    """A file whose archive is whole and whose inside is not, or that nobody opens without its password."""
    answer = send(file=SimpleUploadedFile(name, content()))
    page = answer.url
    assert "waits to be read" in as_("trainer").get(page).content.decode()
    assert read_waiting() == 1
    told = as_("trainer").get(page).content.decode()
    assert "could not be read; it can be downloaded" in told and said in told
    assert "Typed for an hour" in told
    assert as_("trainer").get(Version.objects.get().file.get_absolute_url()).status_code == 200


# --- what no database holds -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/library/?q=a%00b", "/library/all/?kind=%00", "/library/oai/?verb=%00",
        "/library/feed/%00/", "/library/collections/?q=%00",
    ],
)  # fmt: skip
def test_nul_in_an_address_of_the_hub_is_answered_with_a_page(client, cast, address):
    answer = client.get(address)
    assert answer.status_code == 400
    assert '<main id="main"' in answer.content.decode()


def test_nul_in_a_form_of_the_hub_keeps_nothing_and_says_so(send, client):
    before = JournalEntry.objects.count()
    answer = send(text="a\0b")
    assert answer.status_code == 400 and '<main id="main"' in answer.said
    counted = client.post(reverse("finding:count"), {"q": "a\0b", "found": "1"})
    assert counted.status_code == 400
    assert (Resource.objects.count(), JournalEntry.objects.count()) == (0, before)


# --- what was asked -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", ["x" * 10_000, "AND OR NOT ( ) * \" ' : ^", "%00", "\u202e", "-" * 500, "*"]
)
@pytest.mark.parametrize("where", ["finding:search", "portal:search", "library:list"])
def test_a_question_of_any_kind_gets_a_page_and_is_echoed_without_markup(client, cast, where, query):
    published(cast)
    keeping.catch_up()
    answer = client.get(reverse(where), {"q": f"{query}<script>alert(1)</script>"})
    assert answer.status_code == 200
    assert not re.search("<script>alert", answer.content.decode())


def test_what_is_counted_of_a_question_is_short_and_only_a_number(client, cast):
    count = reverse("finding:count")
    for found in ("-1", "1e9", "9" * 40, "many", ""):
        assert client.post(count, {"q": "x" * 10_000, "found": found}).status_code == 204
    assert client.get(count).status_code == 405
