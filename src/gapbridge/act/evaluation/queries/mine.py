"""What an evaluator has before them, and what waits for the office."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Min, Q, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation.models import (
    LIVE,
    Assignment,
    CallStep,
    CommitteeMember,
    Declaration,
    EvaluatorProfile,
    Tally,
)
from gapbridge.act.evaluation.readers import countable
from gapbridge.act.procedures.models import GRANT_KEEPERS
from gapbridge.base.sockets import Waiting
from gapbridge.people.roles import Role
from gapbridge.programmes.standing import standing


def assignments_of(user: Any) -> QuerySet[Assignment]:
    """What an evaluator may read and score, what is to do first."""
    todo = Case(When(state="given", then=0), default=1, output_field=IntegerField())
    own = Assignment.objects.visible_to(user).filter(evaluator_id=user.pk, state__in=LIVE)
    related = (
        "application__organisation",
        "application__lot",
        "call_step__step__procedure",
        "call_step__call__intervention__programme",
    )
    due = F("call_step__scores_due_on").asc(nulls_last=True)
    return (
        own.select_related(*related)
        .annotate(todo=todo)
        .order_by("todo", due, "-call_step_id", "application__number")
    )


@dataclass(frozen=True)
class Round:
    """An evaluator's part in a step, readable or not yet: how many files, how many scored, by when."""

    call_step: CallStep
    given: int
    scored: int
    declared: bool
    any_assignment: int  # one of them, by which the page about one's own scores is found

    @property
    def call(self) -> Call:
        return self.call_step.call

    @property
    def open(self) -> bool:
        return self.call_step.state in {"waiting", "under_way"}

    @property
    def is_published(self) -> bool:
        return self.call_step.state in {"released", "closed"}

    @property
    def begun(self) -> bool:
        return self.call_step.state != "waiting"


def rounds_of(user: Any) -> list[Round]:
    """The newest first. Three queries."""
    rows = (
        _live(user)
        .values("call_step")
        .annotate(given=Count("pk"), scored=Count("pk", filter=Q(state="scored")), any_assignment=Min("pk"))
    )
    found = {row["call_step"]: row for row in rows.order_by()}
    declared = set(Declaration.objects.filter(user_id=user.pk).values_list("call_id", flat=True))
    steps = CallStep.objects.filter(pk__in=found).select_related(
        "step__procedure", "call__intervention__programme"
    )
    return [
        Round(
            each,
            found[each.pk]["given"],
            found[each.pk]["scored"],
            each.call_id in declared,
            found[each.pk]["any_assignment"],
        )
        for each in steps.order_by("-call_id", "-step__position")
    ]


def _live(user: Any) -> QuerySet[Assignment]:
    """Their own, before the declaration too: only to be counted."""
    programmes = standing(user).programmes_with(Role.EVALUATOR)
    return Assignment._base_manager.filter(
        evaluator_id=user.pk or 0,
        state__in=LIVE,
        application__in=countable(user),
        call_step__call__intervention__programme_id__in=programmes,
    )


def undeclared_calls(user: Any) -> QuerySet[Call]:
    """Calls under evaluation in which this evaluator takes part and has not declared to be impartial."""
    profiles = EvaluatorProfile.objects.filter(user_id=user.pk or 0)
    programmes = standing(user).programmes_with(Role.EVALUATOR)
    listed = Q(intervention__programme__in=profiles.values("programme_id")) & Q(
        intervention__programme_id__in=programmes
    )
    given = Q(pk__in=_live(user).values("call_step__call_id"))
    declared = Declaration.objects.filter(user_id=user.pk or 0)
    calls = Call.objects.filter(listed | given, state="evaluation").exclude(pk__in=declared.values("call_id"))
    return calls.select_related("intervention")


def is_involved(user: Any, call: Call) -> bool:
    """Whether the names of who applies concern this person: the office, evaluators of the call, its committee."""
    if standing(user).holds(*GRANT_KEEPERS, programme=call.programme_id):
        return True
    if CommitteeMember.objects.filter(call=call, user_id=user.pk).exists():
        return True
    if not standing(user).holds(Role.EVALUATOR, programme=call.programme_id):
        return False
    profiles = EvaluatorProfile.objects.filter(programme_id=call.programme_id, user_id=user.pk)
    given = Assignment._base_manager.filter(call_step__call=call, evaluator_id=user.pk)
    return profiles.exists() or given.exists()


def waiting_for_evaluators(user: Any) -> Iterator[Waiting]:
    if Role.EVALUATOR not in standing(user).roles:
        return
    for call in undeclared_calls(user):
        label = _("Declare your impartiality: “%(call)s”") % {"call": call}
        yield Waiting(label, reverse("evaluation:declare", args=[call.pk]), stage="act")
    todo = assignments_of(user).filter(state="given", call_step__state="under_way").order_by()
    counts = todo.values("call_step__scores_due_on").annotate(number=Count("pk"))
    for row in counts.order_by("call_step__scores_due_on"):
        label = ngettext("%(count)s application to score", "%(count)s applications to score", row["number"])
        url = reverse("evaluation:mine") + "?state=given"
        due = row["call_step__scores_due_on"]
        yield Waiting(label % {"count": row["number"]}, url, row["number"], due=due, stage="act")


def waiting_for_the_office(user: Any) -> Iterator[Waiting]:
    """Applications whose two evaluators differ too much."""
    programmes = standing(user).programmes_with(*GRANT_KEEPERS)
    if not programmes:
        return
    waiting = Tally.objects.filter(
        needs_third=True,
        call_step__state="under_way",
        call_step__call__intervention__programme_id__in=programmes,
        application__in=countable(user),
    )
    counts = waiting.values("call_step").annotate(number=Count("pk")).order_by("call_step")
    steps = CallStep.objects.select_related("call__intervention").in_bulk(
        [row["call_step"] for row in counts]
    )
    for row in counts:
        label = ngettext(
            "%(count)s application needs a third evaluator: “%(call)s”",
            "%(count)s applications need a third evaluator: “%(call)s”",
            row["number"],
        ) % {"count": row["number"], "call": steps[row["call_step"]].call}
        url = reverse("evaluation:board", args=[row["call_step"]]) + "?progress=third"
        yield Waiting(label, url, row["number"], stage="act")
