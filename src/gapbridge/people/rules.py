from typing import Any

import rules

from .memberships import acts_for, held
from .models import Organisation
from .roles import OFFICERS, Role


@rules.predicate
def has_account(user: Any, obj: Any = None) -> bool:
    return user is not None and user.is_authenticated and user.is_active


def is_in_an_office(user: Any, *roles: str) -> bool:
    """Whether the person holds one of the roles in an organisation that runs programmes.

    CSOs register themselves and name their own officers: elsewhere than in a programme that counts for nothing.
    """
    with_role = [pk for pk, mine in held(user).items() if not mine.isdisjoint(roles)]
    return bool(with_role) and Organisation.objects.filter(pk__in=with_role).offices().exists()


@rules.predicate
def is_officer_somewhere(user: Any, obj: Any = None) -> bool:
    return user is not None and is_in_an_office(user, *OFFICERS)


@rules.predicate
def administers(user: Any, obj: Any = None) -> bool:
    """Of an organisation, or of the organisation an invitation or membership belongs to."""
    organisation_id = obj.pk if isinstance(obj, Organisation) else getattr(obj, "organisation_id", None)
    return user is not None and acts_for(user, organisation_id, Role.ADMINISTRATOR)


@rules.predicate
def writes_for(user: Any, obj: Any = None) -> bool:
    organisation_id = obj.pk if isinstance(obj, Organisation) else None
    return user is not None and acts_for(
        user, organisation_id, Role.ADMINISTRATOR, Role.CSO_STAFF, Role.PROGRAMME_OFFICER
    )


@rules.predicate
def belongs_to_nothing(user: Any, obj: Any = None) -> bool:
    return user is not None and not held(user)


rules.add_perm("people.add_organisation", is_officer_somewhere)
rules.add_perm("people.register_organisation", has_account & belongs_to_nothing)
rules.add_perm("people.change_organisation", writes_for)
rules.add_perm("people.invite", administers)
rules.add_perm("people.withdraw_invitation", administers)
rules.add_perm("people.see_members", administers | writes_for)
rules.add_perm("people.end_membership", administers)
