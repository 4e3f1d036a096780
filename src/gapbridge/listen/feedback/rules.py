from typing import Any

import rules

from gapbridge.people.roles import Role
from gapbridge.programmes.rules import holds, is_officer

is_case_worker = holds(Role.CASE_WORKER)


@rules.predicate
def is_sealed(user: Any, feedback: Any = None) -> bool:
    return feedback is not None and feedback.sealed


@rules.predicate
def is_open(user: Any, feedback: Any = None) -> bool:
    return feedback is None or not feedback.sealed


@rules.predicate
def names_nothing(user: Any, feedback: Any = None) -> bool:
    return feedback is None


# Without an object: whether the person handles feedback anywhere.
rules.add_perm(
    "feedback.handle_feedback", (is_officer & is_open) | (is_case_worker & (is_sealed | names_nothing))
)
