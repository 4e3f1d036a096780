"""The form as DOCX: a heading a field, and its answer between two marks, [[need 3]] and [[/need]].

The marks are plain text, because they outlive every program that such a file passes through on a telephone.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from docx import Document as Word
from docx.document import Document as WordFile
from docx.shared import Pt, RGBColor
from lxml import etree

from gapbridge.act.applications import values
from gapbridge.act.applications.models import Answer, Part
from gapbridge.act.procedures.definition import Field, SectionOfForm, sections_of
from gapbridge.base import archives
from gapbridge.base.errors import Refused

from . import TICKED, Brought, filled_in_here

QUIET = RGBColor(0x5A, 0x64, 0x72)
MARK = re.compile(r"\[\[\s*(/?)\s*([a-z][a-z0-9_]{0,39})(?:\s+(\d{1,9}))?\s*\]\]")
BOX = re.compile(r"^\s*\[\s*(\S?)\s*\]\s*(.*)$")
LARGEST = 8 * 1024 * 1024  # bytes of a document's text, unpacked
MOST_ENTRIES = 1000
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
SPARE_ROWS = 8
Block = str | list[list[str]]  # a paragraph or a table


# --- written --------------------------------------------------------------------------------------


def docx(part: Part) -> bytes:
    word = Word()
    stored = {each.key: each for each in Answer.objects.filter(part=part)}
    word.core_properties.title, word.core_properties.author = str(part.application), "Gapbridge"
    word.add_heading(str(part.application), 0)
    word.add_paragraph(
        _(
            "Write between the two grey marks of each question and leave the marks as they are. An answer that you "
            "leave empty is not changed. Then bring this file back on the page from which you took it."
        )
    )
    for section in sections_of(part.form):
        word.add_heading(section.title, 1)
        if section.help:
            word.add_paragraph(section.help)
        for asked in section.fields:
            _write_field(word, asked, stored.get(asked.key))
    kept = BytesIO()
    word.save(kept)
    return kept.getvalue()


def _write_field(word: WordFile, asked: Field, answer: Answer | None) -> None:
    word.add_heading(asked.label, 2)
    for line in _about(asked):
        _quiet(word, line)
    if asked.kind not in values.ANSWERED:
        _quiet(word, filled_in_here(asked.kind))
        return
    value = answer.value if answer else values.empty(asked)
    _quiet(word, f"[[{asked.key} {answer.version if answer else 0}]]")
    _write_value(word, asked, value)
    _quiet(word, f"[[/{asked.key}]]")


def _about(asked: Field) -> Iterator[str]:
    if asked.help:
        yield asked.help
    if asked.words:
        yield _("At most %(count)s words.") % {"count": asked.words}
    if asked.kind in {"choice", "choices", "declaration"}:
        yield _("Put an x between the brackets: [x]")


def _quiet(word: WordFile, text: str) -> None:
    run = word.add_paragraph().add_run(text)
    run.font.size, run.font.color.rgb = Pt(9), QUIET


def _write_value(word: WordFile, asked: Field, value: Any) -> None:
    if asked.kind == "table":
        _write_table(word, asked, value)
    elif asked.kind == "declaration":
        word.add_paragraph(f"[{'x' if value else ' '}] {asked.label}")
    elif asked.kind in {"choice", "choices"}:
        for option in asked.options:
            word.add_paragraph(f"[{'x' if option.key in (value or ()) else ' '}] {option.label}")
    else:
        for line in str(value).split("\n"):
            word.add_paragraph(line)


def _write_table(word: WordFile, asked: Field, rows: list[dict[str, str]]) -> None:
    table = word.add_table(rows=1 + len(rows) + SPARE_ROWS, cols=len(asked.columns))
    table.style = "Table Grid"
    filled = [{each.key: each.label for each in asked.columns}, *rows]
    for line, row in zip(table.rows, filled, strict=False):
        for cell, column in zip(line.cells, asked.columns, strict=True):
            cell.text = row.get(column.key, "")


# --- read -----------------------------------------------------------------------------------------


def read_docx(file: BinaryIO, part: Part) -> Brought:
    """Answers of a file that came back. Raises Refused when it is not this form, or can't be read at all."""
    found = _between_marks(_blocks(_body(file)))
    brought = Brought()
    known = {each.key: (section, each) for section in sections_of(part.form) for each in section.fields}
    if not found.keys() & known.keys():
        raise Refused(
            _(
                "The file holds no question of this form. Download the form here, fill it in and bring that back."
            ),
            field="file",
        )
    for key, (version, blocks, closed) in found.items():
        if key in known and known[key][1].kind in values.ANSWERED:
            _read_field(brought, *known[key], version, blocks, closed=closed)
    return brought


def _read_field(
    brought: Brought, section: SectionOfForm, asked: Field, version: int, blocks: list[Block], *, closed: bool
) -> None:
    where = {"section": section.title, "field": asked.label}
    if not closed:
        brought.problems.append(
            _(
                "%(section)s, “%(field)s”: the grey mark below the answer is gone, so where it ends can't be told."
            )
            % where
        )
        return
    try:
        value = values.clean(asked, READERS.get(asked.kind, _as_text)(asked, blocks))
    except Refused as refusal:
        brought.problems.append(f"{section.title}: {' '.join(refusal.messages)}")
        return
    if not values.is_empty(value):
        brought.answers[asked.key], brought.based_on[asked.key] = value, version
        for problem in values.problems(asked, value):
            brought.problems.append(
                _("%(section)s, “%(field)s”: %(problem)s") % {**where, "problem": problem}
            )


def _as_text(_asked: Field, blocks: list[Block]) -> str:
    lines = (each if isinstance(each, str) else "\n".join(" | ".join(row) for row in each) for each in blocks)
    return "\n".join(lines).strip("\n")


def _as_line(asked: Field, blocks: list[Block]) -> str:
    return " ".join(_as_text(asked, blocks).split())


def _as_table(asked: Field, blocks: list[Block]) -> list[dict[str, str]]:
    tables = [each for each in blocks if isinstance(each, list)]
    rows = [row for table in tables for row in table[1:]]
    return [{column.key: text for column, text in zip(asked.columns, row, strict=False)} for row in rows]


def _as_choices(asked: Field, blocks: list[Block]) -> list[str]:
    labels = {" ".join(each.label.split()).casefold(): each.key for each in asked.options}
    chosen = [" ".join(each.split()) for each in _ticked(blocks)]
    for label in chosen:
        if label.casefold() not in labels:
            raise Refused(
                _("“%(field)s”: “%(choice)s” is none of its options.")
                % {"field": asked.label, "choice": label[:80]}
            )
    return [labels[each.casefold()] for each in chosen]


def _as_choice(asked: Field, blocks: list[Block]) -> str:
    chosen = _as_choices(asked, blocks)
    if len(chosen) > 1:
        raise Refused(_("“%(field)s”: choose only one.") % {"field": asked.label})
    return chosen[0] if chosen else ""


def _as_declaration(_asked: Field, blocks: list[Block]) -> bool:
    return any(True for _label in _ticked(blocks))


def _ticked(blocks: list[Block]) -> Iterator[str]:
    for line in "\n".join(each for each in blocks if isinstance(each, str)).split("\n"):
        box = BOX.match(line)
        if box and box[1].casefold() in TICKED:
            yield box[2]


READERS = {
    "number": _as_line,
    "date": _as_line,
    "table": _as_table,
    "choice": _as_choice,
    "choices": _as_choices,
    "declaration": _as_declaration,
}


def _between_marks(blocks: Iterator[Block]) -> dict[str, tuple[int, list[Block], bool]]:
    """Key → version, what stands between its marks, and whether the closing mark is there."""
    found: dict[str, tuple[int, list[Block], bool]] = {}
    now = ""
    for block in blocks:
        mark = MARK.search(block) if isinstance(block, str) else None
        if mark and mark[1]:
            if mark[2] == now:
                found[now] = (*found[now][:2], True)
            now = ""
        elif mark:
            now = mark[2]
            found[now] = (int(mark[3] or 0), [], False)
        elif now:
            found[now][1].append(block)
    return found


def _body(file: BinaryIO) -> Any:
    with archives.opened(file, most_unpacked=archives.MOST_UNPACKED, most_entries=MOST_ENTRIES) as archive:
        content = archives.contents(archive, archive.getinfo("word/document.xml"), LARGEST)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise Refused(
            _("This file is damaged. Open it in its own program, save it again and send that."), field="file"
        ) from None
    body = root.find(f"{W}body")
    if body is None:
        raise Refused(
            _("This file is damaged. Open it in its own program, save it again and send that."), field="file"
        )
    return body


def _blocks(parent: Any) -> Iterator[Block]:
    """Paragraphs and tables in their order, through what only wraps them."""
    for each in parent:
        if each.tag == f"{W}p":
            yield _paragraph(each)
        elif each.tag == f"{W}tbl":
            yield [[_cell(cell) for cell in row.iter(f"{W}tc")] for row in each.iter(f"{W}tr")]
        elif isinstance(each.tag, str) and each.tag != FALLBACK:
            yield from _blocks(each)


def _cell(cell: Any) -> str:
    return "\n".join(_paragraph(each) for each in cell.iter(f"{W}p")).strip()


def _paragraph(paragraph: Any) -> str:
    bullet = "– " if paragraph.find(f"{W}pPr/{W}numPr") is not None else ""
    text = bullet + "".join(_runs(paragraph))
    return text if text != bullet else ""


def _runs(element: Any) -> Iterator[str]:
    for each in element:
        if each.tag == f"{W}t":
            yield each.text or ""
        elif each.tag == f"{W}tab":
            yield "\t"
        elif each.tag in {f"{W}br", f"{W}cr"}:
            yield "\n"
        elif isinstance(each.tag, str) and each.tag not in {FALLBACK, f"{W}pPr", f"{W}del", f"{W}instrText"}:
            yield from _runs(each)
