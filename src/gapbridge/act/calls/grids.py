"""The published grid of a call: its steps with sections, questions, what they are out of and what passes.

And what somebody's own scores would come to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from gapbridge.act.procedures.models import HIGHEST, CheckItem, Question, Section, Step
from gapbridge.act.procedures.queries import steps_of
from gapbridge.base.markup import figure

from .models import Call


@dataclass(frozen=True)
class SectionOfGrid:
    """`questions`: each with the most points it can give."""

    section: Section
    questions: list[tuple[Question, Decimal]]

    @property
    def out_of(self) -> Decimal:
        return sum((points for _question, points in self.questions), Decimal(0))

    @property
    def passes(self) -> str:
        return _passes(self.section.least_points)


@dataclass(frozen=True)
class Grid:
    """One step: scored by its sections, or checked by its items."""

    step: Step
    sections: list[SectionOfGrid]
    items: list[CheckItem]

    @property
    def is_scored(self) -> bool:
        return any(each.questions for each in self.sections)

    @property
    def out_of(self) -> Decimal:
        return sum((each.out_of for each in self.sections), Decimal(0))

    @property
    def passes(self) -> str:
        return _passes(self.step.least_points)


def _passes(least: Decimal | None) -> str:
    return _("%(points)s needed to pass") % {"points": figure(least)} if least else ""


def grids_of(call: Call) -> list[Grid]:
    """The steps of the call's procedure; without concept notes, without theirs. Four queries."""
    return [
        Grid(
            step,
            [
                SectionOfGrid(
                    each, [(question, HIGHEST * question.weight) for question in each.questions.all()]
                )
                for each in step.sections.all()
            ],
            list(step.items.all()),
        )
        for step in steps_of(call.procedure)
        if call.is_two_step or step.kind != Step.Kind.CONCEPT
    ]


# --- somebody's own scores -----------------------------------------------------------------------------


@dataclass
class Result:
    """What was given in a step or a section. `passed` None: something is not scored yet, or nothing is needed."""

    part: Any  # Step or Section
    points: Decimal
    out_of: Decimal
    unscored: int
    inner: list["Result"] = field(default_factory=list)

    @property
    def passed(self) -> bool | None:
        least = self.part.least_points
        if least is None or self.unscored:
            return None
        return self.points >= least

    @property
    def fails_inside(self) -> bool:
        return any(each.passed is False for each in self.inner)


def results(grids: list[Grid], scores: Mapping[int, int | None]) -> list[Result]:
    """`scores`: question id → 1 to 5, or None."""
    return [_result(grid, scores) for grid in grids if grid.is_scored]


def _result(grid: Grid, scores: Mapping[int, int | None]) -> Result:
    inner = [_section(each, scores) for each in grid.sections]
    return Result(
        grid.step,
        sum((each.points for each in inner), Decimal(0)),
        grid.out_of,
        sum(each.unscored for each in inner),
        inner,
    )


def _section(section: SectionOfGrid, scores: Mapping[int, int | None]) -> Result:
    given = {question: scores.get(question.pk) for question, _points in section.questions}
    points = sum((question.weight * value for question, value in given.items() if value), Decimal(0))
    return Result(section.section, points, section.out_of, sum(value is None for value in given.values()))
