"""The demonstration many times over, for benchmarks: more of everything that lists and figures are made of.

One round adds to the first story an assessment with its sessions and statements, gaps, measures and
interventions with trainings, and to the second story as many people served as it had. Records are made by
the same actions, a round a transaction, so that memory stays flat at any scale.
"""

import random
from datetime import date, timedelta
from typing import Any, TextIO

from django.db import transaction
from tqdm import tqdm

from gapbridge.act.interventions import actions as interventions
from gapbridge.act.services import actions as services
from gapbridge.act.services.models import Service
from gapbridge.act.trainings import actions as trainings
from gapbridge.agree.gaps import actions as gaps
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans import actions as plans
from gapbridge.agree.plans.models import Plan
from gapbridge.listen.assessments import actions as assessments
from gapbridge.people.models import Organisation
from gapbridge.programmes.axes import AgeBand, Disability, Sex, Status
from gapbridge.programmes.models import Framework

from .clock import telling
from .stage import Stage, clause, place, population, texts, topic

SESSIONS = 12
GAPS = 8
TRAININGS = 6
PARTICIPANTS = 16
PEOPLE = 5000
PLACES = ("AZ-BA", "AZ-YEV", "AZ-BAR", "AZ-AGC", "AZ-FUZ", "AZ-GA", "AZ-TAR", "AZ-BEY", "AZ-SAB", "AZ-IMI")
CELLS = [(sex, age) for sex in ("female", "male") for age in ("10-13", "14-17", "18-40", "41+")]


def multiply(stage: Stage, progress: TextIO) -> None:
    for number in tqdm(range(1, stage.scale), desc="Scale", unit="round", file=progress):
        dice = random.Random(number)  # noqa: S311 (the same data each time, not a secret)
        with transaction.atomic(), telling(date(2009, 3, 2) + timedelta(days=number)):
            statements = _listen(stage, number, dice)
            if stage.tells("agree"):
                _agree(stage, number, dice, statements)
            if stage.tells("act"):
                _train(stage, number, dice)
        if stage.tells("act"):
            with transaction.atomic(), telling(date(2023, 6, 1)):
                _serve(stage, number, dice)


def _listen(stage: Stage, number: int, dice: random.Random) -> list[Any]:
    officer = stage.people["protection_officer"]
    start = date(2008, 1, 7)
    assessment = assessments.create_assessment(
        actor=officer,
        programme=stage.programmes["spcp"],
        title=f"Local interviews, round {number}",
        starts_on=start,
        ends_on=start + timedelta(days=60),
    )
    assessments.start_assessment(actor=officer, assessment=assessment)
    words = [said for row in texts("spcp")["sessions"] for said in row["statements"]]
    statements = []
    for index in range(SESSIONS):
        sex, age = CELLS[index % len(CELLS)]
        session = assessments.create_session(
            actor=officer,
            assessment=assessment,
            kind="focus_group",
            place=place(dice.choice(PLACES)),
            held_on=start + timedelta(days=index),
            sex=sex,
            age_group=age,
            participants=dice.randint(5, 10),
            population=population("internally_displaced"),
        )
        assessments.record_consent(
            actor=officer,
            session=session,
            text_version="2007-1",
            language="az",
            manner="spoken",
            scope="public",
            guardian_consent=age in {"10-13", "14-17"},
            child_assent=age in {"10-13", "14-17"},
            taken_on=session.held_on,
        )
        assessments.hold_session(actor=officer, session=session)
        statements += [
            assessments.add_statement(
                actor=officer,
                session=session,
                excerpt=said["text"],
                language=said.get("language", "en"),
                clauses=[clause(code) for code in said["clauses"]],
            )
            for said in dice.sample(words, 2)
        ]
        assessments.finish_coding(actor=officer, session=session)
    assessments.finish_assessment(actor=officer, assessment=assessment)
    assessments.publish_assessment(actor=officer, assessment=assessment)
    return statements


def _agree(stage: Stage, number: int, dice: random.Random, statements: list[Any]) -> None:
    officer = stage.people["protection_officer"]
    made = []
    for index in range(GAPS):
        words = texts("spcp")["gaps"][index]
        gap = gaps.create_gap(
            actor=officer,
            programme=stage.programmes["spcp"],
            code=f"L{number}.{index + 1}",
            title=f"{words['title']} (local, {number})",
            statement=words["statement"],
            remedy=words["remedy"],
            severity=dice.randint(1, 5),
            clauses=[clause(code) for code in words["clauses"]],
            populations=[population("internally_displaced")],
            places=[place(dice.choice(PLACES))],
        )
        gaps.add_cause(actor=officer, gap=gap, kind="resources", text=words["causes"][0][1])
        gaps.add_voices(actor=officer, gap=gap, statements=statements[index * 3 : index * 3 + 3])
        gaps.propose_gap(actor=officer, gap=gap)
        gap.refresh_from_db()
        gaps.publish_gap(actor=officer, gap=gap)
        made.append(gap)
    _measures(stage, number, made)


def _measures(stage: Stage, number: int, found: list[Gap]) -> None:
    """A measure for each gap; every one also serves the first gap of the story, which so becomes the busiest."""
    officer = stage.people["programme_officer"]
    plan = stage.made.get("scale plan") or _plan(stage)
    stage.made["scale plan"] = plan
    for index, gap in enumerate(found):
        plans.create_measure(
            actor=officer,
            plan=plan,
            code=f"L{number}.{index + 1}",
            title=f"Local measure {number}.{index + 1}",
            gaps=[gap, stage.made["G1"]],
            responsible=stage.organisations["state_committee"],
            cost=1000 * (index + 1),
        )


def _plan(stage: Stage) -> Plan:
    return plans.create_plan(
        actor=stage.people["programme_officer"],
        programme=stage.programmes["spcp"],
        title="Local measures",
        starts_on=date(2009, 1, 1),
        ends_on=date(2010, 12, 31),
        national_plan=Framework.objects.get(key="az-idp-action-plan"),
    )


def _train(stage: Stage, number: int, dice: random.Random) -> None:
    officer = stage.people["programme_officer"]
    for index in range(TRAININGS):
        start = date(2009, 3, 2) + timedelta(days=number % 60)
        training = trainings.create_training(
            actor=officer,
            programme=stage.programmes["spcp"],
            code=f"L{number}.{index + 1}",
            title=f"Local training {number}.{index + 1}",
            summary="",
            starts_on=start,
            ends_on=start,
            organisation=stage.organisations["unhcr"],
            measures=[stage.made["M5"]],
            places=[place(dice.choice(PLACES))],
            topics=[topic("asylum_reception")],
        )
        session = trainings.add_session(
            actor=officer, training=training, title="One day", held_on=start, place=place(dice.choice(PLACES))
        )
        rows = [
            {
                "person_code": f"L{number}-{index}-{n}",
                "organisation": stage.organisations["state_committee"],
                "sex": dice.choice(("female", "male")),
                "age_band": "18-59",
            }
            for n in range(PARTICIPANTS)
        ]
        people = trainings.add_participants(actor=officer, training=training, rows=rows)
        trainings.mark_attendance(actor=officer, session=session, participants=people)
        interventions.start_intervention(actor=officer, intervention=training.intervention)
        interventions.publish_intervention(actor=officer, intervention=training.intervention)


def _serve(stage: Stage, number: int, dice: random.Random) -> None:
    service = (
        Service.objects.filter(intervention__programme=stage.programmes["bridge"]).order_by("pk").first()
    )
    provider = Organisation.objects.get(pk=stage.organisations["branch_barda"].pk)
    if service is None:
        raise LookupError("the second story has no service")
    rows = [
        {
            "person_code": f"L{number}-{n:05}",
            "sex": dice.choice((Sex.FEMALE, Sex.MALE)),
            "age_band": dice.choice((AgeBand.A13_17, AgeBand.A18_59, AgeBand.A60)),
            "disability": dice.choice((Disability.NOT_ASKED, Disability.NOT_DISABLED)),
            "status": dice.choice((Status.IDP, Status.RETURNEE)),
            "place": place(dice.choice(PLACES)),
            "received_on": service.intervention.starts_on + timedelta(days=dice.randint(0, 60)),
            "provider": provider,
        }
        for n in range(PEOPLE)
    ]
    services.import_register(actor=stage.people["programme_officer"], service=service, rows=rows)
