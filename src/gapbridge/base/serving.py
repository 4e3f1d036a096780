"""A file's bytes over HTTP: the whole, or the one range that a player asks for (RFC 9110, 14)."""

import re
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True)
class Asked:
    """The bytes from `start` up to `end` of `size`; nothing to give where the range lies outside."""

    size: int
    start: int
    end: int
    is_part: bool
    tag: str

    @property
    def is_outside(self) -> bool:
        return self.is_part and self.start >= self.end

    @property
    def from_first_byte(self) -> bool:
        return self.start == 0 and not self.is_outside


def asked_of(request: HttpRequest, size: int, tag: str) -> Asked:
    """What a request asks of a file. A range that is not understood, or of another version, asks for the whole.

    So do several ranges at once: a server may decline them, and no player sends them.
    """
    found = RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    condition = request.headers.get("If-Range", "")
    if request.method != "GET" or not found or condition not in {"", f'"{tag}"'}:
        return Asked(size, 0, size, False, tag)
    first, last = found.groups()
    if not first and not last:
        return Asked(size, 0, size, False, tag)
    if not first:  # the last so many bytes
        return Asked(size, max(0, size - int(last)), size, True, tag)
    if last and int(last) < int(first):
        return Asked(size, 0, size, False, tag)
    return Asked(size, min(int(first), size), min(int(last) + 1, size) if last else size, True, tag)


class _Span:
    """A file that begins at one byte and ends before another."""

    def __init__(self, file: BinaryIO, start: int, end: int):
        file.seek(start)
        self._file, self._left = file, end - start

    def read(self, size: int = -1) -> bytes:
        taken = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(taken)
        return taken

    def close(self) -> None:
        self._file.close()


class _Stream(FileResponse):
    block_size = 64 * 1024


def answer(asked: Asked, content: BinaryIO, **options: Any) -> HttpResponseBase:
    """206 for a range, 416 for one outside, else 200. `options` as FileResponse takes them; closes `content`."""
    if asked.is_outside:
        content.close()
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{asked.size}"
        refused["Accept-Ranges"] = "bytes"
        return refused
    response = _Stream(
        _Span(content, asked.start, asked.end), status=206 if asked.is_part else 200, **options
    )
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(asked.end - asked.start)
    response["ETag"] = f'"{asked.tag}"'
    if asked.is_part:
        response["Content-Range"] = f"bytes {asked.start}-{asked.end - 1}/{asked.size}"
    return response
