"""The call of 2022: written, opened, explained, asked about and corrected. Calls of today start from the same terms."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from gapbridge.act.calls import actions as calls
from gapbridge.act.calls.models import Call
from gapbridge.act.procedures.models import FormDefinition, Procedure
from gapbridge.demo.bridge.act import frame
from gapbridge.demo.bridge.tale import Tale
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import population, topic

from .words import GROUPS, at, grants_words

SMALLEST, LARGEST = Decimal(5_000), Decimal(25_000)


def write(
    tale: Tale,
    index: int,
    opens: datetime,
    closes: datetime,
    ends: date,
    *,
    full_closes: datetime | None = None,
) -> Call:
    """A draft from the texts: two steps where full applications have a deadline of their own."""
    story, words = tale.words["calls"][index], grants_words()
    own = words["calls"][story["code"]]
    measure = tale.made["M3"]
    call = calls.create_call(
        actor=tale.who("grants_officer"),
        procedure=Procedure.objects.get(programme=None, key="usual" if full_closes else "usual_open"),
        concept_form=FormDefinition.objects.get(programme=None, key="concept") if full_closes else None,
        full_form=FormDefinition.objects.get(programme=None, key="full"),
        lots=[_lot(number, lot, measure) for number, lot in enumerate(own["lots"], start=1)],
        rules=[tuple(rule) for rule in words["rules"]],
        timetable=[tuple(entry) for entry in own.get("timetable", ())],
        guidelines=story["guidelines"],
        priorities=own["priorities"],
        opens_at=opens,
        closes_at=closes,
        full_closes_at=full_closes,
        questions_until=closes - timedelta(days=14),
        answers_by=timezone.localdate(closes - timedelta(days=7)),
        budget=Decimal(story["budget"]),
        least_months=6,
        most_months=12,
        **frame(
            tale,
            story,
            timezone.localdate(opens),
            ends,
            organisation=tale.org("ifrc"),
            partners=[tale.org("azrcs")],
            measures=[measure],
            topics=[topic(lot[0]) for lot in own["lots"]],
            populations=[population(key) for key in GROUPS],
            budget_line=tale.made["budget C"],
            planned_cost=Decimal(story["budget"]),
        ),
    )
    tale.made[story["code"]] = call.intervention
    return call


def _lot(number: int, lot: list[Any], measure: Any) -> dict[str, Any]:
    theme, title, budget = lot
    return {
        "number": number,
        "title": title,
        "theme": topic(theme),
        "budget": Decimal(budget),
        "smallest": SMALLEST,
        "largest": LARGEST,
        "measures": [measure],
    }


def of_2022(tale: Tale) -> Call:
    officer, words = tale.who("grants_officer"), grants_words()
    with telling(date(2022, 5, 23)):
        call = write(
            tale, 0, at(date(2022, 5, 30), 9), at(date(2022, 7, 15), 18), tale.words["calls"][0]["ends"],
            full_closes=at(date(2022, 10, 7), 18),
        )  # fmt: skip
    with telling(date(2022, 5, 30)):
        call = calls.open_call(actor=officer, call=call)
        session = calls.plan_session(
            actor=officer, call=call, title=words["session"]["title"], where=words["session"]["where"],
            starts_at=at(date(2022, 6, 8), 15), language="az",
        )  # fmt: skip
    with telling(date(2022, 6, 2)):
        for key in ("applicant", "rival_applicant"):
            calls.register_for_session(actor=tale.who(key), session=session, people=2)
    with telling(date(2022, 6, 9)):
        attended = list(session.registrations.values_list("pk", flat=True))
        calls.close_session(
            actor=officer, session=session, attended=attended, notes=words["session"]["notes"]
        )
    _asked(tale, call)
    with telling(date(2022, 7, 12)):
        calls.publish_corrigendum(
            actor=officer,
            call=call,
            text=words["corrigendum"],
            language="en",
            closes_at=at(date(2022, 7, 22), 18),
        )
    call.refresh_from_db()
    return call


def _asked(tale: Tale, call: Call) -> None:
    for number, (language, asked, published, answer) in enumerate(grants_words()["questions"]):
        with telling(date(2022, 6, 13 + number)):
            question = calls.ask_question(
                actor=tale.who("applicant" if number % 2 else "rival_applicant"), call=call, text=asked,
                language=language,
            )  # fmt: skip
        with telling(date(2022, 6, 17 + number)):
            calls.answer_question(
                actor=tale.who("grants_officer"), question=question, published_text=published, answer=answer,
                language="en",
            )  # fmt: skip
