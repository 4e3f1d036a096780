"""Indicators with their targets, and the update of December 2009."""

from datetime import date
from typing import Any

from gapbridge.act.interventions.models import Intervention
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import Stage
from gapbridge.prove.results import actions as results
from gapbridge.prove.updates import actions as updates

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


def tell(stage: Stage, story: dict[str, Any]) -> None:
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
