"""Whose file concerns whom: the one condition from which every list and page of this app starts.

Applications come later and say by themselves which organisations they bring to a reader: they put a function
into one of the two lists from their AppConfig.ready().
"""

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Q

from gapbridge.people.models import Organisation
from gapbridge.people.roles import Role
from gapbridge.programmes.models import Partner
from gapbridge.programmes.standing import standing

# For a reader: a condition on Organisation, for those whose file this reader may read.
CONCERNED: list[Callable[[Any], Q]] = []
# For programmes (their ids): a condition on Organisation, for those that applied to them or are granted something.
# Their grants and programme officers read the file; their grants officers, and nobody else, its bank details.
APPLIED: list[Callable[[Collection[int]], Q]] = []

READERS = (Role.GRANTS_OFFICER, Role.PROGRAMME_OFFICER)
# Who acts for an organisation in its own file. Officers of an office keep the office's own.
KEEPERS = frozenset({Role.CSO_STAFF, Role.ADMINISTRATOR, Role.PROGRAMME_OFFICER})
PAYEES = frozenset({Role.CSO_STAFF, Role.PROGRAMME_OFFICER})
NONE = Q(pk__in=[])


def kept_by(user: Any, roles: frozenset[Any] = KEEPERS) -> list[int]:
    """Ids of the organisations for which the person acts in one of the roles."""
    return standing(user).organisations_as(*roles)


def concerning(user: Any) -> Q:
    """On Organisation: partners of, and applicants to, the programmes in which one decides on money."""
    programmes = standing(user).programmes_with(*READERS)
    condition = _partners(programmes) | _applied(programmes)
    for concerned in CONCERNED:
        condition |= concerned(user)
    return condition


def checked_by(user: Any) -> Q:
    """On Organisation: those that concern an officer who decides on money, never an own one."""
    held = standing(user)
    return _reads_as_officer(user) & ~Q(pk__in=held.organisations)


def _reads_as_officer(user: Any) -> Q:
    programmes = standing(user).programmes_with(*READERS)
    return concerning(user) if programmes else NONE


def paid_by(user: Any) -> Q:
    """On Organisation: applicants to the programmes in which one is a grants officer."""
    return _applied(standing(user).programmes_with(Role.GRANTS_OFFICER))


def _applied(programmes: Collection[int]) -> Q:
    condition = NONE
    for applied in APPLIED if programmes else ():
        condition |= applied(programmes)
    return condition


def _partners(programmes: Collection[int]) -> Q:
    if not programmes:
        return NONE
    return Q(pk__in=Partner.objects.filter(programme_id__in=programmes).values("organisation_id"))


def organisations(condition: Q) -> Any:
    """A subquery of ids."""
    return Organisation.objects.filter(condition).order_by().values("pk")


def family(programmes: Collection[int]) -> list[int]:
    """Ids of all programmes that the same organisations lead: they share checks and sanctions lists."""
    if not programmes:
        return []
    led = Partner.objects.filter(role=Partner.Role.LEAD)
    leads = led.filter(programme_id__in=programmes).values("organisation_id")
    return [*programmes, *led.filter(organisation_id__in=leads).values_list("programme_id", flat=True)]


def family_of(user: Any) -> list[int]:
    """The programmes whose checks and lists this officer shares; read once a request."""
    if not hasattr(user, "_family"):
        user._family = sorted(set(family(standing(user).programmes_with(*READERS))))
    return user._family
