"""A budget as its page shows it: rows under headings, each cell with what is wrong in it, sums and limits."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from gapbridge.act.applications.budget import Limit, Terms, Totals, add_up, check, limits, terms_of
from gapbridge.act.applications.cells import Reader, problem_of, shown, texts_of
from gapbridge.act.applications.models import BudgetLine, FundingSource, LogframeRow, Part, Partner
from gapbridge.act.applications.models.rows import EditedRow
from gapbridge.act.applications.numerals import written
from gapbridge.people.models import User

from .reading import MOST_YEARS, SOURCE_READERS, readers_with

NUMBERS = ("quantity", "rate", "amount", "baseline", "target")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class Cell:
    """One cell to type in: its text as it was typed or as the reader's language writes numbers, and what is wrong."""

    name: str
    text: str
    problem: str = ""


@dataclass(frozen=True)
class Version:
    """Cells that somebody wrote on an older version: (name of the cell, what they wrote, what stands)."""

    key: str
    who: str
    at: datetime
    cells: list[tuple[str, str, str]]


@dataclass
class Row:
    """A line or source on the page. `key` is its id, or a placeholder for one that is not made yet."""

    key: str
    row: Any
    cells: dict[str, Cell]
    versions: list[Version] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # of the row as a whole

    @property
    def was(self) -> str:
        """What stands in the cells now, by which a later save knows what its typist changed."""
        return json.dumps(texts_of(self.row), ensure_ascii=False)


@dataclass
class Block:
    """A heading with its rows, sum and share of the total in percent (None while there is no total)."""

    key: str
    label: str
    rows: list[Row]
    sum: Decimal
    share: Decimal | None


@dataclass
class Sheet:
    """Everything of a part's budget, read in a number of queries that does not grow with its lines."""

    terms: Terms
    totals: Totals
    blocks: list[Block]
    sources: list[Row]
    partners: list[Partner]
    activities: list[LogframeRow]
    applicant: str

    @property
    def years(self) -> list[tuple[int, Decimal]]:
        return list(self.totals.by_year.items())

    @property
    def spenders(self) -> list[tuple[str, Decimal]]:
        """Who spends how much: the applicant, then the partners."""
        names = {None: self.applicant} | {each.pk: str(each.organisation) for each in self.partners}
        sums = self.totals.by_partner
        return [
            (names.get(pk, "?"), sums[pk]) for pk in sorted(sums, key=lambda pk: (pk is not None, pk or 0))
        ]

    @property
    def limits(self) -> list[Limit]:
        return self.totals.limits

    @property
    def is_empty(self) -> bool:
        return not self.sources and not any(block.rows for block in self.blocks)

    @property
    def year_choices(self) -> list[Choice]:
        last = self.terms.years or MOST_YEARS
        years = {*range(1, min(last, MOST_YEARS) + 1), *self.totals.by_year}
        return [Choice(str(year), _("Year %(year)s") % {"year": year}) for year in sorted(years)]

    @property
    def heading_choices(self) -> list[Choice]:
        return [Choice(key, label) for key, label in self.terms.headings.items()]

    @property
    def partner_choices(self) -> list[Choice]:
        own = [Choice("", self.applicant)]
        return own + [Choice(str(each.pk), str(each.organisation)) for each in self.partners]

    @property
    def activity_choices(self) -> list[Choice]:
        return [Choice("", _("The project as a whole"))] + [
            Choice(str(each.pk), each.text[:80]) for each in self.activities
        ]


def sheet_of(part: Part) -> Sheet | None:
    """None where the part's form asks for no budget."""
    terms = terms_of(part)
    if terms is None:
        return None
    lines = list(
        part.budget_lines.select_related("partner__organisation", "activity").order_by("position", "pk")
    )
    sources = list(part.funding_sources.order_by("pk"))
    partners = list(part.application.partners.select_related("organisation"))
    activities = list(part.logframe.filter(kind=LogframeRow.Kind.ACTIVITY))
    counted = [line for line in lines if not line.is_blank("heading", "year")]
    given = [source for source in sources if not source.is_blank("is_secured")]
    found = add_up(counted, given, terms.headings)
    found.limits = list(limits(found, terms))
    found.problems = list(check(counted, given, found, terms))
    names = writers_of([*lines, *sources])
    sheet = Sheet(terms, found, [], [], partners, activities, str(part.application.organisation))
    readers = readers_with(terms.headings, partners, activities)
    shown_lines = {line.pk: row_of(line, readers, found, "line", names) for line in lines}
    sheet.sources = [row_of(each, SOURCE_READERS, found, "source", names) for each in sources]
    labels = terms.headings | {
        line.heading: line.heading for line in lines if line.heading not in terms.headings
    }
    for key, label in labels.items():
        rows = [shown_lines[line.pk] for line in lines if line.heading == key]
        sheet.blocks.append(
            Block(key, label, rows, found.by_heading.get(key, NOTHING), found.shares.get(key))
        )
    return sheet


def row_of(
    row: EditedRow,
    readers: Mapping[str, Reader],
    found: Totals | None,
    kind: str,
    names: Mapping[int, str],
) -> Row:
    of_row = [each for each in found.problems if (each.rule, each.row) == (kind, row.pk)] if found else []
    said = {each.field: each.text for each in of_row if each.field}
    cells = {name: _cell(row, name, readers.get(name), said.get(name, "")) for name in row.CELLS}
    versions = [_version(row, entry, names) for entry in row.waiting]
    return Row(str(row.pk), row, cells, versions, [each.text for each in of_row if not each.field])


def _cell(row: EditedRow, name: str, reader: Reader | None, said: str) -> Cell:
    if name in row.unread:
        text = row.unread[name]
        return Cell(name, text, (problem_of(reader, text) if reader else "") or said)
    return Cell(name, localised(row, name), said)


def localised(row: EditedRow, name: str) -> str:
    if name in NUMBERS:
        return written(getattr(row, name), comma=has_comma())
    return shown(row, name)


def has_comma() -> bool:
    return get_format("DECIMAL_SEPARATOR") == ","


def _version(row: EditedRow, entry: Mapping[str, Any], names: Mapping[int, str]) -> Version:
    cells = [
        (str(row._meta.get_field(name).verbose_name), text, shown(row, name))  # type: ignore[union-attr]
        for name, text in entry["cells"].items()
    ]
    return Version(entry["key"], names.get(entry["by"], "?"), datetime.fromisoformat(entry["at"]), cells)


def writers_of(rows: Iterable[EditedRow]) -> dict[int, str]:
    """Who wrote the versions that wait: id → name."""
    ids = {entry["by"] for row in rows for entry in row.waiting}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=ids)} if ids else {}


def blank_line() -> Row:
    """What a new line's cells show, under the placeholder that the page's script replaces."""
    return Row(
        "__key__",
        BudgetLine(),
        {name: Cell(name, "1" if name == "year" else "") for name in BudgetLine.CELLS},
    )


def blank_source() -> Row:
    return Row("__key__", FundingSource(), {name: Cell(name, "") for name in FundingSource.CELLS})
