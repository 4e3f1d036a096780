"""Photos and sound out of an archive: "media/…" of ODK Central, "…/attachments/…/<id>/…" of Kobo."""

import io
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from zipfile import ZipInfo

from django.conf import settings
from django.core.files.base import ContentFile

from gapbridge.base import archives
from gapbridge.base.errors import Refused
from gapbridge.base.uploads import CheckedUpload, check_upload

from .grids import MOST_ENTRIES, MOST_UNPACKED


@dataclass
class Media:
    """`files`: by name, and by "id/name" where a folder tells whose it is. `left_out`: (name, why)."""

    files: dict[str, CheckedUpload] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def read_media(archive: Any) -> Media:
    """Every file that may be kept; those of no kind that is taken are told. Raises Refused beside "media"."""
    media = Media()
    if archive is None:
        return media
    archive.seek(0)
    try:
        with archives.opened(
            io.BytesIO(archive.read()), most_unpacked=MOST_UNPACKED, most_entries=MOST_ENTRIES
        ) as opened:
            for entry in filter(_is_media, opened.infolist()):
                _add(media, entry, archives.contents(opened, entry, settings.UPLOAD_MAX_BYTES))
    except Refused as refusal:
        refusal.field = "media"
        raise
    return media


def _is_media(entry: ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return not entry.is_dir() and not hidden and path.suffix.lower() not in {".csv", ".xlsx", ".xml"}


def _add(media: Media, entry: ZipInfo, content: bytes) -> None:
    path = PurePosixPath(entry.filename)
    try:
        upload = check_upload(ContentFile(content, name=path.name), "media")
    except Refused as refusal:
        media.left_out.append((path.name[:80], " ".join(refusal.messages)))
        return
    media.files.setdefault(path.name, upload)
    if len(path.parts) > 1:
        media.files[f"{path.parts[-2]}/{path.name}"] = upload
