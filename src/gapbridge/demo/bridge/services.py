"""Three services and their registers: 5,012 different people, some of whom received two kinds of support."""

import random
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from gapbridge.act.interventions import actions as interventions
from gapbridge.act.services import actions as services
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import place, population, topic

from .act import frame
from .tale import BRANCHES, Tale

PEOPLE = 5012
MINE_RISK = range(1, 3001)
PSYCHOSOCIAL = range(2701, 4601)  # 300 of them also came to a mine risk session
LIVELIHOOD = range(4601, PEOPLE + 1)  # and further adults who came to psychosocial sessions first
LIVELIHOOD_PEOPLE = 900
LATE = range(1, 49)  # on the register that reached the office after the first update
LATE_PLACE, LATE_DAY = "AZ-ZAN.agali", date(2024, 11, 19)
SESSIONS = {"psychosocial": 66, "mine_risk": 84}
ADULT = ("18-59", "60+")
# Weights of age bands, by who is meant.
AGES = {
    "mine_risk": {"5": 3, "6-11": 22, "12": 6, "13-17": 21, "18-59": 39, "60+": 9},
    "psychosocial": {
        "2-4": 2,
        "5": 3,
        "6-11": 14,
        "12": 4,
        "13-17": 13,
        "18-59": 48,
        "60+": 15,
        "unknown": 1,
    },
    "livelihood": {"18-59": 93, "60+": 7},
}
RETURN = {"AZ-AGM", "AZ-ZAN.agali", "AZ-LAC"}
STATUS = {
    True: {"returnee": 86, "idp": 8, "host": 1, "unknown": 5},
    False: {"idp": 66, "host": 24, "returnee": 8, "unknown": 2},
}
DISABILITY = {"not_asked": 41, "not_disabled": 50, "disabled": 9}
WEIGHTS = {"AZ-BAR": 17, "AZ-FUZ": 18, "AZ-GA": 13, "AZ-AGC": 13, "AZ-TAR": 11, "AZ-BEY": 10, "AZ-AGM": 8, "AZ-ZAN.agali": 5, "AZ-LAC": 5}  # fmt: skip
BRANCH_OF = {"AZ-BAR": 0, "AZ-AGC": 0, "AZ-FUZ": 1, "AZ-BEY": 1, "AZ-ZAN.agali": 1, "AZ-LAC": 1, "AZ-GA": 2, "AZ-TAR": 2, "AZ-AGM": 2}  # fmt: skip
GRANTS_BEGIN = date(2022, 12, 19)  # before that, branches alone
BY_GRANTEES = 0.3  # share of lines that a CSO with a grant provided


def tell(tale: Tale) -> None:
    registers = Registers(tale)
    for kind, lines in (
        ("livelihood", registers.livelihood),
        ("psychosocial", registers.psychosocial),
        ("mine_risk", registers.mine_risk),
    ):
        service = _service(tale, kind)
        with telling(tale.words["services"][kind]["ends"] + timedelta(days=3)):
            sessions = _sessions(tale, service, kind, registers.dice)
            services.import_register(
                actor=tale.who("programme_officer"), service=service, rows=lines(service, sessions)
            )
        if kind != "mine_risk":
            with telling(tale.words["services"][kind]["ends"] + timedelta(days=10)):
                _complete(tale, service)
    tale.made["registers"] = registers


def late_register(tale: Tale) -> None:
    """What was held in Zangilan in November 2024 and reached the office in February 2025."""
    service = tale.made["service mine_risk"]
    with telling(date(2025, 2, 17)):
        session = services.add_session(
            actor=tale.who("programme_officer"),
            service=service,
            title="What the red signs mean: session for families who have just returned",
            place=place(LATE_PLACE),
            held_on=LATE_DAY,
        )
        services.import_register(
            actor=tale.who("programme_officer"), service=service, rows=tale.made["registers"].late(session)
        )
        _complete(tale, service)


def _service(tale: Tale, kind: str) -> Any:
    words, officer = tale.words["services"][kind], tale.who("programme_officer")
    with telling(words["starts"] - timedelta(days=14)):
        service = services.create_service(
            actor=officer,
            service_kind=kind,
            **frame(
                tale,
                words,
                words["starts"],
                words["ends"],
                measures=tale.those(words["measures"]),
                topics=[topic(key) for key in words["topics"]],
                places=[place(code) for code in WEIGHTS],
                populations=[
                    population(key)
                    for key in ("internally_displaced", "returnees", "people_with_disabilities")
                ],
                partners=[*tale.orgs(BRANCHES), *tale.made["grantees"]],
                budget_line=tale.made["budget D"],
                planned_cost=Decimal(words["planned"]),
                actual_cost=None if words["actual"] is None else Decimal(words["actual"]),
            ),
        )
    with telling(words["starts"]):
        interventions.start_intervention(actor=officer, intervention=service.intervention)
        interventions.publish_intervention(actor=officer, intervention=service.intervention)
    tale.made[words["code"]] = service.intervention
    tale.made[f"service {kind}"] = service
    return service


def _complete(tale: Tale, service: Any) -> None:
    interventions.complete_intervention(
        actor=tale.who("programme_officer"), intervention=service.intervention
    )


def _sessions(tale: Tale, service: Any, kind: str, dice: random.Random) -> dict[str, list[Any]]:
    """Sessions by place, on days that are spread over the service's time."""
    words, number = tale.words["services"][kind], SESSIONS.get(kind, 0)
    found: dict[str, list[Any]] = {code: [] for code in WEIGHTS}
    codes = list(WEIGHTS) + dice.choices(
        list(WEIGHTS), list(WEIGHTS.values()), k=max(0, number - len(WEIGHTS))
    )
    span = (words["ends"] - words["starts"]).days
    for index, code in enumerate(codes if number else ()):
        day = words["starts"] + timedelta(days=span * index // number)
        found[code].append(
            services.add_session(
                actor=tale.who("programme_officer"),
                service=service,
                title=dice.choice(words["sessions"]),
                place=place(code),
                held_on=day,
            )
        )
    return found


class Registers:
    """The people, each the same in every register, and the lines they stand on."""

    def __init__(self, tale: Tale):
        self.places = {code: place(code) for code in WEIGHTS}
        self.tale = tale
        self.dice = random.Random(5012)  # noqa: S311 (the same people each time, not a secret)
        self.people = {number: self._person(number) for number in range(1, PEOPLE + 1)}

    def _person(self, number: int) -> dict[str, Any]:
        kind = (
            "mine_risk" if number in MINE_RISK else "psychosocial" if number in PSYCHOSOCIAL else "livelihood"
        )
        code = LATE_PLACE if number in LATE else self._pick(WEIGHTS)
        return {
            "person_code": f"P-{number:05}",
            "sex": self._pick({"female": 56, "male": 43, "unknown": 1}),
            "age_band": self._pick(AGES[kind]),
            "disability": self._pick(DISABILITY),
            "status": self._pick(STATUS[code in RETURN]),
            "place": code,
        }

    def _pick(self, weights: dict[str, int]) -> str:
        return self.dice.choices(list(weights), list(weights.values()))[0]

    def livelihood(self, service: Any, _sessions: Any) -> list[dict[str, Any]]:
        """Counselling or starting means; a third of the people came a second time."""
        adults = (n for n in PSYCHOSOCIAL if n not in MINE_RISK and self.people[n]["age_band"] in ADULT)
        before = [next(adults) for _n in range(LIVELIHOOD_PEOPLE - len(LIVELIHOOD))]
        rows = []
        for number in (*LIVELIHOOD, *before):
            first = self._day(service)
            rows.append(self._line(number, first))
            second = first + timedelta(days=self.dice.randint(20, 80))
            if self.dice.random() < 0.33 and second <= service.intervention.ends_on:
                rows.append(self._line(number, second))
        return rows

    def psychosocial(self, _service: Any, sessions: dict[str, list[Any]]) -> list[dict[str, Any]]:
        return self._attended(PSYCHOSOCIAL, sessions, (1, 1, 1, 2, 2))

    def mine_risk(self, _service: Any, sessions: dict[str, list[Any]]) -> list[dict[str, Any]]:
        return self._attended((n for n in MINE_RISK if n not in LATE), sessions, (1,) * 14 + (2,))

    def at(self, kind: str, code: str) -> list[dict[str, Any]]:
        """Those of a place who stand in the register of that kind."""
        numbers = LIVELIHOOD if kind == "livelihood" else PSYCHOSOCIAL
        return [self.people[number] for number in numbers if self.people[number]["place"] == code]

    def late(self, session: Any) -> list[dict[str, Any]]:
        return [self._line(number, session.held_on, session) for number in LATE]

    def _attended(
        self, numbers: Iterable[int], sessions: dict[str, list[Any]], times: tuple[int, ...]
    ) -> list[dict[str, Any]]:
        """Each person at one or more sessions of their place, never twice on a day."""
        rows = []
        for number in numbers:
            here = {session.held_on: session for session in sessions[self.people[number]["place"]]}
            many = min(self.dice.choice(times), len(here))
            rows += [self._line(number, day, here[day]) for day in self.dice.sample(sorted(here), many)]
        return rows

    def _day(self, service: Any) -> date:
        start, end = service.intervention.starts_on, service.intervention.ends_on
        return start + timedelta(days=self.dice.randrange((end - start).days))

    def _line(self, number: int, day: date, session: Any = None) -> dict[str, Any]:
        person = self.people[number]
        grantee = self.dice.random() < BY_GRANTEES and day >= GRANTS_BEGIN
        provider = (
            self.dice.choice(self.tale.made["grantees"])
            if grantee
            else self.tale.org(BRANCHES[BRANCH_OF[person["place"]]])
        )
        return {
            **person,
            "place": self.places[person["place"]],
            "received_on": day,
            "provider": provider,
            "session": session,
        }
