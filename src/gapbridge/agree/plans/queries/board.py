"""A plan's measures by state, as cards in columns."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from gapbridge.agree.plans.lifecycle import MEASURE
from gapbridge.agree.plans.models import Measure
from gapbridge.base.lifecycle import State

from .reading import days_late, states_of

MOST_CARDS = 50
ALWAYS = ("proposed", "agreed", "under_way", "done")  # the columns that stand there even when empty


@dataclass(frozen=True)
class Card:
    measure: Measure
    late: int  # days


@dataclass(frozen=True)
class BoardColumn:
    state: State
    count: int
    cards: list[Card]

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Board:
    columns: list[BoardColumn]

    @property
    def total(self) -> int:
        return sum(column.count for column in self.columns)


def board(measures: QuerySet[Measure]) -> Board:
    """The first cards of each state, those due first on top; two queries, however many there are."""
    counts = {each.key: each.count for each in states_of(measures)}
    cards: dict[str, list[Card]] = {}
    today = timezone.localdate()
    for measure in _first_of_each(measures):
        cards.setdefault(measure.state, []).append(Card(measure, days_late(measure, today)))
    return Board(
        [
            BoardColumn(state, counts.get(state.key, 0), cards.get(state.key, []))
            for state in MEASURE.states
            if state.key in counts or state.key in ALWAYS
        ]
    )


def _first_of_each(measures: QuerySet[Measure]) -> Any:
    pressing: Any = (F("due_on").asc(nulls_last=True), F("pk").asc())
    place = Window(RowNumber(), partition_by=F("state"), order_by=pressing)
    numbered = measures.order_by().annotate(place=place).filter(place__lte=MOST_CARDS)
    return numbered.select_related("responsible").order_by("place")
