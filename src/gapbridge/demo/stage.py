"""The stage on which both stories are told: organisations, people, and what has been made so far."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gapbridge.people import actions as people
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import Clause, Place, PopulationGroup, Programme, Topic
from gapbridge.programmes.reference import in_languages

TEXTS = Path(__file__).parent / "texts"
STAGES = ("listen", "agree", "act", "prove", "share")
CSOS = 40  # civil society organisations, all plainly examples
TOWNS = ("AZ-BAR", "AZ-FUZ", "AZ-GA", "AZ-AGC", "AZ-TAR", "AZ-BEY", "AZ-SAB", "AZ-IMI", "AZ-MI", "AZ-SM")
# Shorthand of the texts for clauses: GP18 is principle 18, IA2 a criterion for solutions, PH the national plan's housing.
FRAMEWORKS = {"GP": "guiding-principles", "I": "iasc-durable-solutions", "P": "az-idp-action-plan"}


@cache
def texts(name: str) -> Any:
    return yaml.safe_load((TEXTS / f"{name}.yaml").read_text(encoding="utf-8"))


@dataclass
class Stage:
    """Everything by the key that the texts use. `until` is the last of STAGES to be told."""

    until: str = "share"
    scale: int = 1
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)  # "G1", "M3", "S01.2": objects of the story told now

    def tells(self, stage: str) -> bool:
        return STAGES.index(stage) <= STAGES.index(self.until)

    def refresh(self) -> None:
        """Everybody's standing is read anew: a programme or a partner was added."""
        self.people = {key: fresh(user) for key, user in self.people.items()}

    def speaker_of(self, organisation: str) -> User:
        """A person who acts for the organisation."""
        return self.speakers[organisation]

    @property
    def speakers(self) -> dict[str, User]:
        found: dict[str, User] = {}
        for row in texts("cast")["people"]:
            for organisation, _role in row["at"]:
                found.setdefault(organisation, self.people[row["key"]])
        return found


def set_the_stage(stage: Stage, day: date) -> None:
    """Organisations, example CSOs, and the cast with its memberships."""
    rows = texts("cast")
    for row in rows["organisations"]:
        stage.organisations[row["key"]] = people.create_organisation(
            actor=None,
            kind=row["kind"],
            country=row["country"],
            short_name=row["short"],
            parent=stage.organisations.get(row.get("parent", "")),
            **in_languages("name", row["name"]),
        )
    for number in range(1, CSOS + 1):
        stage.organisations[f"cso_{number:02}"] = _example_cso(number)
    for row in rows["people"]:
        stage.people[row["key"]] = _person(stage, row, day)


def _example_cso(number: int) -> Organisation:
    names = {
        "en": f"Example CSO {number:02}",
        "az": f"Nümunə QHT {number:02}",
        "ru": f"Пример ОГО {number:02}",
    }
    return people.create_organisation(
        actor=None,
        kind=Organisation.Kind.CSO,
        city=place(TOWNS[number % len(TOWNS)]).name,
        registration_number=f"EXAMPLE-{number:04}",
        registered_on=date(1998 + number % 9, 1 + number % 12, 10),
        legal_form="ictimai birlik",
        **in_languages("name", names),
    )


def _person(stage: Stage, row: dict[str, Any], day: date) -> User:
    user = people.create_user(actor=None, email=f"{row['key']}@example.org", name=row["name"], is_demo=True)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    for organisation, role in row["at"]:
        people.add_membership(
            actor=None, user=user, organisation=stage.organisations[organisation], role=role, started_on=day
        )
    return user


def fresh(user: User) -> User:
    """The person with a standing read anew: programmes may have been added since."""
    return User.objects.get(pk=user.pk)


def place(code: str) -> Place:
    return Place.objects.get(code=code)


def population(key: str) -> PopulationGroup:
    return PopulationGroup.objects.get(key=key)


def topic(key: str) -> Topic:
    return Topic.objects.get(key=key)


def clause(short: str) -> Clause:
    """A clause by the texts' shorthand."""
    for prefix, framework in FRAMEWORKS.items():
        rest = short.removeprefix(prefix)
        if rest != short and Clause.objects.filter(framework__key=framework, code=rest).exists():
            return Clause.objects.get(framework__key=framework, code=rest)
    return Clause.objects.get(framework__key="protection-gaps", code=short)
