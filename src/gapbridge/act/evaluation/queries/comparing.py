"""Who is harsh and who is mild, once the scores of a step are released: so that people of good will find their measure.

Each figure compares an evaluator with those who scored the same applications, never with all others: who was given
weak applications is not harsh.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import fmean, pstdev
from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, F, Sum

from gapbridge.act.evaluation import scoring
from gapbridge.act.evaluation.models import CallStep, Score
from gapbridge.act.evaluation.release import readable
from gapbridge.act.procedures.models import Section
from gapbridge.people.models import User

FIGURE = DecimalField(max_digits=8, decimal_places=2)


@dataclass(frozen=True)
class Sheet:
    assignment: int
    application: int
    evaluator: int
    points: float


@dataclass
class Measure:
    """One evaluator: `deviation` is how many points more (or less) they gave than their co-evaluators on average;
    `sections` the same by section. None where nobody else scored the same."""

    evaluator: User
    scored: int
    mean: float
    spread: float | None
    deviation: float | None = None
    sections: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Calibration:
    """`agreed`: of how many pairs of evaluators the scores lay within the share that the procedure allows."""

    measures: list[Measure]
    sections: list[Section]
    pairs: int
    agreed: int
    apart: float | None  # mean difference between two evaluators of one application

    @property
    def agreement(self) -> float | None:
        return 100 * self.agreed / self.pairs if self.pairs else None


def calibration(call_step: CallStep, user: Any, only: User | None = None) -> Calibration:
    """Of the scores that this reader may read; of one evaluator alone with `only`. Five queries."""
    rows = readable(user).filter(call_step=call_step, state="scored", points__isnull=False)
    sheets = [
        Sheet(pk, application, evaluator, float(points or 0))
        for pk, application, evaluator, points in rows.order_by("pk").values_list(
            "pk", "application_id", "evaluator_id", "points"
        )
    ]
    sections = list(call_step.step.sections.all())
    by_section = _by_section(sheets)
    people = User.objects.in_bulk(
        {each.evaluator for each in sheets if only is None or each.evaluator == only.pk}
    )
    measures = [_measure(people[pk], sheets, sections, by_section) for pk in people]
    pairs, agreed, gaps = _pairs(sheets, call_step.step.procedure.third_score_percent)
    return Calibration(
        sorted(measures, key=lambda each: (each.deviation is None, each.deviation or 0, str(each.evaluator))),
        sections,
        pairs,
        agreed,
        fmean(gaps) if gaps else None,
    )


def _by_section(sheets: Iterable[Sheet]) -> dict[int, dict[int, float]]:
    """Section → assignment → points."""
    weighed = ExpressionWrapper(F("value") * F("question__weight"), output_field=FIGURE)
    scores = Score.objects.filter(assignment_id__in=[each.assignment for each in sheets])
    rows = scores.values_list("question__section_id", "assignment_id").annotate(total=Sum(weighed)).order_by()
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for section, assignment, total in rows:
        found[section][assignment] = float(total)
    return found


def _measure(
    person: User, sheets: list[Sheet], sections: list[Section], by_section: dict[int, dict[int, float]]
) -> Measure:
    own = [each for each in sheets if each.evaluator == person.pk]
    total = {each.assignment: each.points for each in sheets}
    measure = Measure(
        person,
        len(own),
        fmean(each.points for each in own),
        pstdev([each.points for each in own]) if len(own) > 1 else None,
        _deviation(own, sheets, total),
    )
    for section in sections:
        apart = _deviation(own, sheets, by_section.get(section.pk, {}))
        if apart is not None:
            measure.sections[section.pk] = apart
    return measure


def _deviation(own: list[Sheet], sheets: list[Sheet], points: dict[int, float]) -> float | None:
    """The mean over their applications of: own points less the mean of the others'."""
    others: dict[int, list[float]] = defaultdict(list)
    for each in sheets:
        if each.evaluator != own[0].evaluator:
            others[each.application].append(points.get(each.assignment, 0.0))
    apart = [
        points.get(each.assignment, 0.0) - fmean(others[each.application])
        for each in own
        if others[each.application]
    ]
    return fmean(apart) if apart else None


def _pairs(sheets: list[Sheet], percent: int) -> tuple[int, int, list[float]]:
    """Pairs on one application, how many lie within the share of the higher, and the differences."""
    together: dict[int, list[float]] = defaultdict(list)
    for each in sheets:
        together[each.application].append(each.points)
    gaps, agreed = [], 0
    for given in together.values():
        for number, one in enumerate(given):
            for other in given[number + 1 :]:
                gaps.append(abs(one - other))
                agreed += not scoring.are_far_apart([Decimal(str(one)), Decimal(str(other))], percent)
    return len(gaps), agreed, gaps


def published(call_step: CallStep) -> bool:
    return call_step.state in {"released", "closed"}
