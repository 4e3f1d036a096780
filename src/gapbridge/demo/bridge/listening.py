"""Listening that goes on today: a plan half carried out, notes to code, and answers from a telephone to be read."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from gapbridge.agree.gaps import actions as gaps
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import clause, place, population, texts
from gapbridge.listen.assessments import actions as assessments
from gapbridge.listen.collect import actions as collect
from gapbridge.listen.collect.models import FormVersion

from .tale import Tale

OURS = UUID(
    "4be0643f-1d98-573b-97cd-ca98a65347dd"
)  # from which the answers of the demonstration have their ids


def tell(tale: Tale) -> None:
    words = texts("listening_today")
    with telling(tale.ago(20)):
        assessment = _plan(tale, words)
        version = _form(tale, assessment)
    for row in words["sessions"]:
        with telling(tale.ago(row["ago"])):
            _held(tale, assessment, row)
    with telling(tale.ago(6)):
        for row in words["planned"]:
            _session(tale, assessment, row, tale.today + timedelta(days=row["ahead"]))
    _answers(tale, version, words)
    with telling(tale.ago(4)):
        _draft(tale, assessment, words["gap"])


def _plan(tale: Tale, words: dict[str, Any]) -> Any:
    officer = tale.who("bridge_protection_officer")
    assessment = assessments.create_assessment(
        actor=officer,
        programme=tale.programme,
        language="en",
        starts_on=tale.ago(20),
        ends_on=tale.today + timedelta(days=40),
        places=[place(code) for code in words["places"]],
        populations=[population("internally_displaced"), population("returnees")],
        spoken=["az", "ru"],
        recordings_until=tale.today + timedelta(days=60),
        **words["assessment"],
    )
    assessments.spread_plan(actor=officer, assessment=assessment)
    assessments.take_guide(actor=officer, assessment=assessment)
    members = [officer, tale.who("second_coder")]
    assessments.add_team(
        actor=officer, assessment=assessment, name="Barda", members=members, spoken=["az", "ru"]
    )
    return assessments.start_assessment(actor=officer, assessment=assessment)


def _form(tale: Tale, assessment: Any) -> FormVersion:
    officer = tale.who("bridge_protection_officer")
    version = collect.add_method_form(actor=officer, assessment=assessment)
    collect.open_form(actor=officer, form=version.form)
    return version


def _session(tale: Tale, assessment: Any, row: dict[str, Any], day: Any) -> Any:
    return assessments.create_session(
        actor=tale.who("bridge_protection_officer"),
        assessment=assessment,
        code=row["code"],
        kind="focus_group",
        place=place(row["place"]),
        held_on=day,
        language=row.get("language", "az"),
        sex=row["sex"],
        age_group=row["age"],
        population=population(row["population"]),
        diversity=[population(key) for key in row.get("diversity", ())],
        participants=row["participants"],
        facilitators=[tale.who("bridge_protection_officer")],
        woman_facilitated=row["sex"] == "female",
        notes=row.get("notes", ""),
    )


def _held(tale: Tale, assessment: Any, row: dict[str, Any]) -> None:
    officer = tale.who("bridge_protection_officer")
    session = _session(tale, assessment, row, tale.ago(row["ago"]))
    assessments.record_consent(
        actor=officer,
        session=session,
        text_version="focus-group-1",
        language="az",
        manner="spoken",
        scope=row["scope"],
    )
    assessments.hold_session(actor=officer, session=session)
    paragraphs = row["notes"].split("\n")
    for number, codes, rank in row["coded"]:
        _mark(officer, session, paragraphs[number - 1], codes, people_rank=rank)
    for number, codes in row["second"]:
        _mark(tale.who("second_coder"), session, paragraphs[number - 1], codes, for_comparison=True)


def _mark(coder: Any, session: Any, words: str, codes: str, **fields: Any) -> None:
    assessments.add_statement(
        actor=coder,
        session=session,
        excerpt=words,
        language=session.language,
        clauses=[clause(code) for code in codes.split()],
        **fields,
    )


def _draft(tale: Tale, assessment: Any, row: dict[str, Any]) -> None:
    """A gap proposed from voices, that nobody but the office sees yet."""
    officer = tale.who("bridge_protection_officer")
    session = assessment.sessions.get(code=row["session"])
    paragraphs = session.notes.split("\n")
    voices = [session.statements.get(excerpt=paragraphs[number - 1]) for number in row["paragraphs"]]
    gap = gaps.propose_from_voices(
        actor=officer,
        programme=tale.programme,
        statements=voices,
        clauses=[clause(code) for code in row["clauses"]],
        populations=[session.population],
        places=[session.place],
        **{name: row[name] for name in ("code", "title", "statement", "remedy", "severity")},
    )
    kind, text = row["cause"]
    gaps.add_cause(actor=officer, gap=gap, kind=kind, text=text, evidence=gap.evidence.all())


# --- what arrived by telephone -------------------------------------------------------------------


def _answers(tale: Tale, version: FormVersion, words: dict[str, Any]) -> None:
    officer = tale.who("bridge_protection_officer")
    with telling(tale.ago(19)):
        device = collect.add_device(actor=officer, programme=tale.programme, label=words["device"]).device
    for number, row in enumerate(words["answers"]):
        with telling(tale.ago(row["ago"])):
            held_on = tale.ago(row["ago"] + 1).isoformat()
            collect.receive_submission(
                actor=None,
                content=_instance(version, row | {"meeting": row["meeting"] | {"held_on": held_on}}, number),
                source="device",
                device=device,
            )


def _instance(version: FormVersion, row: dict[str, Any], number: int) -> bytes:
    """The XML that a telephone would have sent."""
    root = ET.Element("data", {"id": version.form.form_id, "version": version.version})
    for group in ("meeting", "group", "consent", "discussion"):
        within = ET.SubElement(root, group)
        for name, value in row[group].items():
            ET.SubElement(within, name).text = value
    for said, rank in row["said"]:
        repeat = ET.SubElement(root, "said")
        ET.SubElement(repeat, "said_words").text = said
        ET.SubElement(repeat, "said_rank").text = rank
    meta = ET.SubElement(root, "meta")
    ET.SubElement(meta, "instanceID").text = f"uuid:{uuid5(OURS, str(number))}"
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)
