"""Who else reads applications than their writers and the office: later apps say so, before any query is made."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

# Each gives, for a reader, the condition under which an application is open to them ("given to me to evaluate")
# or closed to them whatever else they are ("I have a conflict of interest").
OPEN_TO: list[Callable[[Any], Q]] = []
CLOSED_TO: list[Callable[[Any], Q]] = []

NONE = Q(pk__in=[])


def open_to(user: Any) -> Q:
    return reduce(or_, (rule(user) for rule in OPEN_TO), NONE)


def closed_to(user: Any) -> Q:
    return reduce(or_, (rule(user) for rule in CLOSED_TO), NONE)
