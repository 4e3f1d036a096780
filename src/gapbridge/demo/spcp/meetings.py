"""The round table in Tbilisi and the bilateral meeting on the reception centres."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings import actions as meetings
from gapbridge.act.meetings.models import Lesson, Meeting
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import Stage, place, texts, topic

LINKS = {
    "gap": "",
    "measure": "",
    "round": "round ",
}  # what an agenda item names → how it is called on the stage
CarryOut = Callable[[Stage, Intervention, date], None]


def round_table(stage: Stage, frame: dict[str, Any], carry_out: CarryOut) -> None:
    words = texts("meetings")["round_table"]
    meeting = _plan(stage, "round_table", frame, words, place("GE-TB"))
    day = frame["starts_on"]
    _keep(stage, meeting, words, day + timedelta(days=1))
    carry_out(stage, meeting.intervention, day + timedelta(days=1))
    _settle(stage, meeting, words)


def bilateral(stage: Stage, frame: dict[str, Any], carry_out: CarryOut) -> None:
    words = texts("meetings")["bilateral"]
    meeting = _plan(stage, "bilateral", frame, words, place("AZ-BA"))
    _keep(stage, meeting, words, words["day"] + timedelta(days=2))
    carry_out(stage, meeting.intervention, words["day"] + timedelta(days=3))
    _settle(stage, meeting, words)


def lessons_taken_up(stage: Stage) -> None:
    """The study tour's lesson on the rules of the house is what the centres' staff were trained in a month later."""
    of_programme = Intervention.objects.filter(programme=stage.programmes["spcp"])
    lesson = Lesson.objects.get(
        meeting__intervention__in=of_programme,
        meeting__intervention__code="V1",
        text__startswith="House rules",
    )
    with telling(date(2009, 11, 30)):
        meetings.take_up_lesson(
            actor=stage.people["programme_officer"],
            lesson=lesson,
            intervention=of_programme.get(code="T2"),
        )


def _plan(stage: Stage, kind: str, frame: dict[str, Any], words: dict[str, Any], where: Any) -> Meeting:
    officer = stage.people["programme_officer"]
    with telling(frame["starts_on"] - timedelta(days=24)):
        meeting = meetings.create_meeting(actor=officer, kind=kind, place=where, **frame)
        for row in words["agenda"]:
            meetings.add_agenda_item(
                actor=officer,
                meeting=meeting,
                title=row["title"],
                starts_at=time.fromisoformat(row["at"]),
                ends_at=time.fromisoformat(row["until"]),
                leads=stage.organisations.get(row.get("leads", "")),
                **{
                    _field(name): stage.made[before + row[name]]
                    for name, before in LINKS.items()
                    if name in row
                },
            )
    return meeting


def _field(name: str) -> str:
    return "consultation" if name == "round" else name


def _keep(stage: Stage, meeting: Meeting, words: dict[str, Any], day: date) -> None:
    """The record, written down on a day after the meeting."""
    officer = stage.people["programme_officer"]
    with telling(day):
        meetings.change_meeting(actor=officer, meeting=meeting, outcome=words["outcome"])
        meetings.write_minutes(actor=officer, meeting=meeting, text=words["minutes"], language="en")
        for row in words["delegations"]:
            _delegation(stage, meeting, row)
        for row in words["lessons"]:
            meetings.add_lesson(
                actor=officer,
                meeting=meeting,
                text=row["text"],
                topic=topic(row["topic"]),
                gaps=[stage.made[code] for code in row["gaps"]],
                measures=[stage.made[code] for code in row["measures"]],
            )
        for row in words["follow_ups"]:
            _follow_up(stage, meeting, row)


def _delegation(stage: Stage, meeting: Meeting, row: dict[str, Any]) -> None:
    officer = stage.people["programme_officer"]
    delegation = meetings.add_delegation(
        actor=officer, meeting=meeting, organisation=stage.organisations[row["by"]], mandate=row["mandate"]
    )
    meetings.write_said(
        actor=officer,
        delegation=delegation,
        text=row["said"],
        language="en",
        is_public=row.get("public", False),
    )


def _follow_up(stage: Stage, meeting: Meeting, row: dict[str, Any]) -> None:
    meetings.add_follow_up(
        actor=stage.people["programme_officer"],
        meeting=meeting,
        kind=row["kind"],
        text=row["text"],
        asked_by=stage.organisations.get(row.get("by", "")),
        owner=stage.organisations[row["owner"]],
        topic=topic(row["topic"]),
        due_on=row["due"],
        measure=stage.made.get(row.get("measure", "")),
    )


def _settle(stage: Stage, meeting: Meeting, words: dict[str, Any]) -> None:
    """What was done, each on its day."""
    officer = stage.people["programme_officer"]
    for row in words["follow_ups"]:
        if "done" in row:
            with telling(row["done"]):
                follow_up = meeting.follow_ups.get(text=row["text"])
                meetings.finish_follow_up(actor=officer, follow_up=follow_up, done_what=row["what"])


def grown(stage: Stage) -> None:
    """Requests of the bilateral meeting, and the interventions that they became."""
    of_programme = Intervention.objects.filter(programme=stage.programmes["spcp"])
    meeting = Meeting.objects.get(intervention__in=of_programme, intervention__kind="bilateral")
    with telling(date(2009, 11, 30)):
        for row in texts("meetings")["bilateral"]["follow_ups"]:
            if "intervention" in row:
                meetings.link_follow_up(
                    actor=stage.people["programme_officer"],
                    follow_up=meeting.follow_ups.get(text=row["text"]),
                    intervention=of_programme.get(code=row["intervention"]),
                )
