"""Which measure answers which gap: measures as rows, gaps as columns."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.db.models.functions import Length

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure

ROWS = 100
COLUMNS = 30


@dataclass(frozen=True)
class MatrixRow:
    measure: Measure
    marks: list[bool]  # one a column
    others: int  # gaps it answers that stand in no column here


@dataclass(frozen=True)
class Matrix:
    """`rows` and `gaps` are pages of what there is; `hidden_gaps` are those the reader may not see."""

    rows: list[MatrixRow]
    gaps: list[Gap]
    row_page: Page
    gap_page: Page
    hidden_gaps: int


def matrix(measures: QuerySet[Measure], user: Any, *, row_page: Any = 1, gap_page: Any = 1) -> Matrix:
    """A page of the matrix of these measures, in six queries, however many there are."""
    answered = Gap.objects.filter(pk__in=_links(measures).values("gap"))
    seen = Gap.objects.visible_to(user).filter(pk__in=answered.values("pk"))
    columns = Paginator(seen.order_by(Length("code"), "code", "pk"), COLUMNS).get_page(gap_page)
    rows = Paginator(measures, ROWS).get_page(row_page)
    gaps, shown = list(columns), list(rows)
    answers = _answers(shown)
    return Matrix(
        rows=[_row(measure, gaps, answers.get(measure.pk, set())) for measure in shown],
        gaps=gaps,
        row_page=rows,
        gap_page=columns,
        hidden_gaps=answered.count() - columns.paginator.count,
    )


def _row(measure: Measure, gaps: list[Gap], answers: set[int]) -> MatrixRow:
    marks = [gap.pk in answers for gap in gaps]
    return MatrixRow(measure, marks, len(answers) - sum(marks))


def _links(measures: QuerySet[Measure]) -> QuerySet[Any]:
    return Measure.gaps.through.objects.filter(measure__in=measures.order_by().values("pk"))


def _answers(measures: list[Measure]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    links = Measure.gaps.through.objects.filter(measure__in=[each.pk for each in measures])
    for measure, gap in links.values_list("measure", "gap"):
        found.setdefault(measure, set()).add(gap)
    return found
