"""A framework's clauses: which gaps point at each, which measures address it, and what nothing addresses."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Length

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure, Plan
from gapbridge.programmes.models import Clause, Framework, Programme

from .reading import STANDING

MOST_NAMED = 12  # gaps, and measures, written out under a clause; the lists have them all
ADDRESSED, IN_PARTS, OPEN = "addressed", "parts", "open"


@dataclass
class ClauseLine:
    """A clause with what points at it. `cover` is "addressed", "parts" (only parts of it are) or "open"."""

    clause: Clause
    depth: int
    gaps: list[Gap] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    cover: str = OPEN

    @property
    def shown_gaps(self) -> list[Gap]:
        return self.gaps[:MOST_NAMED]

    @property
    def shown_measures(self) -> list[Measure]:
        return self.measures[:MOST_NAMED]

    @property
    def more_gaps(self) -> int:
        return max(len(self.gaps) - MOST_NAMED, 0)

    @property
    def more_measures(self) -> int:
        return max(len(self.measures) - MOST_NAMED, 0)


@dataclass(frozen=True)
class Coverage:
    lines: list[ClauseLine]

    @property
    def addressed(self) -> int:
        return sum(line.cover == ADDRESSED for line in self.lines)

    @property
    def open(self) -> list[ClauseLine]:
        return [line for line in self.lines if line.cover == OPEN]

    @property
    def open_with_gaps(self) -> list[ClauseLine]:
        """Where people's needs are known and still nothing is planned."""
        return [line for line in self.open if line.gaps]

    def only_open(self) -> "Coverage":
        """What nothing addresses, under the headings it stands under."""
        kept: set[int] = set()
        by_pk = {line.clause.pk: line for line in self.lines}
        for line in self.open:
            above: ClauseLine | None = line
            while above is not None and above.clause.pk not in kept:
                kept.add(above.clause.pk)
                above = by_pk.get(above.clause.parent_id or 0)
        return Coverage([line for line in self.lines if line.clause.pk in kept])


def coverage_of_plan(plan: Plan, user: Any) -> Coverage:
    """The plan's national plan, with the gaps of its programme and the plan's own measures."""
    assert plan.national_plan is not None
    gaps = Gap.objects.visible_to(user).filter(programme=plan.programme_id)
    return _coverage(plan.national_plan, gaps, Measure.objects.visible_to(user).filter(plan=plan))


def coverage_of_framework(framework: Framework, user: Any, programme: Programme | None = None) -> Coverage:
    """A framework over all plans that the reader may see, or those of one programme."""
    gaps, measures = Gap.objects.visible_to(user), Measure.objects.visible_to(user)
    if programme is not None:
        gaps, measures = gaps.filter(programme=programme), measures.filter(plan__programme=programme)
    return _coverage(framework, gaps, measures)


def _coverage(framework: Framework, gaps: QuerySet[Gap], measures: QuerySet[Measure]) -> Coverage:
    """Five queries, however many clauses, gaps and measures there are.

    A measure names clauses of a plan itself; a standard's clause it addresses by answering a gap that points at it.
    """
    clauses = framework.clauses.with_tree_fields().order_siblings_by("position")  # type: ignore[attr-defined]
    gaps = gaps.exclude(state="set_aside")
    gaps_at = _by_clause(Gap, framework, gaps, "gap")
    standing = measures.filter(state__in=STANDING).select_related("plan")
    if framework.kind == Framework.Kind.PLAN:
        measures_at = _by_clause(Measure, framework, standing, "measure")
    else:
        measures_at = _through_gaps(framework, gaps, standing)
    lines = [
        ClauseLine(clause, clause.tree_depth, gaps_at[clause.pk], measures_at[clause.pk])
        for clause in clauses
    ]
    _cover(lines)
    return Coverage(lines)


def _by_clause(model: Any, framework: Framework, objects: QuerySet[Any], name: str) -> dict[int, list[Any]]:
    through = model.clauses.through
    found = {each.pk: each for each in objects.filter(clauses__framework=framework).distinct()}
    links = through.objects.filter(clause__framework=framework, **{f"{name}__in": list(found)})
    at: dict[int, list[Any]] = defaultdict(list)
    for clause, obj in links.order_by(Length(f"{name}__code"), f"{name}__code", "pk").values_list(
        "clause", name
    ):
        at[clause].append(found[obj])
    return at


def _through_gaps(
    framework: Framework, gaps: QuerySet[Gap], standing: QuerySet[Measure]
) -> dict[int, list[Measure]]:
    pointing = gaps.filter(clauses__framework=framework)
    found = {each.pk: each for each in standing.filter(gaps__in=pointing.values("pk")).distinct()}
    links = Gap.clauses.through.objects.filter(
        clause__framework=framework, gap__in=gaps.values("pk"), gap__measures__in=list(found)
    )
    at: dict[int, list[Measure]] = defaultdict(list)
    for clause, measure in links.order_by("gap__measures__code", "pk").values_list("clause", "gap__measures"):
        if found[measure] not in at[clause]:
            at[clause].append(found[measure])
    return at


def _cover(lines: list[ClauseLine]) -> None:
    by_pk = {line.clause.pk: line for line in lines}
    for line in lines:
        if not line.measures:
            continue
        line.cover = ADDRESSED
        above = by_pk.get(line.clause.parent_id or 0)
        while above is not None and above.cover == OPEN:
            above.cover = IN_PARTS
            above = by_pk.get(above.clause.parent_id or 0)


def measures_without_clause(plan: Plan, user: Any) -> int:
    return Measure.objects.visible_to(user).filter(plan=plan, state__in=STANDING, clauses=None).count()
