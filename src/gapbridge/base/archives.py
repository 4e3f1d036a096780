"""Office files are zip archives: what is in one, told without trusting its directory.

Limits of an Office file: at most 50 MB unpacked, 1,000 entries, a ratio of 100; first by the directory, then counted
while unpacking, in case it lies.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.utils.translation import gettext as _

from .errors import Refused

MOST_UNPACKED = 50 * 1024 * 1024  # bytes
MOST_ENTRIES = 1000
LONGEST_DIRECTORY = 1024 * 1024  # bytes
MOST_RATIO = 100
RATIO_FROM = 1024 * 1024  # bytes; below that a ratio says nothing
END = b"PK\x05\x06"
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, struct.error, ValueError, OSError)

# The part without which the file is not what it says it is (ECMA-376, part 1).
MAIN_PARTS = {
    "wordprocessingml": "word/document.xml",
    "spreadsheetml": "xl/workbook.xml",
    "presentationml": "ppt/presentation.xml",
}
MACRO_FILES = ("vbaproject.bin", "vbadata.xml")
MACRO_FOLDERS = ("basic/", "scripts/", "xl/macrosheets/")


def check_office(file: BinaryIO, content_type: str) -> None:
    """Refuse an Office file that is broken, locked, too large inside, with macros, or of another kind."""
    try:
        _check_end(file)
        with zipfile.ZipFile(file) as archive:
            _check_directory(archive)
            _check_parts(archive, content_type)
            _unpack(archive)
    except BROKEN:
        raise Refused(
            _("This file is damaged. Open it in its own program, save it again and send that.")
        ) from None


@contextmanager
def opened(file: BinaryIO, *, most_unpacked: int, most_entries: int) -> Iterator[zipfile.ZipFile]:
    """An archive of files, by its directory within these limits. Read its files with `contents`.

    Raises Refused when it is broken, locked or too large inside.
    """
    try:
        _check_end(file, most_entries, LONGEST_DIRECTORY * max(1, most_entries // MOST_ENTRIES))
        archive = zipfile.ZipFile(file)
        _check_directory(archive, most_unpacked, most_entries)
    except BROKEN:
        raise Refused(_("This archive is damaged. Download it again, or pack it anew.")) from None
    with archive:
        yield archive


def contents(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """One file of an archive. Refused past `most` bytes, whatever the directory says."""
    try:
        with archive.open(entry) as part:
            content = part.read(most + 1)
    except BROKEN:
        raise Refused(_("This archive is damaged. Download it again, or pack it anew.")) from None
    if len(content) > most:
        raise Refused(_too_large())
    return content


def _check_end(
    file: BinaryIO, most_entries: int = MOST_ENTRIES, longest_directory: int = LONGEST_DIRECTORY
) -> None:
    """Read the directory's length before the directory: a million entries must not be loaded to be counted."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))  # the end record is 22 bytes, its comment at most 65,535
    tail = file.read()
    entries, directory = struct.unpack_from("<HI", tail, tail.rindex(END) + 10)
    if entries > most_entries or directory > longest_directory:
        raise Refused(_too_large())
    file.seek(0)


def _check_directory(
    archive: zipfile.ZipFile, most_unpacked: int = MOST_UNPACKED, most_entries: int = MOST_ENTRIES
) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    squeezed = unpacked > RATIO_FROM and unpacked > packed * MOST_RATIO
    if len(entries) > most_entries or unpacked > most_unpacked or squeezed:
        raise Refused(_too_large())
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(_("This file is locked with a password. Take the password off and send it again."))


def _check_parts(archive: zipfile.ZipFile, content_type: str) -> None:
    names = {name.lower() for name in archive.namelist()}
    if any(map(_is_macro, names)) or b"macroEnabled" in _read(archive, "[Content_Types].xml"):
        raise Refused(_("This file holds macros. Save it without them and send that."))
    main = next((part for word, part in MAIN_PARTS.items() if word in content_type), None)
    genuine = (
        main in names
        if main
        else _read(archive, "mimetype").decode("ascii", "replace").strip() == content_type
    )
    if not genuine:
        raise Refused(_("The content of this file is not what its name says. Save it again and send that."))


def _is_macro(name: str) -> bool:
    return name.endswith(MACRO_FILES) or name.startswith(MACRO_FOLDERS)


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """The first 64 kB of a part; nothing when there is no such part."""
    if name not in archive.namelist():
        return b""
    with archive.open(name) as part:
        return part.read(65_536)


def _unpack(archive: zipfile.ZipFile) -> None:
    """Unpack everything into nothing, counting: the directory may have lied."""
    unpacked = 0
    for entry in archive.infolist():
        with archive.open(entry) as part:
            while chunk := part.read(65_536):
                unpacked += len(chunk)
                if unpacked > MOST_UNPACKED:
                    raise Refused(_too_large())


def _too_large() -> str:
    return _("This file is too large once unpacked. Split it up, or take pictures out, and send that.")
