"""Three calls for grants: one decided in 2022, one that is open now, one that is being evaluated now."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any

from django.utils import timezone

from gapbridge.act.grants import actions as grants
from gapbridge.act.grants.models import Application, Assignment, Grant
from gapbridge.act.grants.queries import ranking
from gapbridge.act.interventions import actions as interventions
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import place, population, topic

from .act import frame
from .tale import Tale

THEMES = ("livelihoods_recovery", "mental_health_psychosocial", "resource_mobilisation")
GROUPS = ("internally_displaced", "returnees", "people_with_disabilities")
WHERE = ("AZ-BAR", "AZ-FUZ", "AZ-GA", "AZ-AGC", "AZ-TAR", "AZ-BEY", "AZ-AGM", "AZ-LAC")
APPLICANTS = 30
AWARDS, RESERVE = 8, 4


def tell(tale: Tale) -> None:
    writer = Writer(tale)
    _decided_call(tale, writer)
    _open_call(tale, writer)
    _evaluated_call(tale, writer)


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


class Writer:
    """Puts applications together: each title once, texts in its language from the parts of its theme."""

    def __init__(self, tale: Tale):
        self.tale = tale
        self.dice = random.Random(30)  # noqa: S311 (the same applications each time, not a secret)
        self.titles = {theme: iter(tale.words["titles"][theme]) for theme in THEMES}

    def answers(self, theme: str) -> dict[str, Any]:
        language, title = next(self.titles[theme])
        parts = self.tale.words["parts"][theme][language]
        where = [place(code) for code in self.dice.sample(WHERE, self.dice.choice((1, 1, 2)))]
        name = getattr(where[0], f"name_{language}")
        need, activities, change = (
            self.dice.choice(parts[part]).format(place=name) for part in ("need", "activities", "change")
        )
        return {
            "title": title,
            "theme": topic(theme),
            "language": language,
            "need": need,
            "activities": activities,
            "change": change,
            "target_groups": [population(key) for key in self.dice.sample(GROUPS, self.dice.choice((1, 2)))],
            "places": where,
            "people": self.dice.randrange(40, 240, 5),
            "months": self.dice.choice((6, 8, 9, 10, 12)),
            "amount": Decimal(self.dice.randrange(12_000, 20_001, 500)),
        }


def _call(tale: Tale, index: int, opens: datetime, closes: datetime, ends: date) -> Any:
    words, officer = tale.words["calls"][index], tale.who("grants_officer")
    call = grants.create_call(
        actor=officer,
        themes=[topic(key) for key in THEMES],
        criteria=[tuple(row) for row in tale.words["criteria"]],
        guidelines=words["guidelines"],
        opens_at=opens,
        closes_at=closes,
        budget=Decimal(words["budget"]),
        smallest=Decimal(5_000),
        largest=Decimal(25_000),
        **frame(
            tale,
            words,
            timezone.localdate(opens),
            ends,
            organisation=tale.org("ifrc"),
            partners=[tale.org("azrcs")],
            measures=[tale.made["M3"]],
            topics=[topic(key) for key in THEMES],
            populations=[population(key) for key in GROUPS],
            budget_line=tale.made["budget C"],
            planned_cost=Decimal(words["budget"]),
        ),
    )
    tale.made[words["code"]] = call.intervention
    return call


def _apply(tale: Tale, call: Any, key: str, answers: dict[str, Any], day: date) -> None:
    with telling(day):
        actor = tale.speaker_of(key)
        application = grants.start_application(actor=actor, call=call, organisation=tale.org(key), **answers)
        grants.submit_application(actor=actor, application=application)


# --- the call of 2022 -----------------------------------------------------------------------------


def _decided_call(tale: Tale, writer: Writer) -> None:
    officer = tale.who("grants_officer")
    with telling(date(2022, 5, 23)):
        call = _call(
            tale, 0, _at(date(2022, 6, 1), 9), _at(date(2022, 7, 15), 18), tale.words["calls"][0]["ends"]
        )
    with telling(date(2022, 6, 1)):
        grants.open_call(actor=officer, call=call)
    themes = cycle(THEMES)
    for number in range(1, APPLICANTS + 1):
        _apply(
            tale,
            call,
            f"cso_{number:02}",
            writer.answers(next(themes)),
            date(2022, 6, 10) + timedelta(days=number),
        )
    with telling(date(2022, 7, 18)):
        grants.start_evaluation(actor=officer, call=call)
        evaluators = [tale.who("evaluator"), tale.who("second_evaluator")]
        grants.share_out_applications(actor=officer, call=call, evaluators=evaluators)
    _one_conflict(tale, call)
    for key, day in (
        ("evaluator", date(2022, 8, 1)),
        ("second_evaluator", date(2022, 8, 8)),
        ("third_evaluator", date(2022, 8, 10)),
    ):
        _evaluate(tale, call, key, day, writer.dice)
    _decide(tale, call)
    _grants(tale, call)


def _one_conflict(tale: Tale, call: Any) -> None:
    """One evaluator advises an applicant's board, says so, and is replaced."""
    second = tale.who("second_evaluator")
    assignment = Assignment.objects.get(
        evaluator=second, application__organisation=tale.org("cso_11"), application__call=call
    )
    with telling(date(2022, 7, 20)):
        grants.declare_conflict(actor=second, assignment=assignment)
    with telling(date(2022, 7, 21)):
        grants.assign_evaluators(
            actor=tale.who("grants_officer"),
            application=Application.objects.get(pk=assignment.application_id),
            evaluators=[tale.who("third_evaluator")],
        )


def _evaluate(tale: Tale, call: Any, key: str, day: date, dice: random.Random) -> None:
    """Everything that one evaluator was given in a call."""
    evaluator = tale.who(key)
    given = Assignment.objects.filter(evaluator=evaluator, application__call=call, state="given")
    grid = list(call.criteria.all())
    with telling(day):
        for assignment in given.select_related("application__call").order_by("pk"):
            grants.declare_impartial(actor=evaluator, assignment=assignment)
            _score(tale, evaluator, assignment, grid, dice)


def _score(tale: Tale, evaluator: Any, assignment: Any, grid: list[Any], dice: random.Random) -> None:
    quality = 2.2 + (assignment.application.organisation_id * 37 % 26) / 10  # the same for both evaluators
    scores = {}
    for criterion in grid:
        value = min(5, max(1, round(quality + dice.uniform(-1.1, 1.1))))
        reasons = tale.words["score_reasons"].get(value)
        scores[criterion.pk] = (value, dice.choice(reasons) if reasons else "")
    grants.score(
        actor=evaluator, assignment=assignment, scores=scores, comment=dice.choice(tale.words["overall"])
    )


def _decide(tale: Tale, call: Any) -> None:
    """The best are awarded, the next are put on the reserve list, the others read why not."""
    officer, reasons = tale.who("grants_officer"), cycle(tale.words["decline_reasons"])
    with telling(date(2022, 9, 5)):
        for rank, application in enumerate(list(ranking(call)), start=1):
            if rank <= AWARDS:
                grants.award_application(actor=officer, application=application)
            elif rank <= AWARDS + RESERVE:
                grants.reserve_application(actor=officer, application=application)
            else:
                grants.decline_application(actor=officer, application=application, reason=next(reasons))
    with telling(date(2022, 9, 7)):
        grants.decide_call(actor=officer, call=call)


def _grants(tale: Tale, call: Any) -> None:
    officer = tale.who("grants_officer")
    awarded = Grant.objects.filter(application__call=call).select_related(
        "application__call", "application__organisation"
    )
    signed = list(awarded.order_by("pk"))
    for number, grant in enumerate(signed):
        with telling(date(2022, 9, 19) + timedelta(days=number % 4)):
            grants.sign_grant(
                actor=officer, grant=grant, starts_on=date(2022, 10, 3), ends_on=date(2023, 9, 29)
            )
    with telling(date(2023, 11, 6)):
        grants.close_grant(
            actor=officer,
            grant=signed[0],
            reason="Final report accepted; the accounts agree with the receipts that were seen.",
        )
        interventions.complete_intervention(
            actor=tale.who("programme_officer"), intervention=call.intervention
        )
    tale.made["grantees"] = [grant.application.organisation for grant in signed]


# --- the calls of today ---------------------------------------------------------------------------


def _open_call(tale: Tale, writer: Writer) -> None:
    """Open for 40 more days: two have applied, and the applicant of the cast has begun."""
    officer, applicant = tale.who("grants_officer"), tale.who("applicant")
    closes = tale.today + timedelta(days=40)
    with telling(tale.ago(24)):
        call = _call(tale, 1, _at(tale.ago(20), 9), _at(closes, 18), closes + timedelta(days=365))
    with telling(tale.ago(20)):
        grants.open_call(actor=officer, call=call)
    _apply(tale, call, "cso_05", writer.answers("mental_health_psychosocial"), tale.ago(8))
    _apply(tale, call, "cso_12", writer.answers("resource_mobilisation"), tale.ago(3))
    begun = writer.answers("livelihoods_recovery")
    half = {name: begun[name] for name in ("title", "theme", "language", "need", "people", "target_groups")}
    with telling(tale.ago(2)):
        grants.start_application(actor=applicant, call=call, organisation=tale.org("cso_01"), **half)


def _evaluated_call(tale: Tale, writer: Writer) -> None:
    """Six applications: some are scored, some wait for an evaluator to declare, one lacks an evaluator."""
    officer = tale.who("grants_officer")
    with telling(tale.ago(66)):
        call = _call(tale, 2, _at(tale.ago(62), 9), _at(tale.ago(2), 18), tale.today + timedelta(days=365))
    with telling(tale.ago(62)):
        grants.open_call(actor=officer, call=call)
    for number, key in enumerate(("cso_02", "cso_09", "cso_14", "cso_21", "cso_33", "cso_38")):
        _apply(tale, call, key, writer.answers(THEMES[number % 2]), tale.ago(14 - 2 * number))
    first, second = tale.who("evaluator"), tale.who("second_evaluator")
    with telling(tale.ago(1), at=time(9)):
        grants.start_evaluation(actor=officer, call=call)
        grants.share_out_applications(actor=officer, call=call, evaluators=[first, second])
    grid = list(call.criteria.all())
    for evaluator, scored, declared in ((first, 2, 2), (second, 3, 0)):
        given = Assignment.objects.filter(evaluator=evaluator, application__call=call, state="given")
        mine = list(given.select_related("application__call").order_by("pk"))
        with telling(tale.ago(1), at=time(11)):
            for assignment in mine[: scored + declared]:
                grants.declare_impartial(actor=evaluator, assignment=assignment)
            for assignment in mine[:scored]:
                _score(tale, evaluator, assignment, grid, writer.dice)
            if evaluator == second:
                grants.declare_conflict(actor=evaluator, assignment=mine[-1])
