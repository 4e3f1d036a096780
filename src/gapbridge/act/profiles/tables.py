"""Sanctions lists as CSV or XLSX: one line an entry, or several lines with the same reference for one entry.

The headings of the UN's and the EU's consolidated lists are known; others are said in the form.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.errors import Refused
from gapbridge.base.tables import Problems, TableColumn, read_table

from .models import SanctionsEntry

LONGEST_NAME = 500
LONGEST_OTHER = 200
# How lists say what an entry is: the EU's "P" and "E", the UN's "individual".
KINDS = {
    "p": "person",
    "individual": "person",
    "physical person": "person",
    "e": "entity",
    "organisation": "entity",
    "organization": "entity",
    "enterprise": "entity",
    "company": "entity",
    "vessel": "",
    "ship": "",
    "aircraft": "",
}
PARTS = tuple(f"{each}_name" for each in ("first", "second", "third", "fourth"))
COLUMNS = (
    TableColumn(
        "name",
        gettext_lazy("Name"),
        aliases=("full name", "whole name", "namealias_wholename", "primary name", "caption"),
        longest=LONGEST_NAME,
    ),
    *(TableColumn(part, part.replace("_", " ").capitalize(), longest=LONGEST_OTHER) for part in PARTS),
    TableColumn(
        "aliases",
        gettext_lazy("Other names"),
        aliases=("aliases", "alias", "also known as", "aka", "alias name", "other names"),
        empty="",
    ),
    TableColumn(
        "kind",
        gettext_lazy("Kind"),
        aliases=(
            "type",
            "subject type",
            "entity_subjecttype",
            "entity_subjecttype_classificationcode",
            "schema",
        ),
        longest=LONGEST_OTHER,
        empty="",
    ),
    TableColumn(
        "reference",
        gettext_lazy("Reference"),
        aliases=("reference number", "reference_number", "entity_eu_referencenumber", "id", "dataid"),
        longest=120,
        empty="",
    ),
    TableColumn(
        "born",
        gettext_lazy("Date of birth"),
        aliases=("birth date", "dob", "birthdate_birthdate", "year of birth"),
        longest=LONGEST_OTHER,
        empty="",
    ),
    TableColumn(
        "country",
        gettext_lazy("Country"),
        aliases=("countries", "nationality", "citizenship", "citizenship_countrydescription"),
        longest=LONGEST_OTHER,
        empty="",
    ),
)
MAPPED = ("name", "aliases", "kind", "reference", "country")  # whose headings can be said in the form


def read_entries(
    file: BinaryIO, headings: Mapping[str, str] | None = None, *, field: str | None = None
) -> list[dict[str, Any]]:
    """The list's entries: name, aliases (a list), kind, reference, born, country.

    `headings` (key of MAPPED → heading in this file) comes before the headings that are known. Raises Refused
    when the file can't be read, TableErrors naming rows and columns.
    """
    rows = read_table(file, _columns(headings or {}), field=field)
    _check_headings(rows, headings or {})
    problems = Problems(field)
    named = [(row, _name(row)) for row in rows]
    with_reference = {row.reference for row, name in named if name and row.reference}
    for row, name in named:
        if not name and row.reference not in with_reference:
            problems.add(row.row_number, COLUMNS[0].label, _("this can't be empty."))
        if len(name) > LONGEST_NAME:
            problems.add(
                row.row_number,
                COLUMNS[0].label,
                _("this is longer than %(most)s characters.") % {"most": LONGEST_NAME},
            )
    problems.settle()
    return _merged(named)


@dataclass(frozen=True)
class SaidColumn(TableColumn):
    """A column that is known by the heading that was said, and by no other."""

    said: str = ""

    @cached_property
    def headings(self) -> set[str]:
        return TableColumn(self.said, self.said).headings


def _columns(headings: Mapping[str, str]) -> list[TableColumn]:
    return [
        SaidColumn(each.key, said, longest=each.longest, empty=each.empty, said=said)
        if (said := headings.get(each.key, "").strip())
        else each
        for each in COLUMNS
    ]


def _check_headings(rows: list[Any], headings: Mapping[str, str]) -> None:
    for key, said in headings.items():
        if said.strip() and not any(getattr(row, key) for row in rows):
            raise Refused(
                _(
                    "No column of the file has this heading, or it is empty. Write it as it stands in the first row."
                ),
                field=f"{key}_heading",
            )


def _name(row: Any) -> str:
    return row.name or " ".join(part for part in (getattr(row, each) for each in PARTS) if part)


def _merged(named: Iterable[tuple[Any, str]]) -> list[dict[str, Any]]:
    """One entry a reference; a line without one is an entry of its own."""
    entries: list[dict[str, Any]] = []
    by_reference: dict[str, dict[str, Any]] = {}
    for row, name in named:
        entry = by_reference.get(row.reference) if row.reference else None
        if entry is None:
            entry = {
                "name": "",
                "aliases": [],
                "kind": "",
                "reference": row.reference,
                "born": "",
                "country": "",
            }
            entries.append(entry)
            if row.reference:
                by_reference[row.reference] = entry
        names = [name, *_split(row.aliases)]
        entry["name"] = entry["name"] or name
        entry["aliases"] += [each for each in names if each and each != entry["name"]]
        entry["kind"] = entry["kind"] or _kind(row.kind)
        entry["born"], entry["country"] = entry["born"] or row.born, entry["country"] or row.country
    return entries


def _split(aliases: str) -> list[str]:
    return [part.strip() for part in aliases.replace("\n", ";").replace("|", ";").split(";") if part.strip()]


def _kind(text: str) -> str:
    word = text.strip().lower()
    return word if word in SanctionsEntry.Kind.values else KINDS.get(word, "")
