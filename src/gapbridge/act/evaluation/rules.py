"""Who runs an evaluation, scores in it, and answers a complaint."""

from typing import Any

import rules

from gapbridge.act.applications.rules import is_applicant
from gapbridge.people.roles import Role
from gapbridge.programmes.rules import holds, is_grants_officer

from .models import CommitteeMember


@rules.predicate
def is_the_evaluator(user: Any, assignment: Any = None) -> bool:
    return assignment is not None and assignment.evaluator_id == user.pk


@rules.predicate
def sits_on_the_committee(user: Any, call: Any = None) -> bool:
    return call is not None and CommitteeMember.objects.filter(call=call, user_id=user.pk).exists()


is_evaluator = holds(Role.EVALUATOR)

rules.add_perm("evaluation.run_evaluation", is_grants_officer)
rules.add_perm("evaluation.assign_evaluators", is_grants_officer)
rules.add_perm("evaluation.evaluate", is_evaluator)
rules.add_perm("evaluation.declare", is_evaluator | is_grants_officer | sits_on_the_committee)
rules.add_perm("evaluation.score_assignment", is_the_evaluator & is_evaluator)
rules.add_perm("evaluation.answer_complaint", is_grants_officer)


@rules.predicate
def has_a_vote(user: Any, proposal: Any = None) -> bool:
    if proposal is None:
        return False
    seats = CommitteeMember.objects.filter(call=proposal.call_id, user_id=user.pk)
    return seats.exclude(part=CommitteeMember.Part.SECRETARY).exists()


@rules.predicate
def speaks_for_applicant(user: Any, obj: Any = None) -> bool:
    return obj is not None and is_applicant(user, obj.application)


rules.add_perm("evaluation.sit", sits_on_the_committee)
rules.add_perm("evaluation.see_course", is_grants_officer | sits_on_the_committee)
rules.add_perm("evaluation.vote", has_a_vote)
rules.add_perm("evaluation.answer_clarification", speaks_for_applicant)
rules.add_perm("evaluation.complain", speaks_for_applicant)
