"""Predicates that every app composes, and the permissions of this one."""

from typing import Any

import rules

from gapbridge.people.roles import Role
from gapbridge.people.rules import is_in_an_office

from .standing import standing


def programme_id_of(obj: Any) -> int | None:
    return getattr(obj, "programme_id", None) if obj is not None else None


def holds(*roles: str) -> rules.Predicate:
    """True for a person who holds one of the roles in the object's programme (in any, without an object)."""

    def check(user: Any, obj: Any = None) -> bool:
        return user is not None and standing(user).holds(*roles, programme=programme_id_of(obj))

    return rules.Predicate(check, name=f"holds({','.join(roles)})")


is_programme_officer = holds(Role.PROGRAMME_OFFICER)
is_protection_officer = holds(Role.PROTECTION_OFFICER, Role.PROGRAMME_OFFICER)
is_grants_officer = holds(Role.GRANTS_OFFICER, Role.PROGRAMME_OFFICER)
is_monitoring_officer = holds(Role.MONITORING_OFFICER, Role.PROGRAMME_OFFICER)
is_officer = holds(
    Role.PROGRAMME_OFFICER, Role.PROTECTION_OFFICER, Role.GRANTS_OFFICER, Role.MONITORING_OFFICER
)
is_trainer = holds(Role.TRAINER)
is_logistician = holds(Role.LOGISTICIAN)


@rules.predicate
def administers_an_office(user: Any, obj: Any = None) -> bool:
    """An organisation that can lead programmes."""
    return user is not None and is_in_an_office(user, Role.ADMINISTRATOR)


rules.add_perm("programmes.add_programme", administers_an_office)
rules.add_perm("programmes.change_programme", is_programme_officer)
rules.add_perm("programmes.see_budget", is_officer | holds(Role.DONOR))
rules.add_perm("programmes.change_clause", is_programme_officer)
