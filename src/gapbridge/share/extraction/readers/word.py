"""DOCX, by python-docx. Pages are those that Word noted when it last laid the document out."""

from collections.abc import Iterator
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph

from .base import Sheet, Unreadable, Work
from .blocks import BREAK, Block, paragraphs, table
from .flowing import flow


def read(work: Work) -> tuple[int, Iterator[Sheet]]:
    try:
        document = Document(str(work.path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError):
        raise Unreadable("damaged") from None
    return flow(_blocks(document), work)


def _blocks(document: object) -> Iterator[Block]:
    for part in document.iter_inner_content():  # type: ignore[attr-defined]
        if isinstance(part, Table):
            yield table(_rows(part))
        else:
            yield from _paragraph(part)


def _paragraph(part: Paragraph) -> Iterator[Block]:
    if part.rendered_page_breaks or part._p.xpath('.//w:br[@w:type="page"]'):
        yield BREAK
    style = (part.style.name if part.style is not None else "") or ""
    if style.startswith("Heading") or style == "Title":
        level = style.removeprefix("Heading").strip()
        yield from paragraphs(part.text, "heading", int(level) if level.isdecimal() else 1)
    elif style.startswith("List") or part._p.xpath("./w:pPr/w:numPr"):
        yield from paragraphs(part.text, "item")
    else:
        yield from paragraphs(part.text)


def _rows(part: Table) -> Iterator[Iterator[str]]:
    """Cells as they are written: a cell that says it spans a billion columns is one cell."""
    for row in part._tbl.tr_lst:
        yield ("\n".join(Paragraph(p, part).text for p in cell.xpath(".//w:p")) for cell in row.tc_lst)
