"""The codes a programme marks with: the clauses of its frameworks, and its own themes, as one tree."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gapbridge.base.errors import Refused
from gapbridge.base.folding import fold
from gapbridge.listen.assessments.models import Theme
from gapbridge.programmes.models import Clause, Framework, Programme

AREAS = "protection-gaps"  # the framework whose areas, A to G, have a hue each
FRAMEWORK_HUES = 5  # hues for the other frameworks, which they share by their ids
THEME_HUE = "t"
KEY = re.compile(r"[ct][0-9]{1,18}")
LANGUAGES = tuple(language for language, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class Code:
    """A clause or a theme. `key`: "c12" or "t5". `short`: "E4", empty for a theme. `hue`: see coding.css."""

    key: str
    short: str
    title: str
    hue: str
    depth: int = 0
    retired: bool = False
    names: tuple[str, ...] = ()  # in every language
    framework: int | None = None

    def __str__(self) -> str:
        return f"{self.short} {self.title}".strip()

    @property
    def sought(self) -> str:
        """What it is found by: its code and the words of its name in every language, folded."""
        return fold(" ".join((self.short, *self.names)))


@dataclass
class Codebook:
    """All codes by their key, in the order of the tree. An excerpt may bear one that is offered no more."""

    codes: dict[str, Code] = field(default_factory=dict)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self.codes)}

    def named(self, keys: Iterable[str]) -> list[Code]:
        """The codes with these keys, in the tree's order, those of frameworks first."""
        known = (key for key in keys if key in self._places)
        return [self.codes[key] for key in sorted(known, key=self._places.__getitem__)]


@dataclass(frozen=True)
class Branch:
    """The codes of one framework that are offered, or the themes (`framework` None)."""

    title: str
    codes: list[Code]
    framework: Framework | None = None


class Row(NamedTuple):
    """A clause as the database has it: plain values, because this is read at every stroke."""

    pk: int
    parent_id: int | None
    framework_id: int
    framework: str  # its key
    code: str
    above: str | None  # the code of the clause above it
    top: str | None  # and of the one above that
    titles: tuple[str, ...]


def codebook(programme_id: int, keys: Collection[str] | None = None) -> Codebook:
    """The clauses of every framework and the programme's themes, or only the codes with these keys.

    Two queries. Of some codes alone the depth in the tree is not told.
    """
    clauses = _clause_rows(None if keys is None else _numbers(keys, "c"))
    themes = _themes(programme_id, None if keys is None else _numbers(keys, "t"))
    found = [*_clause_codes(clauses), *_theme_codes(themes)]
    return Codebook({code.key: code for code in found})


def branches(programme: Programme, book: Codebook) -> list[Branch]:
    """What is offered: the programme's frameworks (all, while it has named none), then its themes."""
    own = list(programme.frameworks.all()) or list(Framework.objects.all())
    own.sort(key=lambda each: (each.key != AREAS, each.kind != Framework.Kind.STANDARD, each.pk))
    by_framework: dict[int | None, list[Code]] = {}
    for code in book.codes.values():
        by_framework.setdefault(code.framework, []).append(code)
    offered = [Branch(str(each), by_framework.get(each.pk, []), each) for each in own]
    return [*offered, Branch(_("Themes of our own"), by_framework.get(None, []))]


def chosen(programme_id: int, keys: Iterable[str]) -> dict[str, list[Any]]:
    """The clauses and themes behind keys such as "c12" and "t5". Refuses what is no code of this programme."""
    clauses, themes = _numbers(keys, "c"), _numbers(keys, "t")
    found: dict[str, list[Any]] = {
        "clauses": list(Clause.objects.filter(pk__in=clauses)) if clauses else [],
        "themes": list(Theme.objects.filter(pk__in=themes, programme=programme_id)) if themes else [],
    }
    if len(found["clauses"]) + len(found["themes"]) < len(set(keys)):
        raise Refused(_("One of these codes is not there any more. Load the page anew."), field="codes")
    return found


def _numbers(keys: Iterable[str], kind: str) -> set[int]:
    return {int(key[1:]) for key in keys if KEY.fullmatch(key) and key[0] == kind}


def _clause_rows(wanted: set[int] | None) -> list[Row]:
    if wanted is not None and not wanted:
        return []
    rows: Any = Clause.objects.order_by("framework_id", "position")
    rows = rows if wanted is None else rows.filter(pk__in=wanted)
    above = ("parent__code", "parent__parent__code")
    titles = [f"title_{language}" for language in LANGUAGES]
    found = rows.values_list("pk", "parent_id", "framework_id", "framework__key", "code", *above, *titles)
    return [Row._make((*values[:7], tuple(values[7:]))) for values in found]


def _themes(programme_id: int, wanted: set[int] | None) -> list[Theme]:
    if wanted is not None and not wanted:
        return []
    rows = Theme.objects.filter(programme=programme_id).order_by("position", "name")
    return list(rows if wanted is None else rows.filter(pk__in=wanted))


def _clause_codes(rows: Sequence[Row]) -> Iterator[Code]:
    for row, above in walk(rows):
        names = tuple(filter(None, row.titles))
        yield Code(
            f"c{row.pk}",
            row.code,
            _title(row),
            _hue(row),
            len(above),
            names=names,
            framework=row.framework_id,
        )


def _hue(row: Row) -> str:
    """Of the area it lies in, A to G, in the framework that has them; else its framework's own."""
    area = (row.top or row.above or row.code)[:1].lower()
    if row.framework == AREAS and "a" <= area <= "g":
        return area
    return f"f{row.framework_id % FRAMEWORK_HUES + 1}"


def _title(row: Row) -> str:
    """The title in the reader's language, else in the first that has one."""
    said = dict(zip(LANGUAGES, row.titles, strict=True))
    return said.get(get_language() or "") or next(filter(None, row.titles), "")


def _theme_codes(themes: list[Theme]) -> Iterator[Code]:
    for theme, above in walk(themes):
        retired = any(each.retired_at for each in (*above, theme))
        yield Code(f"t{theme.pk}", "", theme.name, THEME_HUE, len(above), retired, (theme.name,))


def walk(nodes: Sequence[Any]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Each node after its parent, with those above it; siblings keep the order they come in.

    A node whose parent is not among them stands on top.
    """
    known = {node.pk for node in nodes}
    below: dict[int | None, list[Any]] = {}
    for node in nodes:
        below.setdefault(node.parent_id if node.parent_id in known else None, []).append(node)
    yield from _descend(below, None, ())


def _descend(
    below: dict[int | None, list[Any]], parent: int | None, above: tuple[Any, ...]
) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    for node in below.get(parent, []):
        yield node, above
        yield from _descend(below, node.pk, (*above, node))
