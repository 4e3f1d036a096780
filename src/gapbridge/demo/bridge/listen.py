"""Consultations with communities in 2022, and what people have told the programme since."""

from datetime import date
from typing import Any

from gapbridge.demo.clock import telling
from gapbridge.demo.stage import clause, place, population, topic
from gapbridge.listen.assessments import actions as assessments
from gapbridge.listen.feedback import actions as feedback

from .tale import Tale

CONSENT_TEXT = "2022-1"


def tell(tale: Tale) -> None:
    officer = tale.who("bridge_protection_officer")
    sessions = tale.words["sessions"]
    with telling(date(2022, 1, 10)):
        assessment = assessments.create_assessment(
            actor=officer,
            programme=tale.programme,
            language="en",
            starts_on=date(2022, 1, 10),
            ends_on=date(2022, 2, 4),
            places=[place(row["place"]) for row in sessions],
            populations=[population("internally_displaced"), population("returnees")],
            **tale.words["assessment"],
        )
        assessments.start_assessment(actor=officer, assessment=assessment)
    for row in sessions:
        with telling(row["day"]):
            _session(tale, assessment, row)
    with telling(date(2022, 2, 7)):
        assessments.finish_assessment(actor=officer, assessment=assessment)
        assessments.publish_assessment(actor=officer, assessment=assessment)
    _withdrawals(tale)
    for row in sorted(tale.words["feedback"], key=lambda row: _day_of(tale, row)):
        _feedback(tale, row)


def _session(tale: Tale, assessment: Any, row: dict[str, Any]) -> None:
    officer = tale.who("bridge_protection_officer")
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
        notes="\n\n".join(said["text"] for said in row["statements"]),
    )
    tale.made[row["code"]] = session
    tale.made[f"consent {row['code']}"] = assessments.record_consent(
        actor=officer,
        session=session,
        text_version=CONSENT_TEXT,
        language="az",
        manner="spoken" if row["kind"] == "focus_group" else "written",
        scope=row["scope"],
        guardian_consent=row.get("guardian", False),
        child_assent=row.get("guardian", False),
        taken_on=row["day"],
    )
    assessments.hold_session(actor=officer, session=session)
    for number, said in enumerate(row["statements"], start=1):
        tale.made[f"{row['code']}.{number}"] = assessments.add_statement(
            actor=officer,
            session=session,
            excerpt=said["text"],
            language=said.get("language", "en"),
            clauses=[clause(code) for code in said["clauses"]],
            topics=[topic(key) for key in said["topics"]],
            people_rank=said.get("rank"),
        )
    assessments.finish_coding(actor=officer, session=session)


def _withdrawals(tale: Tale) -> None:
    with telling(tale.words["consent_withdrawn_on"]):
        for row in tale.words["sessions"]:
            if "withdrawn" in row:
                assessments.withdraw_consent(
                    actor=tale.who("bridge_protection_officer"),
                    consent=tale.made[f"consent {row['code']}"],
                    reason=row["withdrawn"],
                )


def _day_of(tale: Tale, row: dict[str, Any]) -> date:
    return row.get("day") or tale.ago(row["ago"])


def _feedback(tale: Tale, row: dict[str, Any]) -> None:
    handler = tale.who("case_worker" if row["kind"] == "sensitive" else "bridge_protection_officer")
    with telling(_day_of(tale, row)):
        given, _receipt = feedback.submit_feedback(
            actor=tale.who(row["by"]) if "by" in row else None,
            programme=tale.programme,
            kind=row["kind"],
            text=row["text"],
            language=row["language"],
            place=place(row["place"]) if row["place"] else None,
        )
        if row.get("taken"):
            feedback.take_feedback(actor=handler, feedback=given)
    if "answer" in row:
        with telling(row["answered_on"]):
            feedback.take_feedback(actor=handler, feedback=given)
            feedback.answer_feedback(actor=handler, feedback=given, reason=row["answer"])
            if row["close"]:
                feedback.close_feedback(actor=handler, feedback=given)
