"""Results and their indicators; the three-year update, its corrected version, and a draft of the next."""

from datetime import date
from decimal import Decimal
from typing import Any

from gapbridge.demo.clock import telling
from gapbridge.prove.results import actions as results
from gapbridge.prove.updates import actions as updates

from .services import late_register
from .tale import BEGINNING, END, Tale


def tell(tale: Tale) -> None:
    with telling(date(2022, 3, 21)):
        _framework(tale)
    _readings(tale)
    with telling(date(2025, 1, 13)):
        _link(tale)
        first = _update(tale)
    with telling(date(2025, 1, 20)):
        updates.publish_update(actor=tale.who("programme_officer"), update=first)
    late_register(tale)
    with telling(date(2025, 3, 10)):
        second = updates.restate_update(
            actor=tale.who("programme_officer"), update=first, reason=tale.words["update"]["restated"]
        )
        updates.publish_update(actor=tale.who("programme_officer"), update=second)
    _later_draft(tale)


def _framework(tale: Tale) -> None:
    officer = tale.who("monitoring_officer")
    for level, code, parent, title in tale.words["results"]:
        tale.made[f"result {code}"] = results.create_result(
            actor=officer,
            programme=tale.programme,
            level=level,
            code=code,
            title=title,
            parent=tale.made[f"result {parent}"] if parent else None,
        )
    for row in tale.words["indicators"]:
        indicator = results.create_indicator(
            actor=officer,
            result=tale.made[f"result {row['result']}"],
            code=row["code"],
            title=row["title"],
            kind=row.get("kind", "number"),
            counter=row.get("counter", ""),
            accumulation=row["accumulation"],
            unit=row["unit"],
        )
        if row["target"] is not None:
            results.set_target(actor=officer, indicator=indicator, due_on=END, value=Decimal(row["target"]))
        tale.made[row["key"]] = indicator


def _readings(tale: Tale) -> None:
    """What the program can't count, and a target that was raised."""
    officer, change = tale.who("monitoring_officer"), tale.words["changed_target"]
    with telling(change["on_day"]):
        results.set_target(
            actor=officer,
            indicator=tale.made[change["of"]],
            due_on=END,
            value=Decimal(change["value"]),
            reason=change["reason"],
        )
    for row in tale.words["observations"]:
        facts = {name: value for name, value in row.items() if name not in {"of", "day"}}
        with telling(row["day"]):
            results.record_observation(
                actor=officer, indicator=tale.made[row["of"]], observed_on=row["day"], **facts
            )


def _link(tale: Tale) -> None:
    officer = tale.who("monitoring_officer")
    for row in tale.words["indicators"]:
        if row.get("linked"):
            results.link_interventions(
                actor=officer, indicator=tale.made[row["key"]], interventions=tale.those(row["linked"])
            )


def _update(tale: Tale) -> Any:
    words = tale.words["update"]
    update = updates.create_update(
        actor=tale.who("monitoring_officer"),
        programme=tale.programme,
        title=words["title"],
        language="en",
        period_start=date(BEGINNING.year, 1, 1),
        period_end=END,
    )
    _blocks(tale, update, words["blocks"])
    return update


def _blocks(tale: Tale, update: Any, blocks: list[list[str]]) -> None:
    for kind, *rest in blocks:
        facts: dict[str, Any] = {"text": rest[-1]}
        if kind == "figure":
            facts |= {"indicator": tale.made[rest[0]], "breakdown": rest[1]}
        updates.add_block(actor=tale.who("monitoring_officer"), update=update, kind=kind, **facts)


def _later_draft(tale: Tale) -> None:
    words = tale.words["update"]["later"]
    with telling(tale.ago(6)):
        draft = updates.create_update(
            actor=tale.who("monitoring_officer"),
            programme=tale.programme,
            title=words["title"],
            language="en",
            period_start=date(2025, 1, 1),
            period_end=tale.ago(7),
        )
        _blocks(tale, draft, words["blocks"])
