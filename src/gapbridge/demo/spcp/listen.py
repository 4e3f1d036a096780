"""What displaced people said in 2007: forty sessions, three hundred excerpts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from gapbridge.base import wordings
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import Stage, clause, place, population, texts
from gapbridge.listen.assessments import actions as assessments
from gapbridge.listen.coding import actions as coding

OPENING = {
    "en": "The consent text was read out first, and the group agreed. Written up the same day from two notebooks.",
    "az": "Əvvəlcə razılıq mətni oxundu və qrup razılaşdı. Həmin gün iki dəftərdən köçürülüb.",
    "ru": "Сначала прочитали текст согласия, группа согласилась. Записано в тот же день по двум тетрадям.",
}


@dataclass(frozen=True)
class Said:
    """One excerpt: its words, the codes it bears (clauses in the texts' shorthand, themes by key), people's rank."""

    text: str
    language: str
    codes: list[str]
    rank: int | None = None


def tell(stage: Stage, story: dict[str, Any]) -> None:
    officer = stage.people["protection_officer"]
    listening = texts("listening")
    rows = [*story["sessions"], *listening["sessions"]]
    with telling(date(2007, 5, 10)):
        assessment = _plan(stage, story, rows)
        _themes(stage, listening["themes"])
    for row in sorted(rows, key=lambda row: (row["day"], row["code"])):
        with telling(row["day"]):
            _session(stage, assessment, row, list(_said(row, listening["more"])))
    with telling(date(2007, 7, 2)):
        _translate(stage)
        assessments.finish_assessment(actor=officer, assessment=assessment)
        assessments.publish_assessment(actor=officer, assessment=assessment)
    stage.made["assessment"] = assessment


def _plan(stage: Stage, story: dict[str, Any], rows: list[dict[str, Any]]) -> Any:
    officer = stage.people["protection_officer"]
    assessment = assessments.create_assessment(
        actor=officer,
        programme=stage.programmes["spcp"],
        language="en",
        starts_on=date(2007, 5, 12),
        ends_on=date(2007, 6, 30),
        places=[place(code) for code in sorted({row["place"] for row in rows})],
        populations=[population(key) for key in ("refugees", "asylum_seekers", "internally_displaced")],
        spoken=["az", "ru", "en"],
        **story["assessment"],
    )
    assessments.start_assessment(actor=officer, assessment=assessment)
    return assessment


def _themes(stage: Stage, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        stage.made[f"theme {row['key']}"] = coding.add_theme(
            actor=stage.people["protection_officer"],
            programme=stage.programmes["spcp"],
            name=row["name"],
            description=row["description"],
            parent=stage.made.get(f"theme {row['parent']}"),
        )


def _said(row: dict[str, Any], more: dict[str, list[list[Any]]]) -> Iterator[Said]:
    for said in row.get("statements", ()):
        yield Said(said["text"], said.get("language", "en"), said["clauses"], said.get("rank"))
    for text, codes, *rank in [*more.get(row["code"], ()), *row.get("said", ())]:
        yield Said(text, row.get("language", "en"), codes.split(), *rank)


def _session(stage: Stage, assessment: Any, row: dict[str, Any], said: list[Said]) -> None:
    officer = stage.people["protection_officer"]
    guarded = row.get("guardian", False)
    session = assessments.create_session(
        actor=officer,
        assessment=assessment,
        code=row["code"],
        kind=row.get("kind", "focus_group"),
        place=place(row["place"]),
        held_on=row["day"],
        language=row.get("language", "az"),
        sex=row["sex"],
        age_group=row["age"],
        population=population(row["population"]),
        diversity=[population(key) for key in row["diversity"]],
        participants=row["participants"],
        facilitators=[officer],
        woman_facilitated=row["sex"] == "female",
        notes="\n\n".join([OPENING[row.get("language", "en")], *(each.text for each in said)]),
    )
    assessments.record_consent(
        actor=officer,
        session=session,
        text_version="2007-1",
        language=row.get("language", "az"),
        manner="spoken",
        scope=row["scope"],
        guardian_consent=guarded,
        child_assent=guarded,
        taken_on=row["day"],
    )
    assessments.hold_session(actor=officer, session=session)
    for number, each in enumerate(said, start=1):
        stage.made[f"{row['code']}.{number}"] = _statement(stage, session, each)
    assessments.finish_coding(actor=officer, session=session)


def _statement(stage: Stage, session: Any, said: Said) -> Any:
    return assessments.add_statement(
        actor=stage.people["protection_officer"],
        session=session,
        excerpt=said.text,
        language=said.language,
        clauses=[clause(code) for code in said.codes if not code.islower()],
        themes=[stage.made[f"theme {code}"] for code in said.codes if code.islower()],
        people_rank=said.rank,
    )


def _translate(stage: Stage) -> None:
    """The voices that became evidence, in the other two languages."""
    for key, languages in texts("wordings")["voices"].items():
        for language, text in languages.items():
            wordings.write(
                actor=stage.people["protection_officer"],
                obj=stage.made[key],
                field="excerpt",
                language=language,
                text=text,
            )
