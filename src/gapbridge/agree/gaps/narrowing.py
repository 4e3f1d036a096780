"""Which of a gap's voices are asked for: what a cell of a heat map counts, by the address it leads to."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from gapbridge.base.pagination import BIGGEST
from gapbridge.listen.assessments.models import Statement
from gapbridge.programmes.models import Clause


@dataclass(frozen=True)
class Narrowed:
    """`condition` is on statements; None when nothing is asked."""

    condition: Q | None


def narrowed_by(asked: Mapping[str, str]) -> Narrowed:
    """By `clause` and those below it, `population`, `place` and those within it, `assessment`: ids."""
    conditions = [
        make(pk)
        for name, make in (
            ("clause", _under_clause),
            ("population", _of_group),
            ("place", _in_place),
            ("assessment", lambda pk: Q(session__assessment=pk)),
        )
        if (pk := _id(asked.get(name, "")))
    ]
    # Through an id, so that a voice which meets a condition twice stays one.
    found = Q()
    for condition in conditions:
        found &= Q(pk__in=Statement.objects.filter(condition).order_by().values("pk"))
    return Narrowed(found if conditions else None)


def _id(value: str) -> int:
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 20 else 0
    return number if number <= BIGGEST else 0


def _under_clause(pk: int) -> Q:
    below = Q(pk=pk) | Q(parent=pk) | Q(parent__parent=pk)
    return Q(clauses__in=Clause.objects.filter(below).order_by().values("pk"))


def _of_group(pk: int) -> Q:
    return Q(session__population=pk) | Q(session__diversity=pk)


def _in_place(pk: int) -> Q:
    return Q(session__place=pk) | Q(session__place__district=pk)
