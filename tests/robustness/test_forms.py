"""Every form and every button, sent what nobody should send: never an error of ours, nothing half saved.

What is refused changes nothing and gives back what was typed; what is taken leaves an entry in the journal.
Made from the resolver: a new page is tried as soon as it stands there. SEED and ROUNDS make it a longer night.
"""

import json
import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from django.db import connection

from tests.access.asking import undrawn
from tests.robustness import garbage
from tests.robustness.asking import Answer
from tests.robustness.pages import TYPED, Control, own_forms, plain
from tests.robustness.targets import Finder, Target

pytestmark = pytest.mark.django_db

SEED = int(os.environ.get("ROBUSTNESS_SEED", "1"))
ROUNDS = int(os.environ.get("ROBUSTNESS_ROUNDS", "2"))  # bodies a form of which one or two fields are garbage
# What a page says is Python, and its rows were read when its form was looked for. What is new on PostgreSQL is what the
# database makes of what was sent: whether it breaks there, and whether anything stays.
DRAWN = connection.vendor == "sqlite"
REFUSALS = {400, 403, 404, 409, 413, 422, 429}
OURS = {"csrfmiddlewaretoken"}
# Being somebody of the demonstration is no act, nor is being in a paragraph.
NOT_JOURNALLED = {"people:cast", "coding:here"}
# Saves itself: what is typed is kept even where it can't be given yet.
KEEPS_WHAT_IS_TYPED = {"evaluation:assignment"}

# What Django says of a rule that was given no words.
NAMELESS = re.compile(r"Constraint “\w+”")

Body = dict[str, Any]


@pytest.fixture(scope="module")
def finder(stage) -> Finder:
    return Finder(stage)


@pytest.fixture(scope="module")
def targets(finder) -> list[Target]:
    return finder.targets()


@pytest.fixture(scope="module")
def elsewhere(stage) -> list[str]:
    """Ids of objects of another programme."""
    return sorted({str(obj.pk) for obj in stage.world.theirs.values()})


def plausible(control: Control) -> Any:
    """What an honest person would put here, keeping what stands there already."""
    if control.kind == "file":
        return garbage.good_file()
    if control.kind in {"checkbox", "radio", "select"}:
        chosen = [value for value in control.chosen if value] or [v for v in control.values if v][:1]
        return chosen
    if control.chosen and control.chosen[-1]:
        return control.chosen if len(control.chosen) > 1 else control.chosen[-1]
    return FILLED.get(control.kind, "Water")


FILLED = {
    "textarea": "They spoke of water.",
    "number": "1",
    "date": "2009-03-05",
    "datetime-local": "2009-03-05T10:00",
    "email": "somebody@example.org",
    "url": "https://example.org/",
    "hidden": "",
}


def honest(target: Target) -> Body:
    return {name: plausible(control) for name, control in target.form.controls.items() if name not in OURS}


def bodies(target: Target, chance: random.Random, ids: list[str]) -> Iterator[Body]:
    controls = {name: control for name, control in target.form.controls.items() if name not in OURS}
    yield {}
    yield {"unheard_of": "1", "state": "published", "id": ids[0], "pk": "0"}
    if not controls:
        return
    yield dict.fromkeys(controls, "")
    for pool in (garbage.NUMBERS, garbage.DATES, garbage.TEXTS, garbage.IDS, ids, (garbage.LONG,)):
        yield {name: _one(control, pool, chance) for name, control in controls.items()}
    yield {
        name: [plausible(control), "2", "x"] for name, control in controls.items() if control.kind != "file"
    }
    yield honest(target)
    for _ in range(ROUNDS):
        body = honest(target)
        for name in chance.sample(sorted(controls), min(len(controls), chance.choice((1, 1, 2)))):
            body[name] = _any(controls[name], chance, ids)
        yield body


def _one(control: Control, pool: tuple[str, ...] | list[str], chance: random.Random) -> Any:
    return chance.choice(garbage.FILES)() if control.kind == "file" else chance.choice(pool)


def _any(control: Control, chance: random.Random, ids: list[str]) -> Any:
    if control.kind == "file":
        return chance.choice(garbage.FILES)()
    if chance.random() < 0.1:
        return [garbage.any_garbage(chance, ids), garbage.any_garbage(chance, ids)]
    fitting = {"number": garbage.NUMBERS, "date": garbage.DATES, "datetime-local": garbage.DATES}.get(
        control.kind
    )
    if fitting and chance.random() < 0.6:
        return chance.choice(fitting)
    return garbage.any_garbage(chance, ids)


def _says_why(answer: Answer) -> bool:
    """In a page beside the field or on top; to a script in the field "message"."""
    if answer.text.startswith("{"):
        return bool(json.loads(answer.text).get("message"))
    return 'role="alert"' in answer.text or "errorlist" in answer.text


def faults(target: Target, sent: Body, answer: Answer) -> Iterator[str]:
    if answer.fault or answer.status >= 500:
        yield answer.fault or f"answered {answer.status}"
    elif answer.status in REFUSALS:
        if not answer.kept_nothing and target.name not in KEEPS_WHAT_IS_TYPED:
            yield f"refused with {answer.status}, yet changed {answer.changed or 'the journal'}"
        if answer.status == 422 and DRAWN:
            yield from _lost(target, sent, answer)
            if not _says_why(answer):
                yield "refused without a word"
            if found := NAMELESS.search(answer.text):
                yield f"says {found[0]}"
    elif answer.changed and not answer.journalled and target.name not in NOT_JOURNALLED:
        yield f"changed {answer.changed} without an entry in the journal"


def _lost(target: Target, sent: Body, answer: Answer) -> Iterator[str]:
    """What was typed and does not stand in the page that refused it."""
    forms = own_forms(answer.text, target.address)
    shown = {name: control for form in forms for name, control in form.controls.items()}
    for name, control in target.form.controls.items():
        value = sent.get(name)
        if control.kind not in TYPED or not isinstance(value, str) or name in OURS:
            continue
        if name not in shown:
            yield f"{name} is gone from the page"
        elif plain(value) not in map(plain, shown[name].chosen):
            yield f"{name} was typed as {value[:40]!r} and is {shown[name].chosen!r:.60}"


def test_nothing_that_is_sent_to_a_form_breaks_it_or_is_half_saved(finder, targets, elsewhere):
    chance, wrong, answers = random.Random(SEED), {}, Counter()
    for target in targets:
        for body in bodies(target, chance, elsewhere):
            with nullcontext() if DRAWN else undrawn():
                answer = target.post(finder.clients[target.member], body)
            answers[answer.status, bool(answer.changed)] += 1
            for fault in faults(target, body, answer):
                wrong.setdefault(f"{target}: {fault}", _short(body))
    print(f"{answers.total()} requests to {len(targets)} forms: {dict(answers)}")
    assert not wrong, "\n".join(["", *(f"{fault}\n    {body}" for fault, body in wrong.items())])


def _short(body: Body) -> str:
    return ", ".join(f"{name}={str(value)[:30]!r}" for name, value in body.items())[:600]


def test_a_form_is_found_behind_every_address_that_takes_one(targets):
    """A page whose form nobody of the cast can be shown would go untried."""
    assert {target.name for target in targets} >= {
        "gaps:voices", "supplies:new_handover",
        "people:accept", "people:cast", "meetings:part", "base:move", "base:save_draft", "feedback:new",
    }  # fmt: skip
    assert len(targets) > 150
