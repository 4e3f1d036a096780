"""Who may read whose scores. One rule for pages, exports and letters.

The office reads all, but not on an application that the same person scores too and whose scores are not released.
An evaluator reads their own; once the scores of a step are released, all of the applications that they evaluated in
it. The applicant reads them once the letter of that step, or a later one, is sent. With a conflict one reads none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from gapbridge.act.applications.models import Application
from gapbridge.act.procedures.models import GRANT_KEEPERS, Question
from gapbridge.people.roles import Role
from gapbridge.programmes.standing import standing

from .models import LIVE, UNRELEASED, Assignment, CallStep, Letter, Tally, closed_to


def readable(user: Any) -> QuerySet[Assignment]:
    """Live assignments whose scores this reader may read."""
    mine = Assignment.objects.visible_to(user).filter(state__in=LIVE)
    together = Assignment._base_manager.filter(
        evaluator_id=user.pk or 0,
        state__in=LIVE,
        call_step_id=OuterRef("call_step_id"),
        application_id=OuterRef("application_id"),
    )
    closed = Application._base_manager.filter(closed_to(user)).order_by()
    released = ~Q(call_step__state__in=UNRELEASED) & ~Q(application__in=closed.values("pk"))
    evaluates_in = standing(user).programmes_with(Role.EVALUATOR)
    shared = Q(call_step__call__intervention__programme_id__in=evaluates_in) & released & Q(Exists(together))
    own = _told(user)
    return Assignment._base_manager.filter(state__in=LIVE).filter(Q(pk__in=mine.values("pk")) | shared | own)


def _told(user: Any) -> Q:
    """On Assignment: those on the reader's own organisation's application, of steps about which a letter was sent."""
    own = standing(user).organisations_as(Role.CSO_STAFF)
    sent = Letter.objects.filter(application_id=OuterRef("application_id"))
    of_the_step = sent.filter(Q(call_step_id=OuterRef("call_step_id")) | Q(call_step=None))
    return Q(application__organisation_id__in=own) & Q(Exists(of_the_step))


def may_read_scores(user: Any, application: Application, call_step: CallStep | None = None) -> bool:
    """Whether this reader may read all scores of the application, in one step or in every step that it reached."""
    live = Assignment._base_manager.filter(application=application, state__in=LIVE)
    asked = live.filter(call_step=call_step) if call_step else live
    total = asked.count()
    return total > 0 and readable(user).filter(pk__in=asked.values("pk")).count() == total


def knows_evaluators(user: Any, application: Application) -> bool:
    """The office and the evaluators know whose scores they read; the applicant never does."""
    held = standing(user)
    if held.acts_for(application.organisation_id):
        return False
    return held.holds(*GRANT_KEEPERS, Role.EVALUATOR, programme=application.programme_id)


@dataclass(frozen=True)
class Line:
    """One question: what an evaluator gave, or nothing yet."""

    question: Question
    value: int | None
    comment: str


@dataclass(frozen=True)
class Sheet:
    """One evaluator's scores. `name` is empty for applicants, who read them without knowing whose they are."""

    name: str
    points: Decimal | None
    counts: bool
    lines: list[Line]
    comment: str
    assignment: Assignment


def sheets_of(application: Application, call_step: CallStep, user: Any) -> list[Sheet]:
    """The scores given in a step, as far as this reader may read them. Six queries."""
    rows = readable(user).filter(application=application, call_step=call_step, state="scored")
    questions = list(Question.objects.filter(section__step_id=call_step.step_id).select_related("section"))
    questions.sort(key=lambda each: (each.section.position, each.section_id, each.position, each.pk))
    named = knows_evaluators(user, application)
    tally = Tally.objects.filter(call_step=call_step, application=application).first()
    found = rows.select_related("evaluator").prefetch_related("scores").defer("draft").order_by("pk")
    return [_sheet(each, questions, set(tally.counted if tally else ()), named=named) for each in found]


def _sheet(assignment: Assignment, questions: Iterable[Question], counted: set[int], *, named: bool) -> Sheet:
    scores = {each.question_id: each for each in assignment.scores.all()}
    return Sheet(
        name=str(assignment.evaluator) if named else "",
        points=assignment.points,
        counts=assignment.pk in counted,
        lines=[
            Line(each, scores[each.pk].value, scores[each.pk].comment)
            if each.pk in scores
            else Line(each, None, "")
            for each in questions
        ],
        comment=assignment.comment,
        assignment=assignment,
    )
