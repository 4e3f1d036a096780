"""What all parts of the story share: its texts, its people, the programme, and what has been made so far."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from gapbridge.demo.clock import telling
from gapbridge.demo.stage import CSOS, Stage, place, population, texts, topic
from gapbridge.people import actions as people
from gapbridge.people.models import Organisation, User
from gapbridge.people.roles import Role
from gapbridge.programmes import actions as programmes
from gapbridge.programmes.models import Framework, Programme
from gapbridge.programmes.reference import in_languages

BEGINNING = date(2022, 1, 3)
END = date(2024, 12, 31)
BRANCHES = ("branch_barda", "branch_fuzuli", "branch_ganja")
# Accounts that nobody needs to try: one that acts for all further CSOs, one for the branches, one to code
# notes a second time, those who evaluate.
OFFICES = {
    "cso_office": ("CSO office", [(f"cso_{number:02}", Role.CSO_STAFF) for number in range(3, CSOS + 1)]),
    "branch_office": ("Office of the branches", [(key, Role.ADMINISTRATOR) for key in BRANCHES]),
    "second_coder": ("Second coder", [("ifrc", Role.PROTECTION_OFFICER)]),
    "third_evaluator": ("Third evaluator", [("ifrc", Role.EVALUATOR)]),
    "fourth_evaluator": ("Fourth evaluator", [("azrcs", Role.EVALUATOR), ("cso_07", Role.TRAINER)]),
    "fifth_evaluator": ("Fifth evaluator", [("azrcs", Role.EVALUATOR)]),
    "sixth_evaluator": ("Sixth evaluator", [("ifrc", Role.EVALUATOR)]),
}


@dataclass
class Tale:
    """`today` is the real day of loading, from which everything counts that is still open."""

    stage: Stage
    words: dict[str, Any]
    today: date
    made: dict[str, Any] = field(default_factory=dict)  # "G1", "M3", "S01.2", "T05"

    @property
    def programme(self) -> Programme:
        return self.stage.programmes["bridge"]

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def who(self, key: str) -> User:
        return self.stage.people[key]

    def org(self, key: str) -> Organisation:
        return self.stage.organisations[key]

    def orgs(self, keys: Iterable[str]) -> list[Organisation]:
        return [self.org(key) for key in keys]

    def those(self, keys: Iterable[str]) -> list[Any]:
        """Things made so far, by their codes."""
        return [self.made[key] for key in keys]

    def speaker_of(self, key: str) -> User:
        """Who speaks for an organisation: somebody of the cast, or one of the offices."""
        if key in self.stage.speakers:
            return self.stage.speaker_of(key)
        return self.who("branch_office" if key in BRANCHES else "cso_office")


def begin(stage: Stage) -> Tale:
    tale = Tale(stage, texts("bridge"), timezone.localdate())
    with telling(BEGINNING):
        _offices(tale)
        _programme(tale)
    return tale


def _offices(tale: Tale) -> None:
    for key, (name, memberships) in OFFICES.items():
        user = people.create_user(actor=None, email=f"{key}@example.org", name=name, is_demo=True)
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        for organisation, role in memberships:
            people.add_membership(
                actor=None, user=user, organisation=tale.org(organisation), role=role, started_on=BEGINNING
            )
        tale.stage.people[key] = user


def _programme(tale: Tale) -> None:
    words = tale.words["programme"]
    programme = programmes.create_programme(
        actor=None,
        lead=tale.org("ifrc"),
        slug=words["slug"],
        country=place("AZ"),
        starts_on=date(2022, 1, 1),
        ends_on=END,
        currency="EUR",
        places=[place(code) for code in words["places"]],
        populations=[population(key) for key in words["populations"]],
        topics=[topic(key) for key in words["topics"]],
        frameworks=list(Framework.objects.filter(key__in=words["frameworks"])),
        **in_languages("title", words["title"]),
        **in_languages("short_title", words["short_title"]),
        **in_languages("summary", words["summary"]),
    )
    for key, role in tale.words["partners"]:
        programmes.add_partner(actor=None, programme=programme, organisation=tale.org(key), role=role)
    for code, title, amount in tale.words["budget"]:
        tale.made[f"budget {code}"] = programmes.set_budget_line(
            actor=None, programme=programme, code=code, title=title, amount=Decimal(amount)
        )
    tale.stage.programmes["bridge"] = programmes.start_programme(actor=None, programme=programme)
    tale.stage.refresh()
