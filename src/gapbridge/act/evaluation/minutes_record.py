"""What the minutes of a step count, as plain data: made once, when the step is closed.

{"present": [names], "numbers": {"in", "passed", "failed", "cut"}, "lots": [{"number", "title", "in", "passed", …}],
"applications": [{"number", "organisation", "title", "lot", "points", "rank", "outcome", "because"}],
"scored": {"evaluators", "scores", "thirds"} or None, "clarifications": {"asked", "answered"}}
"""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, F, Q

from gapbridge.people.models import User

from .course import is_scored
from .models import Assignment, CallStep, Clarification, StepResult


def of(call_step: CallStep, present: Collection[User]) -> dict[str, Any]:
    results = list(
        StepResult.objects.filter(call_step=call_step, replaced_at=None)
        .select_related("application__organisation", "application__lot")
        .order_by("application__lot__number", F("rank").asc(nulls_last=True), "application__number")
    )
    return {
        "present": [str(person) for person in present],
        "numbers": _numbers(results),
        "lots": _lots(results),
        "applications": [_line(each) for each in results],
        "scored": _scored(call_step) if is_scored(call_step) else None,
        "clarifications": _clarifications(call_step),
    }


def _numbers(results: Iterable[StepResult]) -> dict[str, int]:
    outcomes = Counter(each.outcome for each in results)
    return {"in": outcomes.total(), **{each: outcomes[each] for each in StepResult.Outcome.values}}


def _lots(results: list[StepResult]) -> list[dict[str, Any]]:
    lots = {each.application.lot_id: each.application.lot for each in results}
    return [
        {
            "number": lot.number,
            "title": lot.title,
            **_numbers(each for each in results if each.application.lot_id == lot.pk),
        }
        for lot in sorted(lots.values(), key=lambda each: each.number)
    ]


def _line(result: StepResult) -> dict[str, Any]:
    application = result.application
    return {
        "number": application.number,
        "organisation": str(application.organisation),
        "title": application.title,
        "lot": application.lot.number,
        "points": None if result.points is None else str(result.points),
        "rank": result.rank,
        "outcome": result.outcome,
        "because": result.because,
    }


def _scored(call_step: CallStep) -> dict[str, int]:
    return Assignment.objects.filter(call_step=call_step, state="scored").aggregate(
        evaluators=Count("evaluator", distinct=True), scores=Count("pk"), thirds=Count("pk", Q(kind="third"))
    )


def _clarifications(call_step: CallStep) -> dict[str, int]:
    return Clarification.objects.filter(call_step=call_step).aggregate(
        asked=Count("pk"), answered=Count("answered_at")
    )
