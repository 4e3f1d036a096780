"""Who should evaluate what: the cheapest flow from applications to evaluators. No database.

Each application needs some evaluators who read its language, are free of conflicts and have room. Among all ways
in which the most are served, the one is taken in which expertise fits best and nobody carries a larger part of what
they offered than needed. It is found by `networkx.network_simplex`: whole numbers, no compiled parts and nothing
else to install. Applications for which the same people come into question are one node, so that 1,000 applications
and 40 evaluators are a network of some hundred nodes. The same input gives the same proposal.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat

LACKING = 1_000_000  # nobody for it: dearer than any way of serving it
STEP = 5  # % of an offer: how finely the load is balanced
OTHER_THEME = 30  # as dear as taking one of whose offer 30 % more is used up


@dataclass(frozen=True)
class Candidate:
    """An evaluator: what they read and know, how many they take at most, and how many they have already."""

    pk: int
    languages: frozenset[str]
    themes: frozenset[int]
    most: int
    load: int = 0


@dataclass(frozen=True)
class File:
    """An application: `wants` evaluators more; `barred` by a conflict; `held` had it already (given or taken back)."""

    pk: int
    language: str
    theme: int
    wants: int
    barred: frozenset[int] = frozenset()
    held: frozenset[int] = frozenset()

    def reason_against(self, one: Candidate) -> str:
        """Why this evaluator does not come into question, by nature: "" when nothing is against it."""
        if one.pk in self.barred:
            return "conflict"
        if one.pk in self.held:
            return "held"
        return "" if self.language in one.languages else "language"


@dataclass(frozen=True)
class Lack:
    """How many evaluators an application lacks and, by reason, how many people that concerns."""

    number: int
    reasons: Mapping[str, int]


@dataclass
class Match:
    """Application → evaluators chosen for it, and what can't be met."""

    chosen: dict[int, list[int]] = field(default_factory=dict)
    lacks: dict[int, Lack] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """Applications that are alike to everybody: the evaluators who may have them, with what each costs."""

    costs: tuple[tuple[int, int], ...]
    files: tuple[File, ...]


def match(files: Iterable[File], candidates: Collection[Candidate]) -> Match:
    people = sorted(candidates, key=lambda one: one.pk)
    wanting = [each for each in sorted(files, key=lambda each: each.pk) if each.wants > 0]
    groups = _groups(wanting, people)
    flow = _flow(groups, people) if groups else []
    found = Match()
    for group, numbers in zip(groups, flow, strict=True):
        found.chosen |= _dealt(group, numbers)
    left = _room_left(people, found.chosen)
    for each in wanting:
        missing = each.wants - len(found.chosen[each.pk])
        if missing:
            found.lacks[each.pk] = Lack(missing, _reasons(each, people, left, found.chosen[each.pk]))
    return found


def _groups(files: Sequence[File], people: Sequence[Candidate]) -> list[Group]:
    alike: dict[tuple[int, tuple[tuple[int, int], ...]], list[File]] = defaultdict(list)
    for each in files:
        free = [one for one in people if not each.reason_against(one)]
        costs = tuple((one.pk, 0 if each.theme in one.themes else OTHER_THEME) for one in free)
        alike[each.wants, costs].append(each)
    return [Group(costs, tuple(them)) for (_wants, costs), them in alike.items()]


def _flow(groups: Sequence[Group], people: Sequence[Candidate]) -> list[dict[int, int]]:
    """For each group: evaluator → how many of its applications."""
    import networkx as nx  # a tenth of a second, for one page

    network = nx.DiGraph()
    network.add_node("met", demand=sum(each.files[0].wants * len(each.files) for each in groups))
    for number, group in enumerate(groups):
        wanted = group.files[0].wants * len(group.files)
        network.add_node(("group", number), demand=-wanted)
        for lacking in range(group.files[0].wants):  # two who lack one before one who lacks two
            missing = ("missing", number, lacking)
            network.add_edge(
                ("group", number), missing, capacity=len(group.files), weight=LACKING * (1 + lacking)
            )
            network.add_edge(missing, "met", capacity=len(group.files), weight=0)
        for pk, cost in group.costs:
            network.add_edge(("group", number), ("person", pk), capacity=len(group.files), weight=cost)
    for one in people:
        for cost, places in _room(one).items():
            network.add_edge(("person", one.pk), ("room", one.pk, cost), capacity=places, weight=cost)
            network.add_edge(("room", one.pk, cost), "met", capacity=places, weight=0)
    _cost, flow = nx.network_simplex(network)
    return [
        {pk: flow["group", number]["person", pk] for pk, _cost in group.costs}
        for number, group in enumerate(groups)
    ]


def _room(one: Candidate) -> Counter[int]:
    """Cost → places. One more costs as much as the share (%) of the offer that is used up by then, in steps."""
    return Counter(STEP * (100 * place // one.most // STEP) for place in range(one.load, one.most))


def _dealt(group: Group, numbers: Mapping[int, int]) -> dict[int, list[int]]:
    """Deal a group's evaluators out like cards, round by round. None has more than there are applications, so that
    no application gets the same one twice."""
    hands: dict[int, list[int]] = {each.pk: [] for each in group.files}
    cards = list(chain.from_iterable(repeat(pk, number) for pk, number in numbers.items()))
    for place, pk in enumerate(cards):
        hands[group.files[place % len(group.files)].pk].append(pk)
    return hands


def _room_left(people: Iterable[Candidate], chosen: Mapping[int, list[int]]) -> dict[int, int]:
    used = Counter(chain.from_iterable(chosen.values()))
    return {one.pk: one.most - one.load - used[one.pk] for one in people}


def _reasons(
    each: File, people: Iterable[Candidate], left: Mapping[int, int], chosen: Collection[int]
) -> dict[str, int]:
    others = [one for one in people if one.pk not in chosen]
    found = Counter(each.reason_against(one) or ("full" if left[one.pk] <= 0 else "") for one in others)
    return {reason: number for reason, number in found.items() if reason}
