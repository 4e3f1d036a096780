"""What organisations write: concept notes, and the full applications of who is invited."""

import random
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from itertools import cycle
from typing import Any

from gapbridge.act.applications import actions as applications
from gapbridge.act.applications.models import Application, Part
from gapbridge.act.applications.queries import part_of
from gapbridge.act.calls.models import Call
from gapbridge.demo.bridge.tale import Tale
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import place, population

from .words import APPLICANTS, GROUPS, THEMES, WHERE, grants_words

CENT = Decimal("0.01")


class Writer:
    """Puts applications together: each title once, texts in its language from the parts of its theme."""

    def __init__(self, tale: Tale):
        self.tale = tale
        self.dice = random.Random(30)  # noqa: S311 (the same applications each time, not a secret)
        self.titles = {theme: iter(tale.words["titles"][theme]) for theme in THEMES}

    def start(self, call: Call, key: str, theme: str) -> Application:
        language, title = next(self.titles[theme])
        return applications.start_application(
            actor=self.tale.speaker_of(key), call=call, lot=call.lots.get(theme__key=theme),
            organisation=self.tale.org(key), title=title, language=language,
        )  # fmt: skip

    def facts(self, application: Application, actor: Any, *, amount: bool) -> Application:
        where = [place(code) for code in self.dice.sample(WHERE, self.dice.choice((1, 1, 2)))]
        facts: dict[str, Any] = {
            "target_groups": [population(key) for key in self.dice.sample(GROUPS, self.dice.choice((1, 2)))],
            "places": where,
            "people": self.dice.randrange(40, 240, 5),
            "months": self.dice.choice((6, 8, 9, 10, 12)),
        }
        if amount:
            facts["amount"] = Decimal(self.dice.randrange(12_000, 19_001, 500))
        return applications.change_facts(actor=actor, application=application, **facts)

    def concept(self, application: Application, actor: Any) -> None:
        names = ("priorities", "added_value", "objective", "risks")
        texts = self._common(application, *names) | self._parts(application)
        self._save(application, Part.Kind.CONCEPT, actor, texts | {"truthful": True})

    def full(self, application: Application, actor: Any, amount: Decimal) -> None:
        """The texts, the logframe with its months, and a budget whose lines come to exactly the amount."""
        part = part_of(application, Part.Kind.FULL)
        words = grants_words()["answers"][application.language]
        parts = self._parts(application)
        texts = self._common(application, "inclusion", "safeguards", "sustainability", "experience")
        texts |= {
            "need": parts["need"],
            "methods": f"{parts['activities']}\n\n{parts['change']}",
            "truthful": True,
        }
        texts["team"] = [
            {"role": role, "days": str(days), "tasks": tasks}
            for role, days, tasks in zip(words["roles"], (10, 15, 4), words["tasks"], strict=True)
        ]
        self._save(application, Part.Kind.FULL, actor, texts)
        applications.put_logframe(actor=actor, part=part, rows=self._logframe(application))
        applications.put_budget(actor=actor, part=part, lines=budget(application, amount))

    def begin(self, application: Application, actor: Any) -> None:
        """Half of the texts: the rest is left to whoever tries the demonstration."""
        texts = self._common(application, "inclusion") | {"need": self._parts(application)["need"]}
        self._save(application, Part.Kind.FULL, actor, texts)

    def _logframe(self, application: Application) -> list[dict[str, Any]]:
        words = grants_words()["logframe"][application.language]
        months, people = application.months or 6, application.people or 40
        activities = [
            {"kind": "activity", "text": text, "months": list(range(first, last + 1))}
            for text, first, last in zip(words["activities"], (1, 2, 3), (2, months - 1, months), strict=True)
        ]
        output = {
            "kind": "output", "text": words["output"], "children": activities,
            "indicators": [_indicator(words["output_indicator"], 0, people, words["means"])],
        }  # fmt: skip
        outcome = {
            "kind": "outcome", "text": words["outcome"], "assumptions": words["assumptions"], "children": [output],
            "indicators": [_indicator(words["indicator"], 10, 60, words["means"])],
        }  # fmt: skip
        objective = self._common(application, "objective")["objective"]
        return [{"kind": "objective", "text": objective, "children": [outcome]}]

    def _common(self, application: Application, *names: str) -> dict[str, str]:
        words = grants_words()["answers"][application.language]
        where = self._name_of_place(application)
        return {name: self.dice.choice(words[name]).format(place=where) for name in names}

    def _parts(self, application: Application) -> dict[str, str]:
        words = self.tale.words["parts"][application.lot.theme.key][application.language]
        where = self._name_of_place(application)
        return {
            name: self.dice.choice(words[name]).format(place=where)
            for name in ("need", "activities", "change")
        }

    @staticmethod
    def _name_of_place(application: Application) -> str:
        return getattr(application.places.order_by("pk").first(), f"name_{application.language}")

    @staticmethod
    def _save(application: Application, kind: str, actor: Any, texts: dict[str, Any]) -> None:
        applications.save_answers(actor=actor, part=part_of(application, kind), answers=texts, based_on=None)


def _indicator(words: list[str], baseline: int, target: int, means: str) -> dict[str, Any]:
    text, unit = words
    return {
        "text": text,
        "unit": unit,
        "baseline": Decimal(baseline),
        "target": Decimal(target),
        "means": means,
    }


def budget(application: Application, amount: Decimal) -> list[dict[str, Any]]:
    """Lines by the shares of the texts; what rounding leaves is indirect costs, which stay below their ceiling."""
    language, months = application.language, application.months or 6
    lines = []
    for row in grants_words()["budget"]:
        quantity = Decimal(months if row.get("by_month") else row["pieces"])
        rate = (amount * row["percent"] / 100 / quantity).quantize(CENT, ROUND_DOWN)
        lines.append(
            {
                "heading": row["heading"], "text": row["text"][language], "unit": row["unit"][language],
                "quantity": quantity, "rate": rate,
            }
        )  # fmt: skip
    rest = amount - sum(line["quantity"] * line["rate"] for line in lines)
    overhead = {"en": "Indirect costs", "az": "Dolayı xərclər", "ru": "Косвенные расходы"}[language]
    return [
        *lines,
        {"heading": "overhead", "text": overhead, "unit": "", "quantity": Decimal(1), "rate": rest},
    ]


def writer(tale: Tale) -> Writer:
    """One writer for the whole story, so that no title comes twice."""
    if "writer" not in tale.made:
        tale.made["writer"] = Writer(tale)
    return tale.made["writer"]


def concept_notes(tale: Tale, call: Call) -> None:
    """Thirty organisations, ten to each lot; the last ones on the last day."""
    themes = cycle(THEMES)
    for number in range(1, APPLICANTS + 1):
        key = f"cso_{number:02}"
        actor = tale.speaker_of(key)
        with telling(date(2022, 6, 20) + timedelta(days=number)):
            application = writer(tale).start(call, key, next(themes))
            application = writer(tale).facts(application, actor, amount=True)
            writer(tale).concept(application, actor)
            if number == 4:
                _with_a_partner(tale, application, actor)
            applications.submit_application(actor=actor, application=application)


def _with_a_partner(tale: Tale, application: Application, actor: Any) -> None:
    partner = applications.ask_partner(
        actor=actor, application=application, organisation=tale.org("cso_35"), kind="co_applicant",
        role="Finds participants in two villages and visits them.",
    )  # fmt: skip
    applications.confirm_partner(actor=tale.speaker_of("cso_35"), partner=partner)


def full_applications(tale: Tale, call: Call) -> None:
    """Who is invited writes it in September; one asks for a little more than before, one sends nothing."""
    invited = list(Application.objects.filter(call=call, state="full_draft").order_by("pk"))
    for number, application in enumerate(invited):
        actor = writer_for(tale, application)
        more = Decimal("1.10") if number == 2 else Decimal(1)
        with telling(date(2022, 9, 10) + timedelta(days=number)):
            amount = (application.concept_amount * more).quantize(Decimal(1))
            writer(tale).full(application, actor, amount)
            if number != len(invited) - 1:
                fresh = Application.objects.get(pk=application.pk)
                applications.submit_full_application(actor=actor, application=fresh)


def writer_for(tale: Tale, application: Application) -> Any:
    key = next(key for key, org in tale.stage.organisations.items() if org.pk == application.organisation_id)
    return tale.speaker_of(key)
