"""Files that people send: looked at before they are kept, kept under an id, read through one view.

`check_upload` refuses with a sentence that says what to do. What passes is stored by `store`, inside
the action that needs it, and read at `base:file` by whom the owner's app lets (sockets.FILE_RULES).
"""

import hashlib
import os
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from uuid import UUID

import magic
from django import forms
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.http import FileResponse, Http404, HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from . import sockets
from .access import page
from .archives import check_office
from .errors import Refused
from .models import StoredFile
from .pictures import check_picture

LONGEST_NAME = 150
SNIFFED = 1024 * 1024  # bytes at the start of a file by which it is recognised
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
    "mp3": _plain("audio/mpeg"),
    "m4a": _plain("audio/mp4", "audio/x-m4a", "video/mp4"),
    "ogg": _plain("audio/ogg", "video/ogg", "application/ogg"),
    "mp4": _plain("video/mp4", "video/x-m4v"),
    "svg": _plain("image/svg+xml"),
    "html": _plain("text/html"),
}
INLINE = {kind.content_type for kind in KINDS.values() if kind.inline}
MACROS = {"docm", "dotm", "xlsm", "xltm", "xlsb", "pptm", "ppsm", "potm"}


@dataclass(frozen=True)
class CheckedUpload:
    """An upload that may be kept: its cleaned name, what it is, its size in bytes and its SHA-256."""

    file: File
    name: str
    content_type: str
    size: int
    sha256: str


def check_upload(file: File, field: str | None = None) -> CheckedUpload:
    """Look at a file's size, name and content; raises Refused, beside the form field `field`."""
    try:
        return _checked(file)
    except Refused as refusal:
        raise Refused(refusal.message, field=field) from None


def _checked(file: File) -> CheckedUpload:
    if file.size > settings.UPLOAD_MAX_BYTES:
        most = filesizeformat(settings.UPLOAD_MAX_BYTES)
        raise Refused(_("This file is too large. Send one of at most %(most)s.") % {"most": most})
    if not file.size:
        raise Refused(_("This file is empty. Choose another."))
    name = clean_name(file.name or "")
    kind = _kind(name)
    _check_content(file, kind)
    return CheckedUpload(file, name, kind.content_type, file.size, _digest(file))


def clean_name(name: str) -> str:
    """A name that can be shown: no folders, controls or marks that turn the reading direction."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    stem, dot, ending = " ".join(kept.split()).strip(". ").rpartition(".")
    return (stem[: LONGEST_NAME - len(ending[:10]) - 1] + dot + ending[:10]) or "file"


def _kind(name: str) -> Kind:
    ending = PurePosixPath(name).suffix[1:].lower()
    if ending in MACROS:
        raise Refused(
            _("This file can hold macros. Save it without them (.docx, .xlsx or .pptx) and send that.")
        )
    if ending not in KINDS:
        raise Refused(
            _("Files of this kind are not taken. Send one of these: %(kinds)s.") % {"kinds": ", ".join(KINDS)}
        )
    return KINDS[ending]


def _check_content(file: File, kind: Kind) -> None:
    file.seek(0)
    seen = magic.from_buffer(file.read(SNIFFED), mime=True)
    if seen not in kind.seen_as:
        raise Refused(
            _("The content of this file is not what its name says (it looks like %(seen)s). Save it again.")
            % {"seen": seen}
        )
    if kind.check:
        file.seek(0)
        kind.check(file, kind.content_type)  # type: ignore[arg-type]


def _digest(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


class CheckedFileField(forms.FileField):
    """A form's file: cleans to a CheckedUpload (or None), refuses beside itself."""

    def to_python(self, data: Any) -> CheckedUpload | None:  # type: ignore[override]
        file = super().to_python(data)
        return None if file is None else check_upload(file)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ",".join(f".{ending}" for ending in KINDS)}


# --- keeping -------------------------------------------------------------------------------------


def store(
    upload: CheckedUpload,
    *,
    actor: Any,
    owner: models.Model,
    public: bool = False,
    programme_id: int | None = None,
) -> StoredFile:
    """Keep a checked file for `owner` (a saved object). Call it inside the owner's action, which journals.

    The programme is the owner's where it has one. The file is on the disk before the row is; if the
    action then fails, `sweep` removes the file.
    """
    stored = StoredFile(
        original_name=upload.name,
        content_type=upload.content_type,
        size=upload.size,
        sha256=upload.sha256,
        uploaded_by=actor,
        programme_id=programme_id or getattr(owner, "programme_id", None),
        owner_type=owner._meta.label_lower,
        owner_id=owner.pk,
        is_public=public,
    )
    upload.file.seek(0)
    try:
        default_storage.save(stored.storage_name, upload.file)
        _settle(stored.storage_name)
        with transaction.atomic():
            stored.save(force_insert=True)
    except BaseException:
        default_storage.delete(stored.storage_name)
        raise
    return stored


def _settle(name: str) -> None:
    """See the file onto the disk, where it is one: an acknowledged upload outlives a power cut."""
    try:
        path = default_storage.path(name)
    except NotImplementedError:  # a store elsewhere keeps what it has acknowledged
        return
    for each in (path, Path(path).parent):
        handle = os.open(each, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


def discard(stored: StoredFile) -> None:
    """Remove a file for good: the row now, the file once that is committed."""
    name = stored.storage_name
    stored.delete()
    transaction.on_commit(lambda: default_storage.delete(name))


def files_of(owner: models.Model) -> models.QuerySet[StoredFile]:
    kept = StoredFile.objects.filter(owner_type=owner._meta.label_lower, owner_id=owner.pk)
    return kept.order_by("uploaded_at", "pk")


def sweep() -> int:
    """Remove files of one folder that no row names, a day after they came: uploads whose action failed.

    Each run looks into the next of the 256 folders, by the clock's minute: all in about four hours.
    """
    folder = f"{int(timezone.now().timestamp() // 60) % 256:02x}"
    return sum(map(_sweep_file, _orphans(folder)))


def _orphans(folder: str) -> list[str]:
    try:
        names = default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return []
    known = {
        str(pk) for pk in StoredFile.objects.filter(pk__in=filter(_is_id, names)).values_list("pk", flat=True)
    }
    return [f"{folder}/{name}" for name in names if name not in known]


def _is_id(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


def _sweep_file(name: str) -> bool:
    old = default_storage.get_modified_time(name) < timezone.now() - timedelta(days=1)
    if old:
        default_storage.delete(name)
    return old


# --- reading -------------------------------------------------------------------------------------

# A browser's PDF reader does not start in a sandbox; it keeps a document's scripts to itself.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


def may_read(user: Any, stored: StoredFile) -> bool:
    """Public files are everyone's; others are whose the owner's app says, and without a rule nobody's."""
    rule = sockets.FILE_RULES.get(stored.owner_type)
    return stored.is_public or (rule is not None and rule(user, stored))


@page(public=True, methods=("GET", "HEAD"))
def file(request: HttpRequest, pk: UUID) -> FileResponse:
    stored = StoredFile.objects.filter(pk=pk).first()
    if stored is None or not may_read(request.user, stored):
        raise Http404
    return _response(stored)


def _response(stored: StoredFile) -> FileResponse:
    try:
        content = default_storage.open(stored.storage_name)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content,
        as_attachment=stored.content_type not in INLINE,
        filename=stored.original_name,
        content_type=stored.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = PDF_POLICY if stored.content_type == "application/pdf" else SANDBOX
    response["Cache-Control"] = "public, max-age=3600" if stored.is_public else "private, no-store"
    return response
