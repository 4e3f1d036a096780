"""A submission as it comes over the wire: read once, counted, and refused when the end of it is missing.

Django's own reader takes a body that breaks off for a whole one (a photo then is half a photo), and would have
read it before anybody has signed in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.template.defaultfilters import filesizeformat
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from gapbridge.base.errors import Refused
from gapbridge.base.uploads import CheckedUpload, check_upload
from gapbridge.listen.collect.errors import Conflict, TooLarge, Unreadable

XML_PART = "xml_submission_file"
LONGEST_NAME = 150


@dataclass(frozen=True)
class Sent:
    content: bytes
    media: dict[str, CheckedUpload]
    incomplete: bool  # more files of it come in further requests


class Counted:
    """The body as it is read: how much of it came, and how it ended."""

    def __init__(self, request: HttpRequest):
        self._request = request
        self.total = 0
        self.end = b""

    def read(self, size: int = -1) -> bytes:
        data = self._request.read(size)
        self.total += len(data)
        self.end = (self.end + data)[-512:]
        return data


def length_of(request: HttpRequest) -> int:
    """Bytes that the body has, as its head says (conf/bodies.py: also where it came in chunks)."""
    stated = request.META.get("CONTENT_LENGTH") or "0"
    return int(stated) if stated.isascii() and stated.isdigit() else 0


def read_body(request: HttpRequest) -> Sent:
    """Raises MultiPartParserError for a body that is cut off, Unreadable and TooLarge for what it holds."""
    if request.content_type != "multipart/form-data":
        raise Unreadable(_("This is not a submission: it must be sent as multipart/form-data."))
    fields, files = _parts(request)
    incomplete = fields.get("*isIncomplete*", "").lower() == "yes"
    return Sent(_xml(fields, files), _media(files), incomplete)


def _parts(request: HttpRequest) -> tuple[Any, MultiValueDict]:
    body = Counted(request)
    parser = MultiPartParser(request.META, body, request.upload_handlers, request.encoding)  # type: ignore[arg-type]
    fields, files = parser.parse()
    while body.read(64 * 1024):
        pass
    closing = b"--" + parser._boundary + b"--"  # type: ignore[attr-defined]
    if body.total != length_of(request) or closing not in body.end:
        for each in _each(files):
            each[1].close()
        raise MultiPartParserError("the body is cut off")
    return fields, files


def _each(files: MultiValueDict) -> Iterator[tuple[str, UploadedFile]]:
    return ((part, file) for part, several in files.lists() for file in several)


def _xml(fields: Any, files: MultiValueDict) -> bytes:
    """The filled-in form: a file, or with some clients a plain field."""
    file = files.get(XML_PART)
    if file is None and XML_PART not in fields:
        raise Unreadable(_("The part “%(part)s” is missing: the filled-in form itself.") % {"part": XML_PART})
    if file is None:
        return fields[XML_PART].encode("utf-8", "surrogatepass")
    if file.size > settings.COLLECT_XML_MAX_BYTES:
        most = filesizeformat(settings.COLLECT_XML_MAX_BYTES)
        raise TooLarge(_("This answer is too large: at most %(most)s without its files.") % {"most": most})
    return file.read()


def _media(files: MultiValueDict) -> dict[str, CheckedUpload]:
    """By the name that the filled-in form knows each by."""
    found: dict[str, CheckedUpload] = {}
    sent = [file for part, file in _each(files) if part != XML_PART]
    if len(sent) > settings.COLLECT_MEDIA_MAX_FILES:
        most = settings.COLLECT_MEDIA_MAX_FILES
        raise TooLarge(_("Too many files at once: send at most %(most)s.") % {"most": most})
    for file in sent:
        name = (file.name or "")[-LONGEST_NAME:]
        checked = _checked(file, name)
        if name in found and found[name].sha256 != checked.sha256:
            raise Conflict(_("Two different files are called “%(name)s”.") % {"name": name})
        found[name] = checked
    return found


def _checked(file: UploadedFile, name: str) -> CheckedUpload:
    if file.size and file.size > settings.UPLOAD_MAX_BYTES:
        most = filesizeformat(settings.UPLOAD_MAX_BYTES)
        raise TooLarge(
            _("The file “%(name)s” is too large: at most %(most)s.") % {"name": name, "most": most}
        )
    try:
        return check_upload(file)
    except Refused as refusal:
        raise Refused(
            _("The file “%(name)s” is not taken. %(why)s") % {"name": name, "why": " ".join(refusal.messages)}
        ) from None
