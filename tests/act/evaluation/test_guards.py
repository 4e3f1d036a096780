"""What would spoil an evaluation afterwards: another grid under given scores, one decision carried out twice."""

import threading

import pytest
from django.db import connection
from django.urls import reverse

from gapbridge.act.calls import actions as calls
from gapbridge.act.evaluation import actions
from gapbridge.act.evaluation.models import Award, Letter, Proposal, Score, Tally
from gapbridge.act.procedures import actions as procedures
from gapbridge.act.procedures.models import Question
from gapbridge.base.errors import Refused, WrongState
from tests.act import granting
from tests.act.evaluation import course
from tests.act.evaluation.people import add_application, give, scored_call


def questions(of) -> list[tuple[int, str, int]]:
    return list(
        Question.objects.filter(section__step__procedure=of)
        .order_by("pk")
        .values_list("pk", "text", "weight")
    )


@pytest.fixture
def scored(cast, db):
    """A step in which an evaluator has given scores."""
    step = scored_call(cast, 0)
    give(cast, step, add_application(step.call), cast.evaluator, 4)
    return step


ONE_STEP = [
    {"kind": "full", "title": "All", "sections": [{"title": "One", "questions": [{"text": "Is it good?"}]}]}
]
WAYS_TO_ANOTHER_GRID = {
    "other figures": lambda cast, step, actor: procedures.change_procedure(
        actor=actor, procedure=step.step.procedure, third_score_percent=90
    ),
    "other steps": lambda cast, step, actor: procedures.set_grid(
        actor=actor, procedure=step.step.procedure, steps=ONE_STEP
    ),
    "other questions": lambda cast, step, actor: procedures.set_step(
        actor=actor, step=step.step, sections=ONE_STEP[0]["sections"]
    ),
    "another procedure": lambda cast, step, actor: calls.change_call(
        actor=actor, call=step.call, procedure=granting.procedure(cast)
    ),
}


@pytest.mark.parametrize("way", WAYS_TO_ANOTHER_GRID)
def test_no_officer_changes_a_grid_after_scoring_began(cast, scored, way):
    before = questions(scored.step.procedure), list(Score.objects.values_list("pk", "value"))
    for actor in (cast.grants_officer, cast.programme_officer):
        with pytest.raises((WrongState, Refused)):
            WAYS_TO_ANOTHER_GRID[way](cast, scored, actor)
    assert (questions(scored.step.procedure), list(Score.objects.values_list("pk", "value"))) == before
    assert Tally.objects.get(call_step=scored).points == 16


def test_the_page_of_a_grid_under_which_was_scored_refuses_and_says_why(scored, as_):
    address = reverse("procedures:edit_step", args=[scored.step.procedure_id, scored.step_id])
    answer = as_("grants_officer").post(
        address, {"title": "All", "section_1_title": "One", "section_1_question_1_text": "Is it good?"}
    )
    assert answer.status_code == 422
    assert "can&#x27;t be changed any more" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_decision_pressed_twice_at_once_is_carried_out_once(cast):
    call = course.evaluated(cast, [5, 4, 4, 3])
    proposal = course.carried(cast, call)
    start, outcomes = threading.Barrier(2), []

    def decide(name: str) -> None:
        own, actor = Proposal.objects.get(pk=proposal.pk), cast.fresh(name)
        start.wait()
        try:
            actions.decide(actor=actor, proposal=own)
            outcomes.append("decided")
        except (Refused, WrongState):
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=[name]) for name in ("grants_officer", "programme_officer")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["decided", "refused"]
    assert sum(Award.objects.values_list("amount", flat=True)) == 30_000
    assert Letter.objects.filter(kind__in=["awarded", "reserve"]).count() == 4
