"""Run as a process of its own: an XLSForm on standard input, what became of it as JSON on standard output.

    python child.py VERSION < form.xlsx

    {"problems": [{"sheet": "survey", "row": 5, "column": "constraint", "code": "expression", "args": {"text": …}}]}
    {"form_id": …, "title": …, "version": …, "xform": …, "questions": […], "languages": […], "warnings": […]}

VERSION is what the form is called where its settings sheet names none. A workbook can ask for gigabytes; here
that ends a small process, not the server. It imports nothing of the project: codes become sentences in wording.py.
"""

import io
import json
import re
import resource
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

MEMORY = 640 * 1024 * 1024  # bytes of address space: the libraries alone map a third of it
SECONDS = 20  # of processor time
MOST_ROWS, MOST_COLUMNS, MOST_CELL = 5000, 200, 10_000
MOST_PROBLEMS = 50

EXPRESSIONS = (
    "relevant",
    "constraint",
    "calculation",
    "required",
    "read_only",
    "choice_filter",
    "repeat_count",
)
ALIASES = {
    "relevance": "relevant",
    "calculate": "calculation",
    "readonly": "read_only",
    "list name": "list_name",
}
PLAIN_WORDS = {"yes", "no", "true", "false", "y", "n", ""}  # of `required` and `read_only`
TRANSLATED = {"label", "hint", "guidance_hint", "constraint_message", "required_message"}
SELECT = re.compile(
    r"^(select_one|select_multiple|select one|select multiple|select_one_external|rank)\s+(\S+)"
)
FROM_FILE = re.compile(
    r"^(select_one_from_file|select_multiple_from_file|rank_from_file|csv-external|xml-external)\b"
)
OPENS, CLOSES = re.compile(r"^begin[ _](group|repeat|loop)"), re.compile(r"^end[ _](group|repeat|loop)")
REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?\s*([^}]*?)\s*\}")
NAME = re.compile(r"^[A-Za-z_][\w.\-]*$", re.ASCII)
FORM_ID = re.compile(r"^[\w.\-]{1,64}$", re.ASCII)
TAGGED = re.compile(r"\(([A-Za-z]{2,3})(?:-\w+)?\)\s*$")
NEEDED_FILE = re.compile(r"jr://[a-z-]+/([^\"'<>)]+)")


class Sheet:
    """Rows as {column: text}, each with the number that a spreadsheet shows."""

    def __init__(self, name: str, rows: list[list[Any]]):
        self.name = name
        heading = [_heading(cell) for cell in rows[0]] if rows else []
        self.columns = [column for column in heading if column]
        self.rows = [
            (number, {column: _text(cell) for column, cell in zip(heading, cells, strict=False) if column})
            for number, cells in enumerate(rows[1:], start=2)
            if any(_text(cell) for cell in cells)
        ]


def _heading(cell: Any) -> str:
    base, colon, language = _text(cell).partition("::")
    base = ALIASES.get(base.strip().lower(), base.strip().lower())
    return f"{base}::{language.strip()}" if colon else base


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip() if cell is not None else ""


def read(content: bytes) -> dict[str, Sheet]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    found = {}
    for name in book.sheet_names:
        if name.lower() not in {"survey", "choices", "settings"}:
            continue
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
            sys.exit(3)
        found[name.lower()] = Sheet(name, sheet.to_python(skip_empty_area=False))
    return found


# --- checks --------------------------------------------------------------------------------------


def problem(sheet: str, row: int, column: str, code: str, **args: Any) -> dict[str, Any]:
    return {"sheet": sheet, "row": row, "column": column, "code": code, "args": args}


def check(book: dict[str, Sheet]) -> Iterator[dict[str, Any]]:
    survey = book.get("survey")
    if survey is None:
        yield problem("survey", 0, "", "no_sheet")
        return
    for column in ("type", "name"):
        if column not in survey.columns:
            yield problem(survey.name, 1, column, "no_column")
            return
    for sheet in book.values():
        yield from _too_long(sheet)
    yield from _settings(book.get("settings"))
    lists = _lists(book.get("choices"))
    yield from _choices(book.get("choices"))
    yield from _questions(survey, lists)
    yield from _expressions(survey)


def _too_long(sheet: Sheet) -> Iterator[dict[str, Any]]:
    for number, row in sheet.rows:
        for column, text in row.items():
            if len(text) > MOST_CELL:
                yield problem(sheet.name, number, column, "too_long", most=MOST_CELL)


def _settings(settings: Sheet | None) -> Iterator[dict[str, Any]]:
    if settings is None or not settings.rows:
        yield problem("settings", 2, "form_id", "no_form_id")
        return
    number, row = settings.rows[0]
    form_id = row.get("form_id") or row.get("id_string") or ""
    if not form_id:
        yield problem(settings.name, number, "form_id", "no_form_id")
    elif not FORM_ID.match(form_id):
        yield problem(settings.name, number, "form_id", "bad_form_id", text=form_id[:64])
    if len(row.get("version", "")) > 64:
        yield problem(settings.name, number, "version", "too_long", most=64)
    if len(row.get("form_title", "")) > 200:
        yield problem(settings.name, number, "form_title", "too_long", most=200)


def _lists(choices: Sheet | None) -> set[str]:
    return {row.get("list_name", "") for _, row in choices.rows} - {""} if choices else set()


def _choices(choices: Sheet | None) -> Iterator[dict[str, Any]]:
    for number, row in choices.rows if choices else ():
        for column in ("list_name", "name"):
            if not row.get(column) and any(row.values()):
                yield problem(choices.name, number, column, "empty")  # type: ignore[union-attr]
    pairs = Counter((row.get("list_name"), row.get("name")) for _, row in choices.rows) if choices else {}
    for number, row in choices.rows if choices else ():
        pair = (row.get("list_name"), row.get("name"))
        if all(pair) and pairs[pair] > 1:
            yield problem(choices.name, number, "name", "twice", text=pair[1])  # type: ignore[union-attr]


def _known_types() -> set[str]:
    from pyxform import aliases
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    return {*QUESTION_TYPE_DICT, *aliases._type_alias_map, *aliases.select, "audit", "entity", "note", "osm"}


def _questions(survey: Sheet, lists: set[str]) -> Iterator[dict[str, Any]]:
    known = _known_types()
    within: list[tuple[int, str, set[str]]] = [(0, "", set())]  # row, kind, names so far: outermost first
    for number, row in survey.rows:
        kind, name = row.get("type", ""), row.get("name", "")
        if closing := CLOSES.match(kind):
            if len(within) == 1 or within[-1][1] != closing[1]:
                yield problem(survey.name, number, "type", "end_without_begin", text=kind)
            else:
                within.pop()
            continue
        if not kind:
            yield problem(survey.name, number, "type", "empty")
            continue
        yield from _type(survey, number, kind, known, lists)
        yield from _name(survey, number, name, within[-1][2])
        if opening := OPENS.match(kind):
            within.append((number, opening[1], set()))
    for number, kind, _names in within[1:]:
        yield problem(survey.name, number, "type", "begin_without_end", text=f"begin_{kind}")


def _type(
    survey: Sheet, number: int, kind: str, known: set[str], lists: set[str]
) -> Iterator[dict[str, Any]]:
    bare = kind.partition(" or_other")[0].strip()
    if OPENS.match(kind) or FROM_FILE.match(kind):
        return
    if select := SELECT.match(bare):
        if select[2] not in lists and not select[2].startswith("${"):
            yield problem(survey.name, number, "type", "no_list", text=select[2])
    elif bare in {"select_one", "select_multiple", "rank"}:
        yield problem(survey.name, number, "type", "no_list_name", text=bare)
    elif bare.lower() not in known and bare.partition(" ")[0] not in {"osm", "audit", "include"}:
        yield problem(survey.name, number, "type", "unknown_type", text=bare[:60])


def _name(survey: Sheet, number: int, name: str, taken: set[str]) -> Iterator[dict[str, Any]]:
    if not name:
        yield problem(survey.name, number, "name", "empty")
    elif not NAME.match(name):
        yield problem(survey.name, number, "name", "bad_name", text=name[:60])
    elif name in taken:
        yield problem(survey.name, number, "name", "twice", text=name)
    taken.add(name)


def _expressions(survey: Sheet) -> Iterator[dict[str, Any]]:
    """References to questions that are not there, and expressions that are no XPath."""
    names = {row.get("name", "") for _, row in survey.rows}
    for number, row in survey.rows:
        for column, text in row.items():
            base = column.partition("::")[0]
            for name in REFERENCE.findall(text):
                if name not in names:
                    yield problem(survey.name, number, column, "unknown_reference", text=name[:60])
            if base in EXPRESSIONS and text.lower() not in PLAIN_WORDS and not _is_xpath(text):
                yield problem(survey.name, number, column, "expression", text=text[:200])


def _is_xpath(text: str) -> bool:
    from lxml import etree

    try:
        etree.XPath(REFERENCE.sub(" /x ", text))
    except etree.XPathSyntaxError:
        return False
    return True


# --- conversion ----------------------------------------------------------------------------------


def convert(content: bytes, book: dict[str, Sheet], version: str) -> dict[str, Any]:
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert as to_xform

    warnings: list[str] = []
    try:
        result = to_xform(io.BytesIO(content), warnings=warnings, file_type=".xlsx")
    except PyXFormError as error:
        return {"problems": [_said(str(error), book)]}
    form = result._pyxform
    questions = list(_described(form["children"], "/data", ()))
    stated = str(form.get("version") or "")
    return {
        "form_id": form["id_string"],
        "title": form.get("title") or form["id_string"],
        "version": stated or version,
        "xform": result.xform if stated else _with_version(result.xform, version),
        "questions": questions,
        "languages": _languages(book),
        "files": sorted(set(NEEDED_FILE.findall(result.xform))),
        "warnings": [*(_said(text, book) for text in warnings), *_untranslated(book)][:MOST_PROBLEMS],
    }


def _said(text: str, book: dict[str, Sheet]) -> dict[str, Any]:
    """What pyxform says (in English), with the place that it names."""
    row = re.search(r"\[row : (\d+)\]\s*", text)
    sheet = re.search(r"On the '(\w+)' sheet", text)
    column = re.search(r"the '([\w:]+)' value", text)
    plain = text.replace(row[0], "") if row else text
    place = (sheet[1] if sheet else "survey", int(row[1]) if row else 0, column[1] if column else "")
    return problem(*place, "pyxform", text=plain.strip()[:400])


def _with_version(xform: str, version: str) -> str:
    return re.sub(
        r'(<instance>\s*<\w[\w.\-]* [^>]*?id="[^"]*")( version="")?',
        rf'\1 version="{version}"',
        xform,
        count=1,
    )


def _described(
    children: list[dict[str, Any]], path: str, repeats: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    for each in children:
        here = f"{path}/{each['name']}"
        kind = each["type"]
        if "children" in each and kind in {"group", "repeat", "loop"}:
            if here != "/data/meta":
                yield from _described(
                    each["children"], here, (*repeats, here) if kind == "repeat" else repeats
                )
        else:
            yield {
                "path": here,
                "name": each["name"],
                "type": kind,
                "labels": _labels(each.get("label")),
                "required": str((each.get("bind") or {}).get("required", "")).lower()
                in {"yes", "true", "true()"},
                "choices": [
                    {"value": choice["name"], "labels": _labels(choice.get("label"))}
                    for choice in each.get("choices") or ()
                ],
                "repeats": list(repeats),
            }


def _labels(label: Any) -> dict[str, str]:
    if isinstance(label, dict):
        return {code(language): str(text) for language, text in label.items() if text}
    return {"": str(label)} if label else {}


def code(language: str) -> str:
    """ "Русский (ru)" → "ru"; a language without a code keeps its name."""
    tagged = TAGGED.search(language)
    return tagged[1].lower() if tagged else language


def _languages(book: dict[str, Sheet]) -> list[str]:
    columns = [column for sheet in book.values() for column in sheet.columns]
    named = [
        language
        for base, _, language in (c.partition("::") for c in columns)
        if base in TRANSLATED and language
    ]
    return list(dict.fromkeys(named))


def _untranslated(book: dict[str, Sheet]) -> Iterator[dict[str, Any]]:
    for sheet in book.values():
        translated = [
            column for column in sheet.columns if column.partition("::")[0] in TRANSLATED and "::" in column
        ]
        for number, row in sheet.rows:
            for base in dict.fromkeys(column.partition("::")[0] for column in translated):
                columns = [column for column in translated if column.startswith(f"{base}::")]
                empty = [column for column in columns if not row.get(column)]
                if empty and len(empty) < len(columns):
                    for column in empty:
                        yield problem(
                            sheet.name, number, column, "untranslated", language=column.partition("::")[2]
                        )


def main(version: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    book = read(content)
    found = list(islice(check(book), MOST_PROBLEMS))
    json.dump({"problems": found} if found else convert(content, book, version), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
