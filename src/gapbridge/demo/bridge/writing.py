"""A gap, a plan and a measure as both rounds of the story write them."""

from datetime import date
from decimal import Decimal
from typing import Any

from gapbridge.agree.gaps import actions as gaps
from gapbridge.agree.plans import actions as plans
from gapbridge.demo.stage import clause, place, population

from .tale import Tale


def new_gap(tale: Tale, row: dict[str, Any]) -> None:
    officer = tale.who("bridge_protection_officer")
    gap = gaps.create_gap(
        actor=officer,
        programme=tale.programme,
        people_affected=row["affected"],
        people_rank=row["rank"],
        clauses=[clause(code) for code in row["clauses"]],
        populations=[population(key) for key in row["populations"]],
        places=[place(code) for code in row["places"]],
        **{name: row[name] for name in ("code", "title", "statement", "remedy", "severity", "undoing")},
    )
    for kind, text, bearer in row["causes"]:
        duty_bearer = tale.org(bearer) if bearer else None
        gaps.add_cause(actor=officer, gap=gap, kind=kind, text=text, duty_bearer=duty_bearer)
    if row.get("voices"):
        gaps.add_voices(actor=officer, gap=gap, statements=tale.those(row["voices"]))
    tale.made[row["code"]] = gap


def new_plan(tale: Tale, title: str, starts_on: date, ends_on: date) -> Any:
    return plans.create_plan(
        actor=tale.who("programme_officer"),
        programme=tale.programme,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def new_measure(tale: Tale, plan: Any, row: dict[str, Any], **when: date) -> None:
    tale.made[row["code"]] = plans.create_measure(
        actor=tale.who("programme_officer"),
        plan=plan,
        code=row["code"],
        title=row["title"],
        gaps=tale.those(row["gaps"]),
        responsible=tale.org(row["responsible"]),
        partners=tale.orgs(row["partners"]),
        cost=Decimal(row["cost"]),
        **when,
    )
