"""What the pages of an evaluation's course show: contexts read for one reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.eligibility import check as check_eligibility
from gapbridge.act.calls.models import Call
from gapbridge.act.procedures.models import GRANT_KEEPERS
from gapbridge.act.profiles.queries import standing_check
from gapbridge.programmes.standing import standing

from . import committee, complaining, course
from .changes import changes_of
from .models import (
    Assignment,
    CallStep,
    Check,
    Clarification,
    CommitteeMember,
    Complaint,
    Proposal,
    StepResult,
)
from .readers import countable, judged_by


def evaluations_for(user: Any) -> QuerySet[Call]:
    """Calls past their deadline that the reader's office evaluates, or on whose committee the reader sits."""
    seats = CommitteeMember.objects.filter(user_id=user.pk or 0).values("call_id")
    mine = Q(intervention__programme_id__in=standing(user).programmes_with(*GRANT_KEEPERS)) | Q(pk__in=seats)
    found = Call.objects.filter(mine, state__in=("evaluation", "decided"))
    open_steps = CallStep.objects.filter(call=OuterRef("pk")).exclude(state="closed")
    now = open_steps.order_by("step__position").values("step__title")[:1]
    return (
        found.select_related("intervention__programme")
        .annotate(
            sent=Count(
                "applications",
                filter=~Q(applications__number="") & Q(applications__in=countable(user)),
                distinct=True,
            ),
            step_now=Subquery(now),
        )
        .order_by("-closes_at", "pk")
    )


# --- overview ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stage:
    """A step in the strip: how many came in, what became of them."""

    call_step: CallStep
    entered: int | None
    outcomes: dict[str, int]
    url: str

    @property
    def look(self) -> str:
        return {"closed": "done", "waiting": ""}.get(self.call_step.state, "now")


def stages_of(call: Call, user: Any) -> list[Stage]:
    """As far as the reader may know of it. Two queries, and one for each step that is under way."""
    mine = countable(user)
    rows = StepResult.objects.filter(call_step__call=call, replaced_at=None, application__in=mine).order_by()
    counts: dict[int, dict[str, int]] = {}
    for row in rows.values("call_step_id", "outcome").annotate(number=Count("pk")):
        counts.setdefault(row["call_step_id"], {})[row["outcome"]] = row["number"]
    return [_stage(each, counts.get(each.pk, {}), mine) for each in course.steps_of(call)]


def counted_for(user: Any, call_step: CallStep) -> dict[str, int]:
    """The numbers of a closed step without what is closed to the reader, as its minutes name them."""
    rows = StepResult.objects.filter(call_step=call_step, replaced_at=None, application__in=countable(user))
    found = dict(rows.order_by().values_list("outcome").annotate(number=Count("pk")))
    return {"in": sum(found.values()), **dict.fromkeys(StepResult.Outcome.values, 0), **found}


def _stage(call_step: CallStep, outcomes: dict[str, int], mine: Any) -> Stage:
    entered = None
    if call_step.state == "closed":
        entered = sum(outcomes.values())
    elif call_step.state != "waiting":
        entered = course.entrants(call_step).filter(pk__in=mine).count()
    return Stage(call_step, entered, outcomes, call_step.get_absolute_url())


def overview(call: Call, user: Any) -> dict[str, Any]:
    ranking_step = course.ranking_step(call)
    return {
        "stages": stages_of(call, user),
        "ranking_step": ranking_step,
        "members": seats_of(call),
        "proposals": list(call.proposals.order_by("-number")),
        "may_propose": may_propose(call),
        "complaints": complaints_of(call, user),
        "reserve": judged_by(user).filter(call=call, state="reserve").select_related("organisation", "lot"),
    }


def may_propose(call: Call) -> bool:
    steps = course.steps_of(call)
    return (
        call.state == "evaluation"
        and bool(steps)
        and all(each.state == "closed" for each in steps)
        and not call.proposals.exclude(state="rejected").exists()
    )


def seats_of(call: Call) -> list[tuple[CommitteeMember, bool]]:
    """Each with whether they declared that they are impartial."""
    declared = set(call.declarations.values_list("user_id", flat=True))
    return [(each, each.user_id in declared) for each in committee.members_of(call)]


def complaints_of(call: Call, user: Any) -> QuerySet[Complaint]:
    mine = judged_by(user).filter(call=call).order_by()
    found = Complaint.objects.filter(application__in=mine.values("pk"))
    return found.select_related("application__organisation", "letter").order_by("-filed_at")


# --- a step ------------------------------------------------------------------------------------------------------


def rows_of_step(call_step: CallStep, user: Any) -> QuerySet[Application]:
    """The entrants as far as the reader may see them, with what is answered, scored, and came of it."""
    visible = judged_by(user).filter(pk__in=course.entrants(call_step).values("pk"))
    result = StepResult.objects.filter(application=OuterRef("pk"), call_step=call_step, replaced_at=None)
    return (
        visible.select_related("organisation", "lot")
        .annotate(
            answered=_number(Check.objects.filter(call_step=call_step)),
            scored=_number(Assignment.objects.filter(call_step=call_step, state="scored")),
            asked=_number(Clarification.objects.filter(call_step=call_step)),
            replied=_number(Clarification.objects.filter(call_step=call_step, answered_at__isnull=False)),
            outcome=Subquery(result.values("outcome")[:1]),
            given_points=Subquery(result.values("points")[:1]),
        )
        .order_by("lot__number", "number")
    )


def _number(rows: QuerySet[Any]) -> Any:
    mine = rows.filter(application=OuterRef("pk")).order_by().values("application")
    return Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number")[:1]), 0)


# --- checking an application -------------------------------------------------------------------------------------


def checks_context(call_step: CallStep, application: Application, user: Any) -> dict[str, Any]:
    call = call_step.call
    checks = course.checks_of(call_step).get(application.pk, {})
    anew = complaining.is_judged_anew(application)
    return {
        "shown": [(item, checks.get(item.pk)) for item in course.items_of(call_step)],
        "call_step": call_step,
        "application": application,
        "call": call,
        "findings": check_eligibility(
            call,
            application.organisation,
            amount=application.amount,
            lot=application.lot,
            co_applicants=application.partners.filter(kind="co_applicant").exclude(state="declined").count(),
        ),
        "due_diligence": standing_check(application.organisation, call.intervention.programme),
        "partners": application.partners.select_related("organisation"),
        "changes": changes_of(application) if course.is_full_of_two(call_step) else [],
        "clarifications": Clarification.objects.filter(
            call_step=call_step, application=application
        ).select_related("asked_by", "answered_by"),
        "next_url": next_unchecked(call_step, application, user),
        "is_open": anew or call_step.state in ("under_way", "released"),
    }


def next_unchecked(call_step: CallStep, after: Application, user: Any) -> str:
    """The reader's next application whose checks are not all answered, or "" when none is left."""
    needed = len(course.items_of(call_step))
    waiting = (
        course.entrants(call_step)
        .filter(pk__in=countable(user))
        .exclude(pk=after.pk)
        .annotate(answered=_number(Check.objects.filter(call_step=call_step)))
        .filter(answered__lt=needed)
        .order_by(F("number").asc())
    )
    found = waiting.filter(number__gt=after.number).first() or waiting.first()
    return reverse("evaluation:checks", args=[call_step.pk, found.pk]) if found else ""


# --- a proposal --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LineShown:
    """`hidden`: the reader has a conflict about it. `barred`: names of members without a vote on it."""

    line: Any
    hidden: bool
    barred: list[str]


def lines_shown(proposal: Proposal, user: Any) -> list[LineShown]:
    members = committee.members_of(proposal.call)
    names = {each.pk: str(each.user) for each in members}
    barred = committee.barred_from(proposal, members)
    related = ("application__organisation", "application__lot")
    lines = list(proposal.lines.select_related(*related).order_by("application__lot__number", "rank", "pk"))
    closed = closed_applications(user, (line.application_id for line in lines))
    return [
        LineShown(
            line, line.application_id in closed, [names[pk] for pk in sorted(barred.get(line.pk, set()))]
        )
        for line in lines
    ]


def closed_applications(user: Any, among: Iterable[int]) -> set[int]:
    """Those about which the reader has a conflict of interest."""
    from .models import closed_to

    found = Application._base_manager.filter(closed_to(user), pk__in=list(among))
    return set(found.values_list("pk", flat=True))
