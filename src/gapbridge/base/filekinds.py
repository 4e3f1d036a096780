"""The kinds of files that are taken, by the ending of their name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from .archives import check_office
from .pictures import check_picture

TEXTS = {"text/plain", "text/csv", "application/csv", "application/json", "application/x-ndjson"}
DOCUMENT = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken: what its content looks like, and how it is given out again.

    `seen_as` are libmagic's names for such content. `inline` kinds open in the browser, all others
    are downloads. `check` looks deeper and raises Refused.
    """

    content_type: str
    seen_as: frozenset[str]
    inline: bool = False
    check: Callable[[BinaryIO, str], None] | None = None


def _office(content_type: str) -> Kind:
    seen_as = {content_type, "application/zip", "application/octet-stream"}  # by the order of its parts
    return Kind(content_type, frozenset(seen_as), check=check_office)


def _picture(content_type: str) -> Kind:
    return Kind(content_type, frozenset({content_type}), inline=True, check=check_picture)


def _sound(content_type: str, *seen_as: str) -> Kind:
    """Sound as telephones and browsers record it: played on the page."""
    return Kind(content_type, frozenset({content_type, *seen_as}), inline=True)


def _plain(content_type: str, *seen_as: str) -> Kind:
    return Kind(content_type, frozenset({content_type, *seen_as}))


KINDS: dict[str, Kind] = {
    "pdf": Kind("application/pdf", frozenset({"application/pdf"}), inline=True),
    "docx": _office(f"{DOCUMENT}.wordprocessingml.document"),
    "xlsx": _office(f"{DOCUMENT}.spreadsheetml.sheet"),
    "pptx": _office(f"{DOCUMENT}.presentationml.presentation"),
    "odt": _office(f"{OPEN_DOCUMENT}.text"),
    "ods": _office(f"{OPEN_DOCUMENT}.spreadsheet"),
    "odp": _office(f"{OPEN_DOCUMENT}.presentation"),
    "csv": _plain("text/csv", *TEXTS),
    "txt": _plain("text/plain", *TEXTS),
    "png": _picture("image/png"),
    "jpg": _picture("image/jpeg"),
    "jpeg": _picture("image/jpeg"),
    "webp": _picture("image/webp"),
    "mp3": _sound("audio/mpeg"),
    "m4a": _sound("audio/mp4", "audio/x-m4a", "video/mp4", "video/3gpp"),
    "aac": _sound("audio/aac", "audio/x-hx-aac-adts"),
    "ogg": _sound("audio/ogg", "video/ogg", "application/ogg"),
    "opus": _sound("audio/ogg", "application/ogg"),
    "wav": _sound("audio/wav", "audio/x-wav", "audio/vnd.wave"),
    "amr": _sound("audio/amr"),
    "3gp": _sound("video/3gpp", "audio/3gpp"),
    "webm": _sound("audio/webm", "video/webm"),
    "mp4": _sound("video/mp4", "video/x-m4v", "audio/x-m4a", "audio/mp4"),
    "svg": _plain("image/svg+xml"),
    "html": _plain("text/html"),
}
INLINE = {kind.content_type for kind in KINDS.values() if kind.inline}
SOUND = frozenset({"mp3", "m4a", "aac", "ogg", "opus", "wav", "amr", "3gp", "webm", "mp4"})  # endings
