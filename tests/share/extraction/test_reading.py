"""From a version that waits to its pages: read beside the pages of the site, failed with a reason, read again."""

import os
import signal
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from gapbridge.base import sockets
from gapbridge.base.models import StoredFile
from gapbridge.base.uploads import check_upload
from gapbridge.share.extraction import actions as extraction
from gapbridge.share.extraction import queries, reasons
from gapbridge.share.extraction.actions import read_version, read_waiting
from gapbridge.share.extraction.readers.base import Limits
from gapbridge.share.library import actions
from gapbridge.share.library.models import Page, Version
from tests.share.extraction import files
from tests.share.hub import draft, edition_of, published

pytestmark = pytest.mark.django_db
TWO_PAGES = "Bir\fİki"


def version_with(cast, name, content, *, of=published, **fields):
    content = content if isinstance(content, bytes) else content.encode()
    resource = of(cast, file=check_upload(SimpleUploadedFile(name, content)), **fields)
    return Version.objects.select_related("edition__resource", "file").get(edition=edition_of(resource))


def of_text(cast, text, **fields):
    return Version.objects.get(edition=edition_of(published(cast, text=text, **fields)))


def previews(version):
    return StoredFile.objects.filter(
        owner_type="library.version", owner_id=version.pk, content_type="image/webp"
    )


# --- texts ----------------------------------------------------------------------------------------


def test_a_text_is_divided_at_its_second_level_headings(cast):
    text = "Before **all**\n\n## Aims\n\n- help\n- learn\n\n### Below\n\nmore\n\n```\n## no heading\n```\n\n## Members\n\nx"
    version = of_text(cast, text)
    assert read_waiting() == 1
    assert list(version.pages.values_list("number", "title", "text")) == [
        (1, "", "Before all"),
        (2, "Aims", "Aims\n\nhelp\nlearn\n\nBelow\n\nmore\n\n## no heading"),
        (3, "Members", "Members\n\nx"),
    ]


def test_the_paper_of_a_template_is_found_too_without_its_fields(cast):
    version = of_text(cast, "What it is for", paper="# Charter\n\nName: {{ name }}.")
    read_waiting()
    assert [page.text for page in version.pages.all()] == ["What it is for", "Charter\n\nName: …."]


# --- files ----------------------------------------------------------------------------------------


def test_a_file_is_read_with_pictures_and_a_text_beside_it_follows(cast):
    version = version_with(cast, "a.txt", TWO_PAGES, text="Said about it")
    assert dict(sockets.SLOW)["files read"] is read_waiting
    assert read_waiting() == 1
    version.refresh_from_db()
    assert (version.reading, version.pages_read, version.unread_because) == ("read", 3, "")
    assert [page.text for page in version.pages.all()] == ["Bir", "İki", "Said about it"]
    assert [page.preview is not None for page in version.pages.all()] == [True, True, False]
    assert read_waiting() == 0


def test_pictures_of_pages_are_seen_by_who_sees_the_version(as_, cast):
    version = version_with(cast, "a.txt", TWO_PAGES, of=draft)
    read_waiting()
    picture = version.pages.first().preview.get_absolute_url()
    assert as_("visitor").get(picture).status_code == as_("stranger").get(picture).status_code == 404
    assert as_("protection_officer").get(picture)["Content-Type"] == "image/webp"
    actions.review_resource(actor=cast.programme_officer, resource=version.edition.resource)
    actions.publish_resource(actor=cast.programme_officer, resource=version.edition.resource)
    assert as_("visitor").get(picture).status_code == 200


def test_a_locked_file_says_why_and_what_to_do_and_stays_downloadable(as_, cast):
    version = version_with(cast, "locked.pdf", files.locked_pdf())
    read_waiting()
    version.refresh_from_db()
    assert (version.reading, version.unread_because) == ("failed", "locked")
    said = as_("visitor").get(version.get_absolute_url()).content.decode()
    assert "locked with a password" in said and version.file.get_absolute_url() in said
    assert "Take the password off" not in said and "Read again" not in said
    said = as_("programme_officer").get(version.get_absolute_url()).content.decode()
    assert "Take the password off" in said and "Read again" in said
    assert as_("visitor").get(version.file.get_absolute_url()).status_code == 200


def test_who_may_send_another_file_is_told_what_to_do_with_a_locked_one(as_, cast):
    fields = {"of": draft, "member": "applicant", "organisation": cast.cso}
    version = version_with(cast, "locked.pdf", files.locked_pdf(), **fields)
    read_waiting()
    said = as_("applicant").get(version.edition.get_absolute_url()).content.decode()
    assert "locked with a password" in said and "Take the password off" in said
    assert reverse("library:new_version", args=[version.edition.pk]) in said


def test_where_tesseract_is_missing_a_scanned_file_says_so_and_shows_its_pages(as_, cast):
    version = version_with(cast, "scan.pdf", files.scanned_pdf())
    assert read_version(version, with_letters=False)
    version.refresh_from_db()
    assert (version.reading, version.unread_because) == ("failed", "no_tesseract")
    assert version.pages.get().preview
    said = as_("visitor").get(version.get_absolute_url()).content.decode()
    assert "Tesseract is missing" in said and "only in part" in said


def test_sound_and_video_are_no_failure_and_are_played(as_, cast):
    video = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(2000)
    version = version_with(cast, "film.mp4", video, kind="video")
    read_waiting()
    version.refresh_from_db()
    assert (version.reading, version.pages_read) == ("read", 0)
    said = as_("visitor").get(version.get_absolute_url()).content.decode()
    assert "<video" in said and "not by words in them" in said and "could not be read" not in said


def test_a_file_that_is_gone_says_so(cast):
    version = version_with(cast, "a.txt", TWO_PAGES, text="Said about it")
    default_storage.delete(version.file.storage_name)
    read_waiting()
    version.refresh_from_db()
    assert (version.reading, version.unread_because) == ("failed", "gone")
    assert version.pages.get().text == "Said about it"


def test_every_reason_has_words(cast):
    version = version_with(cast, "a.txt", TWO_PAGES)
    read_version(version, limits=Limits(pages=1))
    version.refresh_from_db()
    assert version.unread_because == "too_many_pages"
    assert set(reasons.REASONS) >= {
        "locked",
        "damaged",
        "too_many_pages",
        "too_long",
        "memory",
        "no_text",
        "gone",
    }
    assert all(str(each.text) and str(each.remedy) for each in reasons.REASONS.values())


# --- faults ---------------------------------------------------------------------------------------


def children():
    """Process ids of what this thread has started (Linux)."""
    return Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()


def test_a_reader_that_is_killed_leaves_a_reason_and_nothing_half(cast, settings):
    version = version_with(cast, "a.txt", TWO_PAGES)

    def kill_it():
        for each in children():
            os.kill(int(each), signal.SIGKILL)
        return False

    assert read_version(version, stopping=kill_it)
    version.refresh_from_db()
    assert (version.reading, version.unread_because) == ("failed", "memory")
    assert not version.pages.exists() and not previews(version).exists()
    actions.read_again(actor=cast.programme_officer, version=version)
    assert read_waiting() == 1
    assert version.pages.count() == 2


def test_told_to_stop_the_file_is_put_back_and_read_later(cast):
    version = version_with(cast, "a.txt", TWO_PAGES)
    assert read_version(version, stopping=lambda: True) is False
    version.refresh_from_db()
    assert version.reading == "waiting"
    assert read_waiting() == 1


def test_how_far_it_is_can_be_seen_while_it_is_read(cast):
    version = version_with(cast, "a.txt", TWO_PAGES)
    seen = []

    def look():
        seen.append(Version.objects.values_list("reading", "pages_in_all").get(pk=version.pk))
        return False

    read_version(version, stopping=look)
    assert seen[0] == ("reading", 0) and seen[-1] == ("reading", 2)


def test_what_another_reader_reads_is_left_to_it_until_it_is_lost(cast):
    version = version_with(cast, "a.txt", TWO_PAGES)
    actions.begin_reading(version=version)
    assert read_waiting() == 0
    assert read_version(Version.objects.get(pk=version.pk)) and version.pages.exists()  # by hand, as if lost
    again = version_with(cast, "b.txt", "Üç")
    actions.begin_reading(version=again)
    Version.objects.filter(pk=again.pk).update(
        reading_since=timezone.now() - actions.LOST_AFTER - timedelta(seconds=1)
    )
    assert read_waiting() == 1
    again.refresh_from_db()
    assert again.reading == "read"


def test_a_reader_whose_child_is_silent_over_one_page_is_not_lost(cast, monkeypatch):
    version = version_with(cast, "a.txt", TWO_PAGES)
    row = Version.objects.filter(pk=version.pk)
    long_ago, seen = timezone.now() - timedelta(hours=1), []

    def look():
        seen.append(row.values_list("reading_since", flat=True).get())
        row.update(reading_since=long_ago)
        return False

    assert actions.LOST_AFTER.total_seconds() > 5 * extraction.HEARTBEAT
    monkeypatch.setattr(extraction, "PAUSE", float("inf"))  # no page is told of
    monkeypatch.setattr(extraction, "HEARTBEAT", 0)
    assert read_version(version, stopping=look)
    assert seen and all(since > long_ago for since in seen)


def test_two_readers_at_once_leave_one_reading(cast):
    """The second finds it begun: both had taken it from the list while it waited."""
    version = version_with(cast, "a.txt", TWO_PAGES)
    first, second = Version.objects.get(pk=version.pk), Version.objects.get(pk=version.pk)
    assert read_version(first) is True
    assert read_version(second) is False
    assert version.pages.count() == 2


def test_reading_again_replaces_pages_and_throws_their_pictures_away(
    cast, django_capture_on_commit_callbacks
):
    version = version_with(cast, "a.txt", TWO_PAGES)
    read_waiting()
    before = list(previews(version))
    version.refresh_from_db()
    actions.read_again(actor=cast.programme_officer, version=version)
    with django_capture_on_commit_callbacks(execute=True):
        read_waiting()
    after = set(previews(version))
    assert len(before) == len(after) == 2 and not after & set(before)
    assert not default_storage.exists(before[0].storage_name)
    assert StoredFile.objects.filter(pk=version.file_id).exists()


# --- what the page shows --------------------------------------------------------------------------


def test_progress_asks_again_only_while_it_is_read_and_needs_no_script(as_, cast):
    version = version_with(cast, "a.txt", TWO_PAGES)
    visitor = as_("visitor")
    said = visitor.get(version.get_absolute_url()).content.decode()
    assert "waits to be read" in said and 'hx-trigger="every 4s"' in said and "<noscript>" in said
    actions.begin_reading(version=version)
    actions.report_progress(version=version, pages_read=3, pages_in_all=12)
    said = visitor.get(version.get_absolute_url()).content.decode()
    assert "is being read" in said and 'value="3" max="12"' in said
    actions.finish_reading(version=version, pages=[actions.PageRead("Bir", title="Başlıq")])
    said = visitor.get(version.get_absolute_url()).content.decode()
    assert "hx-trigger" not in said
    assert version.pages.get().get_absolute_url() in said and "Başlıq" in said


def test_a_resource_of_many_pages_costs_as_many_queries_as_one_of_few(as_, cast, assert_constant_queries):
    version = version_with(cast, "a.txt", TWO_PAGES)
    read_waiting()
    picture = version.pages.first().preview
    visitor = as_("visitor")

    def add():
        Page.objects.create(version=version, number=version.pages.count() + 1, text="x", preview=picture)

    assert_constant_queries(lambda: visitor.get(version.edition.get_absolute_url()), add)


def test_only_curators_have_it_read_again(as_, cast):
    version = version_with(cast, "a.txt", TWO_PAGES)
    read_waiting()
    address = reverse("base:move", kwargs={"label": "library.version", "pk": version.pk, "name": "again"})
    assert as_("trainer").post(address).status_code == 403
    assert as_("programme_officer").post(address).status_code == 302
    version.refresh_from_db()
    assert version.reading == "waiting" and queries.waiting().count() == 1
