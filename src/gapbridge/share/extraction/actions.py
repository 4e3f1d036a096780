"""Reads what waits: texts at once, files in a child process. The library's actions keep what was read."""

import logging
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.base import File
from django.db import transaction

from gapbridge.base.errors import WrongState
from gapbridge.base.models import StoredFile
from gapbridge.base.uploads import CheckedUpload, discard, opened, store
from gapbridge.base.vault import Damaged
from gapbridge.share.library import actions as library
from gapbridge.share.library.actions import PageRead
from gapbridge.share.library.models import Version

from . import process, queries, readers, sections
from .readers.base import Limits

log = logging.getLogger(__name__)

AT_ONCE = 200  # versions in one run
PAUSE = 1  # second between two reports
HEARTBEAT = 20  # seconds between two signs of life; far less than LOST_AFTER
PICTURE = "image/webp"


class Failed(Exception):
    """The file was not read, or not to its end. `pages` are what was read before."""

    def __init__(self, because: str, pages: list[PageRead]):
        super().__init__(because)
        self.because, self.pages = because, pages


def read_waiting(stopping: Callable[[], bool] = lambda: False, *, limits: Limits | None = None) -> int:
    """What `run_due` does: read one version after another. Returns how many were read or given up."""
    done = 0
    for version in queries.waiting()[:AT_ONCE]:
        if stopping():
            break
        done += read_version(version, stopping=stopping, limits=limits)
    return done


def read_version(
    version: Version,
    *,
    stopping: Callable[[], bool] = lambda: False,
    limits: Limits | None = None,
    with_letters: bool = True,
) -> bool:
    """False where another reader has it, or has taken it over meanwhile, or we were told to stop."""
    try:
        _take(version)
        try:
            pages = _pages_of_file(version, limits or Limits(), with_letters, stopping)
            _keep(version, pages + sections.of_version(version))
        except Failed as fault:
            _give_up(version, fault.because, fault.pages + sections.of_version(version))
        except process.Stopped:
            library.read_again(actor=None, version=version)
            return False
    except WrongState:
        return False
    return True


@transaction.atomic
def _take(version: Version) -> None:
    if version.reading == "reading":  # its reader was lost
        library.read_again(actor=None, version=version)
    library.begin_reading(actor=None, version=version)


@transaction.atomic
def _keep(version: Version, pages: list[PageRead]) -> None:
    library.finish_reading(actor=None, version=version, pages=pages)
    _discard_others(version, pages)


@transaction.atomic
def _give_up(version: Version, because: str, pages: list[PageRead]) -> None:
    library.fail_reading(actor=None, version=version, because=because, pages=pages)
    _discard_others(version, pages)


def _discard_others(version: Version, pages: Iterable[PageRead]) -> None:
    """Pictures of an earlier reading, or of one that was cut short."""
    kept = [page.preview.pk for page in pages if page.preview]
    for stored in queries.previews_of(version).exclude(pk__in=kept):
        discard(stored)


def _pages_of_file(
    version: Version, limits: Limits, with_letters: bool, stopping: Callable[[], bool]
) -> list[PageRead]:
    """None for a kind that holds no words. Raises Failed and process.Stopped."""
    file = version.file
    if file is None or not readers.can_read(file.content_type):
        return []
    with TemporaryDirectory(prefix="gapbridge-reading-") as name:
        folder = Path(name)
        try:
            with opened(file) as content, (folder / "file").open("wb") as copy:
                shutil.copyfileobj(content, copy)
        except (FileNotFoundError, Damaged):
            raise Failed("gone", []) from None
        told = process.run(
            folder,
            content_type=file.content_type,
            language=version.edition.language,
            limits=limits,
            with_letters=with_letters,
            stopping=_living(version, stopping),
        )
        return _listen(version, folder, told)


def _living(version: Version, stopping: Callable[[], bool]) -> Callable[[], bool]:
    """Asked twice a second while the child works: one page may keep it silent for minutes on a busy machine."""
    said = time.monotonic()

    def look() -> bool:
        nonlocal said
        if time.monotonic() - said > HEARTBEAT:
            library.still_reading(version=version)
            said = time.monotonic()
        return stopping()

    return look


def _listen(version: Version, folder: Path, told: Iterable[process.Told]) -> list[PageRead]:
    pages: list[PageRead] = []
    in_all = without_letters = 0
    reported = 0.0
    for what, value in told:
        if what == "all":
            in_all = value
        elif what == "page":
            pages.append(_page(version, folder, value))
        elif what == "done":
            without_letters = value["without_letters"]
        elif what == "failed":
            raise Failed(value, pages)
        if time.monotonic() - reported > PAUSE:
            library.report_progress(version=version, pages_read=len(pages), pages_in_all=in_all)
            reported = time.monotonic()
    if not any(page.text for page in pages):
        raise Failed("no_tesseract" if without_letters else "nothing_recognised", pages)
    return pages


def _page(version: Version, folder: Path, told: dict) -> PageRead:
    preview = None
    if told["picture"]:
        path = folder / Path(told["picture"]).name
        with suppress(FileNotFoundError):
            preview = _keep_picture(version, path)
            path.unlink()
    return PageRead(told["text"], told["title"], preview, told["was_recognised"])


def _keep_picture(version: Version, path: Path) -> StoredFile:
    """Seen by who sees the version (sockets.FILE_RULES["library.version"])."""
    content = path.read_bytes()
    picture = CheckedUpload(
        file=File(BytesIO(content), name=path.name),
        name=f"{queries.PREVIEW}{path.name}",
        content_type=PICTURE,
        size=len(content),
        sha256=sha256(content).hexdigest(),
    )
    return store(picture, actor=version.made_by, owner=version)
