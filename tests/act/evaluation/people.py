"""A call in which applications are scored, its evaluators, and scores given: for tests about them."""

from typing import Any

from django.utils import timezone

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation import actions
from gapbridge.act.evaluation.models import Assignment, CallStep, StepResult
from gapbridge.act.procedures.models import Question
from gapbridge.people.models import Membership, Organisation, User
from tests.act import granting


def another_cso(name: str = "") -> tuple[Organisation, User]:
    number = Organisation.objects.count()
    organisation = Organisation.objects.create(name_en=name or f"CSO {number}", kind="cso")
    person = User.objects.create(email=f"cso{number}@example.org", name=f"Person {number}")
    Membership.objects.create(user=person, organisation=organisation, role="cso_staff")
    return organisation, person


def another_evaluator(cast: Any, name: str) -> User:
    person = User.objects.create(email=f"{name}@example.org", name=name)
    Membership.objects.create(user=person, organisation=cast.office, role="evaluator")
    return person


def scored_call(cast: Any, applications: int = 2, kind: str = "full", **changes: Any) -> CallStep:
    """A call of one lot under evaluation whose opening is passed; its scored step is under way."""
    call = granting.call(cast, "evaluation", two_step=kind == "concept", **changes)
    for _ in range(applications):
        add_application(call)
    granting.step(call, "opening", "closed")
    return granting.step(call, kind)


def add_application(call: Call, organisation: Any = None, person: Any = None, **changes: Any) -> Application:
    if organisation is None:
        organisation, person = another_cso()
    made = granting.application(call, organisation, person, **changes)
    opening = call.steps.get(step__kind="opening")
    StepResult.objects.create(call_step=opening, application=made, outcome="passed", made_at=timezone.now())
    return made


def profile(cast: Any, user: User, languages: str = "en", topics: Any = None, most: int = 20) -> None:
    actions.set_evaluator(
        actor=cast.grants_officer,
        programme=cast.programme,
        user=user,
        languages=languages.split(),
        topics=[cast.topic] if topics is None else topics,
        most=most,
    )


def give(
    cast: Any,
    step: CallStep,
    application: Application,
    evaluator: User,
    points: int = 0,
    *,
    declared: bool = True,
) -> Assignment:
    """Assigned; impartial unless told otherwise; every question scored with the points, when any are named."""
    (made,) = actions.assign(actor=cast.grants_officer, call_step=step, pairs=[(application, evaluator)])
    if declared or points:
        actions.declare_impartial(actor=evaluator, call=step.call)
    if points:
        score(made, points)
    return made


def score(assignment: Assignment, points: int, words: str = "because") -> Assignment:
    scores = {each.pk: (points, words) for each in questions(assignment.call_step)}
    return actions.score(actor=fresh(assignment.evaluator), assignment=assignment, scores=scores)


def questions(step: CallStep) -> list[Question]:
    return list(
        Question.objects.filter(section__step=step.step_id).order_by("section__position", "position", "pk")
    )


def fresh(user: User) -> User:
    """As a new request would load them."""
    return User.objects.get(pk=user.pk)
