"""What a person is where, read once a request."""

from collections.abc import Iterable, Mapping
from typing import Any

from .models import Membership


def held(user: Any) -> dict[int, frozenset[str]]:
    """Organisation id → the roles held there now; kept on the user instance for the rest of the request."""
    if not user.is_authenticated or not user.is_active:
        return {}
    if not hasattr(user, "_memberships_held"):
        found: dict[int, set[str]] = {}
        rows = Membership.objects.current().filter(user=user).values_list("organisation_id", "role")
        for organisation_id, role in rows:
            found.setdefault(organisation_id, set()).add(role)
        keep(user, found)
    return user._memberships_held


def keep(user: Any, found: Mapping[int, Iterable[str]]) -> dict[int, frozenset[str]]:
    """For who reads more than this and has it."""
    user._memberships_held = {pk: frozenset(roles) for pk, roles in found.items()}
    return user._memberships_held


def acts_for(user: Any, organisation_id: int | None, *roles: str) -> bool:
    """Whether the person acts for the organisation (in one of the roles, when any are named)."""
    mine = held(user).get(organisation_id or 0, frozenset())
    return bool(mine) and (not roles or not mine.isdisjoint(roles))


def forget(user: Any) -> None:
    """After a membership changed within the same request: the next question reads again."""
    for name in ("_memberships_held", "_standing"):
        user.__dict__.pop(name, None)
