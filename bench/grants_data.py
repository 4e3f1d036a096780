"""A programme with its office, organisations and an open call: what both benchmarks of the grants begin with.

Made by the real actions in the database of the environment; Django must stand before it is imported.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from gapbridge.act.calls import actions as calls
from gapbridge.act.calls.models import Call
from gapbridge.act.procedures.models import FormDefinition, Procedure
from gapbridge.people import actions as people
from gapbridge.people.models import Organisation, User
from gapbridge.programmes import actions as programmes
from gapbridge.programmes.models import Place, Programme, Topic
from gapbridge.programmes.reference import load_reference

OFFICER = "grants_officer@example.org"


def office() -> User:
    """The grants officer of a running programme; both are made at the first time."""
    found = User.objects.filter(email=OFFICER).first()
    if found is None:
        load_reference()
        house = people.create_organisation(actor=None, name_en="The office", kind="un_agency", country="AZ")
        found = person("grants_officer", house, "grants_officer")
        today = timezone.localdate()
        programme = programmes.create_programme(
            actor=None,
            lead=house,
            slug="measured",
            title_en="Measured",
            short_title_en="Measured",
            country=Place.objects.get(code="AZ"),
            starts_on=today - timedelta(days=300),
            ends_on=today + timedelta(days=900),
            currency="EUR",
        )
        programmes.start_programme(actor=None, programme=programme)
    return User.objects.get(email=OFFICER)


def person(name: str, organisation: Organisation, role: str) -> User:
    user = people.create_user(actor=None, email=f"{name}@example.org", name=name.replace("_", " "))
    people.add_membership(actor=None, user=user, organisation=organisation, role=role)
    return user


def csos(number: int) -> Iterator[tuple[Organisation, User]]:
    """The first `number` organisations, each with one who writes for it."""
    for each in range(1, number + 1):
        user = User.objects.filter(email=f"cso{each}@example.org").first()
        if user is None:
            made = people.create_organisation(
                actor=None, name_en=f"Example CSO {each:04}", kind="cso", country="AZ"
            )
            user = person(f"cso{each}", made, "cso_staff")
        yield user.memberships.get().organisation, user


def open_call(officer: User, code: str) -> Call:
    """A call of one step and three lots, with the usual procedure and form, that takes applications now."""
    now = timezone.now()
    topics = Topic.objects.order_by("pk")[:3]
    call = calls.create_call(
        actor=officer,
        programme=Programme.objects.get(slug="measured"),
        procedure=Procedure.objects.get(programme=None, key="usual_open"),
        full_form=FormDefinition.objects.get(programme=None, key="full"),
        lots=[
            {"number": number, "title": f"Lot {number}", "theme": topic, "budget": Decimal(600_000),
             "smallest": Decimal(5_000), "largest": Decimal(25_000)}
            for number, topic in enumerate(topics, start=1)
        ],
        guidelines="# Who may apply\n\nCivil society organisations.",
        opens_at=now,
        closes_at=now + timedelta(days=60),
        budget=Decimal(1_800_000),
        least_months=6,
        most_months=12,
        code=code,
        title=f"Grants {code}",
        organisation=officer.memberships.get().organisation,
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate() + timedelta(days=600),
    )  # fmt: skip
    return calls.open_call(actor=officer, call=call)


def session(user: User) -> str:
    """A session as signing in makes it."""
    made: Any = import_module(settings.SESSION_ENGINE).SessionStore()
    made[SESSION_KEY] = str(user.pk)
    made[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    made[HASH_SESSION_KEY] = user.get_session_auth_hash()
    made.create()
    return made.session_key
