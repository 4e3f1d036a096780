"""Who may do what with plans and measures."""

from collections.abc import Callable
from typing import Any

import rules

from gapbridge.people.roles import Role
from gapbridge.programmes.rules import is_programme_officer, is_protection_officer
from gapbridge.programmes.standing import standing

# In these roles a person acts for an organisation that is responsible for a measure.
ACTING = (Role.OFFICIAL, Role.CSO_STAFF, Role.PROGRAMME_OFFICER)

# Later apps say here what keeps a measure as it is: `hold(measure)` gives the reason, or "" for none.
HOLDS: list[Callable[[Any], str]] = []


@rules.predicate
def acts_for_responsible(user: Any, measure: Any = None) -> bool:
    return measure is not None and standing(user).acts_for(measure.responsible_id, *ACTING)


rules.add_perm("plans.add_plan", is_protection_officer)
rules.add_perm("plans.change_plan", is_protection_officer)
rules.add_perm("plans.add_measure", is_protection_officer)
rules.add_perm("plans.change_measure", is_protection_officer)
rules.add_perm("plans.progress_measure", is_programme_officer | acts_for_responsible)
# No button agrees: an agreement does, on behalf of everybody who took part in it.
rules.add_perm("plans.agree_measure", rules.always_deny)


def hold_on(measure: Any) -> str:
    return next((reason for hold in HOLDS if (reason := hold(measure))), "")
