"""Files of the story, made when it is told: nothing of anybody else's is shipped. Each says that it is an example."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import xlsxwriter
from django.core.files.base import File
from django.utils import timezone
from docx.document import Document
from pptx import Presentation
from pptx.util import Inches, Pt
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from gapbridge.base.documents import word
from gapbridge.base.documents.typeset import typeset
from gapbridge.base.uploads import CheckedUpload, check_upload
from gapbridge.demo.stage import texts

TEMPLATE = Path(__file__).with_name("page.typ")
DOTS, TILT = 150, 0.6  # an inch; degrees by which a scanned page lies askew
WIDEST = 44  # characters of a column
Pages = list[dict[str, Any]]  # of each: title, and perhaps lines, rows (the first is the head), notes


def made(row: dict[str, Any], *, title: str, language: str) -> CheckedUpload:
    """The file's ending says what it becomes."""
    content = _written(row, title, language)
    return check_upload(File(BytesIO(content), name=row["name"]))


def _written(row: dict[str, Any], title: str, language: str) -> bytes:
    if row.get("scanned"):
        return _scanned(_pdf(row["pages"], title, language, paper="a5"))
    content = WRITERS[Path(row["name"]).suffix](row["pages"], title, language)
    return _locked(content) if row.get("locked") else content


def _foot(language: str) -> str:
    return texts("hub")["foot"][language]


def _pdf(pages: Pages, title: str, language: str, *, paper: str = "a4") -> bytes:
    whole = [{"title": page["title"], "lines": page.get("lines", []), "rows": _said(page)} for page in pages]
    data = {
        "title": title,
        "language": language,
        "foot": _foot(language),
        "pages": whole,
        "paper": paper,
    }
    return typeset(TEMPLATE, data, at=timezone.now())


def _said(page: dict[str, Any]) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in page.get("rows", [])]


def _docx(pages: Pages, title: str, language: str) -> bytes:
    file = word.begun(title=title, language=language, at=timezone.now())
    word.foot(file, _foot(language))
    for number, page in enumerate(pages):
        if number:
            file.add_page_break()
        file.add_heading(page["title"], 1)
        for line in page.get("lines", []):
            file.add_paragraph(line)
        _table(file, _said(page))
    return word.saved(file)


def _table(file: Document, rows: list[list[str]]) -> None:
    if not rows:
        return
    table = file.add_table(len(rows), len(rows[0]), style="Table Grid")
    for cells, said in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, said, strict=True):
            cell.text = text


def _pptx(pages: Pages, title: str, language: str) -> bytes:
    show = Presentation()
    show.core_properties.title = title
    for page in pages:
        rows = _said(page)
        slide = show.slides.add_slide(show.slide_layouts[5 if rows else 1])
        slide.shapes.title.text = page["title"]
        if rows:
            _grid(slide, rows)
        else:
            slide.placeholders[1].text = "\n".join(page["lines"])
        slide.notes_slide.notes_text_frame.text = page.get("notes") or _foot(language)
    out = BytesIO()
    show.save(out)
    return out.getvalue()


def _grid(slide: Any, rows: list[list[str]]) -> None:
    """Below the title, on a slide of ten by seven and a half inches."""
    place = Inches(0.5), Inches(1.7), Inches(9), Inches(0.5) * len(rows)
    table = slide.shapes.add_table(len(rows), len(rows[0]), *place).table
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
            table.cell(number, column).text_frame.paragraphs[0].font.size = Pt(16)


def _xlsx(pages: Pages, title: str, language: str) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": title, "comments": _foot(language)})
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        for page in pages:
            rows = page.get("rows") or [[line] for line in page["lines"]]
            sheet = book.add_worksheet(page["title"][:31])
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row, head if number == 0 and "rows" in page else None)
            for column, cells in enumerate(zip(*rows, strict=True)):
                sheet.set_column(column, column, min(WIDEST, max(len(str(cell)) for cell in cells) + 2))
    return out.getvalue()


def _locked(pdf: bytes) -> bytes:
    """With a password that nobody was told."""
    writer = copy_into_new_writer(PdfFileReader(BytesIO(pdf)))
    writer.encrypt("of the story", "of the story")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _scanned(pdf: bytes) -> bytes:
    """Its first page as a picture, laid down a little askew: no letter is left in it."""
    page = pypdfium2.PdfDocument(pdf)[0]
    picture = page.render(scale=DOTS / 72, grayscale=True).to_pil()
    out = BytesIO()
    picture.rotate(TILT, fillcolor=255).save(out, "PDF", resolution=DOTS)
    return out.getvalue()


WRITERS: dict[str, Callable[[Pages, str, str], bytes]] = {
    ".pdf": _pdf,
    ".docx": _docx,
    ".pptx": _pptx,
    ".xlsx": _xlsx,
}
