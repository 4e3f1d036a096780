"""States and transitions as a table, and one way to change them.

The table feeds the buttons on a page, the page that asks for a reason, the test matrix
(state × action × cast member) and the diagrams in the docs.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from .errors import Forbidden, WrongState


@dataclass(frozen=True)
class State:
    """One state: its key in the database, its label, and a tone for its badge.

    `tone` is one of "draft", "open", "good", "done", "bad": shape and word say it too, never
    colour alone.
    """

    key: str
    label: Any
    tone: str = "open"


@dataclass(frozen=True)
class Transition:
    """One way from some states to another.

    `action` is the dotted path of the function that carries it out; it takes `actor` and the object
    under the lifecycle's noun, and `reason` when `asks_reason` is set. `perm` is checked by `move`.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    label: Any
    perm: str
    action: str
    explain: Any = ""
    asks_reason: bool = False
    tone: str = "plain"  # "primary", "plain" or "danger"
    by_hand: bool = True  # False: another action makes it along the way, and no button does

    def function(self) -> Callable[..., Any]:
        module, name = self.action.rsplit(".", 1)
        return getattr(import_module(module), name)


@dataclass
class Lifecycle:
    model: str  # "gaps.Gap"
    noun: str  # the keyword under which actions take the object
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    field: str = "state"
    # Transitions whose button leads to a page of its own, which takes the object's id: {"remedy": "returns:remedy"}.
    # A later app enters its page here.
    pages: dict[str, str] = dataclasses.field(default_factory=dict)
    by_name: dict[str, Transition] = dataclasses.field(init=False)

    def __post_init__(self):
        self.by_name = {each.name: each for each in self.transitions}
        if len(self.by_name) != len(self.transitions):
            raise ValueError(f"{self.model}: two transitions share a name")
        known = {state.key for state in self.states}
        for each in self.transitions:
            if not {*each.sources, each.target} <= known:
                raise ValueError(f"{self.model}: {each.name} names an unknown state")
        REGISTRY[self.model.lower()] = self

    @property
    def choices(self) -> list[tuple[str, Any]]:
        return [(state.key, state.label) for state in self.states]

    def state(self, obj: models.Model) -> State:
        key = getattr(obj, self.field)
        return next(state for state in self.states if state.key == key)

    def open_to(self, user, obj: models.Model) -> list[Transition]:
        """The transitions this user may make by hand on this object now."""
        key = getattr(obj, self.field)
        return [t for t in self.transitions if t.by_hand and key in t.sources and user.has_perm(t.perm, obj)]

    def move(self, obj: models.Model, name: str, *, actor) -> str:
        """Lock the row, check right and state, change the state and save it; return the state before.

        Raises Forbidden when the actor lacks the permission and WrongState when the row, as the
        database has it now, is in a state from which this transition does not lead.
        """
        transition = self.by_name[name]
        if not transaction.get_connection().in_atomic_block:
            raise transaction.TransactionManagementError(
                "a transition belongs inside its action's transaction"
            )
        if actor is not None and not actor.has_perm(transition.perm, obj):
            raise Forbidden(f"{actor.pk} may not {name} {self.model} {obj.pk}")
        row = type(obj)._base_manager.select_for_update().only(self.field).get(pk=obj.pk)
        before = getattr(row, self.field)
        if before not in transition.sources:
            raise WrongState(
                _(
                    "This can't be done now: it is already “%(state)s”. Reload the page to see where it stands."
                )
                % {"state": self.state(row).label}
            )
        setattr(obj, self.field, transition.target)
        obj.save(update_fields=[self.field])
        return before


REGISTRY: dict[str, Lifecycle] = {}


def lifecycle_of(obj: models.Model) -> Lifecycle | None:
    return REGISTRY.get(obj._meta.label_lower)
