"""Hostile files, and what happens to each (reliability.md, Hostile inputs)."""

import io
import os
import struct
import zipfile
import zlib
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest
import xlsxwriter
from django import forms
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from gapbridge.base import archives, sockets, uploads
from gapbridge.base.errors import Refused
from gapbridge.base.models import OutgoingMail, StoredFile
from gapbridge.people.models import User

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def upload(name, content):
    return SimpleUploadedFile(name, content)


def refusal(name, content):
    with pytest.raises(Refused) as refused:
        uploads.check_upload(upload(name, content))
    return refused.value.message


def png(width, height):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 10)), (b"IEND", b"")]
    parts = [struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def jpeg(width, height):
    thumbnail = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0"
    frame = b"\xff\xff\xc2" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + thumbnail + frame + b"\xff\xd9"


def webp(form, body):
    return b"RIFF" + struct.pack("<I", len(body) + 12) + b"WEBP" + form + struct.pack("<I", len(body)) + body


def webp_extended(width, height):
    return webp(
        b"VP8X", bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little") + bytes(20)
    )


def webp_lossless(width, height):
    return webp(b"VP8L", b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + bytes(20))


def webp_lossy(width, height):
    return webp(b"VP8 ", bytes(3) + b"\x9d\x01\x2a" + struct.pack("<HH", width, height) + bytes(20))


def workbook():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet().write_string(0, 0, "Gəncə")
    book.close()
    return buffer.getvalue()


def archive(parts, like="word/document.xml", types=b""):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", types)
        made.writestr(like, "<document/>")
        for name, content in parts:
            made.writestr(name, content)
    return buffer.getvalue()


def odt():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        made.writestr("content.xml", "<x/>")
    return buffer.getvalue()


GOOD = [
    ("report.pdf", PDF, "application/pdf"),
    ("list.xlsx", workbook(), uploads.KINDS["xlsx"].content_type),
    ("letter.docx", archive([]), uploads.KINDS["docx"].content_type),
    ("letter.odt", odt(), uploads.KINDS["odt"].content_type),
    ("table.csv", "ad,yaş\nLeyla,34\nƏli,5\n".encode(), "text/csv"),
    ("note.TXT", "Sadə mətn.\n".encode(), "text/plain"),
    ("photo.png", png(4000, 3000), "image/png"),
    ("photo.jpeg", jpeg(4000, 3000), "image/jpeg"),
    ("photo.webp", webp_lossy(400, 300), "image/webp"),
    ("voice.mp3", b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + b"\xff\xfb\x90\x64" + bytes(500), "audio/mpeg"),
    ("film.mp4", struct.pack(">I4s4sI4s", 20, b"ftyp", b"isom", 512, b"isom") + bytes(100), "video/mp4"),
    ("map.svg", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>', "image/svg+xml"),
]


@pytest.mark.parametrize(("name", "content", "kind"), GOOD, ids=[name for name, *_ in GOOD])
def test_ordinary_files_are_taken(name, content, kind):
    checked = uploads.check_upload(upload(name, content))
    assert (checked.name, checked.content_type, checked.size) == (name, kind, len(content))
    assert checked.sha256 == sha256(content).hexdigest()


def test_a_large_file_that_django_put_on_the_disk_is_checked_as_well():
    file = TemporaryUploadedFile("list.xlsx", "application/x-lie", 0, None)
    file.write(workbook())
    file.size = file.tell()
    assert uploads.check_upload(file).content_type == uploads.KINDS["xlsx"].content_type


def test_an_empty_or_too_large_file_is_refused(settings):
    assert "empty" in refusal("a.pdf", b"")
    settings.UPLOAD_MAX_BYTES = len(PDF) - 1
    assert "too large" in refusal("a.pdf", PDF)


@pytest.mark.parametrize("name", ["run.exe", "page.php", "noending", "a.pdf.exe", "pdf", "a.doc", "a.zip"])
def test_other_kinds_are_refused_naming_those_taken(name):
    assert "pdf, docx, xlsx" in refusal(name, PDF)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", PDF),
        ("report.pdf", png(1, 1)),
        ("report.pdf", b"MZ" + bytes(200)),
        ("note.txt", b"<!DOCTYPE html><html><script>alert(1)</script></html>"),
        ("table.csv", workbook()),
        ("photo.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("list.xlsx", archive([])),
        ("letter.docx", odt()),
        ("letter.odt", archive([])),
    ],
)
def test_content_unlike_its_name_is_refused(name, content):
    assert "not what its name says" in refusal(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docm", archive([])),
        ("a.docx", archive([("word/vbaProject.bin", b"\1")])),
        ("a.xlsx", archive([("xl/macrosheets/sheet1.xml", "x")], like="xl/workbook.xml")),
        (
            "a.docx",
            archive([], types=b'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"'),
        ),
    ],
)
def test_files_with_macros_are_refused(name, content):
    assert "macros" in refusal(name, content)


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_by_its_directory():
    bomb = archive([(f"word/{number}.xml", bytes(10 * 1024 * 1024)) for number in range(6)])
    assert len(bomb) < 100_000
    assert "unpacked" in refusal("a.docx", bomb)


def test_a_part_squeezed_a_thousandfold_is_refused():
    assert "unpacked" in refusal("a.docx", archive([("word/a.xml", bytes(2 * 1024 * 1024))]))


def test_more_than_a_thousand_entries_are_refused():
    assert "unpacked" in refusal("a.docx", archive([(f"word/{n}.xml", b"") for n in range(1000)]))
    uploads.check_upload(upload("a.docx", archive([(f"word/{n}.xml", b"") for n in range(998)])))


def test_a_directory_that_lies_about_its_sizes_is_refused():
    whole = bytearray(archive([("word/big.xml", bytes(900_000))]))
    entry = whole.rindex(b"word/big.xml") - 46
    assert whole[entry : entry + 4] == b"PK\x01\x02"
    struct.pack_into("<I", whole, entry + 24, 5)  # the unpacked size that the directory claims
    assert "damaged" in refusal("a.docx", bytes(whole))


def test_unpacking_is_counted_whatever_the_directory_says(monkeypatch):
    monkeypatch.setattr(archives, "MOST_UNPACKED", 1000)
    monkeypatch.setattr(archives, "_check_directory", lambda archive: None)
    assert "unpacked" in refusal("a.docx", archive([("word/a.xml", bytes(1001))]))


def test_a_locked_file_is_refused_saying_so():
    whole = bytearray(archive([("word/a.xml", b"x")]))
    entry = whole.rindex(b"word/a.xml") - 46
    whole[entry + 8] |= 1
    assert "password" in refusal("a.docx", bytes(whole))


@given(st.binary(max_size=300), st.integers(0, 400))
def test_a_broken_archive_is_refused_and_never_crashes(noise, at):
    whole = bytearray(archive([("word/a.xml", b"text " * 50)]))
    whole[at : at + len(noise)] = noise
    with suppress(Refused):
        uploads.check_upload(upload("a.docx", bytes(whole)))


@pytest.mark.parametrize("make", [png, jpeg, webp_extended, webp_lossless, webp_lossy])
def test_a_picture_of_more_than_fifty_million_pixels_is_refused_by_its_header(make):
    name = {"png": "a.png", "jpeg": "a.jpg"}.get(make.__name__, "a.webp")
    assert "50 million" in refusal(name, make(10_001, 5_001))
    uploads.check_upload(upload(name, make(10_000, 5_000)))


@given(st.integers(0, 60), st.binary(max_size=40))
def test_a_broken_picture_is_refused_and_never_crashes(at, noise):
    for name, content in (("a.png", png(9, 9)), ("a.jpg", jpeg(9, 9)), ("a.webp", webp_extended(9, 9))):
        with suppress(Refused):
            uploads.check_upload(upload(name, content[: 12 + at] + noise))


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\report.pdf", "report.pdf"),
        ("re\x00port.pdf", "report.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("  two \n words .pdf", "two words .pdf"),
        ("...hidden.pdf", "hidden.pdf"),
        ("", "file"),
        ("../", "file"),
        ("Ərizə – Məmmədova.docx", "Ərizə – Məmmədova.docx"),
    ],
)
def test_names_are_cleaned_for_showing(name, cleaned):
    assert uploads.clean_name(name) == cleaned


@given(st.text())
def test_every_cleaned_name_fits_and_holds_no_path(name):
    cleaned = uploads.clean_name(name)
    assert 0 < len(cleaned) <= 150
    assert not set(cleaned) & set("/\\\0\n\r\u202e")


def test_the_form_field_cleans_to_a_checked_upload_or_says_why_not():
    class Form(forms.Form):
        file = uploads.CheckedFileField(required=False)

    good = Form({}, {"file": upload("a.pdf", PDF)})
    assert good.is_valid() and good.cleaned_data["file"].content_type == "application/pdf"
    bad = Form({}, {"file": upload("a.png", PDF)})
    assert "not what its name says" in bad.errors["file"][0]
    none = Form({}, {})
    assert none.is_valid() and none.cleaned_data["file"] is None
    assert ".docx" in str(Form()["file"])


# --- keeping and reading -------------------------------------------------------------------------


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def owner(db):
    return OutgoingMail.objects.create(to="x@example.org", subject="x", language="en")


@pytest.fixture
def keep(media, owner):
    def keep(name="report.pdf", content=PDF, **options):
        return uploads.store(uploads.check_upload(upload(name, content)), actor=None, owner=owner, **options)

    return keep


@pytest.fixture
def rule(monkeypatch):
    """Only Leyla may read files of this kind of owner."""
    monkeypatch.setitem(
        sockets.FILE_RULES, "base.outgoingmail", lambda user, file: str(user) == "leyla@example.org"
    )


def files_in(folder: Path):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_under_its_id_and_never_under_its_name(keep, media):
    stored = keep("../../leyla.pdf")
    assert [path.relative_to(media).as_posix() for path in files_in(media)] == [
        f"{stored.pk.hex[:2]}/{stored.pk}"
    ]
    assert files_in(media)[0].read_bytes() == PDF
    assert (stored.original_name, stored.owner_type, stored.size) == (
        "leyla.pdf",
        "base.outgoingmail",
        len(PDF),
    )
    assert list(uploads.files_of(OutgoingMail(pk=stored.owner_id))) == [stored]


def test_an_upload_cut_halfway_leaves_no_row_and_no_file(media, owner):
    checked = uploads.check_upload(upload("a.pdf", PDF))

    def cut(*_args):
        yield PDF[:10]
        raise ConnectionResetError

    checked.file.chunks = cut
    with pytest.raises(ConnectionResetError):
        uploads.store(checked, actor=None, owner=owner)
    assert files_in(media) == [] and not StoredFile.objects.exists()


def test_a_row_that_cannot_be_written_takes_its_file_with_it(media, owner):
    checked = uploads.CheckedUpload(upload("a.pdf", PDF), "a.pdf", None, 1, "x")  # no content type
    with pytest.raises(IntegrityError):
        uploads.store(checked, actor=None, owner=owner)
    assert files_in(media) == []


@pytest.mark.django_db(transaction=True)
def test_a_file_whose_action_failed_is_swept_a_day_later(keep, media):
    kept = keep()
    with pytest.raises(RuntimeError), transaction.atomic():
        keep()
        raise RuntimeError
    folders = [path.name for path in media.iterdir()]
    orphans = [name for folder in folders for name in uploads._orphans(folder)]

    assert len(orphans) == 1 and kept.storage_name not in orphans
    assert not uploads._sweep_file(orphans[0])
    path = media / orphans[0]
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 90_000))
    assert uploads._sweep_file(orphans[0])
    assert [path.name for path in files_in(media)] == [str(kept.pk)]
    assert uploads.sweep() == 0


def test_discarding_removes_the_row_at_once_and_the_file_when_that_is_certain(
    keep, media, django_capture_on_commit_callbacks
):
    stored = keep()
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        uploads.discard(stored)
    assert len(files_in(media)) == 1 and not StoredFile.objects.exists()
    callbacks[0]()
    assert files_in(media) == []


def test_without_a_rule_nobody_reads_a_file(keep, client):
    assert client.get(keep().get_absolute_url()).status_code == 404


def test_a_file_is_read_by_whom_its_owners_rule_lets(keep, client, rule):
    url = keep().get_absolute_url()
    assert client.get(url).status_code == 404
    client.force_login(User.objects.create(email="eldar@example.org"))
    assert client.get(url).status_code == 404
    client.force_login(User.objects.create(email="leyla@example.org"))
    response = client.get(url)
    assert b"".join(response.streaming_content) == PDF
    assert response["Cache-Control"] == "private, no-store"


def test_a_public_file_is_everyones(keep, client):
    response = client.get(keep(public=True).get_absolute_url())
    assert b"".join(response.streaming_content) == PDF


def test_a_file_that_is_not_there_answers_404(keep, client):
    stored = keep(public=True)
    default_storage.delete(stored.storage_name)
    assert client.get(stored.get_absolute_url()).status_code == 404
    assert client.get("/files/00000000-0000-0000-0000-000000000000/").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "disposition"),
    [
        ("a.pdf", PDF, "inline"),
        ("a.png", png(1, 1), "inline"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "attachment"),
        ("a.html", b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>", "attachment"),
        ("a.csv", b"=1+1,2\n3,4\n", "attachment"),
    ],
)
def test_what_could_run_is_only_ever_downloaded(keep, client, name, content, disposition):
    response = client.get(keep(name, content, public=True).get_absolute_url())
    assert response["Content-Disposition"] == f'{disposition}; filename="{name}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert ("sandbox" in response["Content-Security-Policy"]) == (name != "a.pdf")
