"""What both stories tell of money, reports and the return to the people, from texts/progress.yaml."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from gapbridge.agree.gaps import actions as gaps
from gapbridge.agree.plans import actions as plans
from gapbridge.agree.plans.models import Measure, Plan
from gapbridge.agree.plans.queries import verified_reports
from gapbridge.agree.returns import actions as returns
from gapbridge.people.models import Organisation, User

from .clock import telling
from .reporting import EXAMPLES

PEOPLE = ("women", "men", "girls", "boys")


def fund(officer: User, rows: list[Any], made: dict[str, Any], org: Callable[[str], Organisation]) -> None:
    """Rows: measure, who gives, amount, how sure, since."""
    for code, source, amount, state, day in rows:
        with telling(day):
            measure = Measure.objects.get(pk=made[code].pk)
            plans.add_funding(
                actor=officer,
                measure=measure,
                source=org(source),
                amount=Decimal(amount),
                state=state,
                agreed_on=day,
            )


def report(row: dict[str, Any], measure: Measure, speaker: User, officer: User, until: date) -> None:
    made = plans.submit_report(
        actor=speaker,
        measure=measure,
        text=row["text"],
        stands=row["stands"],
        until=until,
        evidence=[plans.NewEvidence(row["evidence"], f"{EXAMPLES}/{measure.code}")],
    )
    if row["verified"]:
        plans.verify_report(actor=officer, report=made)


def review(officer: User, plan: Plan, words: dict[str, Any]) -> Plan:
    with telling(words["reviewed"]):
        texts = {key: words[key] for key in ("reached", "missed", "why", "lessons")}
        return plans.review_plan(actor=officer, plan=plan, review=texts)


def come_back(officer: User, words: dict[str, Any], made: dict[str, Any]) -> None:
    """Groups are asked again, proof is added, and what is remedied is called so."""
    for row in words["returns"]:
        with telling(row["day"]):
            returns.record_return(
                actor=officer,
                gap=made[row["gap"]],
                session=made[row["session"]],
                asked_on=row["day"],
                **{name: row[name] for name in ("outcome", "how", "language", "said")},
                **{name: row[name] for name in PEOPLE if name in row},
            )
    for row in words["proofs"]:
        with telling(row["day"]):
            returns.add_proof(actor=officer, gap=made[row["gap"]], source=row["source"], note=row["note"])
    for code, (day, reason) in words["remedied"].items():
        gap = made[code]
        with telling(day):
            for each in verified_reports(gap):
                returns.add_proof(
                    actor=officer, gap=gap, report=each, note="What the responsible organisation reports."
                )
            gap.refresh_from_db()
            gaps.mark_remedied(actor=officer, gap=gap, reason=reason)
