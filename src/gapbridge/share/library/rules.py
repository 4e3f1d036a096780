"""Who adds to the knowledge hub, who looks after it, and who decides what the world reads."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from gapbridge.people.models import Organisation
from gapbridge.people.roles import Role
from gapbridge.programmes.rules import is_officer, is_trainer
from gapbridge.programmes.standing import standing

UNPUBLISHED = {"draft", "submitted"}
OTHER_LANGUAGE = _(
    "The hub is in English, Azerbaijani and Russian. Choose the language in which you describe the document here, and "
    "name its own in the summary."
)


@rules.predicate
def speaks_for_a_cso(user: Any, _obj: Any = None) -> bool:
    return Role.CSO_STAFF in standing(user).roles


@rules.predicate
def speaks_for_it(user: Any, obj: Any = None) -> bool:
    """For this organisation; of anything else, for any CSO."""
    if isinstance(obj, Organisation):
        return standing(user).acts_for(obj.pk, Role.CSO_STAFF)
    return speaks_for_a_cso(user)


@rules.predicate
def is_their_own(user: Any, obj: Any = None) -> bool:
    """A resource, or an edition of one, that this person added or that the organisation for which they speak handed
    in."""
    if obj is None:
        return False
    resource = getattr(obj, "resource", obj)
    return resource.added_by_id == user.pk or standing(user).acts_for(
        resource.organisation_id, Role.CSO_STAFF
    )


@rules.predicate
def is_unpublished(_user: Any, resource: Any = None) -> bool:
    return resource is not None and resource.state in UNPUBLISHED


curates = is_officer
rules.add_perm("library.curate", curates)
rules.add_perm("library.add_resource", is_officer | is_trainer)
rules.add_perm("library.hand_in", speaks_for_it)
# Of a programme: who comes to the form with which the two are done.
rules.add_perm("library.offer_resource", is_officer | is_trainer | speaks_for_a_cso)
rules.add_perm("library.change_resource", curates | (is_their_own & is_unpublished))
rules.add_perm("library.take_back_resource", is_their_own)
# A new version: of what is published, a partner proposes one, which a curator adopts.
rules.add_perm("library.add_version", curates | is_their_own)
