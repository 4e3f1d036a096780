"""Every lifecycle × state × transition × member of the cast, through the one page that makes transitions.

What is not made by hand or not seen answers 404, what one may not do 403, what leads nowhere from here 422.
What is allowed either happens, with one entry in the journal, or is refused for a reason of the domain and
leaves everything as it was.
"""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse

from gapbridge.base.lifecycle import REGISTRY, Lifecycle, Transition
from gapbridge.base.models import JournalEntry
from tests.access.asking import ask
from tests.access.conftest import undone
from tests.cast import EVERYBODY

pytestmark = pytest.mark.django_db

LIFECYCLES = sorted(REGISTRY)
# The states of these are seen by their own rule as well: sealed feedback has another keeper.
ALSO = {"feedback.feedback": "sealed feedback"}


def transitions() -> list[tuple[Lifecycle, Transition]]:
    return [(lifecycle, each) for lifecycle in REGISTRY.values() for each in lifecycle.transitions]


def test_every_transition_is_carried_out_by_a_function_that_exists():
    missing = []
    for lifecycle, transition in transitions():
        try:
            transition.function()
        except (ImportError, AttributeError) as error:
            missing.append(f"{lifecycle.model} {transition.name}: {error}")
    assert not missing, "\n".join(["", *missing])


def test_every_button_gives_its_function_all_that_it_asks_for():
    """The page calls `function(actor=…, <noun>=…)`, with `reason` where one is asked for."""
    wrong = []
    for lifecycle, transition in transitions():
        given = {"actor", lifecycle.noun} | ({"reason"} if transition.asks_reason else set())
        signature = inspect.signature(transition.function())
        try:
            signature.bind(**dict.fromkeys(given))
        except TypeError as error:
            if transition.by_hand:
                wrong.append(f"{lifecycle.model} {transition.name}: {transition.action}{signature}: {error}")
    assert not wrong, "\n".join(["", *wrong])


def test_every_transition_names_a_permission_that_exists():
    import rules

    unknown = [f"{lc.model}: {t.perm}" for lc, t in transitions() if not rules.perm_exists(t.perm)]
    assert not unknown, "\n".join(["", *unknown])


def test_every_state_can_be_reached_and_the_first_is_where_things_begin():
    wrong = []
    for lifecycle in REGISTRY.values():
        model = apps.get_model(lifecycle.model)
        first = model._meta.get_field(lifecycle.field).get_default()
        reached, before = {first}, set()
        while reached != before:
            before = set(reached)
            reached |= {t.target for t in lifecycle.transitions if reached & set(t.sources)}
        wrong += [
            f"{lifecycle.model}: {s.key}"
            for s in lifecycle.states
            if s.key not in reached and (lifecycle.model, s.key) not in BY_OTHER_WAYS
        ]
    assert not wrong, "\n".join(["", *wrong])


# An invitation is accepted by whom it was sent to, on a page of its own; a telephone sends an answer in parts.
BY_OTHER_WAYS = {("people.Invitation", "accepted"), ("collect.Submission", "partial")}


@pytest.mark.parametrize("member", EVERYBODY)
def test_each_transition_goes_as_the_table_says(stage, person, member):
    wrong = []
    for lifecycle, obj in _subjects(stage):
        for state in lifecycle.states:
            with undone():
                _put(obj, lifecycle, state.key)
                wrong += _tried(lambda: person(member), obj, lifecycle, state.key)
    assert not wrong, "\n".join(["", *wrong])


def _subjects(stage: Any) -> Iterator[tuple[Lifecycle, Any]]:
    for label in LIFECYCLES:
        for side in ("mine", "theirs"):
            for name in (label, ALSO.get(label)):
                if name and (side == "mine" or name == label):
                    yield REGISTRY[label], stage.world.side(side)[name]


def _put(obj: Any, lifecycle: Lifecycle, state: str) -> None:
    type(obj)._base_manager.filter(pk=obj.pk).update(**{lifecycle.field: state})


def _state(obj: Any, lifecycle: Lifecycle) -> str:
    return type(obj)._base_manager.values_list(lifecycle.field, flat=True).get(pk=obj.pk)


def _tried(load: Callable[[], Any], obj: Any, lifecycle: Lifecycle, state: str) -> Iterator[str]:
    user = load()
    fresh = type(obj)._base_manager.get(pk=obj.pk)
    seen = type(obj).objects.visible_to(user).filter(pk=obj.pk).exists()
    for transition in lifecycle.transitions:
        wanted = _wanted(user, fresh, transition, state, seen)
        actor = load() if 302 in wanted else user  # what an action did to its actor must not reach the next
        with undone():
            found, after, entries = _make(actor, obj, lifecycle, transition)
        about = (
            f"{lifecycle.model} {state} → {transition.name} ({obj}): {found}, now {after}, {entries} entries"
        )
        if found not in wanted:
            yield f"{about}; {' or '.join(map(str, wanted))} wanted"
        elif after != (transition.target if found == 302 else state) and found != "sign in":
            yield f"{about}; the state is wrong"
        elif (entries > 0) != (found == 302):
            yield f"{about}; the journal is wrong"


def _wanted(user: Any, obj: Any, transition: Transition, state: str, seen: bool) -> tuple[int | str, ...]:
    if not user.is_authenticated:
        return ("sign in",)
    if not transition.by_hand or not seen:
        return (404,)
    if not user.has_perm(transition.perm, obj):
        return (403,)
    return (302, 422) if state in transition.sources else (422,)


def _make(user: Any, obj: Any, lifecycle: Lifecycle, transition: Transition) -> tuple[int | str, str, int]:
    before = JournalEntry.objects.count()
    address = reverse("base:move", args=[obj._meta.label_lower, obj.pk, transition.name])
    with transaction.atomic():  # an error inside leaves the connection usable
        found = ask(user, "post", address, {"reason": "Because it is so."})
    return found, _state(obj, lifecycle), JournalEntry.objects.count() - before
