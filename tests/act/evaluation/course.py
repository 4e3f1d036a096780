"""A call whose evaluation runs, with as many applications as a test needs; scores are rows, the course is actions."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from gapbridge.act.applications.models import Application
from gapbridge.act.evaluation import actions
from gapbridge.act.evaluation.models import Assignment, CallStep, Declaration, Score
from gapbridge.people.models import Membership, Organisation, User
from gapbridge.people.roles import Role
from tests.act import granting


def applicant(name: str) -> tuple[Organisation, User]:
    organisation = Organisation.objects.create(name_en=name, kind=Organisation.Kind.CSO)
    person = User.objects.create(
        email=f"{name.lower().replace(' ', '-')}@example.org", name=f"staff of {name}"
    )
    Membership.objects.create(user=person, organisation=organisation, role=Role.CSO_STAFF)
    return organisation, person


def apply(call: Any, number: int = 1, **changes: Any) -> list[Application]:
    """`number` further applications of organisations of their own."""
    already = call.applications.count()
    return [
        granting.application(call, *applicant(f"CSO {call.pk} {already + n}"), **changes)
        for n in range(1, number + 1)
    ]


def step(call: Any, kind: str) -> CallStep:
    return call.steps.select_related("step", "call__procedure").get(step__kind=kind)


def begin(cast: Any, call: Any, kind: str) -> CallStep:
    return actions.begin_step(actor=cast.grants_officer, call_step=step(call, kind))


def close(cast: Any, call: Any, kind: str, **facts: Any) -> CallStep:
    return actions.close_step(actor=cast.grants_officer, call_step=step(call, kind), **facts)


def check_all(cast: Any, call: Any, kind: str, no: tuple[Application, ...] = ()) -> None:
    """Everybody in the step gets a yes, but those in `no`."""
    from gapbridge.act.evaluation import course

    call_step = step(call, kind)
    items = course.items_of(call_step)
    for each in course.entrants(call_step):
        answer = ("no", "It is missing.") if each in no else ("yes", "")
        actions.answer_checks(
            actor=cast.grants_officer,
            call_step=call_step,
            application=each,
            answers={item.pk: answer for item in items},
        )


def pass_opening(cast: Any, call: Any) -> None:
    begin(cast, call, "opening")
    check_all(cast, call, "opening")
    close(cast, call, "opening")


def score(
    application: Application, evaluator: User, value: int, kind: str = "full", *, assigned_kind: str = "first"
) -> Assignment:
    """Every question gets the same value; the points follow from the weights."""
    made = granting.assignment(application, evaluator, kind, state="scored", scored_at=timezone.now())
    points = Decimal(0)
    for section in made.call_step.step.sections.all():
        for question in section.questions.all():
            Score.objects.create(
                assignment=made, question=question, value=value, comment=f"It deserves {value}."
            )
            points += question.weight * value
    made.points, made.kind = points, assigned_kind
    made.save()
    return made


def score_both(cast: Any, application: Application, value: int, kind: str = "full") -> None:
    score(application, cast.evaluator, value, kind)
    score(application, cast.second_evaluator, value, kind)


def seat(cast: Any, call: Any, *names: str) -> None:
    """The first is the chair; all declared."""
    people = [cast.people[name] for name in names]
    parts = ["chair", *["member"] * (len(people) - 1)]
    actions.name_committee(
        actor=cast.grants_officer, call=call, members=list(zip(people, parts, strict=True))
    )
    for person in people:
        Declaration.objects.get_or_create(
            call=call, user=person, defaults={"text_version": "1", "declared_at": timezone.now()}
        )


COMMITTEE = ("programme_officer", "protection_officer", "monitoring_officer")


def evaluated(cast: Any, values: list[int], *, amount: int = 10_000, **changes: Any) -> Any:
    """An open call with one application for each value, scored with it by both, every step closed."""
    call = granting.call(cast, "evaluation", **changes)
    applications = apply(call, len(values), amount=Decimal(amount))
    pass_opening(cast, call)
    begin(cast, call, "full")
    for application, value in zip(applications, values, strict=True):
        score_both(cast, application, value)
    close(cast, call, "full")
    begin(cast, call, "eligibility")
    check_all(cast, call, "eligibility")
    close(cast, call, "eligibility")
    return call


def carried(cast: Any, call: Any, **proposal: Any) -> Any:
    """A proposal that the whole committee votes for."""
    if not call.committee.exists():
        seat(cast, call, *COMMITTEE)
    made = actions.propose(actor=cast.grants_officer, call=call, text="As ranked.", **proposal)
    actions.put_to_vote(actor=cast.grants_officer, proposal=made)
    for name in COMMITTEE:
        actions.vote(actor=cast.people[name], proposal=made, choice="yes")
    return made


def decided(cast: Any, values: list[int], **changes: Any) -> Any:
    call = evaluated(cast, values, **changes)
    actions.decide(actor=cast.grants_officer, proposal=carried(cast, call))
    call.refresh_from_db()
    return call
