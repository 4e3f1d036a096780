"""Who adds to the knowledge hub, who looks after it, and who decides what the world reads."""

from typing import Any

import rules

from gapbridge.people.roles import Role
from gapbridge.programmes.rules import is_officer, is_trainer
from gapbridge.programmes.standing import standing

UNPUBLISHED = {"draft", "submitted"}


@rules.predicate
def speaks_for_a_cso(user: Any, _obj: Any = None) -> bool:
    return Role.CSO_STAFF in standing(user).roles


@rules.predicate
def is_their_own(user: Any, resource: Any = None) -> bool:
    """Added by this person, or handed in by the organisation for which they speak."""
    if resource is None:
        return False
    return resource.added_by_id == user.pk or standing(user).acts_for(
        resource.organisation_id, Role.CSO_STAFF
    )


@rules.predicate
def is_unpublished(_user: Any, resource: Any = None) -> bool:
    return resource is not None and resource.state in UNPUBLISHED


curates = is_officer
rules.add_perm("library.curate", curates)
rules.add_perm("library.add_resource", is_officer | is_trainer)
rules.add_perm("library.hand_in", speaks_for_a_cso)
rules.add_perm("library.change_resource", curates | (is_their_own & is_unpublished))
# A new version: of what is published, a partner proposes one, which a curator adopts.
rules.add_perm("library.add_version", curates | is_their_own)
