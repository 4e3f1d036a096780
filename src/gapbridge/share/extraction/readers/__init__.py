"""Which reader takes which kind of file. Each is imported only when it is needed."""

from collections.abc import Iterator
from importlib import import_module

from .base import Sheet, Unreadable, Work

DOCUMENT = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
READERS = {
    "application/pdf": "pdf.read",
    f"{DOCUMENT}.wordprocessingml.document": "word.read",
    f"{DOCUMENT}.presentationml.presentation": "slides.read",
    f"{DOCUMENT}.spreadsheetml.sheet": "sheets.read",
    f"{OPEN_DOCUMENT}.spreadsheet": "sheets.read",
    f"{OPEN_DOCUMENT}.text": "opendocument.read_text",
    f"{OPEN_DOCUMENT}.presentation": "opendocument.read_slides",
    "text/html": "web.read",
    "text/plain": "plain.read",
    "text/csv": "sheets.read_csv",
    "image/png": "pictures.read",
    "image/jpeg": "pictures.read",
    "image/webp": "pictures.read",
}


def can_read(content_type: str) -> bool:
    return content_type in READERS


def read(work: Work) -> tuple[int, Iterator[Sheet]]:
    """How many pages there are, and the pages one after another. Raises Unreadable, now or while they are read."""
    if work.content_type not in READERS:
        raise Unreadable("no_text")
    module, _dot, name = READERS[work.content_type].partition(".")
    count, sheets = getattr(import_module(f"{__name__}.{module}"), name)(work)
    return count, sheets
