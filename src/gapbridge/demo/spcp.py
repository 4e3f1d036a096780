"""The first story: the Strengthening Protection Capacity Project, from the interviews of 2007 to the
Implementation Update of December 2009, told by the actions that people use."""

from datetime import date, timedelta
from typing import Any

from gapbridge.act.interventions import actions as interventions
from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings import actions as meetings
from gapbridge.act.supplies import actions as supplies
from gapbridge.act.trainings import actions as trainings
from gapbridge.agree.consultations import actions as consultations
from gapbridge.agree.gaps import actions as gaps
from gapbridge.agree.plans import actions as plans
from gapbridge.listen.assessments import actions as assessments
from gapbridge.programmes import actions as programmes
from gapbridge.programmes.models import Framework, Partner
from gapbridge.programmes.reference import in_languages
from gapbridge.prove.results import actions as results
from gapbridge.prove.updates import actions as updates

from .clock import telling
from .stage import Stage, clause, place, population, set_the_stage, texts, topic

BEGINNING = date(2007, 5, 2)
AGES = ("18-59", "18-59", "18-59", "18-59", "60+")


def tell(stage: Stage) -> None:
    with telling(BEGINNING):
        set_the_stage(stage, BEGINNING)
        _programme(stage)
    story = texts("spcp")
    _listen(stage, story)
    if stage.tells("agree"):
        _agree(stage, story)
    if stage.tells("act"):
        _act(stage)
    if stage.tells("prove"):
        _prove(stage, story)


def _programme(stage: Stage) -> None:
    words = texts("spcp")["programme"]
    programme = programmes.create_programme(
        actor=None,
        lead=stage.organisations["unhcr"],
        slug=words["slug"],
        country=place("AZ"),
        currency="EUR",
        places=[place(code) for code in ("AZ-BA", "AZ-YEV", "AZ-BAR", "AZ-AGC", "AZ-FUZ")],
        populations=[population(key) for key in ("refugees", "asylum_seekers", "internally_displaced")],
        topics=[topic(key) for key in ("asylum_reception", "legal_judicial", "coordination")],
        frameworks=list(Framework.objects.all()),
        **in_languages("title", words["title"]),
        **in_languages("short_title", words["short_title"]),
        **in_languages("summary", words["summary"]),
    )
    roles = Partner.Role
    partners = {
        roles.FUNDING: ["european_commission"],
        roles.COUNTERPART: ["state_committee", "migration_service", "cabinet"],
        roles.STAKEHOLDER: ["iom", "drc", "nrc", "save_the_children", "world_vision", "georgia_ministry"],
    }
    for role, keys in partners.items():
        for key in keys:
            organisation = stage.organisations[key]
            programmes.add_partner(actor=None, programme=programme, organisation=organisation, role=role)
    for code, title, amount in (
        ("1", "Gap analysis and consultation", 70_000),
        ("2", "Asylum capacity", 160_000),
        ("3", "Exchange between countries", 35_000),
    ):
        programmes.set_budget_line(actor=None, programme=programme, code=code, title=title, amount=amount)
    stage.programmes["spcp"] = programmes.start_programme(actor=None, programme=programme)
    stage.refresh()


# --- listen --------------------------------------------------------------------------------------


def _listen(stage: Stage, story: dict[str, Any]) -> None:
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


# --- agree ---------------------------------------------------------------------------------------


def _agree(stage: Stage, story: dict[str, Any]) -> None:
    with telling(date(2009, 1, 12)):
        for row in story["gaps"]:
            _gap(stage, row)
        for row in story["documents"]:
            for code in row["gaps"]:
                gaps.add_document(
                    actor=stage.people["protection_officer"],
                    gap=stage.made[code],
                    source=row["source"],
                    note=row["note"],
                )
        _plans(stage, story)
    for key, row in story["rounds"].items():
        _round(stage, story, key, row)
    _progress(stage, story)


def _gap(stage: Stage, row: dict[str, Any]) -> None:
    officer = stage.people["protection_officer"]
    gap = gaps.create_gap(
        actor=officer,
        programme=stage.programmes["spcp"],
        code=row["code"],
        title=row["title"],
        statement=row["statement"],
        remedy=row["remedy"],
        severity=row["severity"],
        undoing=row["undoing"],
        people_affected=row["affected"],
        people_rank=row["rank"],
        clauses=[clause(code) for code in row["clauses"]],
        populations=[population(key) for key in row["populations"]],
        places=[place(code) for code in row["places"]],
    )
    for kind, text, bearer in row["causes"]:
        duty_bearer = stage.organisations[bearer] if bearer else None
        gaps.add_cause(actor=officer, gap=gap, kind=kind, text=text, duty_bearer=duty_bearer)
    gaps.add_voices(actor=officer, gap=gap, statements=[stage.made[key] for key in row["voices"]])
    stage.made[row["code"]] = gap


def _plans(stage: Stage, story: dict[str, Any]) -> None:
    officer = stage.people["programme_officer"]
    for row in story["plans"]:
        stage.made[row["key"]] = plans.create_plan(
            actor=officer,
            programme=stage.programmes["spcp"],
            title=row["title"],
            starts_on=row["starts"],
            ends_on=row["ends"],
            national_plan=Framework.objects.get(key="az-idp-action-plan"),
        )
    for row in story["measures"]:
        stage.made[row["code"]] = plans.create_measure(
            actor=officer,
            plan=stage.made[row["plan"]],
            code=row["code"],
            title=row["title"],
            gaps=[stage.made[code] for code in row["gaps"]],
            clauses=[clause(code) for code in row.get("clauses", [])],
            responsible=stage.organisations[row["responsible"]],
            partners=[stage.organisations[key] for key in row["partners"]],
            starts_on=row["starts"],
            due_on=row["due"],
            cost=row["cost"],
        )


def _round(stage: Stage, story: dict[str, Any], key: str, row: dict[str, Any]) -> None:
    officer = stage.people["protection_officer"]
    with telling(row["opens"]):
        consultation = consultations.create_consultation(
            actor=officer,
            programme=stage.programmes["spcp"],
            title=row["title"],
            intro=row["intro"],
            opens_on=row["opens"],
            closes_on=row["closes"],
        )
        mine = [gap["code"] for gap in story["gaps"] if gap["round"] == key]
        measures = [measure["code"] for measure in story["measures"] if measure["round"] == key]
        consultations.add_items(
            actor=officer,
            consultation=consultation,
            gaps=[stage.made[code] for code in mine],
            measures=[stage.made[code] for code in measures],
        )
        consultations.invite(
            actor=officer,
            consultation=consultation,
            organisations=[stage.organisations[name] for name in row["positions"]],
        )
        consultations.open_consultation(actor=officer, consultation=consultation)
    _answers(stage, consultation, row)
    with telling(row["closes"]):
        agreement = consultations.close_with_agreement(
            actor=officer, consultation=consultation, reason=row["statement"]
        )
        consultations.publish_agreement(actor=officer, agreement=agreement)
        for gap in story["gaps"]:
            if gap["round"] == key:
                stage.made[gap["code"]].refresh_from_db()
                gaps.publish_gap(actor=officer, gap=stage.made[gap["code"]])
    stage.made[f"round {key}"] = consultation


def _answers(stage: Stage, consultation: Any, row: dict[str, Any]) -> None:
    """Comments while the round is open, their answers, and the positions on the last days."""
    officer = stage.people["protection_officer"]
    about = {item.gap.code: item for item in consultation.items.select_related("gap") if item.gap}
    with telling(row["opens"] + timedelta(days=9)):
        for said in row["comments"]:
            comment = consultations.add_comment(
                actor=stage.speaker_of(said["by"]),
                item=about[said["about"]],
                organisation=stage.organisations[said["by"]],
                text=said["text"],
            )
            consultations.answer_comment(
                actor=officer, comment=comment, outcome=said["outcome"], answer=said["answer"]
            )
    with telling(row["closes"] - timedelta(days=3)):
        for key, (stand, reason) in row["positions"].items():
            consultations.take_position(
                actor=stage.speaker_of(key),
                consultation=consultation,
                organisation=stage.organisations[key],
                stand=stand,
                reason=reason,
            )


def _progress(stage: Stage, story: dict[str, Any]) -> None:
    officer = stage.people["programme_officer"]
    with telling(date(2009, 3, 2)):
        plans.adopt_plan(actor=officer, plan=stage.made["2009"])
        for code in ("G7", "G8"):
            gaps.start_remedy(actor=stage.people["protection_officer"], gap=stage.made[code])
    for row in story["measures"]:
        measure = stage.made[row["code"]]
        measure.refresh_from_db()
        with telling(max(row["starts"], date(2009, 12, 15)) if row["round"] == "idp" else row["starts"]):
            if row["state"] in {"done", "under_way"}:
                plans.start_measure(actor=officer, measure=measure)
        with telling(date(2009, 12, 16)):
            if row["state"] == "done":
                plans.finish_measure(
                    actor=officer, measure=measure, reason="Carried out; see its interventions."
                )
    with telling(date(2009, 12, 18)):
        plans.adopt_plan(actor=officer, plan=stage.made["2010"])


# --- act -----------------------------------------------------------------------------------------


def _act(stage: Stage) -> None:
    _officials_training(stage)
    _centres_training(stage)
    _study_tour(stage)
    _centres(stage)
    _round_table(stage)


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
            agenda="National asylum law; reception standards; visits.",
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
        meetings.finish_follow_up(actor=officer, follow_up=follow_up)


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
    officer = stage.people["programme_officer"]
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
    with telling(date(2009, 11, 20)):
        meeting = meetings.create_meeting(
            actor=officer,
            kind="round_table",
            place=place("GE-TB"),
            agenda="Presentation of the gap analysis. Protection of internally displaced people in both countries. Lessons learnt. Next steps.",
            **frame,
        )
    with telling(date(2009, 12, 15)):
        for key in (
            "cabinet",
            "state_committee",
            "georgia_ministry",
            "drc",
            "nrc",
            "save_the_children",
            "world_vision",
        ):
            meetings.add_delegation(actor=officer, meeting=meeting, organisation=stage.organisations[key])
        meetings.change_meeting(
            actor=officer,
            meeting=meeting,
            outcome="Lessons learnt were discussed. Both countries will cooperate and share experience. The delegations asked that support go on, joint events such as study tours included.",
        )
        for text in (
            "Housing that people help to plan is kept in repair.",
            "A document lost in flight should not be asked for as the only proof.",
            "Children's views differ from what mothers say about them; both are needed.",
        ):
            meetings.add_lesson(actor=officer, meeting=meeting, text=text, topic=topic("coordination"))
        meetings.add_follow_up(
            actor=officer,
            meeting=meeting,
            text="Prepare a joint study tour for officials of both countries.",
            owner=stage.organisations["unhcr"],
            due_on=date(2010, 9, 30),
        )
        meetings.add_follow_up(
            actor=officer,
            meeting=meeting,
            text="Exchange the rules on proof of property between both ministries.",
            owner=stage.organisations["state_committee"],
            due_on=date(2010, 6, 30),
        )
    _carry_out(stage, meeting.intervention, date(2009, 12, 15))


# --- prove ---------------------------------------------------------------------------------------

INDICATORS = (  # key, code, title, counter, unit, target, interventions
    (
        "listened",
        "1.1",
        "Displaced people and asylum seekers listened to",
        "people_listened_to",
        "people",
        80,
        [],
    ),
    ("gaps_agreed", "1.2", "Protection gaps agreed by all stakeholders", "gaps_agreed", "gaps", 8, []),
    ("officials", "2.1", "Officials and centre staff trained", "people_trained", "people", 40, ["T1", "T2"]),
    ("items", "2.2", "Items handed over to reception centres", "items_handed_over", "items", 550, ["P1"]),
    ("meetings", "3.1", "Round tables and study tours held", "meetings_held", "meetings", 2, ["V1", "R1"]),
)


def _prove(stage: Stage, story: dict[str, Any]) -> None:
    officer = stage.people["monitoring_officer"]
    programme = stage.programmes["spcp"]
    with telling(date(2009, 1, 20)):
        goal = results.create_result(
            actor=officer,
            programme=programme,
            level="impact",
            code="0",
            title="Refugees, asylum seekers and internally displaced persons are better protected",
        )
        outcomes = {
            code: results.create_result(
                actor=officer, programme=programme, level="outcome", code=code, title=title, parent=goal
            )
            for code, title in (
                ("1", "Gaps are known and agreed by everyone concerned"),
                ("2", "The asylum system can receive people and hear them fairly"),
                ("3", "Countries learn from each other"),
            )
        }
        for key, code, title, counter, unit, target, _linked in INDICATORS:
            indicator = results.create_indicator(
                actor=officer, result=outcomes[code[0]], code=code, title=title, kind="number", counter=counter,
                accumulation="distinct" if counter == "people_trained" else "running", unit=unit,
            )  # fmt: skip
            results.set_target(actor=officer, indicator=indicator, due_on=date(2009, 12, 31), value=target)
            stage.made[key] = indicator
    with telling(date(2009, 12, 18)):
        for key, _code, _title, _counter, _unit, _target, linked in INDICATORS:
            found = list(Intervention.objects.filter(programme=programme, code__in=linked))
            if found:
                results.link_interventions(actor=officer, indicator=stage.made[key], interventions=found)
        _update(stage, story["update"])


def _update(stage: Stage, words: dict[str, Any]) -> None:
    officer = stage.people["monitoring_officer"]
    update = updates.create_update(
        actor=officer,
        programme=stage.programmes["spcp"],
        title=words["title"],
        language="en",
        period_start=date(2009, 1, 1),
        period_end=date(2009, 12, 16),
    )
    for kind, *rest in words["blocks"]:
        if kind == "figure":
            key, axis, text = rest
            updates.add_block(
                actor=officer, update=update, kind=kind, indicator=stage.made[key], breakdown=axis, text=text
            )
        else:
            updates.add_block(actor=officer, update=update, kind=kind, text=rest[0])
    updates.publish_update(actor=stage.people["programme_officer"], update=update)
