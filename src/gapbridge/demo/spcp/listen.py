"""What displaced people said in 2007."""

from datetime import date
from typing import Any

from gapbridge.demo.clock import telling
from gapbridge.demo.stage import Stage, clause, place, population
from gapbridge.listen.assessments import actions as assessments


def tell(stage: Stage, story: dict[str, Any]) -> None:
    officer = stage.people["protection_officer"]
    with telling(date(2007, 5, 10)):
        assessment = assessments.create_assessment(
            actor=officer,
            programme=stage.programmes["spcp"],
            language="en",
            starts_on=date(2007, 5, 12),
            ends_on=date(2007, 6, 30),
            places=[place(code) for code in ("AZ-BA", "AZ-YEV", "AZ-BAR", "AZ-AGC", "AZ-FUZ")],
            populations=[population(key) for key in ("refugees", "asylum_seekers", "internally_displaced")],
            **story["assessment"],
        )
        assessments.start_assessment(actor=officer, assessment=assessment)
    for row in story["sessions"]:
        with telling(row["day"]):
            _session(stage, assessment, row)
    with telling(date(2007, 7, 2)):
        assessments.finish_assessment(actor=officer, assessment=assessment)
        assessments.publish_assessment(actor=officer, assessment=assessment)


def _session(stage: Stage, assessment: Any, row: dict[str, Any]) -> None:
    officer = stage.people["protection_officer"]
    session = assessments.create_session(
        actor=officer,
        assessment=assessment,
        code=row["code"],
        kind=row["kind"],
        place=place(row["place"]),
        held_on=row["day"],
        language="az",
        sex=row["sex"],
        age_group=row["age"],
        population=population(row["population"]),
        diversity=[population(key) for key in row["diversity"]],
        participants=row["participants"],
        facilitators=[officer],
        woman_facilitated=row["sex"] == "female",
        notes="\n\n".join(statement["text"] for statement in row["statements"]),
    )
    assessments.record_consent(
        actor=officer,
        session=session,
        text_version="2007-1",
        language="az",
        manner="spoken",
        scope=row["scope"],
        guardian_consent=row.get("guardian", False),
        child_assent=row.get("guardian", False),
        taken_on=row["day"],
    )
    assessments.hold_session(actor=officer, session=session)
    for number, said in enumerate(row["statements"], start=1):
        stage.made[f"{row['code']}.{number}"] = assessments.add_statement(
            actor=officer,
            session=session,
            excerpt=said["text"],
            language=said.get("language", "en"),
            clauses=[clause(code) for code in said["clauses"]],
            people_rank=said.get("rank"),
        )
    assessments.finish_coding(actor=officer, session=session)
