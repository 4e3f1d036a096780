"""The applications of a step with their evaluators, points and what is still to be done."""

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from gapbridge.act.applications.models import Application
from gapbridge.act.evaluation import course
from gapbridge.act.evaluation.models import LIVE, UNRELEASED, Assignment, CallStep
from gapbridge.act.evaluation.readers import judged_by


def board(call_step: CallStep, user: Any) -> QuerySet[Application]:
    """Who is judged in the step, as far as this reader may judge in it, the best first.

    `given`, `scored`: how many evaluators. `points`, `spread`: None before there are any, and where the reader
    scores the same application before the release (`blind`). `needs_third`. `evaluations`: live assignments with
    their evaluators, without those that the reader may not see. Two queries at any number of rows.
    """
    own = Assignment._base_manager.filter(
        call_step=call_step, application=OuterRef("pk"), evaluator_id=user.pk or 0, state__in=LIVE
    )
    blind = Exists(own) if call_step.state in UNRELEASED else Value(False, output_field=BooleanField())
    seen = Assignment.objects.visible_to(user).filter(call_step=call_step, state__in=LIVE)
    evaluations = Prefetch(
        "assignments", seen.select_related("evaluator").defer("draft", "comment"), to_attr="evaluations"
    )
    rows = course.entrants(call_step).filter(pk__in=judged_by(user).order_by().values("pk"))
    return (
        rows.annotate(tally=FilteredRelation("tallies", condition=Q(tallies__call_step=call_step)))
        .annotate(
            blind=blind,
            given=Coalesce(F("tally__given"), 0),
            scored=Coalesce(F("tally__scored"), 0),
            points=_unless_blind("tally__points"),
            spread=_unless_blind("tally__spread"),
            needs_third=Coalesce(_unless_blind("tally__needs_third"), False),
        )
        .select_related("organisation", "lot")
        .prefetch_related(evaluations)
        .order_by(F("points").desc(nulls_last=True), "number", "pk")
    )


def _unless_blind(path: str) -> Case:
    return Case(When(blind=True, then=None), default=F(path))


@dataclass(frozen=True)
class Figures:
    """How far the scoring of a step is."""

    applications: int
    given: int
    scored: int
    short: int  # applications with fewer evaluators than the procedure asks for
    third: int  # that wait for a third evaluator

    @property
    def is_complete(self) -> bool:
        return self.given == self.scored and not self.short and not self.third


def figures(call_step: CallStep, user: Any) -> Figures:
    """Of what this reader may judge. Two queries."""
    rows = board(call_step, user).order_by().prefetch_related(None)
    each = call_step.step.procedure.evaluators_each
    counts = rows.aggregate(
        applications=Count("pk"),
        short=Count("pk", filter=Q(given__lt=each)),
        third=Count("pk", filter=Q(needs_third=True)),
    )
    live = Assignment._base_manager.filter(
        call_step=call_step, state__in=LIVE, application__in=rows.values("pk")
    ).order_by()
    held = live.aggregate(given=Count("pk"), scored=Count("pk", filter=Q(state="scored")))
    return Figures(**counts, **held)


def third_needed(call_step: CallStep, user: Any) -> QuerySet[Application]:
    return board(call_step, user).filter(Q(needs_third=True))
