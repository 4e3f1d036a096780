"""ODT and ODP, by odfdo. Pages of a text are those that its writer noted; each slide is a page."""

from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile

from lxml import etree
from odfdo import Document

from .base import Sheet, Unreadable, Work
from .blocks import BREAK, Block, paragraphs, table
from .flowing import flow, sheets

BROKEN = (BadZipFile, KeyError, ValueError, OSError, TypeError, etree.LxmlError)
DEEPEST = 20  # lists within lists


def _body(work: Work) -> Any:
    try:
        return Document(str(work.path)).body
    except BROKEN:
        raise Unreadable("damaged") from None


def read_text(work: Work) -> tuple[int, Iterator[Sheet]]:
    return flow(_blocks(_body(work)), work)


def read_slides(work: Work) -> tuple[int, Iterator[Sheet]]:
    slides = [each for each in _body(work).children if each.tag == "draw:page"]
    return sheets([_slide(each) for each in slides], work)


def _blocks(parent: Any, depth: int = 0) -> Iterator[Block]:
    for part in parent.children:
        tag = part.tag
        if tag == "text:h":
            yield from _broken(part)
            yield from paragraphs(part.inner_text, "heading", _level(part))
        elif tag == "text:p":
            yield from _broken(part)
            yield from paragraphs(part.inner_text)
        elif tag == "text:soft-page-break":
            yield BREAK
        elif tag == "table:table":
            yield table(_rows(part))
        elif tag == "text:list":
            yield from _items(part, depth)
        elif tag in {"text:section", "text:index-body", "text:table-of-content"} and depth < DEEPEST:
            yield from _blocks(part, depth + 1)


def _broken(part: Any) -> Iterator[Block]:
    if part.get_element("descendant::text:soft-page-break") is not None:
        yield BREAK


def _level(part: Any) -> int:
    level = part.get_attribute("text:outline-level") or "1"
    return int(level) if str(level).isdecimal() else 1


def _items(part: Any, depth: int) -> Iterator[Block]:
    for block in _blocks_of_items(part, depth):
        yield Block("item", block.text) if block.kind == "paragraph" else block


def _blocks_of_items(part: Any, depth: int) -> Iterator[Block]:
    if depth < DEEPEST:
        for item in part.children:
            yield from _blocks(item, depth + 1)


def _rows(part: Any) -> Iterator[Iterator[str]]:
    for row in part.get_elements("descendant::table:table-row"):
        cells = row.get_elements("table:table-cell")
        yield ("\n".join(p.inner_text for p in cell.get_elements("descendant::text:p")) for cell in cells)


def _slide(part: Any) -> list[Block]:
    found: list[Block] = []
    for frame in part.get_elements("descendant::draw:frame | descendant::draw:custom-shape"):
        is_title = frame.get_attribute("presentation:class") == "title"
        for text in frame.get_elements("descendant::text:p | descendant::text:h"):
            found += paragraphs(text.inner_text, "heading" if is_title else "item", 1)
    return found
