"""Files that people send: looked at before they are kept, kept under an id, read through one view.

`check_upload` refuses with a sentence that says what to do. What passes is stored by `store`, inside
the action that needs it (`sealed`: encrypted, vault.py), and read at `base:file` by whom the owner's app
lets (sockets.FILE_RULES). Code reads a file by `opened`.
"""

import hashlib
import io
import logging
import os
import shutil
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast
from uuid import UUID, uuid4

import magic
from django import forms
from django.conf import settings
from django.core import signing
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from . import sockets, vault
from .access import page
from .errors import Refused
from .filekinds import INLINE, KINDS, Kind
from .models import StoredFile
from .serving import Asked, answer, asked_of

log = logging.getLogger(__name__)

LONGEST_NAME = 150
SNIFFED = 1024 * 1024  # bytes at the start of a file by which it is recognised
# A largest size in bytes: one for all kinds, one by the ending, or None for UPLOAD_MAX_BYTES.
Most = int | Callable[[str], int | None] | None
PARKED = timedelta(hours=20)  # less than `sweep` waits
PARKED_SALT = "base.uploads.parked"
MACROS = {"docm", "dotm", "xlsm", "xltm", "xlsb", "pptm", "ppsm", "potm"}


@dataclass(frozen=True)
class CheckedUpload:
    """An upload that may be kept: its cleaned name, what it is, its size in bytes and its SHA-256."""

    file: File
    name: str
    content_type: str
    size: int
    sha256: str


def check_upload(
    file: File, field: str | None = None, *, kinds: Collection[str] = KINDS, most: Most = None
) -> CheckedUpload:
    """Look at a file's size, name and content; raises Refused, beside the form field `field`.

    `kinds` are the endings that are taken, `most` the largest size in bytes (else UPLOAD_MAX_BYTES).
    """
    try:
        return _checked(file, kinds, _largest(file.name or "", most))
    except Refused as refusal:
        raise Refused(refusal.message, field=field) from None


def _largest(name: str, most: Most) -> int:
    given = most(PurePosixPath(name).suffix[1:].lower()) if callable(most) else most
    return given or settings.UPLOAD_MAX_BYTES


def _checked(file: File, kinds: Collection[str], most: int) -> CheckedUpload:
    if file.size > most:
        raise Refused(
            _("This file is too large. Send one of at most %(most)s.") % {"most": filesizeformat(most)}
        )
    if not file.size:
        raise Refused(_("This file is empty. Choose another."))
    name = clean_name(file.name or "")
    kind = _kind(name, kinds)
    _check_content(file, kind)
    return CheckedUpload(file, name, kind.content_type, file.size, _digest(file))


def clean_name(name: str) -> str:
    """A name that can be shown: no folders, controls or marks that turn the reading direction."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    stem, dot, ending = " ".join(kept.split()).strip(". ").rpartition(".")
    return (stem[: LONGEST_NAME - len(ending[:10]) - 1] + dot + ending[:10]) or "file"


def _kind(name: str, kinds: Collection[str]) -> Kind:
    ending = PurePosixPath(name).suffix[1:].lower()
    if ending in MACROS:
        raise Refused(
            _("This file can hold macros. Save it without them (.docx, .xlsx or .pptx) and send that.")
        )
    if ending not in kinds:
        taken = ", ".join(each for each in KINDS if each in kinds)
        raise Refused(_("Files of this kind are not taken. Send one of these: %(kinds)s.") % {"kinds": taken})
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
    """A form's file: cleans to a CheckedUpload (or None), refuses beside itself. As `check_upload`."""

    def __init__(self, *, kinds: Collection[str] = KINDS, most: Most = None, **kwargs: Any):
        self.kinds, self.most = kinds, most
        super().__init__(**kwargs)

    def to_python(self, data: Any) -> CheckedUpload | None:  # type: ignore[override]
        file = super().to_python(data)
        return None if file is None else check_upload(file, kinds=self.kinds, most=self.most)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        accept = ",".join(f".{ending}" for ending in KINDS if ending in self.kinds)
        return {**super().widget_attrs(widget), "accept": accept}


def park(upload: CheckedUpload, user: Any) -> str:
    """Keep the file of a form that was refused, so that it need not be sent again: a word for a hidden field.

    It is this person's alone, for less than a day; then `sweep` removes it.
    """
    pk = uuid4()
    upload.file.seek(0)
    default_storage.save(_place(pk), upload.file)
    facts = [str(pk), upload.name, upload.content_type, upload.size, upload.sha256, user.pk]
    return signing.dumps(facts, salt=PARKED_SALT, compress=True)


def parked(word: str, user: Any) -> CheckedUpload | None:
    """What `park` kept under that word; None where it is gone, or another person's."""
    try:
        pk, name, content_type, size, sha256, owner = signing.loads(word, salt=PARKED_SALT, max_age=PARKED)
        if owner != user.pk:
            return None
        return CheckedUpload(default_storage.open(_place(UUID(pk))), name, content_type, size, sha256)
    except (signing.BadSignature, FileNotFoundError):
        return None


def _place(pk: UUID) -> str:
    return f"{pk.hex[:2]}/{pk}"


# --- keeping -------------------------------------------------------------------------------------


def store(
    upload: CheckedUpload,
    *,
    actor: Any,
    owner: models.Model,
    public: bool = False,
    programme_id: int | None = None,
    sealed: bool = False,
) -> StoredFile:
    """Keep a checked file for `owner` (a saved object). Call it inside the owner's action, which journals.

    The programme is the owner's where it has one. The file is on the disk before the row is; if the
    action then fails, `sweep` removes the file. `sealed`: what lies on the disk is encrypted.
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
        sealed=sealed,
    )
    upload.file.seek(0)
    try:
        default_storage.save(stored.storage_name, _as_kept(upload.file, stored))
        _settle(stored.storage_name)
        with transaction.atomic():
            stored.save(force_insert=True)
    except BaseException:
        default_storage.delete(stored.storage_name)
        raise
    return stored


def _as_kept(file: File, stored: StoredFile) -> File:
    return (
        File(io.BufferedReader(vault.Sealing(cast(BinaryIO, file), str(stored.pk))))
        if stored.sealed
        else file
    )


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


def rewrap(stored: StoredFile) -> bool:
    """Bring a sealed file's key to the newest of FIELD_KEYS; False when it was there already.

    The chunks stay as they are. The new file takes the old one's place in one step, so that stopping it loses
    nothing. Raises FileNotFoundError and vault.Damaged.
    """
    with default_storage.open(stored.storage_name) as old:
        header = old.read(vault.HEADER)
        if not vault.is_stale(header):
            return False
        with TemporaryFile() as new:
            new.write(vault.rewrapped(header))
            shutil.copyfileobj(old, new)
            _replace(stored.storage_name, File(new))
    return True


def _replace(name: str, content: File) -> None:
    beside = default_storage.save(f"{name}.new", content)
    _settle(beside)
    try:
        Path(default_storage.path(beside)).replace(default_storage.path(name))
    except NotImplementedError:  # a store elsewhere puts what is saved in the place of what was there
        default_storage.save(name, content)
        default_storage.delete(beside)
    else:
        _settle(name)


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
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; frame-ancestors 'none'; sandbox"
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


def opened(stored: StoredFile) -> BinaryIO:
    """A file's content, whether it is sealed or not; close it. Raises FileNotFoundError and vault.Damaged."""
    file = cast(BinaryIO, default_storage.open(stored.storage_name))
    if not stored.sealed:
        return file
    try:
        return cast(BinaryIO, vault.Sealed(file, str(stored.pk), stored.size))
    except BaseException:
        file.close()
        raise


def may_read(user: Any, stored: StoredFile) -> bool:
    """Public files are everyone's; others are whose the owner's app says, and without a rule nobody's."""
    rule = sockets.FILE_RULES.get(stored.owner_type)
    return stored.is_public or (rule is not None and rule(user, stored))


@page(public=True, methods=("GET", "HEAD"))
def file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    stored = StoredFile.objects.filter(pk=pk).first()
    if stored is None or not may_read(request.user, stored):
        raise Http404
    asked = asked_of(request, stored.size, tag=stored.sha256)
    content = _checked_content(stored, asked)
    if stored.owner_type in sockets.FILE_READ and request.method == "GET" and asked.from_first_byte:
        sockets.FILE_READ[stored.owner_type](request.user, stored)
    return _response(stored, asked, content)


def _checked_content(stored: StoredFile, asked: Asked) -> BinaryIO:
    """Raises Http404 when the file is gone, Refused when it is damaged where it is asked for."""
    try:
        content = opened(stored)
        if isinstance(content, vault.Sealed):
            content.check(asked.start, asked.end)
    except FileNotFoundError:
        log.error("the file %s is not in the storage", stored.pk)
        raise Http404 from None
    except vault.Damaged as fault:
        log.error("the sealed file %s is damaged: %s", stored.pk, fault)
        raise Refused(
            _(
                "This file is damaged and can't be opened. Tell the people who run this site: "
                "a backup may hold it whole."
            )
        ) from None
    return content


def _response(stored: StoredFile, asked: Asked, content: BinaryIO) -> HttpResponseBase:
    response = answer(
        asked,
        content,
        as_attachment=stored.content_type not in INLINE,
        filename=stored.original_name,
        content_type=stored.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = PDF_POLICY if stored.content_type == "application/pdf" else SANDBOX
    response["Cache-Control"] = "public, max-age=3600" if stored.is_public else "private, no-store"
    return response
