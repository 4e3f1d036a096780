"""One record a filled-in form: a line of the form's table, with its lines of the tables of its repeats.

Kobo links a repeat's line by `_parent_index` (and `_parent_table_name`) to the `_index` of the line above it, ODK
Central by `PARENT_KEY` to `KEY` ("uuid:…/said[1]"). Both were read from exports of the services themselves.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from .faults import Faults
from .grids import Grid

LONGEST_CELL = 50_000  # characters
LONGEST_ID = 100
ID_COLUMNS = ("meta/instanceid", "meta-instanceid", "instanceid", "_uuid", "key")
EARLIER_COLUMNS = ("meta/deprecatedid", "meta-deprecatedid", "deprecatedid")
LINKS = ("_parent_index", "parent_key")
# What the services add, and what telephones tell of whoever holds them: not an answer, or not ours to know.
ASIDE = {
    "submissiondate", "submitterid", "submittername", "attachmentspresent", "attachmentsexpected", "status",
    "reviewstate", "deviceid", "edits", "formversion", "key", "parent_key", "username", "phonenumber", "email",
    "subscriberid", "simserial", "simid", "instanceid", "instancename", "deprecatedid", "rootuuid", "start", "end",
    "today",
}  # fmt: skip
ID = re.compile(r"[!-~]+")


@dataclass(frozen=True)
class Record:
    """One filled-in form.

    `content`: column → text, and repeat → a list of the same; what was left empty isn't there. `sha256` is of the
    content whatever order the columns stood in. `instance_id` is "uuid:…", or made of the content where the
    table names none. `corrects` is the instance it says it replaces, or "".
    """

    sheet: str
    row: int
    instance_id: str
    corrects: str
    content: dict[str, Any]
    sha256: str
    text: str


@dataclass
class Export:
    """`columns`: every question that is asked in the file; one of a repeat as "said/said_words"."""

    columns: list[str]
    records: list[Record] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)


def read_records(grids: list[Grid]) -> Export:
    main, repeats, strays = _sorted(grids)
    export = Export(columns=[])
    for stray in strays:
        export.faults.add(
            stray.name,
            1,
            "",
            _("this sheet isn't linked to the first. Take it out, or export the file again."),
        )
    for grid in (main, *repeats):
        _check_headings(grid, export.faults)
    if export.faults:
        return export
    named = {grid.name: _repeat_name(grid, main) for grid in repeats}
    export.columns = [
        *_asked(main),
        *(
            f"{name}/{_within(each, name)}"
            for grid in repeats
            for name in [named[grid.name]]
            for each in _asked(grid)
        ),
    ]
    below = _below(main, repeats, named, export.faults)
    records = list(_records(main, below, export.faults))
    export.records = [each for each in records if (each.sheet, each.row) not in export.faults.rows]
    return export


# --- which table is which ------------------------------------------------------------------------


def _sorted(grids: list[Grid]) -> tuple[Grid, list[Grid], list[Grid]]:
    """The form's table, those of its repeats, and any that belongs to neither."""
    linked = [grid for grid in grids if _place(grid, LINKS) is not None]
    free = [grid for grid in grids if _place(grid, LINKS) is None]
    if not free:
        return grids[0], [], []  # a repeat's table alone: its lines are taken as they are
    main = next((grid for grid in free if _place(grid, ID_COLUMNS) is not None), free[0])
    return main, linked, [grid for grid in free if grid is not main]


def _place(grid: Grid, names: tuple[str, ...]) -> int | None:
    headings = [each.lower() for each in grid.headings]
    return next((headings.index(name) for name in names if name in headings), None)


def _repeat_name(grid: Grid, main: Grid) -> str:
    """ODK calls its file "form-said", Kobo its sheet "said"."""
    return grid.name.removeprefix(f"{main.name}-").replace(".", "/").rpartition("/")[2]


def _within(heading: str, repeat: str) -> str:
    """A repeat's column without the way to it: Kobo writes "group/said/said_words"."""
    _way, found, name = heading.rpartition(f"{repeat}/")
    return name if found else heading


def _asked(grid: Grid) -> list[str]:
    return [heading for heading in grid.headings if heading and not _is_aside(heading, grid)]


def _is_aside(heading: str, grid: Grid) -> bool:
    if heading.startswith("_") or heading.lower() in ASIDE or heading.lower().startswith(("meta/", "meta-")):
        return True
    return heading.endswith("_URL") and heading.removesuffix("_URL") in grid.headings


def _check_headings(grid: Grid, faults: Faults) -> None:
    seen: set[str] = set()
    for heading in grid.headings:
        if heading and heading in seen:
            faults.add(
                grid.name,
                1,
                heading,
                _(
                    "this heading stands here twice. Export with XML values and headers, or rename one of them."
                ),
            )
        seen.add(heading)


# --- lines ---------------------------------------------------------------------------------------


def _content(grid: Grid, names: list[str], number: int, cells: list[str], faults: Faults) -> dict[str, Any]:
    """One line's answers. `names`: what each column is called in the content, "" for one that is left aside."""
    found: dict[str, Any] = {}
    for index, cell in enumerate(cells):
        if not cell:
            continue
        if index >= len(names) or not grid.headings[index]:
            faults.add(grid.name, number, "", _("a cell stands here under no heading."))
        elif len(cell) > LONGEST_CELL:
            faults.add(
                grid.name,
                number,
                grid.headings[index],
                _("this is longer than %(most)s characters.") % {"most": LONGEST_CELL},
            )
        elif names[index]:
            found[names[index]] = cell
    return found


def _names(grid: Grid, repeat: str = "") -> list[str]:
    asked = set(_asked(grid))
    return [
        (_within(heading, repeat) if repeat else heading) if heading in asked else ""
        for heading in grid.headings
    ]


def _cell(cells: list[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _below(
    main: Grid, repeats: list[Grid], named: dict[str, str], faults: Faults
) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """The lines of the repeats by the link of the form's line that they lie under, with their repeat's name."""
    links = _Links(main, repeats)
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for grid in repeats:
        place, names = _place(grid, LINKS), _names(grid, named[grid.name])
        for number, cells in grid.rows:
            content = _content(grid, names, number, cells, faults)
            root = links.root(grid, cells)
            if root is None:
                faults.add(
                    grid.name,
                    number,
                    grid.headings[place or 0],
                    _("“%(link)s” is no line of the form. Export the file again.")
                    % {"link": _cell(cells, place)[:60]},
                )
            elif content:
                found.setdefault(root, []).append((named[grid.name], content))
    return found


class _Links:
    """From a repeat's line up to the form's: by `_index` of Kobo, or by the beginning of ODK's key."""

    def __init__(self, main: Grid, repeats: list[Grid]):
        self.main = main
        self.tables = {grid.name: grid for grid in repeats}
        self.lines = {grid.name: self._by_index(grid) for grid in (main, *repeats)}
        key = _place(main, ("key", "meta/instanceid", "meta-instanceid"))
        self.keys = {_cell(cells, key) for _number, cells in main.rows}

    def _by_index(self, grid: Grid) -> dict[str, list[str]]:
        place = _place(grid, ("_index",))
        return {_cell(cells, place): cells for _number, cells in grid.rows} if place is not None else {}

    def root(self, grid: Grid, cells: list[str], depth: int = 0) -> str | None:
        if (place := _place(grid, ("parent_key",))) is not None:
            key = _cell(cells, place).partition("/")[0]
            return key if key in self.keys else None
        index = _cell(cells, _place(grid, ("_parent_index",)))
        above = self.tables.get(_cell(cells, _place(grid, ("_parent_table_name",))))
        if above is None:
            return index if index in self.lines[self.main.name] else None
        parent = self.lines[above.name].get(index)
        return self.root(above, parent, depth + 1) if parent and depth < len(self.tables) else None


def _records(
    main: Grid, below: dict[str, list[tuple[str, dict[str, Any]]]], faults: Faults
) -> Iterator[Record]:
    id_place, earlier_place = _place(main, ID_COLUMNS), _place(main, EARLIER_COLUMNS)
    link_place = _place(main, ("_index", "key", "meta/instanceid", "meta-instanceid"))
    seen: dict[str, str] = {}
    names = _names(main)
    for number, cells in main.rows:
        content = _content(main, names, number, cells, faults)
        for name, line in below.get(_cell(cells, link_place), []) if link_place is not None else []:
            content.setdefault(name, []).append(line)
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        instance_id = _instance_id(_cell(cells, id_place), digest)
        column = main.headings[id_place] if id_place is not None else ""
        if len(instance_id) > LONGEST_ID or not ID.fullmatch(instance_id):
            faults.add(main.name, number, column, _("this is no id of an answer."))
        elif seen.get(instance_id, digest) != digest:
            faults.add(main.name, number, column, _("two lines with different answers have this id."))
        elif instance_id not in seen and content:
            seen[instance_id] = digest
            earlier = _cell(cells, earlier_place)
            corrects = _instance_id(earlier, digest) if earlier else ""
            yield Record(main.name, number, instance_id, corrects[:LONGEST_ID], content, digest, text)


def _instance_id(cell: str, digest: str) -> str:
    """ "uuid:…" as OpenRosa writes it, so that a form that came by telephone is known again in an export."""
    if not cell:
        return f"content:{digest[:48]}"
    return cell if ":" in cell else f"uuid:{cell}"
