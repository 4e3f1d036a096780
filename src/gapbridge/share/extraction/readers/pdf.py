"""PDF, by PDFium: the text of each page, a picture of it, and letters recognised where a page is a picture."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

import pypdfium2
from PIL import Image

from . import drawing, letters
from .base import Sheet, Unreadable, Work

FEW = 15  # letters and figures: a page with fewer is looked at as a picture
MOST_HEADINGS = 5000
POINTS = 72  # an inch


def read(work: Work) -> tuple[int, Iterator[Sheet]]:
    try:
        document = pypdfium2.PdfDocument(work.path)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("locked" if "assword" in str(error) else "damaged") from None
    count = len(document)
    if count > work.limits.pages:
        raise Unreadable("too_many_pages")
    if not count:
        raise Unreadable("damaged")
    return count, _sheets(document, work)


def _sheets(document: pypdfium2.PdfDocument, work: Work) -> Iterator[Sheet]:
    titles = _titles(document)
    recognised = broken = 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:  # one page is broken, the others may not be
            broken += 1
            yield Sheet("", titles.get(number, ""))
            continue
        sheet = Sheet(_text(page), titles.get(number, ""))
        wants_letters = (
            sum(sign.isalnum() for sign in sheet.text) < FEW and recognised < work.limits.recognised
        )
        if wants_letters:
            recognised += 1
            found = letters.recognise(_drawn(page, letters.LONGEST_SIDE, grey=True), work)
            sheet.text, sheet.was_recognised = (found, True) if found else (sheet.text, False)
        if number < work.limits.pictures:
            sheet.picture = drawing.webp(_drawn(page, drawing.TALLEST))
        page.close()
        yield sheet
    if broken == len(document):
        raise Unreadable("damaged")


def _text(page: pypdfium2.PdfPage) -> str:
    try:
        lines = page.get_textpage().get_text_range().replace("\r\n", "\n").replace("\ufffe", "-")
    except pypdfium2.PdfiumError:
        return ""
    return "\n".join(line.strip() for line in lines.split("\n")).strip()


def _drawn(page: pypdfium2.PdfPage, longest: int, *, grey: bool = False) -> Image.Image:
    """At most 900 points' worth wide and `longest` pixels long, whatever size the page says it has."""
    width, height = page.get_size()
    width, height = max(width, 1.0), max(height, 1.0)
    wanted = letters.DOTS / POINTS if grey else drawing.WIDTH / width
    scale = min(wanted, longest / max(width, height))
    bitmap = page.render(scale=max(scale, 1e-3), grayscale=grey)
    picture: Image.Image = bitmap.to_pil()
    return picture


def _titles(document: pypdfium2.PdfDocument) -> dict[int, str]:
    """The first bookmark that leads to a page is its heading."""
    found: dict[int, str] = {}
    with suppress(pypdfium2.PdfiumError, UnicodeError, RecursionError):
        for mark in islice(document.get_toc(max_depth=8), MOST_HEADINGS):
            target = mark.get_dest()
            if target is not None and (number := target.get_index()) is not None:
                found.setdefault(number, " ".join((mark.get_title() or "").split())[:200])
    return found
