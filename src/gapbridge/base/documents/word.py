"""Texts as nodes (nodes.py) in a Word file: real headings, lists that count anew, tables with a head, the language."""

from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document as Word
from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from .nodes import Node

INK, QUIET = RGBColor(0x1F, 0x27, 0x33), RGBColor(0x5A, 0x64, 0x72)
FONT = "Noto Serif"
LOCALES = {"en": "en-GB", "az": "az-Latn-AZ", "ru": "ru-RU"}
SIZES = {"Heading 1": 15, "Heading 2": 12.5, "Heading 3": 11, "Heading 4": 10.5}
DEEPEST_LIST = 3


def begun(*, title: str, language: str, at: datetime) -> WordFile:
    """An empty A4 file that says its title and its language."""
    word = Word()
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(10.5), INK
    normal.paragraph_format.space_after = Pt(6)
    set_language(normal.element.get_or_add_rPr(), language)
    for name, size in SIZES.items():
        _plain_heading(word.styles[name], size)
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    core = word.core_properties
    core.title, core.author, core.language = title[:255], "", LOCALES.get(language, language)
    core.comments = ""
    core.created = core.modified = at.replace(tzinfo=None)
    return word


def _plain_heading(style: Any, size: float) -> None:
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), INK
    style.font.bold, style.font.italic = True, False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def set_language(properties: Any, language: str) -> None:
    element = properties.find(qn("w:lang"))
    if element is None:
        element = OxmlElement("w:lang")
        properties.append(element)
    element.set(qn("w:val"), LOCALES.get(language, language))


def foot(word: WordFile, text: str) -> None:
    """A line at the foot of every page, and the page's number."""
    line = word.sections[0].footer.paragraphs[0]
    quiet(line.add_run(text))
    number = word.sections[0].footer.add_paragraph()
    number.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _field(number, "PAGE")
    quiet(number.add_run(" / "))
    _field(number, "NUMPAGES")


def quiet(run: Any) -> Any:
    run.font.size, run.font.color.rgb = Pt(8.5), QUIET
    return run


def _field(paragraph: Paragraph, instruction: str) -> None:
    """A field that the word processor fills in when the file is opened or printed."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def saved(word: WordFile) -> bytes:
    kept = BytesIO()
    word.save(kept)
    return kept.getvalue()


# --- nodes ----------------------------------------------------------------------------------------


def write(word: WordFile, nodes: list[Node]) -> None:
    for node in nodes:
        _block(word, node)


def _block(word: WordFile, node: Node, style: str = "Normal") -> None:
    kind = node["t"]
    if kind == "heading":
        _runs(word.add_heading("", min(node["level"], len(SIZES))), node["c"])
    elif kind in LISTS:
        _list(word, node, depth=1)
    elif kind == "blockquote":
        for inner in node["c"]:
            _block(word, inner, "Quote")
    elif kind == "table":
        _table(word, node["rows"])
    else:
        _runs(word.add_paragraph(style=style), node.get("c", [node]))


LISTS = {"bullet_list": "List Bullet", "ordered_list": "List Number"}


def _list(word: WordFile, node: Node, *, depth: int) -> None:
    """Each list counts from one; what follows an item's first paragraph is indented below it."""
    suffix = "" if depth == 1 else f" {min(depth, DEEPEST_LIST)}"
    style = LISTS[node["t"]] + suffix
    number = _new_numbering(word, style) if node["t"] == "ordered_list" else None
    for item in node["c"]:
        first = True
        for inner in item["c"]:
            if inner["t"] in LISTS:
                _list(word, inner, depth=depth + 1)
            elif not first:
                _block(word, inner, f"List Continue{suffix}")
            else:
                paragraph = word.add_paragraph(style=style)
                _runs(paragraph, inner.get("c", [inner]))
                if number is not None:
                    _count(paragraph, number)
                first = False


def _new_numbering(word: WordFile, style: str) -> int:
    """The number of a list of its own, that looks as the style does and begins at one."""
    numbering = word.part.numbering_part.numbering_definitions._numbering
    of_style = word.styles[style].element.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(of_style).abstractNumId.val
    number = numbering.add_num(abstract)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    return number.numId


def _count(paragraph: Paragraph, number: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


def _table(word: WordFile, rows: list[list[list[Node]]]) -> None:
    table = word.add_table(rows=0, cols=max(len(row) for row in rows))
    table.style = "Table Grid"
    for row in rows:
        for cell, nodes in zip(table.add_row().cells, row, strict=False):
            _runs(cell.paragraphs[0], nodes, bold=row is rows[0])
    _repeat_head(table)
    word.add_paragraph()


def _repeat_head(table: Table) -> None:
    """The first row is said to be the head, so that it is read out and repeated on each page."""
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)


def _runs(paragraph: Paragraph, nodes: list[Node], *, bold: bool = False, italic: bool = False) -> None:
    for node in nodes:
        kind = node["t"]
        if kind in {"text", "space", "break"}:
            run = paragraph.add_run({"space": " ", "break": "\n"}.get(kind, node.get("v", "")))
            run.bold, run.italic = bold or None, italic or None
            continue
        _runs(paragraph, node.get("c", []), bold=bold or kind == "strong", italic=italic or kind == "em")
        if kind == "link" and node["href"].startswith("http"):
            paragraph.add_run(f" ({node['href']})")
