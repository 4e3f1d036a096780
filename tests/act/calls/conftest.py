"""A call at every step of its life, made by the real actions."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from gapbridge.act.calls import actions
from gapbridge.act.calls.models import Call
from gapbridge.act.calls.rules import BEGAN
from tests.act import granting


def a_lot(cast: Any, number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "number": number,
        "title": f"Lot {number}",
        "theme": cast.topic,
        "priorities": "",
        "measures": [],
        "budget": Decimal(30_000),
        "smallest": Decimal(5_000),
        "largest": Decimal(20_000),
    } | changes


@pytest.fixture
def lot(cast) -> Callable[..., dict[str, Any]]:
    return lambda number=1, **changes: a_lot(cast, number, **changes)


@pytest.fixture
def make_call(cast) -> Callable[..., Call]:
    """`make_call("draft", budget=30_000)`: written, and opened unless a draft is asked for."""
    template = granting.procedure(cast, is_template=True, two_step=False)
    form = granting.form(cast)

    def make(state: str = "open", number: int = 1, **changes: Any) -> Call:
        now = timezone.now()
        facts: dict[str, Any] = {
            "code": f"C{number}",
            "title": "Grants for livelihoods",
            "summary": "Money for those who help people to earn their living.",
            "language": "en",
            "organisation": cast.office,
            "starts_on": date(2009, 1, 1),
            "ends_on": date(2009, 12, 31),
            "procedure": template,
            "full_form": form,
            "guidelines": "# Who may apply\n\nCivil society.",
            "opens_at": now - timedelta(hours=1),
            "closes_at": now + timedelta(days=12),
            "budget": Decimal(30_000),
            "lots": [a_lot(cast)],
            "rules": [("organisation_kind", ["cso"]), ("registered_years", 2)],
            "timetable": [("Results", timezone.localdate() + timedelta(days=60))],
        } | changes
        call = actions.create_call(actor=cast.grants_officer, programme=cast.programme, **facts)
        if state != "draft":
            actions.open_call(actor=cast.grants_officer, call=call)
        return Call.objects.get(pk=call.pk)

    return make


@pytest.fixture
def call(make_call) -> Call:
    return make_call()


@pytest.fixture
def began(cast, monkeypatch) -> Callable[..., None]:
    """`began("rival")`: these people have begun an application, to whichever call."""
    found: list[Any] = []
    monkeypatch.setattr("gapbridge.act.calls.letters.BEGAN", [lambda _call: found])
    assert BEGAN is not None

    def begin(*who: str) -> None:
        found.extend(cast.people[each] for each in who)

    return begin


@pytest.fixture
def passed(cast) -> Callable[[Call], Call]:
    """Let a call's deadline have passed."""

    def let(call: Call) -> Call:
        now = timezone.now()
        Call.objects.filter(pk=call.pk).update(
            opens_at=now - timedelta(days=3), closes_at=now - timedelta(hours=1), questions_until=None
        )
        return Call.objects.get(pk=call.pk)

    return let
