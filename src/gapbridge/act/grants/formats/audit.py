"""The audit file: one ZIP of everything that a grant rests on, with an index, made while it is sent.

Nothing is kept on the server. Names in it are made from numbers and plain letters. Bank details are not in it.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify

from gapbridge.act.grants.models import Grant
from gapbridge.base.models import StoredFile
from gapbridge.base.uploads import opened
from gapbridge.base.vault import Damaged

CHUNK = 64 * 1024
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Entry:
    """One file of the ZIP: its path, what it is, and its bytes when they are wanted. `kept` is the SHA-256 under
    which it was kept, where it was: the index tells whether it still is the same."""

    path: str
    title: str
    content: Callable[[], Iterable[bytes]]
    kept: str = ""


@dataclass(frozen=True)
class Line:
    """A line of the index."""

    path: str
    title: str
    size: int
    sha256: str
    kept: str

    @property
    def is_as_kept(self) -> bool | None:
        return self.sha256 == self.kept if self.kept else None


def text(path: str, title: str, said: Callable[[], str]) -> Entry:
    return Entry(path, title, lambda: [said().encode()])


def table(path: str, title: str, heads: Iterable[str], rows: Callable[[], Iterable[Iterable[Any]]]) -> Entry:
    def content() -> Iterator[bytes]:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow(heads)
        for row in rows():
            writer.writerow([_cell(each) for each in row])
        yield buffer.getvalue().encode("utf-8-sig")

    return Entry(path, title, content)


def _cell(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is marked as a text."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value


def data(path: str, title: str, made: Callable[[], Any]) -> Entry:
    return text(path, title, lambda: json.dumps(made(), ensure_ascii=False, indent=1, default=str))


def stored(folder: str, number: int, title: str, file: StoredFile) -> Entry:
    name = PurePosixPath(file.original_name)
    ending = slugify(name.suffix[1:])
    safe = f"{number:03d}-{slugify(name.stem)[:60] or 'file'}"
    return Entry(
        f"{folder}/{safe}.{ending}" if ending else f"{folder}/{safe}", title, lambda: _read(file), file.sha256
    )


def _read(file: StoredFile) -> Iterator[bytes]:
    try:
        with opened(file) as content:
            while chunk := content.read(CHUNK):
                yield chunk
    except (FileNotFoundError, Damaged):
        yield b"This file is missing or damaged in the storage."


class _Sink(io.RawIOBase):
    """Takes what the ZIP writes and gives it on: it can't be searched back, and needn't be."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


def stream(grant: Grant, entries: Iterable[Entry]) -> Iterator[bytes]:
    """The ZIP, piece by piece; the index comes last, with the SHA-256 of every file."""
    sink = _Sink()
    lines: list[Line] = []
    now = timezone.now()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in entries:
            yield from _write(archive, sink, entry, lines, now)
        for entry in _index(grant, list(lines), now):
            yield from _write(archive, sink, entry, [], now)
    yield sink.take()


def _write(
    archive: zipfile.ZipFile, sink: _Sink, entry: Entry, lines: list[Line], now: datetime
) -> Iterator[bytes]:
    digest, size = hashlib.sha256(), 0
    info = zipfile.ZipInfo(entry.path, now.astimezone(UTC).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(info, "w", force_zip64=True) as part:
        for chunk in entry.content():
            digest.update(chunk)
            size += len(chunk)
            part.write(chunk)
            yield sink.take()
    lines.append(Line(entry.path, entry.title, size, digest.hexdigest(), entry.kept))


def _index(grant: Grant, lines: list[Line], now: datetime) -> list[Entry]:
    heads = ("path", "what", "bytes", "sha256", "as_kept")

    def rows() -> Iterator[tuple[Any, ...]]:
        for line in lines:
            as_kept = {True: "yes", False: "NO", None: ""}[line.is_as_kept]
            yield (line.path, line.title, line.size, line.sha256, as_kept)

    def html() -> str:
        return render_to_string("grants/audit_index.html", {"grant": grant, "lines": lines, "made_at": now})

    return [table("index.csv", "", heads, rows), text("index.html", "", html)]
