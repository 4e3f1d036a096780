"""The grants of 2022: agreements, instalments, registers, reports, a suspension, a closing with its audit file."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from gapbridge.act.applications.models import BudgetLine, LogframeRow, LogIndicator
from gapbridge.act.calls.models import Call
from gapbridge.act.grants import actions as grants
from gapbridge.act.grants.models import Expense, Grant, Report
from gapbridge.act.interventions import actions as interventions
from gapbridge.demo.bridge.tale import Tale
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import place

from .applying import writer_for
from .words import example_page, grants_words

STARTS, ENDS = date(2022, 12, 19), date(2023, 12, 15)
REPORTS = (
    ("interim", STARTS, date(2023, 5, 31), date(2023, 6, 30)),
    ("final", date(2023, 6, 1), ENDS, date(2024, 2, 15)),
)
CLOSED, SUSPENDED, WITHHELD = 0, 1, 2  # which of the grants


def tell(tale: Tale, call: Call) -> None:
    made = list(
        Grant.objects.filter(application__call=call)
        .select_related(
            "application__organisation", "application__lot", "application__call__intervention__programme"
        )
        .order_by("pk")
    )
    for number, grant in enumerate(made):
        _agree(tale, grant, date(2022, 12, 5) + timedelta(days=number % 3))
    for number, grant in enumerate(made):
        if number != SUSPENDED:
            _report(tale, grant, 0)
            _pay(tale, grant, 2, date(2023, 7, 31))
    _suspend(tale, made[SUSPENDED])
    with telling(date(2023, 3, 1)):
        reason = grants_words()["withheld"]
        grants.withhold_name(actor=tale.who("grants_officer"), grant=made[WITHHELD], reason=reason)
    _close(tale, made[CLOSED])
    with telling(date(2024, 3, 4)):
        interventions.complete_intervention(
            actor=tale.who("programme_officer"), intervention=call.intervention
        )
    tale.made["grantees"] = [grant.application.organisation for grant in made]


def _agree(tale: Tale, grant: Grant, day: date) -> None:
    officer, words, language = tale.who("grants_officer"), grants_words(), grant.application.language
    with telling(day):
        planned = grants.plan_reports(
            actor=officer,
            grant=grant,
            rows=[
                {"kind": kind, "period_from": first, "period_to": last, "due_on": due}
                for kind, first, last, due in REPORTS
            ],
        )
        rows = [
            {"percent": 50, "conditions": "", "due_on": date(2023, 1, 9)},
            {"percent": 40, "due_on": date(2023, 7, 31), "requires": planned[0]},
            {"percent": 10, "due_on": date(2024, 3, 15), "requires": planned[1]},
        ]
        grants.plan_instalments(actor=officer, grant=grant, rows=rows)
        said = words["special_conditions"][language]
        conditions = "\n".join(f"{number}. {text}" for number, text in enumerate(said, 1))
        grants.prepare_agreement(
            actor=officer, grant=grant, starts_on=STARTS, ends_on=ENDS, special_conditions=conditions
        )
    with telling(day + timedelta(days=7)):
        grants.register_signatures(
            actor=officer,
            grant=grant,
            office={"signed_on": day + timedelta(days=5), "role": words["signed_as"][language][0]},
            grantee={"signed_on": day + timedelta(days=6), "role": words["signed_as"][language][1]},
            signed_copy=example_page("Signed agreement"),
        )
    _pay(tale, grant, 1, date(2023, 1, 10))


def _fresh(grant: Grant) -> Grant:
    related = "application__call__intervention__programme"
    return Grant.objects.select_related(related, "application__organisation", "application__lot").get(
        pk=grant.pk
    )


def _report(tale: Tale, grant: Grant, index: int) -> None:
    """Narrative by the logframe, costs with receipts by the budget's lines, checked and approved."""
    officer, actor = tale.who("grants_officer"), writer_for(tale, grant.application)
    kind, first, _last, due = REPORTS[index]
    report = Report.objects.get(grant=grant, kind=kind)
    with telling(due - timedelta(days=12)):
        for number, line in enumerate(_lines(grant)):
            grants.add_expense(actor=actor, report=report, **_expense(line, number, index, first))
        grants.submit_report(actor=actor, report=report, **_narrative(grant, index))
    with telling(due + timedelta(days=5)):
        report = Report.objects.get(pk=report.pk)
        for expense in Expense.objects.filter(report=report, is_sampled=True):
            grants.judge_expense(actor=officer, expense=expense, verdict="ok")
        grants.approve_report(actor=officer, report=report)


def _lines(grant: Grant) -> list[BudgetLine]:
    lines = BudgetLine.objects.filter(part__application=grant.application_id, part__kind="full")
    return list(lines.order_by("position", "pk"))


def _expense(line: BudgetLine, number: int, index: int, first: date) -> dict[str, Any]:
    share = Decimal("0.48") if index == 0 else Decimal("0.52")
    return {
        "supplier": f"Example supplier {number + 1}",
        "number": f"{line.part_id}-{index + 1}{number:02}",
        "on": first + timedelta(days=20 + 5 * number),
        "text": line.text,
        "amount": (line.cost * share).quantize(Decimal("0.01")),
        "line": line,
    }


def _narrative(grant: Grant, index: int) -> dict[str, Any]:
    people = Decimal(grant.application.people or 40)
    done = "under_way" if index == 0 else "done"
    rows = LogframeRow.objects.filter(part__application=grant.application_id, kind="activity")
    indicators = LogIndicator.objects.filter(row__part__application=grant.application_id)
    reached = {"outcome": (None, ""), "output": ((people / 2).quantize(Decimal(1)), "")}
    if index == 1:
        reached = {"outcome": (Decimal(57), ""), "output": (people, "")}
    return {
        "summary": "The group was chosen by open rules; sessions are held each week, and visits are made at home.",
        "difficulties": "Equipment came six weeks late." if index == 0 else "None that were not solved.",
        "next_steps": "Mentoring and follow-up visits.",
        "activities": {row.pk: (done, "As planned.") for row in rows},
        "values": {each.pk: reached[each.row.kind] for each in indicators.select_related("row")},
    }


def _pay(tale: Tale, grant: Grant, number: int, day: date) -> None:
    """Noted by the grants officer, confirmed by somebody else two days later."""
    with telling(day):
        payment = grants.pay_instalment(
            actor=tale.who("grants_officer"),
            instalment=_fresh(grant).instalments.get(number=number),
            on=day,
            reference=f"TR-{grant.pk}-{number}",
        )
    with telling(day + timedelta(days=2)):
        grants.confirm_payment(actor=tale.who("programme_officer"), payment=payment)


def _suspend(tale: Tale, grant: Grant) -> None:
    """A visit finds purchases without offers; nothing more is paid."""
    words, officer = grants_words()["visits"][1], tale.who("grants_officer")
    with telling(date(2023, 4, 18)):
        grants.record_visit(
            actor=officer, grant=_fresh(grant), visited_on=date(2023, 4, 17), place=place("AZ-BAR"), seen=words["text"],
            findings=[
                {"text": text, "severity": severity, "due_on": date(2023, 5, 15)}
                for text, severity in words["findings"]
            ],
        )  # fmt: skip
    with telling(date(2023, 5, 22)):
        grants.suspend_grant(actor=officer, grant=_fresh(grant), reason=grants_words()["suspension"])


def _close(tale: Tale, grant: Grant) -> None:
    words, officer = grants_words()["visits"][0], tale.who("grants_officer")
    actor = writer_for(tale, grant.application)
    with telling(date(2023, 9, 6)):
        visit = grants.record_visit(
            actor=officer, grant=_fresh(grant), visited_on=date(2023, 9, 5), place=place("AZ-BAR"), seen=words["text"],
            findings=[
                {"text": text, "severity": severity, "due_on": date(2023, 10, 2)}
                for text, severity in words["findings"]
            ],
        )  # fmt: skip
    with telling(date(2023, 9, 20)):
        for finding in visit.findings.all():
            grants.answer_finding(actor=actor, finding=finding, answer="The box hangs at the bakery now.")
    with telling(date(2023, 9, 22)):
        for finding in visit.findings.all():
            grants.close_finding(actor=officer, finding=finding)
    _report(tale, grant, 1)
    _pay(tale, grant, 3, date(2024, 2, 28))
    with telling(date(2024, 3, 1)):
        grants.close_grant(
            actor=officer,
            grant=_fresh(grant),
            reason="Final report approved; the receipts that were seen agree with the accounts.",
        )
