"""Trainings, the study tour, the reception centres, the meetings."""

from datetime import date, timedelta
from typing import Any

from gapbridge.act.interventions import actions as interventions
from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings import actions as meetings
from gapbridge.act.supplies import actions as supplies
from gapbridge.act.trainings import actions as trainings
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import Stage, place, population, texts, topic

from . import meetings as spcp_meetings

AGES = ("18-59", "18-59", "18-59", "18-59", "60+")


def tell(stage: Stage) -> None:
    _officials_training(stage)
    _centres_training(stage)
    _study_tour(stage)
    _centres(stage)
    _bilateral(stage)
    _round_table(stage)
    spcp_meetings.lessons_taken_up(stage)
    spcp_meetings.grown(stage)


def _frame(
    stage: Stage,
    code: str,
    title: str,
    summary: str,
    start: date,
    end: date,
    measures: list[str],
    places: list[str],
    **more: Any,
) -> dict[str, Any]:
    """The facts that every kind of intervention shares."""
    return {
        "programme": stage.programmes["spcp"],
        "code": code,
        "title": title,
        "summary": summary,
        "starts_on": start,
        "ends_on": end,
        "organisation": stage.organisations[more.pop("by", "unhcr")],
        "partners": [stage.organisations[key] for key in more.pop("partners", [])],
        "measures": [stage.made[key] for key in measures],
        "places": [place(key) for key in places],
        "topics": [topic(more.pop("topic", "asylum_reception"))],
        "populations": [population(key) for key in more.pop("populations", ["asylum_seekers"])],
        **more,
    }


def _carry_out(stage: Stage, intervention: Intervention, day: date) -> None:
    """Start, complete and publish an intervention that is over."""
    officer = stage.people["programme_officer"]
    with telling(intervention.starts_on):
        interventions.start_intervention(actor=officer, intervention=intervention)
    with telling(day):
        interventions.complete_intervention(actor=officer, intervention=intervention)
        interventions.publish_intervention(actor=officer, intervention=intervention)


def _training(
    stage: Stage,
    frame: dict[str, Any],
    modules: list[tuple[str, date, str]],
    people: list[dict[str, Any]],
    missed: set[tuple[int, int]],
) -> Any:
    """A training with its modules and register; `missed` are (module, person) by position."""
    officer = stage.people["programme_officer"]
    with telling(frame["starts_on"] - timedelta(days=20)):
        training = trainings.create_training(actor=officer, **frame)
        sessions = [
            trainings.add_session(
                actor=officer,
                training=training,
                title=title,
                held_on=day,
                place=place(code),
                trainer=stage.people["trainer"],
            )
            for title, day, code in modules
        ]
        participants = trainings.add_participants(actor=officer, training=training, rows=people)
    with telling(frame["ends_on"]):
        pairs = [
            (session.pk, person.pk)
            for s, session in enumerate(sessions)
            for p, person in enumerate(participants)
            if (s, p) not in missed
        ]
        trainings.record_attendance(actor=officer, training=training, pairs=pairs)
    _carry_out(stage, training.intervention, frame["ends_on"] + timedelta(days=1))
    return training


def _people(
    stage: Stage, prefix: str, organisations: list[tuple[str, int]], women: float
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for key, number in organisations:
        for _n in range(number):
            index = len(rows)
            rows.append(
                {
                    "person_code": f"{prefix}-{index + 1:03}",
                    "organisation": stage.organisations[key],
                    "capacity": "official",
                    "sex": "female" if (index * 7) % 10 < women * 10 else "male",
                    "age_band": AGES[index % len(AGES)],
                }
            )
    return rows


def _officials_training(stage: Stage) -> None:
    frame = _frame(
        stage,
        "T1",
        "Refugee protection and the asylum procedure for government officials",
        "With the State Migration Service and the International Organization for Migration. Topics: the national legal framework governing migration; refugee protection and access to asylum procedures; durable solutions for refugees; transit migration from East to West; citizenship and statelessness; reception standards; readmission agreements.",
        date(2009, 5, 11),
        date(2009, 6, 19),
        ["M1"],
        ["AZ-BA"],
        partners=["migration_service", "iom"],
        populations=["asylum_seekers", "refugees", "stateless"],
        planned_cost=24_000,
        actual_cost=22_600,
    )
    modules = [
        ("National legal framework governing migration", date(2009, 5, 11), "AZ-BA"),
        ("Refugee protection and access to asylum procedures", date(2009, 5, 18), "AZ-BA"),
        ("Durable solutions; transit migration from East to West", date(2009, 5, 25), "AZ-BA"),
        ("Citizenship and statelessness", date(2009, 6, 8), "AZ-BA"),
        ("Reception standards and readmission agreements", date(2009, 6, 15), "AZ-BA"),
    ]
    people = _people(stage, "OF", [("migration_service", 19), ("state_committee", 5), ("cabinet", 2)], 0.35)
    _training(stage, frame, modules, people, {(0, 3), (1, 3), (2, 7), (3, 3), (4, 11), (2, 20), (3, 20)})


def _centres_training(stage: Stage) -> None:
    frame = _frame(
        stage,
        "T2",
        "Reception management for the staff of the centres",
        "How a reception centre is run: rules of the house, intake, safety of women and children, daily life.",
        date(2009, 11, 16),
        date(2009, 11, 27),
        ["M3"],
        ["AZ-BA", "AZ-YEV"],
        partners=["migration_service"],
        planned_cost=9_000,
    )
    modules = [
        ("Rules of the house and intake", date(2009, 11, 17), "AZ-BA"),
        ("Safety and daily life", date(2009, 11, 24), "AZ-YEV"),
    ]
    people = _people(stage, "RC", [("migration_service", 14)], 0.5)
    _training(stage, frame, modules, people, {(1, 5)})


def _study_tour(stage: Stage) -> None:
    officer = stage.people["programme_officer"]
    frame = _frame(
        stage,
        "V1",
        "Study tour to the Czech Republic on asylum law and reception",
        "Staff of the State Migration Service studied national asylum law and reception standards and visited reception facilities.",
        date(2009, 10, 12),
        date(2009, 10, 16),
        ["M2"],
        ["CZ"],
        partners=["migration_service"],
        planned_cost=18_000,
        actual_cost=17_250,
    )
    with telling(date(2009, 9, 14)):
        meeting = meetings.create_meeting(
            actor=officer,
            kind="study_tour",
            place=place("CZ"),
            agenda="National asylum law\nReception standards\nVisits to reception facilities",
            **frame,
        )
    with telling(date(2009, 10, 20)):
        meetings.add_delegation(
            actor=officer, meeting=meeting, organisation=stage.organisations["migration_service"]
        )
        meetings.add_visit(
            actor=officer,
            meeting=meeting,
            what="Reception facilities for asylum seekers",
            place=place("CZ"),
            learnt="Intake within a day, house rules in the languages of the residents, and one person who answers for each family.",
        )
        for text in (
            "House rules that residents can read prevent most conflicts.",
            "The officer who decides a case should see at least once where the applicant waits for it.",
        ):
            meetings.add_lesson(actor=officer, meeting=meeting, text=text, topic=topic("asylum_reception"))
        follow_up = meetings.add_follow_up(
            actor=officer,
            meeting=meeting,
            text="Write the house rules for the centres in Baku and Yevlax.",
            owner=stage.organisations["migration_service"],
            due_on=date(2009, 11, 30),
        )
    _carry_out(stage, meeting.intervention, date(2009, 10, 21))
    with telling(date(2009, 11, 27)):
        meetings.finish_follow_up(
            actor=officer,
            follow_up=follow_up,
            done_what="The rules are written and hang in both centres.",
        )


ITEMS = (  # name, category, Baku, Yevlax
    ("Bed with mattress", "furniture", 60, 40),
    ("Wardrobe", "furniture", 30, 20),
    ("Table", "furniture", 24, 16),
    ("Chair", "furniture", 90, 60),
    ("Bedding set", "household", 120, 80),
    ("Kitchen stove", "equipment", 4, 3),
    ("Refrigerator", "equipment", 6, 4),
    ("Washing machine", "equipment", 4, 3),
    ("Computer for registration", "equipment", 3, 2),
)


def _centres(stage: Stage) -> None:
    logistician = stage.people["logistician"]
    frame = _frame(
        stage,
        "P1",
        "Equipment and furniture for the reception centres in Baku and Yevlax",
        "The State Migration Service built the centres; the project gives what makes them fit to live in.",
        date(2009, 7, 1),
        date(2009, 12, 10),
        ["M3"],
        ["AZ-BA", "AZ-YEV"],
        partners=["migration_service"],
        topic="asylum_reception",
        planned_cost=86_000,
        actual_cost=83_900,
    )
    with telling(date(2009, 6, 22)):
        procurement = supplies.create_procurement(actor=logistician, **frame)
        items = [
            supplies.add_item(
                actor=logistician,
                procurement=procurement,
                name=name,
                category=category,
                quantity=baku + yevlax,
            )
            for name, category, baku, yevlax in ITEMS
        ]
    for code, name, column, day in (
        ("AZ-BA", "Reception centre, Baku", 2, date(2009, 11, 3)),
        ("AZ-YE", "Reception centre, Yevlax", 3, date(2009, 11, 10)),
    ):
        with telling(day):
            facility = supplies.create_facility(
                actor=logistician,
                name=name,
                place=place(code),
                run_by=stage.organisations["migration_service"],
            )
            handover = supplies.create_handover(
                actor=logistician,
                procurement=procurement,
                facility=facility,
                handed_over_on=day,
                received_by="Head of the centre",
                lines=[(item, row[column]) for item, row in zip(items, ITEMS, strict=True)],
            )
            supplies.hand_over(actor=logistician, handover=handover)
            supplies.confirm_handover(actor=stage.people["official"], handover=handover)
    _carry_out(stage, procurement.intervention, date(2009, 12, 11))


def _round_table(stage: Stage) -> None:
    frame = _frame(
        stage,
        "R1",
        "Round table on the protection of internally displaced people in Azerbaijan and Georgia",
        "Delegations of both governments and partners who work in both countries. The gap analysis was presented for the first time.",
        date(2009, 12, 14),
        date(2009, 12, 14),
        ["M4"],
        ["GE-TB"],
        partners=["drc", "nrc", "save_the_children", "world_vision"],
        topic="coordination",
        populations=["internally_displaced"],
        planned_cost=15_000,
        actual_cost=13_400,
    )
    spcp_meetings.round_table(stage, frame, _carry_out)


def _bilateral(stage: Stage) -> None:
    words = texts("meetings")["bilateral"]
    frame = _frame(
        stage,
        words["code"],
        words["title"],
        words["summary"],
        words["day"],
        words["day"],
        ["M3"],
        ["AZ-BA"],
        partners=["migration_service"],
    )
    spcp_meetings.bilateral(stage, frame, _carry_out)
