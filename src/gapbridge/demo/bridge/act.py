"""What was done: ten trainings, kits for the branches, a round table."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from gapbridge.act.interventions import actions as interventions
from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings import actions as meetings
from gapbridge.act.supplies import actions as supplies
from gapbridge.act.trainings import actions as trainings
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import place, population, topic

from .tale import BRANCHES, Tale

OWN = {"azrcs": 30, "branch_barda": 28, "branch_fuzuli": 26, "branch_ganja": 24}  # 108 people
OTHERS = {f"cso_{number:02}": 6 if number <= 2 else 5 for number in range(1, 11)}  # 52 of ten organisations
NEVER_TRAINED = {"RC-0017", "RC-0046", "RC-0071", "RC-0093", "CS-0031"}  # came, but missed half each time
SHARE_PRESENT = 0.87
DISABILITY = (
    "not_asked",
    "not_asked",
    "not_asked",
    "not_disabled",
    "not_disabled",
    "not_disabled",
    "disabled",
)


def tell(tale: Tale) -> None:
    _trainings(tale)
    _kits(tale)
    _round_table(tale)


def frame(tale: Tale, row: dict[str, Any], start: date, end: date, **more: Any) -> dict[str, Any]:
    """The facts that every kind of intervention shares; `more` wins."""
    facts = {
        "programme": tale.programme,
        "code": row["code"],
        "title": row["title"],
        "summary": row.get("summary", ""),
        "starts_on": start,
        "ends_on": end,
        "organisation": tale.org("azrcs"),
    }
    return facts | more


def carry_out(tale: Tale, intervention: Intervention, day: date) -> None:
    """Start, publish and complete an intervention that is over."""
    officer = tale.who("programme_officer")
    with telling(intervention.starts_on):
        interventions.start_intervention(actor=officer, intervention=intervention)
        interventions.publish_intervention(actor=officer, intervention=intervention)
    with telling(day):
        interventions.complete_intervention(actor=officer, intervention=intervention)


# --- trainings ------------------------------------------------------------------------------------


def _trainings(tale: Tale) -> None:
    dice = random.Random(2022)  # noqa: S311 (the same people each time, not a secret)
    rows = tale.words["trainings"]
    own = _people(tale, "RC", OWN, dice)
    others = _people(tale, "CS", OTHERS, dice)
    taken = _who_takes_what([row["code"] for row in rows if row["own"]], own, dice)
    taken |= _who_takes_what([row["code"] for row in rows if not row["own"]], others, dice)
    seen: set[str] = set()
    for row in rows:
        _training(tale, row, taken[row["code"]], seen, dice)


def _people(
    tale: Tale, prefix: str, organisations: dict[str, int], dice: random.Random
) -> list[dict[str, Any]]:
    """People by code, without a name: each the same in every training."""
    keys = [key for key, number in organisations.items() for _n in range(number)]
    return [
        {
            "person_code": f"{prefix}-{number:04}",
            "organisation": tale.org(key),
            "capacity": dice.choice(("staff", "volunteer", "volunteer")) if prefix == "RC" else "staff",
            "sex": dice.choice(("female", "female", "female", "male", "male")),
            "age_band": dice.choice(("18-59",) * 9 + ("60+",)),
            "disability": dice.choice(DISABILITY),
        }
        for number, key in enumerate(keys, start=1)
    ]


def _who_takes_what(
    codes: list[str], people: list[dict[str, Any]], dice: random.Random
) -> dict[str, list[dict[str, Any]]]:
    """One to three trainings each, spread evenly: everybody takes at least one."""
    taken: dict[str, list[dict[str, Any]]] = {code: [] for code in codes}
    for index, person in enumerate(people):
        first = codes[index % len(codes)]
        further = dice.sample([code for code in codes if code != first], dice.choice((0, 1, 1, 2)))
        for code in (first, *further):
            taken[code].append(person)
    return taken


def _training(
    tale: Tale, row: dict[str, Any], people: list[dict[str, Any]], seen: set[str], dice: random.Random
) -> None:
    officer, trainer = tale.who("programme_officer"), tale.who("trainer")
    start, end = row["modules"][0][0], row["modules"][-1][0] + timedelta(days=2)
    own = row["own"]
    facts = frame(
        tale,
        row,
        start,
        end,
        summary="For staff and volunteers of the Red Crescent and its branches; two modules with practice between them."
        if own
        else "For staff of ten civil society organisations; two modules with practice between them.",
        organisation=tale.org("azrcs" if own else "ifrc"),
        partners=tale.orgs(BRANCHES if own else OTHERS),
        measures=[tale.made["M1" if own else "M2"]],
        topics=[topic(row["topic"])],
        places=[place(code) for code in dict.fromkeys(module[1] for module in row["modules"])],
        budget_line=tale.made["budget A" if own else "budget B"],
        planned_cost=Decimal(13_000),
        actual_cost=Decimal(11_200 + dice.randrange(0, 2_600, 50)),
    )
    with telling(start - timedelta(days=21)):
        training = trainings.create_training(
            actor=officer, hours=row["hours"], for_own_staff=own, required_share=80, **facts
        )
        sessions = [
            trainings.add_session(
                actor=officer,
                training=training,
                title=title,
                topic=topic(row["topic"]),
                held_on=day,
                place=place(code),
                hours=Decimal(row["hours"]) / 2,
                trainer=trainer,
            )
            for day, code, title in row["modules"]
        ]
        participants = trainings.add_participants(actor=officer, training=training, rows=people)
    with telling(end):
        pairs = _present(sessions, participants, seen, dice)
        trainings.record_attendance(actor=trainer, training=training, pairs=pairs)
    carry_out(tale, training.intervention, end + timedelta(days=4))
    tale.made[row["code"]] = training.intervention


def _present(
    sessions: list[Any], participants: list[Any], seen: set[str], dice: random.Random
) -> list[tuple[int, int]]:
    """Everybody attends their first training whole, but for a few who never do."""
    pairs = []
    for person in participants:
        code = person.person_code
        whole = code not in NEVER_TRAINED and (code not in seen or dice.random() < SHARE_PRESENT)
        attended = sessions if whole else [dice.choice(sessions)]
        pairs += [(session.pk, person.pk) for session in attended]
        seen.add(code)
    return pairs


# --- kits for the branches ------------------------------------------------------------------------


def _kits(tale: Tale) -> None:
    words, logistician = tale.words["procurement"], tale.who("logistician")
    facts = frame(
        tale,
        words,
        date(2022, 6, 13),
        date(2022, 8, 26),
        measures=[tale.made["M5"]],
        topics=[topic("mental_health_psychosocial")],
        places=[place(row[1]) for row in words["handovers"]],
        partners=tale.orgs(BRANCHES),
        budget_line=tale.made["budget E"],
        planned_cost=Decimal(14_000),
        actual_cost=Decimal(12_810),
    )
    with telling(date(2022, 6, 6)):
        procurement = supplies.create_procurement(actor=logistician, note=words["note"], **facts)
        items = [
            supplies.add_item(
                actor=logistician,
                procurement=procurement,
                name=name,
                category=category,
                unit=unit,
                quantity=quantity,
                unit_cost=Decimal(cost),
            )
            for name, category, unit, quantity, cost in words["items"]
        ]
    for key, code, name, day, quantities in words["handovers"]:
        with telling(day):
            facility = supplies.create_facility(
                actor=logistician, name=name, place=place(code), run_by=tale.org(key)
            )
            handover = supplies.create_handover(
                actor=logistician,
                procurement=procurement,
                facility=facility,
                handed_over_on=day,
                received_by="Coordinator of the branch",
                lines=list(zip(items, quantities, strict=True)),
            )
            supplies.hand_over(actor=logistician, handover=handover)
        with telling(day + timedelta(days=1)):
            supplies.confirm_handover(actor=tale.who("branch_office"), handover=handover)
    carry_out(tale, procurement.intervention, date(2022, 8, 29))
    tale.made[words["code"]] = procurement.intervention


# --- the round table ------------------------------------------------------------------------------


def _round_table(tale: Tale) -> None:
    words, officer = tale.words["round_table"], tale.who("programme_officer")
    day = words["day"]
    facts = frame(
        tale,
        words,
        day,
        day,
        organisation=tale.org("ifrc"),
        partners=tale.orgs(["azrcs", "state_committee"]),
        measures=[tale.made["M7"]],
        topics=[topic("coordination")],
        populations=[population("internally_displaced"), population("returnees")],
        places=[place(words["place"])],
        budget_line=tale.made["budget F"],
        planned_cost=Decimal(9_000),
        actual_cost=Decimal(8_340),
    )
    with telling(day - timedelta(days=28)):
        meeting = meetings.create_meeting(
            actor=officer, kind="round_table", place=place(words["place"]), agenda=words["agenda"], **facts
        )
    carry_out(tale, meeting.intervention, day + timedelta(days=5))
    with telling(day + timedelta(days=6)):
        meetings.change_meeting(actor=officer, meeting=meeting, outcome=words["outcome"])
        meetings.write_minutes(actor=officer, meeting=meeting, text=words["minutes"], language="en")
        for key, women, men in words["delegations"]:
            meetings.add_delegation(
                actor=officer, meeting=meeting, organisation=tale.org(key), women=women, men=men
            )
        for text, key, language in words["lessons"]:
            meetings.add_lesson(
                actor=officer, meeting=meeting, text=text, topic=topic(key), language=language
            )
        for row in words["follow_ups"]:
            _follow_up(tale, meeting, row)
    tale.made[words["code"]] = meeting.intervention


def _follow_up(tale: Tale, meeting: Any, row: dict[str, Any]) -> None:
    officer = tale.who("programme_officer")
    follow_up = meetings.add_follow_up(
        actor=officer,
        meeting=meeting,
        text=row["text"],
        language=row.get("language", "en"),
        kind=row["kind"],
        owner=tale.org(row["owner"]),
        due_on=row.get("due") or tale.today + timedelta(days=row["due_in"]),
    )
    if "done" in row:
        with telling(row["done"]):
            meetings.finish_follow_up(actor=officer, follow_up=follow_up, done_what=row["what"])
