"""The two sides of a bilateral meeting: two countries, or two organisations of one country."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gapbridge.base.countries import country_name

from .models import Delegation, Meeting


@dataclass(frozen=True)
class Side:
    """`name` is the country's, or the organisation's where both are of one country."""

    name: str
    delegations: tuple[Delegation, ...]


def too_many_sides(delegations: Iterable[Delegation]) -> bool:
    return len(sides_of(list(delegations))) > 2


def sides_of(delegations: Sequence[Delegation]) -> list[Side]:
    """Countries by name, then organisations; one, while the other side is missing.

    An organisation that comes for no country is a side of its own.
    """
    keys = [each.country or each.organisation_id for each in delegations]
    if len(set(keys)) == 1:
        keys = [each.organisation_id for each in delegations]
    sides = [
        _side(tuple(each for each, other in zip(delegations, keys, strict=True) if other == key), key)
        for key in dict.fromkeys(keys)
    ]
    return sorted(sides, key=lambda side: (not side.delegations[0].country, side.name))


def _side(delegations: tuple[Delegation, ...], key: str | int) -> Side:
    return Side(country_name(key) if isinstance(key, str) else delegations[0].organisation.name, delegations)


def lacks_a_side(meeting: Meeting) -> str:
    """Why a bilateral meeting can't be completed, or ""."""
    if (
        not meeting.is_bilateral
        or len(sides_of(list(meeting.delegations.select_related("organisation")))) == 2
    ):
        return ""
    return _("A bilateral meeting has two sides: add at least one delegation of each.")
