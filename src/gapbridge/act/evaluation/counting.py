"""Keep an application's tally in a step true to its assignments. Actions call it within their transaction."""

from collections.abc import Collection
from decimal import Decimal

from . import course, scoring
from .models import LIVE, Assignment, CallStep, Tally
from .results import mean


def recount(call_step: CallStep, applications: Collection[int]) -> None:
    """Count these applications (their ids) anew. A closed step's tallies stay as its results were made of them."""
    if call_step.state == "closed":
        return
    percent = call_step.step.procedure.third_score_percent
    live: dict[int, list[Assignment]] = {pk: [] for pk in applications}
    rows = Assignment._base_manager.filter(call_step=call_step, application_id__in=live, state__in=LIVE)
    for each in rows.defer("draft").order_by("pk"):
        live[each.application_id].append(each)
    Tally.objects.bulk_create(
        [_tally(call_step, pk, held, percent) for pk, held in live.items()],
        update_conflicts=True,
        unique_fields=["call_step", "application"],
        update_fields=["given", "scored", "points", "spread", "counted", "needs_third"],
    )


def _tally(call_step: CallStep, application: int, held: list[Assignment], percent: int) -> Tally:
    given: dict[int, Decimal] = {
        each.pk: each.points for each in held if each.state == "scored" and each.points is not None
    }
    counted = course.counted_of(call_step, held)
    waits = len(given) < len(held)
    anew = any(each.kind == Assignment.Kind.COMPLAINT for each in held)
    return Tally(
        call_step=call_step,
        application_id=application,
        given=len(held),
        scored=len(given),
        points=mean([given[pk] for pk in counted]),
        spread=scoring.spread(given.values()),
        counted=counted,
        needs_third=not waits and not anew and scoring.needs_third(given.values(), percent),
    )
