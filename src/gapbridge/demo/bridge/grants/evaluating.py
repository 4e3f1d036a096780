"""Six evaluators, some of whom must not read some files; scores, a third reader, steps closed with their minutes."""

from datetime import date, timedelta
from typing import Any

from gapbridge.act.applications.models import Application
from gapbridge.act.calls import actions as calls
from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation import actions as evaluation
from gapbridge.act.evaluation import course
from gapbridge.act.evaluation.models import Assignment, CallStep, Letter
from gapbridge.act.evaluation.proposing import propose_assignment, propose_different
from gapbridge.act.procedures.models import Question
from gapbridge.demo.bridge.tale import Tale
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import topic

from .applying import writer, writer_for
from .words import grants_words

EVALUATORS = (
    "evaluator", "second_evaluator", "third_evaluator", "fourth_evaluator", "fifth_evaluator", "sixth_evaluator",
)  # fmt: skip
FAR_APART = "cso_09"  # one reader finds its concept note much weaker than the other
CONFLICTED = "cso_11"  # the sixth evaluator advises its board
COMPLAINING = 3  # which of those whose concept note was too weak complains


def step(call: Call, kind: str) -> CallStep:
    return call.steps.select_related("step__procedure", "call__intervention__programme").get(step__kind=kind)


def concept_notes(tale: Tale, call: Call) -> None:
    officer = tale.who("grants_officer")
    with telling(date(2022, 7, 25)):
        calls.start_evaluation(actor=officer, call=call)
    call.refresh_from_db()
    _opening(tale, call)
    people(tale)
    with telling(date(2022, 7, 29)):
        evaluation.begin_step(actor=officer, call_step=step(call, "concept"))
    declare(tale, call, date(2022, 7, 30))
    score_all(tale, call, "concept", date(2022, 8, 1))
    close(tale, call, "concept", date(2022, 8, 19))
    _complaint(tale, call)


def _opening(tale: Tale, call: Call) -> None:
    officer = tale.who("grants_officer")
    with telling(date(2022, 7, 26)):
        evaluation.begin_step(actor=officer, call_step=step(call, "opening"))
        check_all(tale, call, "opening")
    close(tale, call, "opening", date(2022, 7, 28))


def check_all(tale: Tale, call: Call, kind: str, no: dict[int, str] | None = None) -> None:
    """Yes to every question; `no` names applications that fail the first one, with the note."""
    its_step = step(call, kind)
    items = [item.pk for item in course.items_of(its_step)]
    for application in going_on(its_step):
        answers = dict.fromkeys(items, ("yes", ""))
        if no and application.pk in no:
            answers[items[2]] = ("no", no[application.pk])
        evaluation.answer_checks(
            actor=tale.who("grants_officer"), call_step=its_step, application=application, answers=answers
        )


def going_on(its_step: CallStep) -> list[Application]:
    return list(
        course.entrants(its_step).select_related("call__intervention__programme", "organisation", "lot")
    )


def people(tale: Tale) -> None:
    for key, facts in grants_words()["evaluators"].items():
        evaluation.set_evaluator(
            actor=tale.who("grants_officer"), programme=tale.programme, user=tale.who(key),
            languages=facts["languages"], topics=[topic(each) for each in facts["topics"]], most=25,
        )  # fmt: skip


def declare(tale: Tale, call: Call, day: date, keys: tuple[str, ...] = EVALUATORS) -> None:
    """Everybody declares; one says with it where there is a conflict, and memberships are found by the machine."""
    officer, conflicted = tale.who("grants_officer"), tale.org(CONFLICTED)
    with telling(day):
        for key in keys:
            applied = call.applications.filter(organisation=conflicted).exists()
            known = (
                {conflicted.pk: grants_words()["conflict"]} if key == "sixth_evaluator" and applied else None
            )
            evaluation.declare_impartial(actor=tale.who(key), call=call, conflicts_with=known)
        evaluation.find_conflicts(actor=officer, call=call)


def score_all(tale: Tale, call: Call, kind: str, day: date) -> None:
    """Two for each as the machine proposes, then a third where they are far apart; released when all have scored."""
    officer, its_step = tale.who("grants_officer"), step(call, kind)
    with telling(day):
        assign(officer, its_step)
    for number, key in enumerate(EVALUATORS):
        with telling(day + timedelta(days=3 + number)):
            score_as(tale, key, its_step)
    with telling(day + timedelta(days=10)):
        evaluation.assign_third(actor=officer, call_step=its_step)
    for number, key in enumerate(EVALUATORS):
        with telling(day + timedelta(days=11 + number % 3)):
            score_as(tale, key, its_step)
    with telling(day + timedelta(days=16)):
        evaluation.release_scores(actor=officer, call_step=step(call, kind))


def assign(officer: Any, its_step: CallStep) -> None:
    wanted: dict[int, list[int]] = {}
    for application, user in propose_assignment(call_step=its_step).pairs:
        wanted.setdefault(application, []).append(user)
    evaluation.set_assignments(actor=officer, call_step=its_step, wanted=wanted)


def score_as(tale: Tale, key: str, its_step: CallStep, most: int | None = None) -> None:
    """Everything that an evaluator still has to score in a step, or the first few of it."""
    evaluator = tale.who(key)
    questions = list(Question.objects.filter(section__step=its_step.step))
    todo = Assignment.objects.filter(evaluator=evaluator, call_step=its_step, state="given").order_by("pk")
    for assignment in todo.select_related("application__organisation", "call_step__call__intervention")[
        :most
    ]:
        evaluation.score(
            actor=evaluator, assignment=assignment, comment=writer(tale).dice.choice(grants_words()["comments"]),
            scores=scores(tale, assignment, questions),
        )  # fmt: skip


def scores(tale: Tale, assignment: Assignment, questions: list[Question]) -> dict[int, tuple[int, str]]:
    """About the same quality to every reader of an application; one reader of one file sees it otherwise."""
    dice, words = writer(tale).dice, grants_words()["reasons"]
    organisation = assignment.application.organisation
    # By the number in its name, not by keys: a database that made rows before gives other keys.
    quality = 2.7 + (int(organisation.registration_number.rpartition("-")[2]) * 37 + 1) % 26 / 12
    if organisation == tale.org(FAR_APART) and assignment.kind == Assignment.Kind.FIRST:
        earlier = assignment.application.assignments.filter(
            call_step=assignment.call_step, kind=assignment.kind, pk__lt=assignment.pk
        )
        quality = 2.2 if earlier.exists() else 4.6
    found = {}
    for question in questions:
        value = min(5, max(1, round(quality + dice.uniform(-0.8, 0.8))))
        found[question.pk] = (value, dice.choice(words[value]) if value in words else "")
    return found


def close(tale: Tale, call: Call, kind: str, day: date) -> None:
    with telling(day):
        evaluation.close_step(
            actor=tale.who("grants_officer"), call_step=step(call, kind), minutes=grants_words()["minutes"][kind],
            language="en", present=[tale.who("grants_officer"), tale.who("programme_officer")],
        )  # fmt: skip


def _complaint(tale: Tale, call: Call) -> None:
    """One that ended with its concept note complains in time, is right, and is read by somebody else."""
    words, officer = grants_words()["complaint"], tale.who("grants_officer")
    letters = Letter.objects.filter(application__call=call, kind="not_passed").select_related(
        "application__call"
    )
    letter = letters.order_by("pk")[min(COMPLAINING, letters.count() - 1)]
    with telling(date(2022, 8, 24)):
        complaint = evaluation.file_complaint(
            actor=writer_for(tale, letter.application), letter=letter, text=words["text"], language="az"
        )
    with telling(date(2022, 8, 29)):
        evaluation.uphold_complaint(actor=officer, complaint=complaint, reason=words["answer"])
        its_step, application = step(call, "concept"), Application.objects.get(pk=letter.application_id)
        ((_pk, user),) = propose_different(call_step=its_step, application=application.pk).pairs
        reader = next(person for person in tale.stage.people.values() if person.pk == user)
        evaluation.assign(
            actor=officer, call_step=its_step, pairs=[(application, reader)], kind=Assignment.Kind.COMPLAINT
        )
    with telling(date(2022, 9, 2)):
        key = next(key for key, person in tale.stage.people.items() if person.pk == user)
        score_as(tale, key, its_step)
        evaluation.settle_complaint(actor=officer, complaint=complaint)


def full_applications(tale: Tale, call: Call) -> None:
    with telling(date(2022, 10, 10)):
        evaluation.begin_step(actor=tale.who("grants_officer"), call_step=step(call, "full"))
        check_all(tale, call, "full")
    score_all(tale, call, "full", date(2022, 10, 11))
    close(tale, call, "full", date(2022, 11, 4))
    with telling(date(2022, 11, 7)):
        evaluation.begin_step(actor=tale.who("grants_officer"), call_step=step(call, "eligibility"))
        check_all(tale, call, "eligibility")
    close(tale, call, "eligibility", date(2022, 11, 14))
