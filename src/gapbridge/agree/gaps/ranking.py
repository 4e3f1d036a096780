"""Two rankings of a programme's gaps beside each other: the analysts' and the people's. Never merged."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from gapbridge.listen.assessments.models import AgeGroup, Sex
from gapbridge.programmes.models import Programme

from .models import Evidence, Gap
from .queries import Priority, gaps_for, quotable

LINE = 24  # units of the drawing between two gaps
TOP, LEFT, RIGHT, WIDTH = 34, 96, 224, 320


@dataclass(frozen=True)
class Ranked:
    """`medians`: the middle rank that voices gave, of all and of each group; None where nobody ranked."""

    gap: Gap
    priority: Priority
    medians: list[float | None]
    voices: int


@dataclass(frozen=True)
class End:
    """A gap on one side of the drawing."""

    y: int
    text: str
    url: str


@dataclass(frozen=True)
class Slope:
    """A gap from its place with the analysts (left) to its place with the people (right)."""

    y1: int
    y2: int
    look: str
    says: str


@dataclass(frozen=True)
class Drawing:
    left: list[End]
    right: list[End]
    slopes: list[Slope]
    height: int
    width: int = WIDTH
    x1: int = LEFT
    x2: int = RIGHT


@dataclass(frozen=True)
class Rankings:
    """`groups` names the columns of `medians`."""

    rows: list[Ranked]
    groups: list[str]
    drawing: Drawing | None
    unranked: int


def rankings(programme: Programme, user: Any) -> Rankings:
    """The gaps that the reader may see and that are not set aside. Places count all of the programme."""
    gaps = list(gaps_for(user).filter(programme=programme).exclude(state="set_aside"))
    priorities = priorities_in(programme.pk)
    ranks = _ranks(gaps, user)
    groups = sorted({group for each in ranks.values() for group in each}, key=_order)
    rows = [_ranked(gap, priorities[gap.pk], ranks[gap.pk], groups) for gap in gaps]
    rows.sort(key=lambda row: (row.priority.place is None, row.priority.place or 0, row.gap.pk))
    drawn = [row for row in rows if row.priority.place is not None and row.priority.peoples_place is not None]
    labels = [_("All voices"), *(_group_name(*group) for group in groups)]
    return Rankings(rows, labels, _drawing(drawn) if len(drawn) > 1 else None, len(rows) - len(drawn))


def priorities_in(programme_id: int) -> dict[int, Priority]:
    """The priority of every gap of a programme that is not set aside, in one query."""
    gaps = list(
        Gap.objects.filter(programme=programme_id)
        .exclude(state="set_aside")
        .only("severity", "people_affected", "undoing", "people_rank")
    )
    values = [gap.priority for gap in gaps if gap.priority is not None]
    return {
        gap.pk: Priority(gap.priority, _place(gap.priority, values), len(values), gap.people_rank)
        for gap in gaps
    }


def _place(value: int | None, values: Sequence[int]) -> int | None:
    return None if value is None else 1 + sum(each > value for each in values)


# --- what voices ranked --------------------------------------------------------------------------

Group = tuple[str, str]  # sex, age group


def _ranks(gaps: Sequence[Gap], user: Any) -> dict[int, dict[Group, list[int]]]:
    """For each gap the ranks that its voices gave, by sex and age."""
    found: dict[int, dict[Group, list[int]]] = defaultdict(lambda: defaultdict(list))
    rows = Evidence.objects.filter(
        gap__in=[gap.pk for gap in gaps],
        statement__in=quotable(user),
        statement__people_rank__isnull=False,
    ).values_list(
        "gap_id", "statement__session__sex", "statement__session__age_group", "statement__people_rank"
    )
    for gap, sex, age, rank in rows:
        found[gap][sex, age].append(rank)  # type: ignore[arg-type]
    return found


def _ranked(gap: Gap, priority: Priority, ranks: dict[Group, list[int]], groups: Sequence[Group]) -> Ranked:
    everybody = [rank for given in ranks.values() for rank in given]
    medians = [_median(everybody), *(_median(ranks.get(group, [])) for group in groups)]
    return Ranked(gap, priority, medians, len(everybody))


def _median(ranks: Sequence[int]) -> float | None:
    return float(median(ranks)) if ranks else None


def _order(group: Group) -> tuple[int, int]:
    return Sex.values.index(group[0]), AgeGroup.values.index(group[1])


def _group_name(sex: str, age: str) -> str:
    return _("%(sex)s, %(age)s") % {"sex": Sex(sex).label, "age": AgeGroup(age).label}


# --- the drawing ---------------------------------------------------------------------------------


def _drawing(rows: Sequence[Ranked]) -> Drawing:
    """Each side in its own order; gaps with the same place stand under each other."""
    left = sorted(rows, key=lambda row: (row.priority.place, row.gap.code))
    right = sorted(rows, key=lambda row: (row.priority.peoples_place, row.gap.code))
    y_left = {row.gap.pk: TOP + number * LINE for number, row in enumerate(left)}
    y_right = {row.gap.pk: TOP + number * LINE for number, row in enumerate(right)}
    return Drawing(
        [_end(row, y_left[row.gap.pk], row.priority.place or 0) for row in left],
        [_end(row, y_right[row.gap.pk], row.priority.peoples_place or 0) for row in right],
        [_slope(row, y_left[row.gap.pk], y_right[row.gap.pk]) for row in rows],
        height=TOP + len(rows) * LINE,
    )


def _end(row: Ranked, y: int, place: int) -> End:
    text = _("%(place)s: %(code)s") % {"place": number_format(place), "code": row.gap.code}
    return End(y, text, row.gap.get_absolute_url())


def _slope(row: Ranked, y1: int, y2: int) -> Slope:
    said = _("%(gap)s: place %(analysts)s with the analysts, place %(people)s with the people") % {
        "gap": row.gap,
        "analysts": row.priority.place,
        "people": row.priority.peoples_place,
    }
    return Slope(y1, y2, "line far" if row.priority.divergence else "line", said)
