"""The plan of sessions: whom to listen to in which place, how far that is done, and what comes next."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.listen.assessments.models import AgeGroup, Assessment, GuideQuestion, PlanCell, Session, Sex
from gapbridge.listen.places import place_label
from gapbridge.programmes.models import Place, PopulationGroup

from .coverage import GROUPS

MOST_WANTED = 50  # sessions in one cell
SEX_AND_AGE = {"women", "men", "girls", "boys", "children", "youth", "older_people"}  # keys of groups


class CellKey(NamedTuple):
    """Ids of a cell's place and diversity (None: whoever comes), its sex and its age."""

    place: int
    diversity: int | None
    sex: str
    age: str

    @property
    def name(self) -> str:
        """As it is called in a form: "12-0-female-18-40"."""
        return f"{self.place}-{self.diversity or 0}-{self.sex}-{self.age}"


@dataclass(frozen=True)
class PlanEntry:
    """One cell: sessions wanted, arranged (`planned`) and held. `missing` are neither."""

    key: CellKey
    place: Place
    diversity: PopulationGroup | None
    wanted: int
    planned: int
    held: int
    url: str  # the form of a new session with this group here, filled in

    @property
    def group(self) -> Any:
        return GROUPS[Sex(self.key.sex), AgeGroup(self.key.age)]

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.planned - self.held)

    @property
    def state(self) -> str:
        """ "none", "missing", "planned" (nothing is missing, not all is held) or "held"."""
        if not (self.wanted or self.planned or self.held):
            return "none"
        if self.missing:
            return "missing"
        return "held" if self.held >= self.wanted and self.held else "planned"

    @property
    def symbol(self) -> str:
        """The state as a shape, beside its words."""
        return {"none": "–", "missing": "○", "planned": "◐", "held": "●"}[self.state]


@dataclass(frozen=True)
class PlanRow:
    place: Place
    diversity: PopulationGroup | None
    cells: list[PlanEntry]

    @property
    def label(self) -> str:
        return str(self.diversity) if self.diversity else place_label(self.place)


@dataclass(frozen=True)
class Plan:
    """`rows`: one a place with its eight groups, below it one for each diversity planned there.

    `others`: sessions with mixed groups, which count for no cell.
    """

    rows: list[PlanRow]
    others: int

    @property
    def groups(self) -> list[Any]:
        return list(GROUPS.values())

    @property
    def cells(self) -> list[PlanEntry]:
        return [cell for row in self.rows for cell in row.cells]

    @property
    def wanted(self) -> int:
        return sum(cell.wanted for cell in self.cells)

    @property
    def missing(self) -> int:
        return sum(cell.missing for cell in self.cells)

    @property
    def arranged(self) -> int:
        """Of the sessions wanted, those that are planned for a day or held."""
        return self.wanted - self.missing

    @property
    def is_empty(self) -> bool:
        return not self.wanted


def plan_of(assessment: Assessment, user: Any) -> Plan:
    """The plan as this reader sees it. Five queries."""
    return _plan(assessment, PlanCell.objects.visible_to(user).filter(assessment=assessment))


@dataclass(frozen=True)
class _Sitting:
    """A session as the plan counts it: in which row's place, with which group, planned or `held`."""

    at: int
    group: tuple[str, str]
    held: bool
    diversity: list[int]


def _plan(assessment: Assessment, cells: Iterable[PlanCell]) -> Plan:
    wanted = {key_of(cell): cell.wanted for cell in cells}
    named = set(assessment.places.order_by().values_list("pk", flat=True)) | {key.place for key in wanted}
    sittings = list(_sittings(assessment, named))
    done = Counter(
        (CellKey(each.at, diversity, *each.group), each.held)
        for each in sittings
        for diversity in (None, *each.diversity)
    )
    places = _places(named | {each.at for each in sittings})
    others = sum(each.group not in GROUPS for each in sittings)
    return Plan(list(_rows(assessment, places, wanted, done)), others)


def _sittings(assessment: Assessment, named: set[int]) -> Iterator[_Sitting]:
    """A session counts where it takes place, or in the district around, whichever the plan names."""
    diversity = _diversity_of(assessment)
    rows = assessment.sessions.exclude(state="cancelled").order_by()
    for pk, place, around, sex, age, state in rows.values_list(
        "pk", "place", "place__district", "sex", "age_group", "state"
    ):
        at = around if place not in named and around in named else place
        yield _Sitting(at, (sex, age), state != "planned", diversity.get(pk, []))


def key_of(cell: PlanCell) -> CellKey:
    return CellKey(cell.place_id, cell.diversity_id, cell.sex, cell.age_group)


def _diversity_of(assessment: Assessment) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    pairs = Session.diversity.through.objects.filter(session__assessment=assessment)
    for session, group in pairs.values_list("session_id", "populationgroup_id"):
        found.setdefault(session, []).append(group)
    return found


def _places(ids: set[int]) -> list[Place]:
    return sorted(Place.objects.filter(pk__in=ids).select_related("district"), key=place_label)


def _rows(
    assessment: Assessment,
    places: list[Place],
    wanted: dict[CellKey, int],
    done: Counter[tuple[CellKey, bool]],
) -> Iterator[PlanRow]:
    planned_for = {(key.place, key.diversity) for key in wanted if key.diversity}
    groups = PopulationGroup.objects.in_bulk({diversity for _place, diversity in planned_for})
    for place in places:
        here = sorted((groups[group] for at, group in planned_for if at == place.pk), key=str)
        for diversity in (None, *here):
            keys = [CellKey(place.pk, diversity.pk if diversity else None, sex, age) for sex, age in GROUPS]
            yield PlanRow(
                place,
                diversity,
                [
                    PlanEntry(
                        key=key,
                        place=place,
                        diversity=diversity,
                        wanted=wanted.get(key, 0),
                        planned=done[key, False],
                        held=done[key, True],
                        url=_session_url(assessment, key),
                    )
                    for key in keys
                ],
            )


def _session_url(assessment: Assessment, key: CellKey) -> str:
    asked: dict[str, str | int] = {"place": key.place, "sex": str(key.sex), "age_group": str(key.age)}
    if key.diversity:
        asked["diversity"] = key.diversity
    return f"{reverse('assessments:new_session', args=[assessment.pk])}?{urlencode(asked)}"


# --- the next session ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Proposal:
    """Whom to listen to next, and why."""

    cell: PlanEntry
    why: str


def next_session(assessment: Assessment) -> Proposal | None:
    """First a group of the eight that nobody listens to anywhere; then the cell that misses most sessions.

    Of several, where fewest sessions take place. None when nothing is missing, or no place was chosen.
    """
    plan = _plan(assessment, assessment.cells.all())
    plain = [cell for cell in plan.cells if cell.diversity is None]
    heard = {cell.group for cell in plain if cell.held or cell.planned}
    unheard = [cell for cell in plain if cell.group not in heard]
    if unheard:
        return _proposal(unheard, plain, _("Nobody has listened to this group anywhere yet."))
    short = [cell for cell in plan.cells if cell.missing]
    if not short:
        return None
    most = max(cell.missing for cell in short)
    why = ngettext(
        "%(number)s session with this group is still missing here.",
        "%(number)s sessions with this group are still missing here.",
        most,
    )
    return _proposal(short, plain, why % {"number": most})


def _proposal(choice: list[PlanEntry], plain: list[PlanEntry], why: str) -> Proposal:
    at: Counter[int] = Counter()
    for cell in plain:
        at[cell.key.place] += cell.held + cell.planned
    best = min(choice, key=lambda cell: (-cell.missing, at[cell.key.place]))
    return Proposal(best, why)


# --- guide and teams -----------------------------------------------------------------------------


def guide_of(assessment: Assessment, user: Any) -> list[tuple[str, list[GuideQuestion]]]:
    """The guide's questions under their themes, in order."""
    themes: list[tuple[str, list[GuideQuestion]]] = []
    for question in GuideQuestion.objects.visible_to(user).filter(assessment=assessment):
        if not themes or themes[-1][0] != question.theme:
            themes.append((question.theme, []))
        themes[-1][1].append(question)
    return themes


def diversities() -> Any:
    """The groups that can be planned beside sex and age, which the eight groups tell apart already."""
    return PopulationGroup.objects.filter(kind=PopulationGroup.Kind.DIVERSITY).exclude(key__in=SEX_AND_AGE)
