"""A collection as one ZIP, made while it is sent: texts as PDF, files as they came, an index to open first."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.base.documents.nodes import levelled, nodes_of
from gapbridge.base.documents.typeset import typeset
from gapbridge.base.errors import Refused
from gapbridge.base.folding import slug_of
from gapbridge.base.models import StoredFile
from gapbridge.base.uploads import opened
from gapbridge.base.vault import Damaged
from gapbridge.base.wordings import said_in
from gapbridge.share.library.models import Edition

from .kept import Work
from .models import Collection
from .texts import BLANK, FIELD

TEMPLATE = Path(__file__).parent / "document.typ"
CHUNK = 64 * 1024
MOST_FILES = 200_000_000  # bytes of files in one ZIP


@dataclass(frozen=True)
class Entry:
    """A file of the ZIP: its name, and its bytes when they are wanted."""

    name: str
    content: Callable[[], Iterable[bytes]]


@dataclass(frozen=True)
class Line:
    """A work in the index: what of it is in the ZIP, or why nothing is."""

    edition: Edition
    names: list[str]
    url: str
    page: str


def entries_of(collection: Collection, works: list[Work], language: str) -> list[Entry]:
    """All is read from the database here, nothing later. Refuses what is too much for one ZIP."""
    if sum(each.version.file.size for each in works if each.version.file) > MOST_FILES:
        raise Refused(_("The files of this collection are too large for one ZIP. Download them one by one."))
    entries, lines = [], []
    for number, work in enumerate(works, start=1):
        of_work = list(_entries(number, work))
        entries += of_work
        page = settings.SITE_URL + work.edition.get_absolute_url()
        lines.append(Line(work.edition, [each.name for each in of_work], work.version.url, page))
    return [Entry("index.html", lambda: [_index(collection, lines, language)]), *entries]


def _entries(number: int, work: Work) -> Iterator[Entry]:
    name = f"{number:02d}-{slug_of(work.edition.title) or 'text'}"
    if work.version.text or work.version.paper:
        yield Entry(f"{name}.pdf", lambda: [pdf(work)])
    if file := work.version.file:
        ending = slug_of(PurePosixPath(file.original_name).suffix[1:])
        yield Entry(f"{name}-{slug_of(_('file'))}.{ending or 'bin'}", partial(_read, file))


def _read(file: StoredFile) -> Iterator[bytes]:
    try:
        with opened(file) as content:
            while chunk := content.read(CHUNK):
                yield chunk
    except (FileNotFoundError, Damaged):
        yield b"This file is missing or damaged in the storage."


def _index(collection: Collection, lines: list[Line], language: str) -> bytes:
    with translation.override(language):
        context = {"collection": collection, "lines": lines, "language": language, "site": settings.SITE_URL}
        return render_to_string("learning/index.html", context).encode()


# --- a text as PDF --------------------------------------------------------------------------------


def pdf(work: Work) -> bytes:
    """The same text gives the same bytes."""
    with translation.override(work.edition.language):
        return typeset(TEMPLATE, content(work), at=work.version.made_at)


def content(work: Work) -> dict[str, Any]:
    edition, version = work
    resource = edition.resource
    facts = [
        [_("Rests on"), "; ".join(said_in(each, edition.language) for each in resource.rests_on)],
        [_("Author"), resource.author],
        [_("Licence"), str(resource.get_licence_display())],
        [_("As of"), date_format(timezone.localdate(version.made_at))],
        [_("On the site"), settings.SITE_URL + edition.get_absolute_url()],
    ]
    is_example = resource.kind in {"legal", "template"}
    return {
        "language": edition.language,
        "kind": str(resource.get_kind_display()),
        "title": edition.title,
        "summary": edition.summary,
        "warning": _("An example, not legal advice: have a lawyer check it before you use it.")
        if is_example
        else "",
        "facts": [each for each in facts if each[1]],
        "nodes": levelled(nodes_of(version.text, tables=True), first=1) if version.text else [],
        "paper": levelled(nodes_of(FIELD.sub(BLANK, version.paper), tables=True), first=2)
        if version.paper
        else [],
        "words": {"paper": _("The template")},
    }


# --- the ZIP --------------------------------------------------------------------------------------


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


def stream(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The ZIP, piece by piece."""
    sink, now = _Sink(), timezone.now()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in entries:
            yield from _write(archive, sink, entry, now)
    yield sink.take()


def _write(archive: zipfile.ZipFile, sink: _Sink, entry: Entry, now: datetime) -> Iterator[bytes]:
    info = zipfile.ZipInfo(entry.name, now.astimezone(UTC).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(info, "w", force_zip64=True) as part:
        for chunk in entry.content():
            part.write(chunk)
            yield sink.take()
