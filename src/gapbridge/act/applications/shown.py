"""What a section's page shows: each field with what stands in it, what is wrong, and which texts wait beside it."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse

from gapbridge.act.procedures.definition import Choice, Field, SectionOfForm, fields_of, words_in
from gapbridge.base.differences import Piece, compare
from gapbridge.base.filekinds import KINDS

from . import values
from .answers import attachments_of
from .editors.budget import Sheet, sheet_of
from .editors.logframe import Node, Timeline, timeline_of, tree_of, walk
from .editors.partners import partners_of
from .models import Answer, AnswerVersion, Attachment, Part, Partner

SPARE_ROWS = 3


@dataclass(frozen=True)
class Cell:
    column: Choice
    name: str
    value: str
    wrong: bool = False


@dataclass(frozen=True)
class Row:
    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class TwoTexts:
    """A text that waits beside the one that stands. `both`: all words of either, to be edited into one."""

    version: AnswerVersion
    answer: Answer
    mine: bool
    standing: str
    waiting: str
    pieces: list[Piece]
    both: str
    merges: bool  # texts can be edited together; of a choice one is taken or the other


@dataclass
class FieldShown:
    """A field on the page. `typed` is what was sent and could not be kept: it stays before the writer's eyes."""

    field: Field
    value: Any
    answer: Answer | None = None
    errors: list[str] = dataclasses.field(default_factory=list)
    two_texts: list[TwoTexts] = dataclasses.field(default_factory=list)
    attachments: list[Attachment] = dataclasses.field(default_factory=list)
    url: str = ""
    part: Part | None = None  # of an editor: what it holds is read from the part's rows
    based_on: int = 0
    more_rows: int = SPARE_ROWS

    @property
    def key(self) -> str:
        return self.field.key

    @property
    def name(self) -> str:
        return f"a-{self.key}"

    @property
    def widget(self) -> str:
        """The template that draws it."""
        kind = "editor" if self.field.is_editor else self.field.kind
        return f"applications/fields/{kind}.html"

    @property
    def problems(self) -> list[values.Problem]:
        return (
            []
            if self.field.is_editor or self.field.kind == "files"
            else values.problems(self.field, self.value)
        )

    @property
    def words(self) -> int:
        return words_in(self.value) if self.field.kind == "text" else 0

    @property
    def text(self) -> str:
        return (
            "" if self.field.is_editor or self.field.kind == "files" else values.said(self.field, self.value)
        )

    @property
    def lines(self) -> list[list[tuple[Choice, str]]]:
        """A table's rows to be read."""
        return [[(each, row.get(each.key, "")) for each in self.field.columns] for row in self.value]

    # --- what an editor holds, read when it is asked for ---

    @cached_property
    def sheet(self) -> Sheet | None:
        return sheet_of(self.part) if self.part else None

    @cached_property
    def logframe(self) -> list[Node]:
        return [*walk(tree_of(self.part))] if self.part else []

    @cached_property
    def timeline(self) -> Timeline | None:
        return timeline_of(self.part) if self.part else None

    @cached_property
    def partners(self) -> list[Partner]:
        return partners_of(self.part.application) if self.part else []

    @property
    def is_blank(self) -> bool:
        """Of an editor: nothing is written in it yet."""
        held = {
            "budget": lambda: self.sheet and not self.sheet.is_empty,
            "logframe": lambda: self.logframe,
            "timeline": lambda: self.timeline and self.timeline.bars,
            "partners": lambda: self.partners,
        }
        return self.field.kind in held and not held[self.field.kind]()

    @property
    def accept(self) -> str:
        return ",".join(f".{each}" for each in self.field.kinds or KINDS)

    @property
    def rows(self) -> list[Row]:
        """What is filled in, then empty ones to go on in."""
        wrong = {(each.row, each.column) for each in self.problems}
        filled = [*self.value, *({} for _ in range(self.more_rows))]
        return [
            Row(
                number,
                [self._cell(number, each, row, (number, each.label) in wrong) for each in self.field.columns],
            )
            for number, row in enumerate(filled, start=1)
        ]

    def _cell(self, number: int, column: Choice, row: Mapping[str, str], wrong: bool) -> Cell:
        return Cell(column, f"{self.name}-{number}-{column.key}", row.get(column.key, ""), wrong)


def fields_shown(
    part: Part, section: SectionOfForm, reader: Any, typed: Mapping[str, Any] | None = None
) -> list[FieldShown]:
    """The section's fields as they stand; what was `typed` and not kept in place of what stands. Four queries."""
    keys = [each.key for each in section.fields]
    stored = {
        each.key: each for each in Answer.objects.filter(part=part, key__in=keys).select_related("changed_by")
    }
    waiting = _waiting(stored.values())
    files = attachments_of(part)
    return [
        _shown(part, each, stored.get(each.key), waiting, files, reader, typed or {})
        for each in section.fields
    ]


def _shown(
    part: Part,
    asked: Field,
    answer: Answer | None,
    waiting: Mapping[int, list[AnswerVersion]],
    files: Mapping[str, list[Attachment]],
    reader: Any,
    typed: Mapping[str, Any],
) -> FieldShown:
    value = answer.value if answer else values.empty(asked)
    shown = FieldShown(asked, typed.get(asked.key, value), answer, based_on=answer.version if answer else 0)
    if answer:
        shown.two_texts = [two_texts(asked, answer, each, reader) for each in waiting.get(answer.pk, ())]
    shown.attachments = files.get(asked.key, [])
    if asked.is_editor:
        shown.part, shown.url = part, editor_url(part, asked.kind)
    return shown


def _waiting(answers: Iterable[Answer]) -> dict[int, list[AnswerVersion]]:
    found: dict[int, list[AnswerVersion]] = {}
    rows = AnswerVersion.objects.filter(answer__in=list(answers), waits=True).select_related("saved_by")
    for each in rows:
        found.setdefault(each.answer_id, []).append(each)
    return found


def two_texts(asked: Field, answer: Answer, version: AnswerVersion, reader: Any) -> TwoTexts:
    standing, waiting = values.said(asked, answer.value), values.said(asked, version.value)
    pieces = compare(standing, waiting)
    return TwoTexts(
        version=version,
        answer=answer,
        mine=version.saved_by_id == reader.pk,
        standing=standing,
        waiting=waiting,
        pieces=pieces,
        both=_both(pieces),
        merges=asked.kind == "text",
    )


def _both(pieces: list[Piece]) -> str:
    """All words of two texts, in their order; texts that have little in common one below the other."""
    if all(each.kind != "same" for each in pieces):
        return "\n\n".join(each.text for each in pieces)
    return "".join(each.text for each in pieces)


def editors_shown(part: Part) -> list[FieldShown]:
    """What stands in the part's editors, in the order of its form."""
    fields = [each for each in fields_of(part.form) if each.is_editor]
    return [FieldShown(each, None, part=part, url=editor_url(part, each.kind)) for each in fields]


def editor_url(part: Part, kind: str) -> str:
    """The page of an editor that is not one of the form's fields."""
    of_application = kind == "partners"
    try:
        return reverse(f"applications:{kind}", args=[part.application_id if of_application else part.pk])
    except NoReverseMatch:
        return ""
