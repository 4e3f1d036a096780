"""What closing a step makes of each application, by the rules of the procedure. Nothing is written here."""

from decimal import Decimal

from gapbridge.act.applications.models import Application
from gapbridge.act.procedures.models import Step

from . import course, ranking, results
from .models import CallStep
from .results import Because, Entry

Judged = tuple[Application, Entry, str, list[Because]]  # with its outcome, and why


def judge(call_step: CallStep) -> list[Judged]:
    """Each entrant with its figures, outcome and reasons, as the rules of the procedure have it. Writes nothing."""
    entering = list(course.entrants(call_step).select_related("organisation", "lot", "call__intervention"))
    items, checks = course.items_of(call_step), course.checks_of(call_step)
    floors = course.floors_of(call_step.step)
    scored = course.is_scored(call_step)
    judged = []
    for application, entry in zip(entering, course.entries(call_step, entering), strict=True):
        because = course.failed_checks(items, checks.get(application.pk, {}))
        if scored and not because:
            because = results.shortfalls(entry, call_step.step.least_points, floors)
        judged.append((application, entry, "failed" if because else "passed", because))
    return _cut(call_step, judged) if call_step.step.kind == Step.Kind.CONCEPT else judged


def _cut(call_step: CallStep, judged: list[Judged]) -> list[Judged]:
    passed = [entry for _application, entry, outcome, _because in judged if outcome == "passed"]
    below: dict[int, list[Because]] = {}
    for lot in ranking.of_lots(call_step, passed):
        line = min((each.entry.points or Decimal(0) for each in lot.places if each.inside), default=None)
        for place in lot.places:
            if not place.inside:
                below[place.entry.application] = [course.cut_because(call_step, place.entry, line)]
    return [
        (application, entry, "cut", below[application.pk])
        if application.pk in below
        else (application, entry, outcome, because)
        for application, entry, outcome, because in judged
    ]
