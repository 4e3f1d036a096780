"""Small real files, made by the libraries that make such files."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable

import pypdfium2
import typst
import xlsxwriter
from docx import Document
from odfdo import Document as OpenDocument
from odfdo import DrawPage, Frame, Header, Paragraph
from pptx import Presentation

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODP = "application/vnd.oasis.opendocument.presentation"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LETTERS = """#set page(paper: "a4")
#set text(font: "Libertinus Serif", size: 14pt)
= Könüllü müqaviləsi
İctimai birlik və könüllü arasında bağlanır.
#pagebreak()
= Договор
Общественное объединение и волонтёр."""


def _saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def docx() -> bytes:
    document = Document()
    document.add_heading("Nizamnamə", 1)
    document.add_paragraph("İctimai birliyin qrantları")
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "ünvan", "Gəncə"
    document.add_page_break()
    document.add_heading("Üzvlük", 2)
    return _saved(document)


def long_docx() -> bytes:
    document = Document()
    for number in range(1, 4):
        document.add_heading(f"Chapter {number}", 1)
        for _ in range(3):
            document.add_paragraph("word " * 100)
    return _saved(document)


def pptx() -> bytes:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "Büdcə", "kirayə"
    slide.notes_slide.notes_text_frame.text = "Say it slowly"
    show.slides.add_slide(show.slide_layouts[5]).shapes.title.text = "Hesabat"
    return _saved(show)


def xlsx(rows: Iterable[list] = (["maddə", "AZN"], ["kirayə", 1200])) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Xərclər")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        book.add_worksheet("Gəlirlər").write(0, 0, "bağış")
    return out.getvalue()


def odt() -> bytes:
    document = OpenDocument("text")
    document.body.clear()
    document.body.append(Header(1, "Устав"))
    document.body.append(Paragraph("Волонтёры и гранты"))
    return _saved(document)


def odp() -> bytes:
    document = OpenDocument("presentation")
    document.body.clear()
    for words in ("Первый слайд", "Второй слайд"):
        page = DrawPage(words)
        page.append(Frame.text_frame([Paragraph(words)], size=("9cm", "3cm"), position=("1cm", "1cm")))
        document.body.append(page)
    return _saved(document)


def pdf(source: str = LETTERS) -> bytes:
    made: bytes = typst.compile(source.encode(), format="pdf", ignore_system_fonts=True)
    return made


def scanned_pdf() -> bytes:
    """The first page of such a PDF as a picture, without any letter."""
    page = pypdfium2.PdfDocument(pdf())[0].render(scale=200 / 72).to_pil()
    out = io.BytesIO()
    page.save(out, "PDF", resolution=200)
    return out.getvalue()


def picture() -> bytes:
    out = io.BytesIO()
    pypdfium2.PdfDocument(pdf())[0].render(scale=1).to_pil().crop((0, 0, 595, 200)).save(out, "PNG")
    return out.getvalue()


# --- hostile --------------------------------------------------------------------------------------


def raw_pdf(*objects: bytes) -> bytes:
    """From the bodies of its objects; the first is the catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R/Outlines 4 0 R>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>"


def pdf_of_100_000_pages() -> bytes:
    return raw_pdf(CATALOGUE, b"<</Type/Pages/Count 100000/Kids[3 0 R]>>", PAGE)


def pdf_that_holds_itself() -> bytes:
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>/Length 5>>"
    return raw_pdf(
        CATALOGUE,
        b"<</Type/Pages/Count 2/Kids[2 0 R 3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 90]/Resources<</XObject<</F 5 0 R>>>>/Contents 6 0 R>>",
        b"<</First 4 0 R/Last 4 0 R/Next 4 0 R/Title(x)>>",
        form + b"stream\n/F Do\nendstream",
        b"<</Length 5>>stream\n/F Do\nendstream",
    )


def pdf_bomb() -> bytes:
    """200 MB of drawing in a megabyte."""
    packer = zlib.compressobj(1)
    drawing = b"0 0 m 9 9 l S\n" * 70_000
    packed = b"".join(packer.compress(drawing) for _ in range(200)) + packer.flush()
    stream = b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)
    return raw_pdf(CATALOGUE, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", PAGE, stream)


def locked_pdf() -> bytes:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf())))
    writer.encrypt("secret", "secret")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def changed(archive: bytes, part: str, content: bytes) -> bytes:
    """An Office file with another content in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


def docx_with_entities() -> bytes:
    grown = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE x [<!ENTITY l0 "lol">{grown}<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    xml = f'{doctype}<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&l9;&e;</w:t></w:r></w:p></w:body></w:document>'
    return changed(docx(), "word/document.xml", xml.encode())


def xlsx_with_a_far_corner() -> bytes:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<worksheet xmlns="{namespace}"><sheetData>{cells}</sheetData></worksheet>'
    return changed(xlsx(), "xl/worksheets/sheet1.xml", xml.encode())


def png(width: int, height: int, *, rows: int | None = None) -> bytes:
    """Black. `rows`: how many of its rows are there in truth."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(1)
    data = b"".join(packer.compress(bytes(width + 1)) for _ in range(rows or height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
