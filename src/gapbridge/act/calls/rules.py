"""Who may run a call, and who may apply."""

from typing import Any

import rules

from gapbridge.people.roles import Role
from gapbridge.programmes.rules import is_grants_officer
from gapbridge.programmes.standing import standing


@rules.predicate
def is_cso_staff(user: Any, obj: Any = None) -> bool:
    return user is not None and Role.CSO_STAFF in standing(user).roles


rules.add_perm("calls.change_call", is_grants_officer)
rules.add_perm("calls.apply", is_cso_staff)
