"""The board: all kinds with how often each is broken, and the first rows. One query for all counts, one a kind."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Value

from gapbridge.programmes.models import Programme
from gapbridge.programmes.queries import my_programmes
from gapbridge.programmes.standing import standing

from .kinds import LINES
from .line import Line

STAGES = ("listen", "agree", "act", "prove")
FIRST = 4  # rows a kind


@dataclass(frozen=True)
class Row:
    """`notes`: what is done where `url` leads (for who may), of which programme it is, who is responsible."""

    text: str
    url: str
    notes: list[str]


@dataclass(frozen=True)
class Break:
    line: Line
    number: int
    rows: list[Row]

    @property
    def more(self) -> int:
        return self.number - len(self.rows)


@dataclass(frozen=True)
class Stage:
    key: str
    broken: list[Break]
    whole: list[Line]

    @property
    def number(self) -> int:
        return sum(each.number for each in self.broken)


@dataclass(frozen=True)
class Board:
    stages: list[Stage]
    # The reader's programmes, each with how many lines are broken in it.
    programmes: list[tuple[Programme, int]]
    number: int
    lines: Sequence[Line] = field(default=())


def board_for(user: Any, *, programme: int | None = None, role: str = "", mine: bool = False) -> Board:
    """Where the line is broken in the user's programmes (or one of them), as far as the user may see it."""
    lines = [line for line in LINES if not role or role in line.roles]
    found = {line.key: line.rows_of(user, mine=mine) for line in lines}
    counted = count(found, lines)
    here = {key: number for key, number in _by_line(counted, programme).items() if number}
    stages = [_stage(key, lines, found, here, user, programme) for key in STAGES]
    by_programme = Counter[int]()
    for (_key, pk), number in counted.items():
        by_programme[pk] += number
    mine_first = [(each, by_programme[each.pk]) for each in my_programmes(user)]
    return Board(stages, mine_first, sum(here.values()), lines)


def count(found: dict[str, QuerySet], lines: Sequence[Line]) -> dict[tuple[str, int], int]:
    """How many rows of each kind are broken in each programme. One query for all kinds."""
    parts = [
        found[line.key]
        .order_by()
        .annotate(
            broken_line=Value(line.key, output_field=CharField()),
            broken_in=F(f"{line.programme}_id"),
        )
        .values("broken_line", "broken_in")
        .annotate(broken_rows=Count("pk", distinct=True))
        .values_list("broken_line", "broken_in", "broken_rows")
        for line in lines
    ]
    if not parts:
        return {}
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return {(key, programme): number for key, programme, number in rows}


def numbers_to_mend(user: Any) -> dict[int, int]:
    """How many broken lines this person should mend, by programme."""
    found = {line.key: line.rows_of(user, mine=True) for line in LINES}
    numbers = Counter[int]()
    for (_key, programme), number in count(found, LINES).items():
        numbers[programme] += number
    return dict(numbers)


def _by_line(counted: dict[tuple[str, int], int], programme: int | None) -> Counter[str]:
    numbers = Counter[str]()
    for (key, pk), number in counted.items():
        if programme in (None, pk):
            numbers[key] += number
    return numbers


def _stage(
    stage: str,
    lines: Sequence[Line],
    found: dict[str, QuerySet],
    here: dict[str, int],
    user: Any,
    programme: int | None,
) -> Stage:
    own = [line for line in lines if line.stage == stage]
    broken = [
        Break(line, here[line.key], _first(line, found[line.key], user, programme))
        for line in own
        if line.key in here
    ]
    return Stage(stage, broken, [line for line in own if line.key not in here])


def _first(line: Line, rows: QuerySet, user: Any, programme: int | None) -> list[Row]:
    if programme is not None:
        rows = rows.filter(**{line.programme: programme})
    return [row_of(line, each, user) for each in line.shown(rows)[:FIRST]]


def row_of(line: Line, row: Any, user: Any) -> Row:
    url, may = line.address(row, user)
    several = len(standing(user).programmes) > 1
    notes = [
        line.how if may else None,
        line.programme_of(row) if several else None,
        line.organisation_of(row),
    ]
    return Row(line.text(row), url, [str(note) for note in notes if note is not None])
