"""Who runs an evaluation, scores in it, and answers a complaint."""

from typing import Any

import rules

from gapbridge.people.roles import Role
from gapbridge.programmes.rules import holds, is_grants_officer


@rules.predicate
def is_the_evaluator(user: Any, assignment: Any = None) -> bool:
    return assignment is not None and assignment.evaluator_id == user.pk


is_evaluator = holds(Role.EVALUATOR)

rules.add_perm("evaluation.run_evaluation", is_grants_officer)
rules.add_perm("evaluation.assign_evaluators", is_grants_officer)
rules.add_perm("evaluation.evaluate", is_evaluator)
rules.add_perm("evaluation.score_assignment", is_the_evaluator & is_evaluator)
rules.add_perm("evaluation.answer_complaint", is_grants_officer)
