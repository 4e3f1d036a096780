"""A call at every step of its life, made by the real actions."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from gapbridge.act.grants import actions
from gapbridge.act.grants.models import Application, Call
from gapbridge.people.models import Membership, Organisation, User

GRID = [("Need", 60, "Is it shown?"), ("Budget", 40, "")]


@pytest.fixture
def make_call(cast) -> Callable[..., Call]:
    """`make_call(state="open", budget=30_000)`: written, and taken as far as the state."""

    def make(state: str = "open", number: int = 1, **changes: Any) -> Call:
        now = timezone.now()
        facts: dict[str, Any] = {
            "code": f"C{number}",
            "title": "Grants for livelihoods",
            "organisation": cast.office,
            "starts_on": date(2009, 1, 1),
            "ends_on": date(2009, 12, 31),
            "guidelines": "# Who may apply\n\nCivil society.",
            "opens_at": now - timedelta(days=1),
            "closes_at": now + timedelta(days=10),
            "budget": Decimal(30_000),
            "smallest": Decimal(5_000),
            "largest": Decimal(20_000),
            "criteria": GRID,
            "themes": [cast.topic],
        } | changes
        call = actions.create_call(actor=cast.grants_officer, programme=cast.programme, **facts)
        if state != "draft":
            actions.open_call(actor=cast.grants_officer, call=call)
        return call

    return make


@pytest.fixture
def call(make_call) -> Call:
    return make_call()


@pytest.fixture
def apply(cast) -> Callable[..., Application]:
    """`apply(call, "applicant", amount=9_000)`: a complete draft; `submit=True` sends it."""

    def make(
        call: Call, who: str | User = "applicant", *, submit: bool = False, **answers: Any
    ) -> Application:
        person = cast.people[who] if isinstance(who, str) else who
        membership = Membership.objects.get(user=person)
        application = actions.start_application(
            actor=person,
            call=call,
            organisation=membership.organisation,
            title=f"Project of {membership.organisation}",
            theme=cast.topic,
            language="en",
        )
        facts = {
            "need": "A need",
            "activities": "Activities",
            "change": "A change",
            "people": 100,
            "months": 6,
            "amount": Decimal(10_000),
            "target_groups": [cast.idps],
            "places": [cast.district],
        } | answers
        actions.change_application(actor=person, application=application, **facts)
        if submit:
            actions.submit_application(actor=person, application=application)
        return application

    return make


@pytest.fixture
def another_applicant(cast) -> Callable[[], User]:
    """Staff of a further organisation, a new one each time."""

    def make() -> User:
        number = Organisation.objects.count()
        organisation = Organisation.objects.create(name_en=f"CSO {number}", kind="cso")
        person = User.objects.create(email=f"cso{number}@example.org")
        Membership.objects.create(user=person, organisation=organisation, role="cso_staff")
        return person

    return make


@pytest.fixture
def close(cast) -> Callable[[Call], Call]:
    """Let the deadline pass and start the evaluation."""

    def do(call: Call) -> Call:
        return actions.start_evaluation(
            actor=cast.grants_officer, call=call, at=call.closes_at + timedelta(minutes=1)
        )

    return do


@pytest.fixture
def evaluated(cast, make_call, apply, close) -> Call:
    """A call under evaluation with the applications of `applicant` and `rival`."""
    call = make_call()
    apply(call, "applicant", submit=True)
    apply(call, "rival", submit=True)
    return close(call)


@pytest.fixture
def give(cast) -> Callable[..., Any]:
    """`give(application, "evaluator", points=4)`: assigned; impartial and scored when points are named."""

    def make(application: Application, who: str = "evaluator", *, declared: bool = True, points: int = 0):
        evaluator = cast.people[who]
        (assignment,) = actions.assign_evaluators(
            actor=cast.grants_officer, application=application, evaluators=[evaluator]
        )
        if declared or points:
            actions.declare_impartial(actor=evaluator, assignment=assignment)
        if points:
            grid = application.call.criteria.all()
            actions.score(
                actor=evaluator, assignment=assignment, scores={each.pk: (points, "because") for each in grid}
            )
        return assignment

    return make
