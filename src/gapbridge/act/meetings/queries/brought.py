"""What the meetings brought, by topic and by country: lessons and what became of what was asked for."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from gapbridge.act.meetings.models import Delegation, FollowUp, Meeting, PartQuerySet
from gapbridge.base.countries import country_name
from gapbridge.programmes.models import Topic

Asked = dict[str, str]  # what the lists are narrowed by, as parameters of their addresses
NO_TOPIC = "null"
# column → which of the two lists it opens, and narrowed by what
COLUMNS: dict[str, tuple[str, Asked]] = {
    "lessons": ("meetings:lessons", {}),
    "taken_up": ("meetings:lessons", {"taken_up": "true"}),
    "requests_open": ("meetings:follow_ups", {"kind": "request", "state": "open"}),
    "requests_done": ("meetings:follow_ups", {"kind": "request", "state": "done"}),
    "requests_given_up": ("meetings:follow_ups", {"kind": "request", "given_up": "true"}),
    "promises_open": ("meetings:follow_ups", {"promised": "true", "state": "open"}),
    "promises_done": ("meetings:follow_ups", {"promised": "true", "state": "done"}),
}


@dataclass(frozen=True)
class Cell:
    count: int
    url: str


@dataclass(frozen=True)
class Row:
    """`cells` by the keys of COLUMNS."""

    label: str
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Brought:
    by_topic: list[Row]
    by_country: list[Row]
    total: Row


@dataclass
class _Counts:
    """column → number, by topic (None: none was said), by meeting, and of all."""

    topics: dict[int | None, Counter[str]] = field(default_factory=dict)
    meetings: dict[int, Counter[str]] = field(default_factory=dict)
    all: Counter[str] = field(default_factory=Counter)

    def add(self, columns: Iterable[str], meeting: int, topic: int | None, number: int) -> None:
        for column in columns:
            self.topics.setdefault(topic, Counter())[column] += number
            self.meetings.setdefault(meeting, Counter())[column] += number
            self.all[column] += number


def brought(lessons: PartQuerySet, follow_ups: PartQuerySet, asked: Asked, total: str) -> Brought:
    """Counts of these lessons and follow-ups, each with the address of its list, narrowed by `asked` as they are.

    A meeting of two countries counts in both; narrowed to one country, there are no rows by country.
    """
    counts = _count(lessons, follow_ups)
    countries = [] if "country" in asked else _country_rows(counts, asked)
    return Brought(_topic_rows(counts, asked), countries, _row(total, counts.all, asked))


def _count(lessons: PartQuerySet, follow_ups: PartQuerySet) -> _Counts:
    counts = _Counts()
    taught = lessons.order_by().values_list("meeting_id", "topic_id", "taken_up_in_id")
    for meeting, topic, taken_up in taught:
        counts.add(["lessons"] + ["taken_up"] * (taken_up is not None), meeting, topic, 1)
    rows = follow_ups.order_by().values_list("meeting_id", "topic_id", "kind", "state")
    for meeting, topic, kind, state, number in rows.annotate(number=Count("pk")):
        counts.add(filter(None, [_column(kind, state)]), meeting, topic, number)
    return counts


def _column(kind: str, state: str) -> str:
    if kind == FollowUp.Kind.REQUEST:
        return f"requests_{state}" if state in {"open", "done"} else "requests_given_up"
    return f"promises_{state}" if state in {"open", "done"} else ""


def _topic_rows(counts: _Counts, asked: Asked) -> list[Row]:
    names = dict(Topic.objects.filter(pk__in=[pk for pk in counts.topics if pk]).values_list("pk", "name"))
    rows = [
        _row(str(name), counts.topics[pk], {**asked, "topic": str(pk)})
        for pk, name in sorted(names.items(), key=lambda each: str(each[1]))
    ]
    if None in counts.topics:
        rows.append(_row("", counts.topics[None], {**asked, "topic": NO_TOPIC}))
    return rows


def _country_rows(counts: _Counts, asked: Asked) -> list[Row]:
    countries: dict[str, Counter[str]] = {}
    for meeting, codes in _countries(counts.meetings).items():
        for code in codes:
            countries.setdefault(code, Counter()).update(counts.meetings[meeting])
    found = sorted((country_name(code), code) for code in countries)
    return [_row(name, countries[code], {**asked, "country": code}) for name, code in found]


def _countries(meetings: Iterable[int]) -> dict[int, set[str]]:
    """Of each meeting: those of its programmes, and those that sent delegations."""
    wanted = list(meetings)
    found: dict[int, set[str]] = {pk: set() for pk in wanted}
    of = Meeting.objects.filter(pk__in=wanted).order_by()
    own = of.values_list("pk", "intervention__programme__country__code")
    shared = of.values_list("pk", "also_for__country__code")
    came = Delegation.objects.filter(meeting__in=wanted).order_by().values_list("meeting", "country")
    for pk, code in own.union(shared, came):
        if code:
            found[pk].add(code)
    return found


def _row(label: str, counts: Counter[str], asked: Asked) -> Row:
    return Row(label, {column: Cell(counts[column], _address(column, asked)) for column in COLUMNS})


def _address(column: str, asked: Asked) -> str:
    name, narrowed = COLUMNS[column]
    query = urlencode({**asked, **narrowed})
    return f"{reverse(name)}?{query}" if query else reverse(name)
