"""Who may run a call and who may apply; where later apps plug into a call's life."""

from collections.abc import Callable, Iterable
from typing import Any

import rules

from gapbridge.people.roles import Role
from gapbridge.programmes.rules import is_grants_officer
from gapbridge.programmes.standing import standing

# Later apps say here who has begun an application to a call: whom corrigenda and answers are mailed to.
BEGAN: list[Callable[[Any], Iterable[Any]]] = []
# Later apps say here which applications of this reader's there are to a call: `own(call, user)`.
OWN: list[Callable[[Any, Any], Iterable[Any]]] = []
# Later apps make here what is theirs when a call opens, inside its transaction: `opened(call)`.
OPENED: list[Callable[[Any], None]] = []
# The same when its evaluation starts: `started(call)`.
STARTED: list[Callable[[Any], None]] = []
# Later apps count here what was begun to a call and not sent: `unsent(call, "closes_at")`, or "full_closes_at" for the
# invited full applications.
UNSENT: list[Callable[[Any, str], int]] = []
# Later apps say here what keeps a call where it is: `hold(call, "cancel")` gives the reason, or "" for none. The name
# is that of the transition.
HOLDS: list[Callable[[Any, str], str]] = []


@rules.predicate
def is_cso_staff(user: Any, obj: Any = None) -> bool:
    return user is not None and Role.CSO_STAFF in standing(user).roles


rules.add_perm("calls.change_call", is_grants_officer)
rules.add_perm("calls.apply", is_cso_staff)


def hold_on(call: Any, move: str) -> str:
    return next((reason for hold in HOLDS if (reason := hold(call, move))), "")


def unsent(call: Any, which: str) -> int:
    return sum(count(call, which) for count in UNSENT)


def own_applications(call: Any, user: Any) -> list[Any]:
    return [each for own in OWN for each in own(call, user)] if user.is_authenticated else []


def organisations_of(user: Any) -> list[int]:
    """Ids of the organisations for whose applications a person speaks."""
    return standing(user).organisations_as(Role.CSO_STAFF)
