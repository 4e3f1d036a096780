"""Who may run a call, apply, evaluate and award."""

from typing import Any

import rules

from gapbridge.people.roles import Role
from gapbridge.programmes.rules import holds, is_grants_officer
from gapbridge.programmes.standing import standing


@rules.predicate
def is_cso_staff(user: Any, obj: Any = None) -> bool:
    return user is not None and Role.CSO_STAFF in standing(user).roles


@rules.predicate
def is_applicant(user: Any, application: Any = None) -> bool:
    return application is not None and standing(user).acts_for(application.organisation_id, Role.CSO_STAFF)


@rules.predicate
def is_the_evaluator(user: Any, assignment: Any = None) -> bool:
    return assignment is not None and assignment.evaluator_id == user.pk


@rules.predicate
def is_past_the_deadline(user: Any, application: Any = None) -> bool:
    return application is not None and application.call.state in {"evaluation", "decided"}


@rules.predicate
def is_being_evaluated(user: Any, application: Any = None) -> bool:
    return application is not None and application.call.state == "evaluation"


is_evaluator = holds(Role.EVALUATOR)

rules.add_perm("grants.change_call", is_grants_officer)
rules.add_perm("grants.rank_applications", is_grants_officer)
rules.add_perm("grants.apply", is_cso_staff)
rules.add_perm("grants.change_application", is_applicant)
rules.add_perm("grants.assign_evaluators", is_grants_officer)
rules.add_perm("grants.evaluate", is_evaluator)
rules.add_perm("grants.score_assignment", is_the_evaluator & is_evaluator)
rules.add_perm("grants.award_application", is_grants_officer & is_past_the_deadline)
rules.add_perm("grants.reconsider_application", is_grants_officer & is_being_evaluated)
rules.add_perm("grants.change_grant", is_grants_officer)
