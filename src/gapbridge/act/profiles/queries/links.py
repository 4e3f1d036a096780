"""What two organisations have in common, so that nobody judges an application of their own circle.

Names, addresses and accounts are compared by their keyed hashes: nobody reads them for it.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from gapbridge.act.profiles.models import BankAccount, Officer, Profile
from gapbridge.act.profiles.names import hash_of
from gapbridge.people.models import Organisation
from gapbridge.programmes.standing import standing

# An officer who left still links two organisations for so long; donors' rules ask for three to five years.
LINKED_FOR = timedelta(days=3 * 365)
REASONS = {
    "officer": _("An officer of one has the name of an officer of the other."),
    "address": _("They have the same address."),
    "bank": _("They have the same bank account."),
    "named": _("An officer of the organisation has this person's name."),
}


def shared_pairs(
    organisations_a: Iterable[Organisation | int], organisations_b: Iterable[Organisation | int]
) -> set[tuple[int, int, str]]:
    """(organisation of a, organisation of b, reason) for all that two different ones share; three queries."""
    ones, others = _ids(organisations_a), _ids(organisations_b)
    found = set()
    for reason, marks in _marks(ones | others).items():
        bearers: dict[str, set[int]] = {}
        for organisation, mark in marks:
            bearers.setdefault(mark, set()).add(organisation)
        for same in bearers.values():
            found |= {(a, b, reason) for a in same & ones for b in same & others if a != b}
    return found


def shared_with(user: Any, organisation: Organisation) -> list[str]:
    """Reasons (keys of REASONS) for which a person is near to an organisation, without belonging to it."""
    pairs = shared_pairs(standing(user).organisations, [organisation])
    reasons = {reason for _mine, _other, reason in pairs}
    if user.name and _linking().filter(profile_id=organisation.pk, name_hash=hash_of(user.name)).exists():
        reasons.add("named")
    return [reason for reason in REASONS if reason in reasons]


def _marks(organisations: Collection[int]) -> dict[str, Iterable[tuple[int, str]]]:
    addresses = Profile.objects.filter(pk__in=organisations).exclude(address_hash="")
    accounts = BankAccount.objects.filter(profile_id__in=organisations)
    officers = _linking().filter(profile_id__in=organisations)
    return {
        "officer": officers.values_list("profile_id", "name_hash"),
        "address": addresses.values_list("pk", "address_hash"),
        "bank": accounts.values_list("profile_id", "iban_hash"),
    }


def _linking() -> Any:
    return Officer.objects.filter(Q(until=None) | Q(until__gte=localdate() - LINKED_FOR)).order_by()


def _ids(organisations: Iterable[Organisation | int]) -> set[int]:
    return {each if isinstance(each, int) else each.pk for each in organisations}
