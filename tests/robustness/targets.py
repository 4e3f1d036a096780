"""Everything that takes a POST: each form on each page and each button, with somebody who may use it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from gapbridge.act.calls.models import InfoSession
from gapbridge.act.supplies.models import HandoverLine
from gapbridge.agree.gaps.models import Evidence
from gapbridge.base.lifecycle import REGISTRY, lifecycle_of
from gapbridge.people.models import Invitation, User
from gapbridge.people.tokens import token_hash
from tests.access import asking as quick
from tests.access.conftest import client_for, fresh, undone
from tests.access.routes import SAMPLES, Route, routes
from tests.cast import EVERYBODY
from tests.robustness.asking import Answer, ask
from tests.robustness.pages import Form, own_forms
from tests.world import LONG_AGO

# Other words that stand in an address, each a form of its own.
WORDS = {
    "noun": ("agenda-item", "delegation", "visit", "lesson", "follow-up", "picnic"),
    "kind": ("heading", "text", "figure", "video"),
    "how": ("up", "down", "remove", "sideways"),
}
# Where a page's form is for somebody with a part in the thing, not for a holder of the route's permission.
PARTAKERS = ("programme_officer", "evaluator")
PARENTS = (
    "update", "plan", "consultation", "call", "application", "intervention", "meeting", "training", "service",
    "procurement", "assessment", "session", "handover",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """One form: where it is sent, by whom, what it asks for, and what must be so first."""

    name: str
    address: str
    member: str
    form: Form
    before: Callable[[], None]

    def __str__(self) -> str:
        return f"{self.name} {self.address}"

    def post(self, client: Client, data: Any, **extra: Any) -> Answer:
        cache.clear()  # how much one address may send in an hour is tried elsewhere
        with undone():
            self.before()
            return ask(client, "post", self.address, data, **extra)


class Finder:
    """Looks for a member of the cast to whom a page shows its form, in a state in which it does."""

    def __init__(self, stage: SimpleNamespace):
        self.stage = stage
        self.mine = stage.world.mine
        self.clients = {name: client_for(stage, name) for name in EVERYBODY}
        for client in self.clients.values():
            client.raise_request_exception = True
        # Their parts are the same in every state that is tried: read once, as whoever asks "may they?" wants them.
        self.people = {name: fresh(stage, name) for name in EVERYBODY}
        self.openings: dict[str, Callable[[], Any]] = {
            "calls:close_session": lambda: InfoSession.objects.update(starts_at=LONG_AGO),
            "gaps:voices": lambda: (Evidence.objects.all().delete(), _put(self.mine["gaps.gap"], "draft")),
            "people:accept": lambda: Invitation.objects.filter(pk=self.mine["people.invitation"].pk).update(
                token_hash=token_hash("not-a-token"), email="programme_officer@example.org"
            ),
            "people:cast": lambda: User.objects.update(is_demo=True),
            "supplies:new_handover": lambda: HandoverLine.objects.all().delete(),
        }

    def targets(self) -> list[Target]:
        found = [
            target
            for route in routes()
            if route.name != "base:move" and route.rule is not None and not route.rule.device
            for address in self._addresses(route)
            if _takes_post(address)
            for target in self._at(route, address)
        ]
        return [*found, *self._moves()]

    def _addresses(self, route: Route) -> list[str]:
        if route.name in {"meetings:part", "meetings:remove_part"}:
            return [
                reverse(route.name, args=[noun, self.mine[f"meetings.{noun.replace('-', '')}"].pk])
                for noun in WORDS["noun"][:-1]
            ]
        address = route.address(self.mine)
        for argument in set(route.arguments) & set(WORDS):
            old = SAMPLES[argument][1:]
            return [address.replace(f"/{old}/", f"/{word}/") for word in WORDS[argument]]
        return [address]

    def _at(self, route: Route, address: str) -> list[Target]:
        """The forms that the first of the cast sees; with states changed when nobody sees one as things stand."""
        has_object = route.rule.model or "pk" in route.arguments  # type: ignore[union-attr]
        obj = route.object_in(self.mine) if has_object else None
        bare: list[Target] = []
        for before in self._situations(route, obj):
            with undone():
                before()
                shown = self._shown(route, obj, address)
            found = [Target(route.name, address, member, form, before) for member, form in shown]
            if found and found[0].form.controls.keys() - {"csrfmiddlewaretoken"}:
                return found
            bare += found
            if len(bare) > 1 and not bare[-1].form.controls:
                break  # a button has no page in any state
        return bare[:2]  # a button: as things stand, and in the first state

    def _shown(self, route: Route, obj: Any, address: str) -> list[tuple[str, Form]]:
        for member in self._members(route, obj):
            if forms := self._forms(address, member):
                return [(member, form) for form in forms]
        return []

    def _situations(self, route: Route, obj: Any) -> Iterator[Callable[[], None]]:
        opening = self.openings.get(route.name, _nothing)
        yield opening
        if route.rule.perm and opening is _nothing:  # type: ignore[union-attr]
            yield from _states(obj)

    def _members(self, route: Route, obj: Any) -> Iterator[str]:
        """Those who may, three at most; each is looked for only when those before were shown no form."""
        perm = route.rule.perm  # type: ignore[union-attr]
        if not perm:
            return iter(PARTAKERS)
        thing = type(obj)._base_manager.get(pk=obj.pk) if obj else None
        return islice((name for name in EVERYBODY if self.people[name].has_perm(perm, thing)), 3)

    def _forms(self, address: str, member: str) -> list[Form] | None:
        """The page's own forms, a bare one for a button; None when this member may not."""
        answer = ask(self.clients[member], "get", address)
        if answer.status == 405:
            return [Form(address, "post")]
        return own_forms(answer.text, address) or None if answer.status == 200 else None

    def _moves(self) -> Iterator[Target]:
        for label, lifecycle in sorted(REGISTRY.items()):
            for transition in lifecycle.transitions:
                if transition.by_hand:
                    address = reverse("base:move", args=[label, self.mine[label].pk, transition.name])
                    yield from self._move(self.mine[label], transition.sources[0], address)

    def _move(self, obj: Any, state: str, address: str) -> list[Target]:
        for member in EVERYBODY:
            with undone():
                _put(obj, state)
                if quick.ask(self.people[member], "get", address) != 200:
                    continue
                forms = self._forms(address, member) or []
            return [Target("base:move", address, member, form, lambda: _put(obj, state)) for form in forms]
        return []


def _takes_post(address: str) -> bool:
    with undone():
        return quick.ask(AnonymousUser(), "post", address) != 405


def _states(obj: Any) -> Iterator[Callable[[], None]]:
    """Put the object itself, or the one it belongs to, into each of its states."""
    while obj is not None:
        if lifecycle := lifecycle_of(obj):
            for state in lifecycle.states:
                yield lambda obj=obj, state=state: _put(obj, state.key)
            return
        obj = next((getattr(obj, name) for name in PARENTS if getattr(obj, name, None) is not None), None)


def _put(obj: Any, state: str) -> None:
    field = lifecycle_of(obj).field  # type: ignore[union-attr]
    type(obj)._base_manager.filter(pk=obj.pk).update(**{field: state})


def _nothing() -> None:
    pass
