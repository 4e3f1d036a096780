"""Calls with many scored applications, and what their lists cost to read in this process. Run by
`script/bench applications` in the environment of a database of its own: `python applications_pages.py ROUNDS`."""
# ruff: noqa: E402 (Django must stand before the models are imported)

import json
import os
import statistics
import sys
import time
from datetime import timedelta
from decimal import Decimal
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gapbridge.conf.settings")

import django

django.setup()

from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from grants_data import OFFICER, office, open_call, person

from gapbridge.act.applications.models import Application, Part
from gapbridge.act.calls import actions as calls
from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation import counting
from gapbridge.act.evaluation.models import Assignment, CallStep, Declaration, Score, StepResult
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import Place, PopulationGroup

EVALUATORS = 12
SIZES = (10, 1_000, 10_000)
MANY = 1_000  # rows that are kept at once
TITLES = (
    ("az", "Geri qayıdan ailələr üçün yeni gəlir mənbələri"),
    ("en", "New livelihoods for families that have returned"),
    ("ru", "Новые источники дохода для вернувшихся семей"),
)


def main() -> None:
    made = {size: call_of(size) for size in SIZES}
    client = Client(headers={"host": "localhost"})
    officer = User.objects.get(email=OFFICER)
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    rounds = int(sys.argv[1])
    json.dump(
        [read(client, name, size, path, rounds) for size in SIZES for name, path in pages(made[size])],
        sys.stdout,
    )


def pages(call: Call) -> list[tuple[str, str]]:
    step = call.steps.get(step__kind="full")
    return [
        ("list", reverse("evaluation:applications", args=[call.pk])),
        ("list, best first", reverse("evaluation:applications", args=[call.pk]) + "?sort=-full_points"),
        ("board", reverse("evaluation:board", args=[step.pk])),
    ]


def read(client: Client, name: str, size: int, path: str, rounds: int) -> dict[str, Any]:
    """Median CPU and clock time in milliseconds, each time with nothing remembered of earlier readings."""
    client.get(path)  # templates, translations, content types: read once for good
    cpu, clock, queries = [], [], []
    for _round in range(rounds):
        forget()
        began, on = time.process_time(), time.perf_counter()
        response = client.get(path)
        cpu.append((time.process_time() - began) * 1000)
        clock.append((time.perf_counter() - on) * 1000)
        if response.status_code != 200:
            raise SystemExit(f"{path} answered {response.status_code}")
    forget()
    with connection.execute_wrapper(lambda run, *sql: queries.append(sql[0]) or run(*sql)):
        response = client.get(path)
    body = response.content
    sizes = [len(client.get(path, headers={"accept-language": each}).content) for each, _title in TITLES]
    return {
        "name": name,
        "size": size,
        "queries": len(queries),
        "cpu": statistics.median(cpu),
        "clock": statistics.median(clock),
        "bytes": max(sizes),  # Russian takes two bytes a letter
        "rows": body.count(b"<tr>") - 1,
    }


def forget() -> None:
    for each in caches.all():
        each.clear()


# --- what is read ------------------------------------------------------------------------------------------------


def call_of(size: int) -> Call:
    """A call whose applications have been scored by two people each, some by three; its scores are released."""
    code = f"A{size}"
    found = Call.objects.filter(intervention__code=code).first()
    if found is None:
        with transaction.atomic():
            found = make(size, code)
    return found


def make(size: int, code: str) -> Call:
    officer = office()
    call = open_call(officer, code)
    now = timezone.now()
    Call.objects.filter(pk=call.pk).update(
        opens_at=now - timedelta(days=60), closes_at=now - timedelta(days=1)
    )
    call = calls.start_evaluation(actor=officer, call=Call.objects.get(pk=call.pk))
    applications = applied(call, officer, size)
    passed(call.steps.get(step__kind="opening"), applications)
    step = call.steps.select_related("step__procedure", "call__procedure").get(step__kind="full")
    scored(step, applications, evaluators(call))
    for first in range(0, size, MANY):
        counting.recount(step, [each.pk for each in applications[first : first + MANY]])
    CallStep.objects.filter(pk=step.pk).update(
        state="released", began_at=timezone.now(), released_at=timezone.now()
    )
    return call


def applied(call: Call, officer: User, size: int) -> list[Application]:
    now, lots = timezone.now(), list(call.lots.all())
    applicants = Organisation.objects.bulk_create(
        (
            Organisation(
                name_en=f"Association for rural development {call.pk}-{each:05}", kind="cso", country="AZ"
            )
            for each in range(size)
        ),
        MANY,
    )
    applications = Application.objects.bulk_create(
        (
            Application(
                call=call,
                lot=lots[each % len(lots)],
                organisation=applicant,
                number=f"{now.year}-{call.pk}-{each + 1:05}",
                title=f"{TITLES[each % 3][1]} {each % 97}",
                language=TITLES[each % 3][0],
                people=40 + each % 200,
                months=6 + each % 7,
                amount=Decimal(8_000 + each % 160 * 100),
                created_by=officer,
                created_at=now - timedelta(days=9),
                submitted_at=now - timedelta(days=2),
                state="submitted",
            )
            for each, applicant in enumerate(applicants)
        ),
        MANY,
    )
    Part.objects.bulk_create(
        (
            Part(
                application=each,
                kind="full",
                form_id=call.full_form_id,
                opened_at=now,
                received_at=each.submitted_at,
            )
            for each in applications
        ),
        MANY,
    )
    _reach(applications)
    return applications


def _reach(applications: list[Application]) -> None:
    """For whom and where: the filters look at them."""
    places, groups = list(Place.objects.filter(kind="city")[:8]), list(PopulationGroup.objects.all()[:4])
    where, whom = Application.places.through, Application.target_groups.through
    rows = list(enumerate(applications))
    where.objects.bulk_create(
        (where(application_id=each.pk, place_id=places[n % len(places)].pk) for n, each in rows), MANY
    )
    whom.objects.bulk_create(
        (whom(application_id=each.pk, populationgroup_id=groups[n % len(groups)].pk) for n, each in rows),
        MANY,
    )


def passed(step: CallStep, applications: list[Application]) -> None:
    now = timezone.now()
    StepResult.objects.bulk_create(
        (
            StepResult(call_step=step, application=each, outcome="passed", made_at=now)
            for each in applications
        ),
        MANY,
    )
    CallStep.objects.filter(pk=step.pk).update(state="closed", began_at=now, closed_at=now)


def evaluators(call: Call) -> list[User]:
    house = User.objects.get(email=OFFICER).memberships.get().organisation
    names = [f"evaluator{each}" for each in range(EVALUATORS)]
    people = [
        User.objects.filter(email=f"{each}@example.org").first() or person(each, house, "evaluator")
        for each in names
    ]
    now = timezone.now()
    Declaration.objects.bulk_create(
        Declaration(call=call, user=each, text_version="1", declared_at=now) for each in people
    )
    return people


def scored(step: CallStep, applications: list[Application], people: list[User]) -> None:
    """Two evaluators each, a third for every twentieth."""
    now = timezone.now()
    questions = [each for section in step.step.sections.all() for each in section.questions.all()]
    given = [
        Assignment(
            call_step=step,
            application=each,
            evaluator=people[(number + turn) % EVALUATORS],
            kind="third" if turn == 2 else "first",
            given_at=now,
            scored_at=now,
            comment="A plan that the village made itself. The budget is tight.",
            points=sum(
                value(number, turn, place) * question.weight for place, question in enumerate(questions)
            ),
            state="scored",
        )
        for number, each in enumerate(applications)
        for turn in range(3 if number % 20 == 0 else 2)
    ]
    given = Assignment.objects.bulk_create(given, MANY)
    Score.objects.bulk_create(
        (
            Score(
                assignment=each,
                question=question,
                value=value(each.application_id, each.pk % 3, place),
                comment="",
            )
            for each in given
            for place, question in enumerate(questions)
        ),
        MANY,
    )


def value(number: int, turn: int, place: int) -> int:
    return 1 + (number * (place + 3) + number // 7 + turn) % 5


if __name__ == "__main__":
    main()
