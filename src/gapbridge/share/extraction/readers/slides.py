"""PPTX, by python-pptx: a page for each slide, its notes at the end."""

from collections.abc import Iterable, Iterator
from typing import Any
from zipfile import BadZipFile

from pptx import Presentation
from pptx.exc import PackageNotFoundError
from pptx.shapes.group import GroupShape
from pptx.util import Emu

from .base import Sheet, Unreadable, Work
from .blocks import Block, paragraphs, table
from .flowing import sheets

DEEPEST = 8  # groups within groups


def read(work: Work) -> tuple[int, Iterator[Sheet]]:
    try:
        slides = Presentation(str(work.path)).slides
        if len(slides) > work.limits.pages:
            raise Unreadable("too_many_pages")
        return sheets([_page(slide) for slide in slides], work)
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError):
        raise Unreadable("damaged") from None


def _page(slide: Any) -> list[Block]:
    title = slide.shapes.title
    found: list[Block] = []
    if title is not None:
        found += paragraphs(" ".join(title.text_frame.text.split()), "heading", 1)
    for shape in sorted(_flat(slide.shapes), key=_place):
        if title is None or shape.shape_id != title.shape_id:
            found += _shape(shape)
    if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame):
        found += paragraphs(notes.text)
    return found


def _flat(shapes: Iterable, depth: int = 0) -> Iterator:
    for shape in shapes:
        if isinstance(shape, GroupShape):
            if depth < DEEPEST:
                yield from _flat(shape.shapes, depth + 1)
        else:
            yield shape


def _place(shape: object) -> tuple[int, int]:
    """From top to bottom, from left to right."""
    top, left = getattr(shape, "top", None), getattr(shape, "left", None)
    return int(top or Emu(0)), int(left or Emu(0))


def _shape(shape: Any) -> Iterator[Block]:
    if getattr(shape, "has_table", False):
        rows = shape.table._tbl.tr_lst
        yield table((" ".join(cell.xpath(".//a:t/text()")) for cell in row.tc_lst) for row in rows)
    elif getattr(shape, "has_text_frame", False):
        for each in shape.text_frame.paragraphs:
            yield from paragraphs(
                each.text.replace("\v", "\n"), "item" if shape.is_placeholder else "paragraph"
            )
