"""How an evaluation runs: which steps a call has, who is in each, and what a step still waits for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, F, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.act.applications.models import Application, Part
from gapbridge.act.calls.models import Call
from gapbridge.act.procedures.models import CheckItem, Section, Step

from . import scoring
from .complaining import day_in as day_in
from .models import Assignment, CallStep, Check, Clarification, Score, StepResult
from .results import Because, Entry, Floor, in_languages, mean

WITH_OFFICE = ("submitted", "full_submitted")
SCORED_KINDS = (Step.Kind.CONCEPT, Step.Kind.FULL)
FIGURE = DecimalField(max_digits=8, decimal_places=2)


@dataclass(frozen=True)
class Blocker:
    """What keeps a step from being closed, where it is mended, and which application it is about (its id)."""

    text: str
    url: str
    application: int


def prepare_steps(call: Call) -> list[CallStep]:
    """The call's steps in the procedure's order, made where they are not there yet."""
    for step in call.procedure.steps.all():
        if call.is_two_step or step.kind != Step.Kind.CONCEPT:
            CallStep.objects.get_or_create(call=call, step=step)
    return steps_of(call)


def hold_on(call: Call, move: str) -> str:
    """A call is decided with all of its applications: none may still be with the office."""
    if move != "decide":
        return ""
    left = call.applications.filter(state__in=(*WITH_OFFICE, "full_draft")).order_by("number").first()
    return _("Application %(number)s is not decided.") % {"number": left.number} if left else ""


def steps_of(call: Call) -> list[CallStep]:
    return list(call.steps.select_related("step", "closed_by").order_by("step__position", "pk"))


def before(call_step: CallStep) -> CallStep | None:
    earlier = CallStep.objects.filter(
        call_id=call_step.call_id, step__position__lt=call_step.step.position
    ).select_related("step")
    return earlier.order_by("-step__position").first()


def ranking_step(call: Call) -> CallStep | None:
    """The step whose points rank the applications: the last that is scored."""
    return (
        call.steps.filter(step__kind__in=SCORED_KINDS)
        .select_related("step")
        .order_by("-step__position")
        .first()
    )


def is_scored(call_step: CallStep) -> bool:
    return call_step.step.kind in SCORED_KINDS


def is_full_of_two(call_step: CallStep) -> bool:
    return call_step.step.kind == Step.Kind.FULL and call_step.call.is_two_step


# --- who is in a step --------------------------------------------------------------------------------------------


def entrants(call_step: CallStep) -> QuerySet[Application]:
    """Who is judged in a step: who passed the one before and is with the office.

    In a two-step call's full step only whose full application was received. Who is already judged stays in view.
    """
    found = Application.objects.filter(call_id=call_step.call_id).exclude(number="")
    earlier = before(call_step)
    if earlier is not None:
        passed = StepResult.objects.filter(call_step=earlier, replaced_at=None, outcome="passed")
        found = found.filter(pk__in=passed.values("application_id"))
    if is_full_of_two(call_step):
        received = Part.objects.filter(kind=Part.Kind.FULL, received_at__isnull=False)
        found = found.filter(pk__in=received.values("application_id"))
    if call_step.state == "closed":
        return found.filter(pk__in=call_step.results.values("application_id"))
    return found.filter(state__in=WITH_OFFICE)


def unsent(call_step: CallStep) -> QuerySet[Application]:
    """Who was invited and sent no full application."""
    return Application.objects.filter(call_id=call_step.call_id, state="full_draft")


def items_of(call_step: CallStep) -> list[CheckItem]:
    """The yes-or-no questions of a step. Full applications of a two-step call are opened in their own step, with the
    questions of the opening: the first opening was that of the concept notes."""
    kinds = {call_step.step.kind}
    if is_full_of_two(call_step):
        kinds.add(Step.Kind.OPENING)
    steps = Step.objects.filter(procedure_id=call_step.step.procedure_id, kind__in=kinds)
    return list(CheckItem.objects.filter(step__in=steps).order_by("step__position", "position", "pk"))


# --- checks ------------------------------------------------------------------------------------------------------


def checks_of(call_step: CallStep) -> dict[int, dict[int, Check]]:
    """Application id → item id → answer."""
    found: dict[int, dict[int, Check]] = defaultdict(dict)
    for check in Check.objects.filter(call_step=call_step):
        found[check.application_id][check.item_id] = check
    return found


def failed_checks(items: Iterable[CheckItem], checks: dict[int, Check]) -> list[Because]:
    return [
        {"kind": "check", "texts": in_languages(item, "text"), "note": checks[item.pk].note}
        for item in items
        if item.eliminating and item.pk in checks and checks[item.pk].answer == Check.Answer.NO
    ]


def unanswered(items: Iterable[CheckItem], checks: dict[int, Check]) -> int:
    return sum(item.pk not in checks for item in items)


def cut_because(call_step: CallStep, entry: Entry, line: Decimal | None) -> Because:
    multiple = call_step.call.procedure.invited_multiple
    return {
        "kind": "cut",
        "points": str(entry.points),
        "multiple": str(multiple),
        "line": None if line is None else str(line),
    }


# --- points ------------------------------------------------------------------------------------------------------


def floors_of(step: Step) -> list[Floor]:
    return [
        Floor(section.pk, in_languages(section, "title"), section.least_points)
        for section in step.sections.all()
        if section.least_points is not None
    ]


def entries(call_step: CallStep, applications: Iterable[Application]) -> list[Entry]:
    """Their figures as they stand now, from the scores that count. Five queries at any number of applications."""
    given = _assignments(call_step)
    sums = _section_sums(call_step)
    sections = list(call_step.step.sections.all())
    received = _received(call_step)
    return [
        _entry(call_step, each, given.get(each.pk, []), sums, sections, received) for each in applications
    ]


def _entry(
    call_step: CallStep,
    application: Application,
    given: list[Assignment],
    sums: dict[int, dict[int, Decimal]],
    sections: list[Section],
    received: dict[int, Any],
) -> Entry:
    counted = counted_of(call_step, given)
    by_section = {
        section.pk: mean([sums.get(each, {}).get(section.pk, Decimal(0)) for each in counted]) or Decimal(0)
        for section in sections
    }
    return Entry(
        application=application.pk,
        lot=application.lot_id,
        number=application.number,
        points=mean([each.points for each in given if each.pk in counted and each.points is not None]),
        amount=amount_in(call_step, application),
        received_at=received.get(application.pk) or application.submitted_at or application.created_at,
        sections=by_section,
        first=by_section[sections[0].pk] if sections else Decimal(0),
        counted=tuple(counted),
    )


def amount_in(call_step: CallStep, application: Application) -> Decimal:
    """What was asked for in that step: the concept note's sum stays known when the full application names another."""
    if call_step.step.kind == Step.Kind.CONCEPT and application.concept_amount is not None:
        return application.concept_amount
    return application.amount or Decimal(0)


def counted_of(call_step: CallStep, given: Iterable[Assignment]) -> list[int]:
    """Whose scores count, by assignment id. After a complaint that was upheld only the new evaluators' do."""
    scored = [each for each in given if each.state == "scored"]
    anew = [each for each in scored if each.kind == Assignment.Kind.COMPLAINT]
    points = {each.pk: each.points for each in anew or scored if each.points is not None}
    return sorted(scoring.counted(points, call_step.call.procedure.third_score_percent))


def _assignments(call_step: CallStep) -> dict[int, list[Assignment]]:
    found: dict[int, list[Assignment]] = defaultdict(list)
    for each in Assignment.objects.filter(call_step=call_step, state__in=("given", "scored")).order_by("pk"):
        found[each.application_id].append(each)
    return found


def _section_sums(call_step: CallStep) -> dict[int, dict[int, Decimal]]:
    """Assignment id → section id → weighted points, summed by the database."""
    weighed = ExpressionWrapper(F("value") * F("question__weight"), output_field=FIGURE)
    rows = (
        Score.objects.filter(assignment__call_step=call_step, assignment__state="scored")
        .values("assignment_id", "question__section_id")
        .annotate(total=Sum(weighed, output_field=FIGURE))
        .order_by()
    )
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for row in rows:
        found[row["assignment_id"]][row["question__section_id"]] = row["total"]
    return found


def _received(call_step: CallStep) -> dict[int, Any]:
    concept = call_step.call.is_two_step and call_step.step.kind != Step.Kind.FULL
    kind = Part.Kind.CONCEPT if concept else Part.Kind.FULL
    parts = Part.objects.filter(application__call_id=call_step.call_id, kind=kind)
    return dict(parts.values_list("application_id", "received_at"))


# --- what a step still waits for ---------------------------------------------------------------------------------


def blockers(call_step: CallStep) -> list[Blocker]:
    """Everything that keeps it from being closed, each named with where it is mended."""
    applications = list(entrants(call_step).order_by("number"))
    items, checks = items_of(call_step), checks_of(call_step)
    found = [_unchecked(call_step, each, unanswered(items, checks.get(each.pk, {}))) for each in applications]
    found += _unclarified(call_step)
    return [each for each in found if each] + scoring_blockers(call_step, going_on(call_step))


def going_on(call_step: CallStep) -> list[Application]:
    """The entrants that no check has put out."""
    items, checks = items_of(call_step), checks_of(call_step)
    entering = entrants(call_step).order_by("number")
    return [each for each in entering if not failed_checks(items, checks.get(each.pk, {}))]


def scoring_blockers(call_step: CallStep, applications: Iterable[Application]) -> list[Blocker]:
    """Whose scores don't suffice yet: too few, or two that differ too much."""
    if not is_scored(call_step):
        return []
    given = _assignments(call_step)
    return [
        blocker
        for each in applications
        if (blocker := _unscored(call_step, each, given.get(each.pk, []))) is not None
    ]


def _unchecked(call_step: CallStep, application: Application, number: int) -> Blocker | None:
    if not number:
        return None
    text = ngettext(
        "%(application)s: %(number)s check is not answered.",
        "%(application)s: %(number)s checks are not answered.",
        number,
    )
    url = reverse("evaluation:checks", args=[call_step.pk, application.pk])
    return Blocker(text % {"application": application.number, "number": number}, url, application.pk)


def _unclarified(call_step: CallStep) -> list[Blocker]:
    waiting = Clarification.objects.filter(
        call_step=call_step,
        answered_at=None,
        due_on__gte=timezone.localdate(),
        application__state__in=WITH_OFFICE,
    )
    text = _("%(application)s: a clarification was asked for and may still be answered.")
    return [
        Blocker(text % {"application": each.application.number}, each.get_absolute_url(), each.application_id)
        for each in waiting.select_related("application")
    ]


def _unscored(call_step: CallStep, application: Application, given: list[Assignment]) -> Blocker | None:
    procedure = call_step.call.procedure
    scored: dict[int, Decimal] = {
        each.pk: each.points for each in given if each.state == "scored" and each.points is not None
    }
    url = reverse("evaluation:board", args=[call_step.pk])
    about = {
        "application": application.number,
        "number": len(scored),
        "needed": procedure.evaluators_each,
    }
    if len(scored) < procedure.evaluators_each:
        text = _("%(application)s: scores given: %(number)s; needed: %(needed)s.")
        return Blocker(text % about, url, application.pk)
    if scoring.needs_third(scored.values(), procedure.third_score_percent):
        text = _("%(application)s: the scores differ so much that a third evaluator is needed.")
        return Blocker(text % about, url, application.pk)
    return None
