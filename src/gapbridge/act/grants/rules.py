"""Who may run a grant, and who reports on it."""

from typing import Any

import rules

from gapbridge.people.roles import Role
from gapbridge.programmes.rules import is_grants_officer
from gapbridge.programmes.standing import standing


@rules.predicate
def is_grantee(user: Any, grant: Any = None) -> bool:
    return grant is not None and standing(user).acts_for(grant.application.organisation_id, Role.CSO_STAFF)


rules.add_perm("grants.change_grant", is_grants_officer)
rules.add_perm("grants.report_on_grant", is_grantee)
