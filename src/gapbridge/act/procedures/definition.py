"""An application form read from its data: sections and fields in the reader's language, and what is wrong with one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gapbridge.base.errors import Refused
from gapbridge.base.wordings import said_in

LANGUAGES = ("en", "az", "ru")
PLAIN = ("text", "number", "date", "choice", "choices", "table", "files", "declaration")
EDITORS = ("budget", "logframe", "timeline", "partners")
KINDS = (*PLAIN, *EDITORS)
CELLS = ("text", "number", "date")
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_WORDS = 5000
LONGEST_ROWS = 200
WORD = re.compile(r"\w+(?:[’'ʼ.,/-]\w+)*")

Labels = Mapping[str, str]


@dataclass(frozen=True)
class Choice:
    """An option of a choice, a column of a table (`kind` one of CELLS) or a heading of a budget."""

    key: str
    label: str
    kind: str = "text"


@dataclass(frozen=True)
class Ceiling:
    """A budget heading may be at most `percent` of the sum of the headings `of`."""

    heading: str
    percent: int
    of: tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """One field: `kind` is one of KINDS. `words` is a text's limit; `rows` a table's; `most` how many files."""

    key: str
    kind: str
    label: str
    help: str = ""
    required: bool = True
    words: int | None = None
    rows: int = 20
    options: tuple[Choice, ...] = ()
    columns: tuple[Choice, ...] = ()
    headings: tuple[Choice, ...] = ()
    ceilings: tuple[Ceiling, ...] = ()
    kinds: tuple[str, ...] = ()
    most: int = 5

    @property
    def is_editor(self) -> bool:
        return self.kind in EDITORS


@dataclass(frozen=True)
class SectionOfForm:
    key: str
    title: str
    help: str
    fields: tuple[Field, ...] = field(default_factory=tuple)


def sections_of(form: Any) -> list[SectionOfForm]:
    """A FormDefinition's sections in the language of the reader."""
    return [
        SectionOfForm(
            each["key"], _said(each["title"]), _said(each.get("help")), tuple(map(_field, each["fields"]))
        )
        for each in form.definition.get("sections", ())
    ]


def fields_of(form: Any) -> list[Field]:
    return [each for section in sections_of(form) for each in section.fields]


def field_of(form: Any, key: str) -> Field | None:
    return next((each for each in fields_of(form) if each.key == key), None)


def editor_of(form: Any, kind: str) -> Field | None:
    """The form's budget, logframe, timeline or partners field; None where it has none."""
    return next((each for each in fields_of(form) if each.kind == kind), None)


def words_in(text: str) -> int:
    """How many words a text has: runs of letters and digits; what a hyphen, a point or an apostrophe joins is one.

    The same rule is in static/applications/, so that a counter says what the server will say.
    """
    return len(WORD.findall(text))


def _field(data: Mapping[str, Any]) -> Field:
    return Field(
        key=data["key"],
        kind=data["kind"],
        label=_said(data["label"]),
        help=_said(data.get("help")),
        required=data.get("required", True),
        words=data.get("words"),
        rows=data.get("rows", 20),
        options=_choices(data, "options"),
        columns=_choices(data, "columns"),
        headings=_choices(data, "headings"),
        ceilings=tuple(
            Ceiling(each["heading"], each["percent"], tuple(each["of"])) for each in data.get("ceilings", ())
        ),
        kinds=tuple(data.get("kinds", ())),
        most=data.get("most", 5),
    )


def _choices(data: Mapping[str, Any], name: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(each["key"], _said(each["label"]), each.get("kind", "text")) for each in data.get(name, ())
    )


def _said(labels: Labels | None) -> str:
    """In the reader's language, else in the first that there is."""
    return said_in(labels or {}, get_language() or "en", *LANGUAGES)


# --- what is wrong with a definition -------------------------------------------------------------------


def check_definition(data: Any) -> None:
    """Refuses a definition that no form could be made from, naming section and field."""
    for problem in _problems(data):
        raise Refused(problem, field="definition")


def _problems(data: Any) -> Iterator[str]:
    if not isinstance(data, dict) or not isinstance(data.get("sections"), list) or not data["sections"]:
        yield _("A form needs at least one section.")
        return
    seen: set[str] = set()
    for number, section in enumerate(data["sections"], start=1):
        yield from _problems_of_section(number, section, seen)


def _problems_of_section(number: int, section: Any, seen: set[str]) -> Iterator[str]:
    where = _("Section %(number)s") % {"number": number}
    if (
        not isinstance(section, dict)
        or not _is_key(section.get("key"))
        or not _is_labelled(section.get("title"))
    ):
        yield _("%(where)s: it needs a key and a title.") % {"where": where}
        return
    if not isinstance(section.get("fields"), list) or not section["fields"]:
        yield _("%(where)s: it needs at least one field.") % {"where": where}
        return
    for each in section["fields"]:
        yield from _problems_of_field(where, each, seen)


def _problems_of_field(where: str, data: Any, seen: set[str]) -> Iterator[str]:
    if not isinstance(data, dict) or not _is_key(data.get("key")) or not _is_labelled(data.get("label")):
        yield _("%(where)s: each field needs a key and a label.") % {"where": where}
        return
    named = {"where": where, "field": data["key"]}
    if data["key"] in seen:
        yield _("%(where)s: two fields are called “%(field)s”.") % named
    seen.add(data["key"])
    if data.get("kind") not in KINDS:
        yield _("%(where)s, “%(field)s”: this kind of field is not known.") % named
        return
    words = data.get("words")
    if data["kind"] == "text" and words is not None and not _is_number(words, 1, MOST_WORDS):
        yield _("%(where)s, “%(field)s”: the limit must be a number of words from 1 to 5,000.") % named
    needed = {"choice": "options", "choices": "options", "table": "columns", "budget": "headings"}.get(
        data["kind"]
    )
    if needed and not _are_choices(data.get(needed)):
        yield (
            _(
                "%(where)s, “%(field)s”: it needs its options, columns or headings, each with a key and a label."
            )
            % named
        )
        return
    if data["kind"] == "budget":
        yield from _problems_of_ceilings(named, data)


def _problems_of_ceilings(named: dict[str, str], data: dict[str, Any]) -> Iterator[str]:
    headings = {each["key"] for each in data["headings"]}
    for each in data.get("ceilings", ()):
        right = isinstance(each, dict) and _is_number(each.get("percent"), 0, 100)
        of = each.get("of") if isinstance(each, dict) else None
        if (
            not right
            or each.get("heading") not in headings
            or not isinstance(of, list)
            or not {*of} <= headings
        ):
            yield (
                _(
                    "%(where)s, “%(field)s”: a ceiling names a heading, a percentage and the headings it is of."
                )
                % named
            )


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and KEY.fullmatch(value) is not None


def _is_labelled(value: Any) -> bool:
    return isinstance(value, dict) and any(
        isinstance(value.get(each), str) and value[each].strip() for each in LANGUAGES
    )


def _is_number(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _are_choices(value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    good = all(
        isinstance(each, dict) and _is_key(each.get("key")) and _is_labelled(each.get("label"))
        for each in value
    )
    return good and len({each["key"] for each in value}) == len(value)
