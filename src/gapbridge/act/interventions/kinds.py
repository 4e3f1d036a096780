"""Which app carries which kind of intervention: filled from each app's AppConfig.ready()."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q


@dataclass(frozen=True)
class KindApp:
    """`new` is the name of an address that takes a programme's id, `edit` of one that takes an intervention's id.

    Without `edit`, the plain form of interventions is offered. `lacks(intervention)` says what keeps it from being
    completed, or "" for nothing.
    """

    new: str
    edit: str | None = None
    lacks: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Shared:
    """Interventions that a kind's app shares beyond the programme that carries them out, as conditions on them.

    `seen_by(user)`: those a reader sees through another programme. `belong_to(programme)`: those another one has a
    part in.
    """

    seen_by: Callable[[Any], Q]
    belong_to: Callable[[Any], Q]


KINDS: dict[str, KindApp] = {}
# Why an intervention must not be published: each gives a sentence, or "" for no reason of its own.
HELD_BACK: list[Callable[[Any], str]] = []
SHARED: list[Shared] = []
# Which interventions a reader carries out for their organisation without being the programme's officer, and keeps
# the registers of (a grantee's staff): conditions on interventions; None for nobody's.
KEEPERS: list[Callable[[Any], Q | None]] = []


def add_kind(
    kind: str, *, new: str, edit: str | None = None, lacks: Callable[[Any], str] | None = None
) -> None:
    KINDS[str(kind)] = KindApp(new, edit, lacks)


def held_back(intervention: Any) -> str:
    return next((reason for why in HELD_BACK if (reason := why(intervention))), "")


def lack_of(intervention: Any) -> str:
    app = KINDS.get(intervention.kind)
    return app.lacks(intervention) if app and app.lacks else ""
