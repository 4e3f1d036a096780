"""Files at rest: what was sealed comes back byte by byte, and nothing altered passes for it."""

import io
import logging
from hashlib import sha256

import pytest
from cryptography.fernet import Fernet
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from gapbridge.base import filekinds, sockets, uploads, vault
from gapbridge.base.models import OutgoingMail, StoredFile

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
BORDERS = [0, 1, vault.CHUNK - 1, vault.CHUNK, vault.CHUNK + 1, 2 * vault.CHUNK, 3 * vault.CHUNK - 7]


def content(size):
    return (b"0123456789abcdef" * (size // 16 + 1))[:size]


def sealed(plain, name="file"):
    return b"".join(vault.seal(io.BytesIO(plain), name))


def unseal(shut, name="file", size=None):
    return vault.Sealed(io.BytesIO(shut), name, size)


WHOLE = content(2 * vault.CHUNK + 999)
SEALED = sealed(WHOLE)


@pytest.mark.parametrize("size", BORDERS)
def test_what_was_sealed_comes_back(size):
    opened = unseal(sealed(content(size)), size=size)
    assert opened.read() == content(size)
    assert opened.read() == b"" and opened.size == size


@given(st.sampled_from(BORDERS), st.integers(-2, 2), st.integers(0, 2 * vault.CHUNK))
def test_every_range_is_the_contents_range(border, around, length):
    start = max(0, border + around)
    opened = unseal(SEALED)
    opened.seek(start)
    assert io.BufferedReader(opened).read(length) == WHOLE[start : start + length]


def test_a_range_opens_only_its_own_chunks():
    broken = bytearray(SEALED)
    broken[-1] ^= 1  # in the last chunk
    opened = unseal(bytes(broken))
    opened.seek(vault.CHUNK)
    assert opened.read(10) == WHOLE[vault.CHUNK : vault.CHUNK + 10]


def test_a_source_that_gives_little_at_a_time_is_sealed_alike():
    class Slow(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 1000) if size > 0 else 1000)

    assert unseal(b"".join(vault.seal(Slow(WHOLE), "file"))).read() == WHOLE
    assert io.BufferedReader(vault.Sealing(io.BytesIO(WHOLE), "file")).read()[:4] == SEALED[:4]


def test_nothing_of_the_content_is_in_the_sealed_file():
    assert b"0123456789abcdef" not in SEALED
    assert sealed(WHOLE) != SEALED  # a key of its own each time


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_any_byte_that_was_altered_is_found(at, change):
    altered = bytearray(SEALED)
    altered[at] ^= change
    with pytest.raises(vault.Damaged):
        unseal(bytes(altered)).check()


@given(st.one_of(st.integers(0, len(SEALED) - 1), st.integers(0, 400)))
def test_a_file_cut_anywhere_is_found(at):
    with pytest.raises(vault.Damaged):
        unseal(SEALED[:at]).check()


def test_a_file_cut_at_a_chunks_end_is_found_before_a_byte_is_read():
    one_chunk = SEALED[: vault.HEADER + vault.CHUNK + vault.TAG]
    with pytest.raises(vault.Damaged):
        unseal(one_chunk).check()
    with pytest.raises(vault.Damaged):
        unseal(one_chunk, size=len(WHOLE))


def test_chunks_that_changed_places_or_files_are_found():
    head, size = vault.HEADER, vault.CHUNK + vault.TAG
    first, second = SEALED[head : head + size], SEALED[head + size : head + 2 * size]
    with pytest.raises(vault.Damaged):
        unseal(SEALED[:head] + second + first + SEALED[head + 2 * size :]).check()
    with pytest.raises(vault.Damaged):
        unseal(SEALED, name="another").check()


def test_a_new_key_asks_only_for_a_new_header(settings):
    settings.FIELD_KEYS = [OLD]
    shut = sealed(WHOLE)
    settings.FIELD_KEYS = [NEW, OLD]
    header = shut[: vault.HEADER]
    assert vault.is_stale(header) and not vault.is_stale(vault.rewrapped(header))
    anew = vault.rewrapped(header) + shut[vault.HEADER :]
    settings.FIELD_KEYS = [NEW]
    assert unseal(anew).read() == WHOLE
    with pytest.raises(vault.Damaged):
        unseal(shut)


# --- kept and given out --------------------------------------------------------------------------

SOUND = b"#!AMR\n" + content(150_000)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def keep(media, db):
    owner = OutgoingMail.objects.create(to="x@example.org", subject="x", language="en")

    def keep(**options):
        checked = uploads.check_upload(SimpleUploadedFile("voice.amr", SOUND), kinds=filekinds.SOUND)
        return uploads.store(checked, actor=None, owner=owner, **options)

    return keep


@pytest.fixture
def open_to_all(monkeypatch):
    monkeypatch.setitem(sockets.FILE_RULES, "base.outgoingmail", lambda user, file: True)


def get(client, stored, asked=None, **headers):
    if asked:
        headers["Range"] = asked
    return client.get(stored.get_absolute_url(), headers=headers)


def body(response):
    return b"".join(response.streaming_content)


def test_a_sealed_file_lies_encrypted_and_is_read_as_it_was(keep, media):
    stored = keep(sealed=True)
    on_the_disk = (media / stored.storage_name).read_bytes()
    assert b"0123456789" not in on_the_disk and len(on_the_disk) > len(SOUND)
    assert (stored.size, stored.sha256) == (len(SOUND), sha256(SOUND).hexdigest())
    with uploads.opened(stored) as opened:
        assert opened.read() == SOUND


@pytest.mark.parametrize("is_sealed", [True, False])
def test_a_player_may_ask_for_any_part(keep, client, open_to_all, is_sealed):
    stored = keep(sealed=is_sealed)
    whole = get(client, stored)
    assert (whole.status_code, body(whole)) == (200, SOUND)
    assert (whole["Accept-Ranges"], whole["Content-Length"]) == ("bytes", str(len(SOUND)))
    assert whole["Content-Disposition"].startswith("inline") and whole["Cache-Control"] == "private, no-store"
    for asked, start, end in (
        ("bytes=0-", 0, len(SOUND)),
        ("bytes=65535-65536", 65535, 65537),
        ("bytes=-5", len(SOUND) - 5, len(SOUND)),
        ("bytes=149000-9999999", 149000, len(SOUND)),
    ):
        part = get(client, stored, asked)
        assert (part.status_code, body(part)) == (206, SOUND[start:end])
        assert part["Content-Range"] == f"bytes {start}-{end - 1}/{len(SOUND)}"
        assert part["Content-Length"] == str(end - start)


@pytest.mark.parametrize("asked", [f"bytes={len(SOUND)}-", "bytes=9999999-", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused_with_the_size(keep, client, open_to_all, asked):
    response = get(client, keep(sealed=True), asked)
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(SOUND)}")


@pytest.mark.parametrize("asked", ["bytes=5-1", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6"])
def test_what_is_no_single_range_asks_for_the_whole(keep, client, open_to_all, asked):
    assert get(client, keep(sealed=True), asked).status_code == 200


def test_a_part_of_another_version_is_not_given(keep, client, open_to_all):
    stored = keep(sealed=True)
    tag = get(client, stored)["ETag"]
    assert get(client, stored, "bytes=0-1", **{"If-Range": tag}).status_code == 206
    assert get(client, stored, "bytes=0-1", **{"If-Range": '"other"'}).status_code == 200


def test_parts_are_given_to_nobody_else_than_the_whole(keep, client):
    assert get(client, keep(sealed=True), "bytes=0-1").status_code == 404


def test_each_look_from_the_first_byte_is_told_once(keep, client, open_to_all, monkeypatch):
    looks = []
    monkeypatch.setitem(sockets.FILE_READ, "base.outgoingmail", lambda user, file: looks.append(file))
    stored = keep(sealed=True)
    for asked in (None, "bytes=0-", "bytes=500-", f"bytes={len(SOUND)}-"):
        get(client, stored, asked)
    client.head(stored.get_absolute_url())
    assert looks == [stored, stored]


@pytest.mark.parametrize("damage", ["altered", "cut", "emptied"])
def test_a_damaged_file_says_so_to_the_reader_and_to_the_log(
    keep, client, open_to_all, media, damage, caplog
):
    stored = keep(sealed=True)
    path = media / stored.storage_name
    whole = path.read_bytes()
    altered = whole[:100_000] + bytes([whole[100_000] ^ 1]) + whole[100_001:]
    path.write_bytes({"altered": altered, "cut": whole[:100_000], "emptied": b""}[damage])

    with caplog.at_level(logging.ERROR):
        response = get(client, stored)
    assert response.status_code == 422
    assert "damaged" in response.content.decode()
    assert str(stored.pk) in caplog.text


def test_the_rotation_command_wraps_the_keys_of_files_too(keep, settings, capsys):
    settings.FIELD_KEYS = [OLD]
    first, missing = keep(sealed=True), keep(sealed=True)
    keep()  # not sealed: left alone
    settings.FIELD_KEYS = [NEW, OLD]
    keep(sealed=True)
    default_storage.delete(missing.storage_name)

    with pytest.raises(CommandError, match=str(missing.pk)):
        call_command("rotate_field_keys")
    assert "Sealed files: 1 re-encrypted, 1 already new" in capsys.readouterr().out

    missing.delete()
    settings.FIELD_KEYS = [NEW]
    call_command("rotate_field_keys")
    assert "Sealed files: 0 re-encrypted, 2 already new" in capsys.readouterr().out
    with uploads.opened(StoredFile.objects.get(pk=first.pk)) as opened:
        assert opened.read() == SOUND


@pytest.mark.parametrize(
    ("name", "start", "kind"),
    [
        ("a.amr", b"#!AMR\n", "audio/amr"),
        ("a.aac", b"\xff\xf1\x50\x80\x02\x1f\xfc", "audio/aac"),
        ("a.3gp", b"\0\0\0\x14ftyp3gp4\0\0\2\0isom", "video/3gpp"),
        ("a.m4a", b"\0\0\0\x14ftypmp42\0\0\2\0isom", "audio/mp4"),
        ("a.opus", b"OggS\0\x02" + bytes(20) + b"\x01\x13OpusHead\x01\x01", "audio/ogg"),
        ("a.webm", b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm", "audio/webm"),
        ("a.wav", b"RIFF\x88\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0", "audio/wav"),
    ],
)  # fmt: skip
def test_sound_as_telephones_record_it_is_taken(name, start, kind):
    checked = uploads.check_upload(SimpleUploadedFile(name, start + bytes(300)), kinds=filekinds.SOUND)
    assert checked.content_type == kind
    assert kind in uploads.INLINE
