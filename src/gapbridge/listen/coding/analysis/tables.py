"""Tables as pages draw them: codes against groups or other codes, each cell with its number and its level."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gapbridge.listen.assessments.models import AgeGroup, Sex, Statement
from gapbridge.listen.assessments.queries.coverage import GROUPS, OTHER_GROUPS
from gapbridge.listen.coding.codebook import Code, Codebook
from gapbridge.programmes.models import Place, PopulationGroup

from .meeting import Meetings, pair
from .reading import cross_table

LEVELS = 5
MOST_PAIRS = 40


@dataclass(frozen=True)
class Cell:
    """A number, how strong it is among its table's numbers (0 for nothing, 1 to 5), and where it opens."""

    number: int
    level: int = 0
    query: str = ""


@dataclass(frozen=True)
class Row:
    code: Code
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True)
class Column:
    label: str
    query: dict[str, Any]


def level(number: int, most: int) -> int:
    return 0 if not number else max(1, -(-LEVELS * number // most))


def areas(book: Codebook) -> dict[str, str]:
    """The key of each code's area: the code at the top of the tree that it lies under, itself at the top."""
    found, top = {}, ""
    for key, code in book.codes.items():
        top = top if code.depth else key
        found[key] = top
    return found


def grouping(book: Codebook, coarse: bool) -> Callable[[str], str]:
    tops = areas(book)
    return (lambda key: tops.get(key, key)) if coarse else str


# --- code × group --------------------------------------------------------------------------------


def groups_table(
    voices: QuerySet[Statement], book: Codebook, axis: str, coarse: bool
) -> tuple[list[Column], list[Row]]:
    """Voices by code and group. With `coarse`, a voice that bears two codes of one area counts under both."""
    counted = _coarser(cross_table(voices, axis), grouping(book, coarse))
    values = {value for counts in counted.values() for value in counts}
    columns = _columns(axis, values)
    most = max((number for counts in counted.values() for number in counts.values()), default=1)
    rows = [_row(code, counted[key], columns, most) for key, code in book.codes.items() if key in counted]
    return [column for _value, column in columns], rows


def _coarser(counted: dict[str, Counter[Any]], group: Callable[[str], str]) -> dict[str, Counter[Any]]:
    found: dict[str, Counter[Any]] = {}
    for key, counts in counted.items():
        found.setdefault(group(key), Counter()).update(counts)
    return found


def _row(code: Code, counts: Counter[Any], columns: Sequence[tuple[Any, Column]], most: int) -> Row:
    cells = [
        Cell(counts[value], level(counts[value], most), urlencode({"code": code.key, **column.query}))
        for value, column in columns
    ]
    return Row(code, cells, Cell(sum(counts.values()), 0, urlencode({"code": code.key})))


def _columns(axis: str, values: Iterable[Any]) -> list[tuple[Any, Column]]:
    if axis == "group":
        return [(value, _group_column(*value)) for value in sorted(values, key=_group_order)]
    model: Any = PopulationGroup if axis == "diversity" else Place
    named = model.objects.in_bulk(list(values))
    ordered = sorted(named.values(), key=str)
    return [(each.pk, Column(str(each), {axis: each.pk})) for each in ordered]


def _group_order(value: tuple[str, str]) -> tuple[int, int]:
    return list(Sex.values).index(value[0]), list(AgeGroup.values).index(value[1])


def _group_column(sex: str, age: str) -> Column:
    key = (Sex(sex), AgeGroup(age))
    label = GROUPS.get(key) or _("%(who)s, %(age)s") % {"who": OTHER_GROUPS[key[0]], "age": key[1].label}
    return Column(str(label), {"sex": sex, "age_group": age})


# --- code × code ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    one: Code
    other: Code
    number: int
    coefficient: float

    @property
    def query(self) -> str:
        return urlencode({"code": self.one.key, "together": self.other.key})


def strongest(met: Meetings, book: Codebook) -> list[Pair]:
    """The pairs that meet most, at most MOST_PAIRS."""
    found = [
        Pair(book.codes[one], book.codes[other], number, met.coefficient(one, other))
        for (one, other), number in met.together.items()
        if one in book.codes and other in book.codes
    ]
    return sorted(found, key=lambda each: (-each.number, -each.coefficient, str(each.one)))[:MOST_PAIRS]


def meeting_table(met: Meetings, book: Codebook) -> tuple[list[Code], list[Row]]:
    """Each used code against each; the diagonal is how often the code is used."""
    used = [code for key, code in book.codes.items() if met.used[key]]
    most = max(met.together.values(), default=1)
    return used, [
        Row(code, [_met(met, code, each, most) for each in used], Cell(met.used[code.key])) for code in used
    ]


def _met(met: Meetings, one: Code, other: Code, most: int) -> Cell:
    if one.key == other.key:
        return Cell(met.used[one.key], 0, urlencode({"code": one.key}))
    number = met.together[pair(one.key, other.key)]
    return Cell(number, level(number, most), urlencode({"code": one.key, "together": other.key}))
