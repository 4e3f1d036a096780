"""What a person is in each programme: read once a request, in one query."""

from dataclasses import dataclass, field

from gapbridge.people.memberships import keep
from gapbridge.people.models import Membership
from gapbridge.people.roles import OFFICERS, Role


@dataclass(frozen=True)
class Standing:
    """`roles_in`: programme id → roles held there. `organisations`: ids acted for. `roles`: all roles."""

    roles_in: dict[int, frozenset[str]] = field(default_factory=dict)
    organisations: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()
    roles_for: dict[int, frozenset[str]] = field(default_factory=dict)  # organisation id → roles

    def holds(self, *roles: str, programme: int | None = None) -> bool:
        """Whether one of the roles is held in the programme (in any, when None)."""
        if programme is not None:
            return not self.roles_in.get(programme, frozenset()).isdisjoint(roles)
        return any(not held.isdisjoint(roles) for held in self.roles_in.values())

    def acts_for(self, organisation: int | None, *roles: str) -> bool:
        """Whether the person acts for the organisation (in one of the roles, when any are named)."""
        held = self.roles_for.get(organisation or 0, frozenset())
        return bool(held) and (not roles or not held.isdisjoint(roles))

    def organisations_as(self, *roles: str) -> list[int]:
        """The organisations for which one of the roles is held."""
        return [pk for pk, held in self.roles_for.items() if not held.isdisjoint(roles)]

    def programmes_with(self, *roles: str) -> list[int]:
        return [pk for pk, held in self.roles_in.items() if not held.isdisjoint(roles)]

    @property
    def programmes(self) -> list[int]:
        return list(self.roles_in)

    @property
    def officer_in(self) -> list[int]:
        return self.programmes_with(*OFFICERS)


NOBODY = Standing()


def standing(user) -> Standing:
    """The user's standing, kept on the instance for the rest of the request."""
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    if not hasattr(user, "_standing"):
        user._standing = _read(user)
    return user._standing


def _read(user) -> Standing:
    """Each membership with each of its organisation's partnerships, or with none."""
    rows = (
        Membership.objects.current()
        .filter(user=user)
        .values_list(
            "organisation_id",
            "role",
            "organisation__partnerships__programme_id",
            "organisation__partnerships__role",
        )
    )
    found: dict[int, set[str]] = {}
    roles_in: dict[int, set[str]] = {}
    for organisation_id, role, programme_id, partner_role in rows:
        found.setdefault(organisation_id, set()).add(role)
        if programme_id is not None and _counts(role, partner_role):
            roles_in.setdefault(programme_id, set()).add(role)
    roles_for = keep(user, found)
    return Standing(
        roles_in={pk: frozenset(roles) for pk, roles in roles_in.items()},
        organisations=frozenset(roles_for),
        roles=frozenset(role for roles in roles_for.values() for role in roles),
        roles_for=roles_for,
    )


def _counts(role: str, partner_role: str) -> bool:
    """Officers count where their organisation runs the programme, officials where it is a counterpart,
    donors where it funds; the other roles count with any partner. A CSO's staff has no programme role."""
    if role in OFFICERS:
        return partner_role in {"lead", "implementing"}
    if role == Role.OFFICIAL:
        return partner_role == "counterpart"
    if role == Role.DONOR:
        return partner_role == "funding"
    return role not in {Role.CSO_STAFF, Role.ADMINISTRATOR}
