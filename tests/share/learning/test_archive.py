"""A collection as one ZIP: what everybody may read, in the reader's language, no more than a connection bears."""

import io
import re
import zipfile

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gapbridge.base.uploads import check_upload
from gapbridge.share.learning import archive
from gapbridge.share.learning.views.collections import ARCHIVES
from gapbridge.share.library import actions as library
from tests.share.hub import published

from .shelves import collection, shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_has_downloaded():
    from django.core.cache import cache

    cache.clear()


def download(client, found, language="en"):
    client.cookies["django_language"] = language
    answer = client.get(reverse("learning:download", args=[found.pk]))
    assert answer.status_code == 200, answer.text
    assert answer["Content-Type"] == "application/zip"
    assert answer.streaming
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


def text_of(pdf):
    pages = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def test_texts_are_in_it_as_pdf_files_as_they_came_and_an_index_leads_to_both(as_, cast):
    written = published(cast, title="Register", text="## Step one\n\nGo to the *ministry*.", kind="legal")
    file = check_upload(SimpleUploadedFile("plan.txt", b"Day by day"))
    found = shown(
        cast,
        written,
        published(cast, title="Plan", file=file),
        published(cast, title="Site", url="https://x.org/a"),
    )
    with download(as_("visitor"), found) as kept:
        assert kept.testzip() is None
        assert kept.namelist() == ["index.html", "01-register.pdf", "02-plan-file.txt"]
        assert kept.read("02-plan-file.txt") == b"Day by day"
        index = kept.read("index.html").decode()
        said = text_of(kept.read("01-register.pdf"))
    assert re.findall(r'<a href="([^":]+)">', index) == ["01-register.pdf", "02-plan-file.txt"]
    assert '<a href="https://x.org/a">' in index
    assert written.get_absolute_url() in index
    assert "Step one" in said and "Go to the ministry." in said
    assert "have a lawyer check it" in said.replace("\r\n", " ")


def test_it_is_in_the_readers_language_where_there_is_one(as_, cast):
    resource = published(cast, title="Register")
    library.add_edition(
        actor=cast.programme_officer,
        resource=resource,
        language="az",
        title="Qeydiyyat",
        summary="Addımlar",
        content=library.Content(text="Əvvəlcə nazirliyə gedin."),
    )
    found = shown(cast, resource, published(cast, title="Only English"), title_az="QHT yaratmaq")
    with download(as_("visitor"), found, "az") as kept:
        assert kept.namelist() == ["index.html", "01-qeydiyyat.pdf", "02-only-english.pdf"]
        assert "Əvvəlcə nazirliyə gedin." in text_of(kept.read("01-qeydiyyat.pdf"))
        assert "QHT yaratmaq" in kept.read("index.html").decode()


def test_what_readers_do_not_see_is_not_in_it_whoever_asks(as_, cast):
    gone = published(cast, title="Old law")
    found = shown(cast, gone, published(cast, title="New law"))
    library.archive_resource(actor=cast.programme_officer, resource=gone, reason="Repealed.")
    with download(as_("protection_officer"), found) as kept:
        assert kept.namelist() == ["index.html", "01-new-law.pdf"]


def test_a_draft_is_not_downloaded_by_visitors(as_, cast):
    found = collection(cast, published(cast))
    assert as_("visitor").get(reverse("learning:download", args=[found.pk])).status_code == 404


def test_what_is_too_large_and_what_is_asked_for_too_often_is_refused_with_a_reason(as_, cast, monkeypatch):
    file = check_upload(SimpleUploadedFile("plan.txt", b"Day by day"))
    found = shown(cast, published(cast, file=file))
    address = reverse("learning:download", args=[found.pk])
    monkeypatch.setattr(archive, "MOST_FILES", 5)
    large = as_("visitor").get(address)
    assert large.status_code == 422
    assert "Download them one by one" in large.text
    monkeypatch.setattr(archive, "MOST_FILES", 50)
    answers = [as_("visitor").get(address).status_code for _ in range(ARCHIVES.most + 1)]
    assert answers == [200] * ARCHIVES.most + [429]
    assert as_("applicant").get(address).status_code == 200


def test_the_same_text_gives_the_same_pdf_with_fields_left_blank(cast):
    from gapbridge.share.learning.kept import public_works

    found = shown(
        cast, published(cast, kind="template", text="Why", paper="# Rules of {{ organisation.name }}")
    )
    [work] = public_works(found, "en")
    assert archive.pdf(work) == archive.pdf(work)
    assert "Rules of ______" in text_of(archive.pdf(work))
