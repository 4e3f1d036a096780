"""Gaps, plans and measures, and the two rounds that agreed them."""

from datetime import date, timedelta
from typing import Any

from gapbridge.agree.consultations import actions as consultations
from gapbridge.agree.consultations.queries import seat_of
from gapbridge.agree.gaps import actions as gaps
from gapbridge.agree.plans import actions as plans
from gapbridge.agree.plans.models import Plan
from gapbridge.base.wordings import Source, Written
from gapbridge.demo.clock import telling
from gapbridge.demo.reporting import report_finished
from gapbridge.demo.stage import Stage, clause, place, population, texts
from gapbridge.programmes.models import Framework

from . import analyse


def tell(stage: Stage, story: dict[str, Any]) -> None:
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
    _round(stage, story, "asylum", story["rounds"]["asylum"])
    _begin_2009(stage)
    with telling(date(2009, 9, 28)):
        _measures(stage, story, "idp")
    analyse.draft(stage)
    _round(stage, story, "idp", story["rounds"]["idp"])
    analyse.publish(stage)
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
    _word(officer, gap, texts("wordings")["gaps"][row["code"]])
    stage.made[row["code"]] = gap


def _word(officer: Any, gap: Any, languages: dict[str, dict[str, Any]]) -> None:
    """The gap and its causes in Azerbaijani and Russian."""
    causes = list(gap.causes.all())
    written = [
        Written(Source(obj, field, original=gap.language), language, text, name="")
        for language, said in languages.items()
        for obj, field, text in [
            *((gap, field, said[field]) for field in ("title", "statement", "remedy") if said[field]),
            *((cause, "text", text) for cause, text in zip(causes, said["causes"], strict=True)),
        ]
    ]
    gaps.write_wordings(actor=officer, gap=gap, texts=written)


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
    _measures(stage, story, "asylum")


def _measures(stage: Stage, story: dict[str, Any], key: str) -> None:
    """Those that the round of this key asks about."""
    officer = stage.people["programme_officer"]
    for row in story["measures"]:
        if row["round"] != key:
            continue
        stage.made[row["code"]] = plans.create_measure(
            actor=officer,
            plan=Plan.objects.get(pk=stage.made[row["plan"]].pk),
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
                stakeholder=seat_of(consultation, stage.organisations[said["by"]]),
                text=said["text"],
            )
            consultations.answer_comments(
                actor=officer, comments=[comment], outcome=said["outcome"], answer=said["answer"]
            )
    with telling(row["closes"] - timedelta(days=3)):
        for key, (stand, reason) in row["positions"].items():
            consultations.take_position(
                actor=stage.speaker_of(key),
                stakeholder=seat_of(consultation, stage.organisations[key]),
                stand=stand,
                reason=reason,
            )


def _begin_2009(stage: Stage) -> None:
    """What was agreed in the first round begins; the plan takes more measures in later."""
    with telling(date(2009, 3, 2)):
        plan = Plan.objects.get(pk=stage.made["2009"].pk)
        plans.adopt_plan(actor=stage.people["programme_officer"], plan=plan)
        for code in ("G7", "G8"):
            gaps.start_remedy(actor=stage.people["protection_officer"], gap=stage.made[code])


def _progress(stage: Stage, story: dict[str, Any]) -> None:
    officer = stage.people["programme_officer"]
    for row in story["measures"]:
        measure = stage.made[row["code"]]
        measure.refresh_from_db()
        with telling(max(row["starts"], date(2009, 12, 15)) if row["round"] == "idp" else row["starts"]):
            if row["state"] in {"done", "under_way"}:
                plans.start_measure(actor=officer, measure=measure)
        with telling(date(2009, 12, 16)):
            if row["state"] == "done":
                report_finished(
                    measure,
                    speaker=stage.speaker_of(row["responsible"]),
                    officers=[officer, stage.people["protection_officer"]],
                    text="Carried out; see its interventions.",
                )
    with telling(date(2009, 12, 18)):
        plans.adopt_plan(actor=officer, plan=Plan.objects.get(pk=stage.made["2010"].pk))
