"""A gap analysis as DOCX: real headings, quotes and tables, so that an office can work on with it."""

from io import BytesIO
from typing import Any

from docx import Document as Word
from docx.document import Document as WordFile
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from gapbridge.base.documents.nodes import Node, nodes_of

from .reading import Document

HUE, INK, QUIET = RGBColor(0x90, 0x62, 0x00), RGBColor(0x1F, 0x27, 0x33), RGBColor(0x5A, 0x64, 0x72)
TINT = "F9EFD3"
FONT = "Noto Serif"
LOCALES = {"en": "en-GB", "az": "az-Latn-AZ", "ru": "ru-RU"}
SIZES = {"Title": 28, "Heading 1": 18, "Heading 2": 14, "Heading 3": 11}


def docx(document: Document) -> bytes:
    word = Word()
    _styles(word, document.language)
    _properties(word, document)
    _running_heads(word, document)
    _cover(word, document)
    _contents(word, document)
    for part in document.content["parts"]:
        PARTS[part["kind"]](_Writer(word, document), part)
    kept = BytesIO()
    word.save(kept)
    return kept.getvalue()


# --- the file ------------------------------------------------------------------------------------


def _styles(word: WordFile, language: str) -> None:
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(10.5), INK
    normal.paragraph_format.space_after = Pt(7)
    _set_language(normal.element.get_or_add_rPr(), language)
    for name, size in SIZES.items():
        style = word.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = INK if name in {"Title", "Heading 2"} else HUE
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    quote = word.styles["Quote"]
    quote.font.color.rgb = INK
    quote.paragraph_format.left_indent = Mm(8)
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)


def _set_language(properties: Any, language: str) -> None:
    element = properties.find(qn("w:lang"))
    if element is None:
        element = OxmlElement("w:lang")
        properties.append(element)
    element.set(qn("w:val"), LOCALES.get(language, language))


def _properties(word: WordFile, document: Document) -> None:
    core = word.core_properties
    core.title, core.author, core.language = document.title, "Gapbridge", LOCALES[document.language]
    core.subject = document.words["kind"]
    core.comments = document.words["draft"] if document.is_draft else ""
    core.created = core.modified = document.at.replace(tzinfo=None)
    core.revision = document.number or 1


def _running_heads(word: WordFile, document: Document) -> None:
    section = word.sections[0]
    head = section.header.paragraphs[0]
    _quiet(head.add_run(document.title))
    if document.is_draft:
        run = head.add_run(f"   {document.words['draft']}")
        run.bold = True
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _field(foot, "PAGE", "1")
    _quiet(foot.add_run(" / "))
    _field(foot, "NUMPAGES", "1")


def _quiet(run: Any) -> Any:
    run.font.size, run.font.color.rgb = Pt(9), QUIET
    return run


def _field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """A field that the word processor fills in when the file is opened or printed."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


# --- cover and contents --------------------------------------------------------------------------


def _cover(word: WordFile, document: Document) -> None:
    kind = word.add_paragraph()
    kind.add_run(document.words["kind"]).bold = True
    if document.is_draft:
        kind.add_run(f" – {document.words['draft']}").bold = True
    word.add_paragraph(document.title, style="Title")
    word.add_paragraph(document.content["programme"])
    if partners := document.content["partners"]:
        _quiet(word.add_paragraph().add_run(partners))
    if document.withdrawn:
        word.add_paragraph(document.words["some_withdrawn"], style="Intense Quote")
    _rows(word, [[each["value"], each["label"]] for each in document.content["figures"]])
    _rows(word, document.facts)
    word.add_page_break()


def _contents(word: WordFile, document: Document) -> None:
    heading = word.add_paragraph()
    run = heading.add_run(document.words["contents"])
    run.bold, run.font.size = True, Pt(18)
    _field(word.add_paragraph(), r'TOC \o "1-2" \h \z \u', _titles(document))
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    word.settings.element.append(update)
    word.add_page_break()


def _titles(document: Document) -> str:
    """What stands in the contents until the word processor has filled them in."""
    parts = [each for each in document.content["parts"] if each["kind"] != "gap"]
    return " · ".join(each["heading"] for each in parts)


def _rows(word: WordFile, rows: list[list[str]]) -> None:
    """Names and values, without a head."""
    if not rows:
        return
    table = word.add_table(rows=0, cols=2)
    for name, value in rows:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Mm(55), Mm(105)
        _quiet(cells[0].paragraphs[0].add_run(name))
        cells[1].paragraphs[0].add_run(value)
    word.add_paragraph()


# --- parts ---------------------------------------------------------------------------------------


class _Writer:
    """Puts one document's parts into its file, one after the other."""

    def __init__(self, word: WordFile, document: Document):
        self.word, self.document, self.words = word, document, document.words

    def text(self, part: dict[str, Any]) -> None:
        self.word.add_heading(part["heading"], 1)
        self._language_note(part["text"])
        for node in nodes_of(part["text"]["text"]):
            self._block(node, part["text"]["language"])
        _rows(self.word, part["facts"])

    def table(self, part: dict[str, Any]) -> None:
        self.word.add_heading(part["heading"], 1)
        for text, style in ((part["intro"], "Normal"), (part["warning"], "Intense Quote")):
            if text:
                self.word.add_paragraph(text, style=style)
        self._table(part)

    def area(self, part: dict[str, Any]) -> None:
        self.word.add_heading(part["heading"], 1)
        if part["note"]:
            self.word.add_paragraph(part["note"])
        if part["also"]:
            self.word.add_paragraph(f"{self.words['also']}: {', '.join(part['also'])}")

    def gap(self, part: dict[str, Any]) -> None:
        self.word.add_heading(f"{part['code']}  {part['heading']['text']}", 2)
        self.word.add_paragraph().add_run(part["state"]).bold = True
        self._said(part["statement"])
        _rows(self.word, part["facts"])
        self._promises(part["promises"])
        self._ranks(part["ranks"])
        self._causes(part["causes"])
        self._voices(part)
        self._evidence(part)
        if part["remedy"]["text"]:
            self.word.add_heading(self.words["remedy"], 3)
            self._said(part["remedy"])
        self._ancestry(part["ancestry"])

    # the sections of a gap

    def _promises(self, promises: list[dict[str, str]]) -> None:
        if promises:
            self.word.add_heading(self.words["promised"], 3)
        for each in promises:
            line = self.word.add_paragraph(style="List Bullet")
            line.add_run(f"{each['code']} ").bold = True
            line.add_run(f"{each['text']} ({each['framework']})")

    def _ranks(self, ranks: dict[str, str]) -> None:
        self.word.add_heading(self.words["rankings"], 3)
        names = [self.words["people"], self.words["analysts"]]
        self._table({"head": names, "rows": [[ranks["people"], ranks["analysts"]]], "numeric": []})
        if ranks["divergence"]:
            self.word.add_paragraph(ranks["divergence"], style="Intense Quote")

    def _causes(self, causes: list[dict[str, Any]]) -> None:
        if causes:
            self.word.add_heading(self.words["causes"], 3)
        for each in causes:
            line = self.word.add_paragraph(style="List Bullet")
            line.add_run(f"{each['kind']}: ").bold = True
            self._run(line, each["text"])
            _quiet(line.add_run(f" – {self.words['duty_bearer']}: {each['duty_bearer']}"))

    def _voices(self, part: dict[str, Any]) -> None:
        self.word.add_heading(self.words["voices"], 3)
        for voice in part["voices"]:
            quote = self.word.add_paragraph(style="Quote")
            if voice.get("withdrawn"):
                quote.add_run(voice["mark"])
                continue
            self._run(quote, self._in_marks(voice["text"]), note=False)
            quote.add_run().add_break()
            _quiet(quote.add_run(self._source(voice)))
        _quiet(self.word.add_paragraph().add_run(part["voices_note"]))

    def _in_marks(self, said: dict[str, Any]) -> dict[str, Any]:
        before, after = self.words["marks"].get(said["language"], "“”")
        return {**said, "text": f"{before}{said['text']}{after}"}

    def _source(self, voice: dict[str, Any]) -> str:
        notes = ["— " + voice["who"]]
        if voice["text"]["translated"]:
            notes.append(self.words["translated"])
        if voice["text"]["language"] != self.document.language:
            notes.append(self.words["languages"].get(voice["text"]["language"], ""))
        return " · ".join(notes)

    def _evidence(self, part: dict[str, Any]) -> None:
        documents, feedback = part["documents"], part["feedback"]
        if documents or feedback:
            self.word.add_heading(self.words["evidence"], 3)
        for each in documents:
            pieces = [piece for piece in (each["source"], each["url"], each["note"]) if piece]
            self.word.add_paragraph(" – ".join(pieces), style="List Bullet")
        if feedback:
            self.word.add_paragraph(feedback, style="List Bullet")

    def _ancestry(self, ancestry: list[dict[str, Any]]) -> None:
        if ancestry:
            self.word.add_heading(self.words["ancestry"], 3)
        for each in ancestry:
            told = f"{each['code']} {each['title']['text']} ({each['kind']}): {each['reason']}"
            self.word.add_paragraph(told, style="List Bullet")

    # texts

    def _said(self, said: dict[str, Any]) -> None:
        for piece in filter(str.strip, said["text"].splitlines()):
            self._run(self.word.add_paragraph(), {**said, "text": piece})

    def _run(self, paragraph: Paragraph, said: dict[str, Any], *, note: bool = True) -> None:
        run = paragraph.add_run(said["text"])
        if said["language"] != self.document.language:
            _set_language(run._r.get_or_add_rPr(), said["language"])
            if note:
                _quiet(paragraph.add_run(f" [{self.words['languages'].get(said['language'], '')}]"))

    def _language_note(self, said: dict[str, Any]) -> None:
        if said["text"] and said["language"] != self.document.language:
            name = self.words["languages"].get(said["language"], "")
            _quiet(self.word.add_paragraph().add_run(f"[{name}]"))

    def _block(self, node: Node, language: str, style: str = "Normal") -> None:
        if node["t"] in LISTS:
            for item in node["c"]:
                for inner in item["c"]:
                    self._block(inner, language, LISTS[node["t"]])
        elif node["t"] == "blockquote":
            for inner in node["c"]:
                self._block(inner, language, "Quote")
        else:
            paragraph = self.word.add_paragraph(style=style)
            for inner in node.get("c", [node]):
                self._inline(paragraph, inner, language)

    def _inline(
        self, paragraph: Paragraph, node: Node, language: str, bold: bool = False, italic: bool = False
    ) -> None:
        if node["t"] in {"text", "space", "break"}:
            run = paragraph.add_run({"space": " ", "break": "\n"}.get(node["t"], node.get("v", "")))
            run.bold, run.italic = bold or None, italic or None
            if language != self.document.language:
                _set_language(run._r.get_or_add_rPr(), language)
            return
        for inner in node.get("c", []):
            self._inline(
                paragraph, inner, language, bold or node["t"] == "strong", italic or node["t"] == "em"
            )
        if node["t"] == "link" and node["href"].startswith("http"):
            _quiet(paragraph.add_run(f" ({node['href']})"))

    def _table(self, part: dict[str, Any]) -> None:
        table = self.word.add_table(rows=1, cols=len(part["head"]))
        table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.LEFT
        _describe(table, part.get("heading", self.words["rankings"]))
        _head(table, part["head"])
        for row in part["rows"]:
            for number, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
                cell.paragraphs[0].add_run(text).font.size = Pt(9)
                if number in part["numeric"]:
                    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self.word.add_paragraph()


PARTS = {"text": _Writer.text, "table": _Writer.table, "area": _Writer.area, "gap": _Writer.gap}
LISTS = {"bullet_list": "List Bullet", "ordered_list": "List Number"}


def _head(table: Table, names: list[str]) -> None:
    """The first row: said to be the head, so that it is read out and repeated on each page."""
    row = table.rows[0]
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(repeated)
    for cell, name in zip(row.cells, names, strict=True):
        run = cell.paragraphs[0].add_run(name)
        run.bold, run.font.size = True, Pt(9)
        shade = OxmlElement("w:shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", TINT)):
            shade.set(qn(f"w:{key}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


def _describe(table: Table, text: str) -> None:
    """The table's alternative text."""
    properties = table._tbl.tblPr
    for name in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(name)
        element.set(qn("w:val"), text)
        properties.append(element)
