"""The ranking by lot: of the frozen results once a step is closed, of the scores so far before that."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Lot
from gapbridge.act.procedures.models import Step

from . import course
from .models import CallStep, StepResult
from .results import Entry, Place, invited, ordered, within_budget


@dataclass(frozen=True)
class OfLot:
    """A lot's ranking. `limit`: its budget, or for concept notes the multiple of it up to which they are invited."""

    lot: Lot
    limit: Decimal
    places: list[Place]
    dropped: list[StepResult] = field(default_factory=list)

    @property
    def inside(self) -> Decimal:
        """What those inside ask for together."""
        return sum((each.entry.amount for each in self.places if each.inside), Decimal(0))


def ranked(call_step: CallStep) -> list[OfLot]:
    """Lot by lot, the best first; seven queries at any number of applications."""
    return of_lots(call_step, standing_entries(call_step), dropped_of(call_step))


def of_lots(call_step: CallStep, entries: Iterable[Entry], dropped: Iterable[StepResult] = ()) -> list[OfLot]:
    by_lot, out = defaultdict(list), defaultdict(list)
    for entry in entries:
        by_lot[entry.lot].append(entry)
    for result in dropped:
        out[result.application.lot_id].append(result)
    lots = Lot.objects.filter(call_id=call_step.call_id).order_by("number")
    return [_of_lot(call_step, lot, by_lot[lot.pk], out[lot.pk]) for lot in lots]


def _of_lot(call_step: CallStep, lot: Lot, entries: list[Entry], dropped: list[StepResult]) -> OfLot:
    procedure = call_step.call.procedure
    best_first = ordered(entries, procedure.tie_rule)
    if call_step.step.kind == Step.Kind.CONCEPT:
        limit = lot.budget * procedure.invited_multiple
        return OfLot(lot, limit, invited(best_first, limit), dropped)
    return OfLot(lot, lot.budget, within_budget(best_first, lot.budget), dropped)


def standing_entries(call_step: CallStep) -> list[Entry]:
    """Who is ranked: of a closed step those that passed and were not put out later, otherwise who has points."""
    if call_step.state == "closed":
        results = standing_results(call_step).filter(outcome__in=("passed", "cut"))
        first = call_step.step.sections.values_list("pk", flat=True).first()
        return [_entry(each, first) for each in results.exclude(pk__in=_out_later(call_step))]
    found = course.entries(call_step, course.entrants(call_step))
    return [each for each in found if each.points is not None]


def standing_results(call_step: CallStep) -> QuerySet[StepResult]:
    return StepResult.objects.filter(call_step=call_step, replaced_at=None).select_related(
        "application__organisation"
    )


def dropped_of(call_step: CallStep) -> QuerySet[StepResult]:
    """Who ended in this step, or after it before the committee decided."""
    if call_step.state != "closed":
        return StepResult.objects.none()
    ended = standing_results(call_step).filter(outcome="failed")
    return (ended | standing_results(call_step).filter(pk__in=_out_later(call_step))).order_by("pk")


def _out_later(call_step: CallStep) -> QuerySet[StepResult]:
    """Results whose application failed a later step, or was withdrawn."""
    failed = StepResult.objects.filter(
        call_step__call_id=call_step.call_id,
        call_step__step__position__gt=call_step.step.position,
        replaced_at=None,
        outcome="failed",
    )
    gone = Application.objects.filter(call_id=call_step.call_id, state="withdrawn")
    own = StepResult.objects.filter(call_step=call_step, replaced_at=None)
    if (
        call_step.step.kind == Step.Kind.CONCEPT
    ):  # what came of the full application doesn't change who was invited
        return own.none()
    return own.filter(application__in=failed.values("application_id")) | own.filter(application__in=gone)


def _entry(result: StepResult, first_section: int | None) -> Entry:
    """From what was frozen when the step was closed."""
    application = result.application
    sections = {int(key): Decimal(value) for key, value in result.sections.items()}
    return Entry(
        application=application.pk,
        lot=application.lot_id,
        number=application.number,
        points=result.points,
        amount=result.amount or Decimal(0),
        received_at=result.received_at or application.created_at,
        sections=sections,
        first=sections.get(first_section or 0, Decimal(0)),
        counted=tuple(result.counted),
    )
