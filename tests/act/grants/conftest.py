"""A grant of the first CSO in a decided call, at each stage of its course."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gapbridge.act.applications.models import BudgetLine, LogframeRow, LogIndicator
from gapbridge.act.grants import actions
from gapbridge.act.grants.models import Grant, Report
from gapbridge.base.uploads import CheckedUpload, check_upload
from gapbridge.people.models import User
from tests.act import granting

TODAY = timezone.localdate()
FIRST, LAST = TODAY - timedelta(days=200), TODAY + timedelta(days=100)
HALF = TODAY - timedelta(days=40)
PLAN = [
    {"kind": "interim", "period_from": FIRST, "period_to": HALF, "due_on": HALF + timedelta(days=30)},
    {
        "kind": "final",
        "period_from": HALF + timedelta(days=1),
        "period_to": LAST,
        "due_on": LAST + timedelta(days=60),
    },
]


@pytest.fixture
def officer(cast) -> User:
    return cast.grants_officer


@pytest.fixture
def application(cast):
    """With a budget of 10,000 in three headings and a logframe of one activity and one indicator."""
    call = granting.call(cast, "decided")
    made = granting.application(call, cast.cso, cast.applicant, "awarded")
    made.places.add(cast.settlement)
    part = made.parts.get(kind="full")
    for heading, text, rate in (
        ("people", "Trainer", 6000),
        ("goods", "Tools", 3400),
        ("overhead", "Office", 600),
    ):
        BudgetLine.objects.create(part=part, heading=heading, text=text, quantity=1, rate=rate)
    output = LogframeRow.objects.create(part=part, kind="output", text="People trained")
    LogframeRow.objects.create(part=part, kind="activity", parent=output, text="Sewing course", position=1)
    LogIndicator.objects.create(row=output, text="People who finish", baseline=0, target=100, unit="people")
    return made


@pytest.fixture
def grant(officer, application) -> Grant:
    return actions.award(actor=officer, application=application, amount=Decimal(10_000), on=FIRST)


@pytest.fixture
def planned(officer, grant) -> Grant:
    """Two reports, two instalments: half at once, half once the interim report is approved."""
    interim, _final = actions.plan_reports(actor=officer, grant=grant, rows=PLAN)
    actions.plan_instalments(
        actor=officer,
        grant=grant,
        rows=[
            {"percent": 50, "due_on": FIRST},
            {"percent": 50, "due_on": HALF, "requires": interim},
        ],
    )
    return grant


@pytest.fixture
def signed(officer, planned) -> Grant:
    actions.prepare_agreement(actor=officer, grant=planned, starts_on=FIRST, ends_on=LAST)
    side = {"signed_on": FIRST, "role": "director"}
    actions.register_signatures(actor=officer, grant=planned, office=side, grantee=side)
    return planned


@pytest.fixture
def pay(cast, officer):
    """Noted by one, confirmed by another: `pay(instalment, "T-1")`."""

    def paid(instalment: Any, reference: str = "T-1", **facts: Any):
        facts = {"on": TODAY, **facts}
        made = actions.pay_instalment(actor=officer, instalment=instalment, reference=reference, **facts)
        return actions.confirm_payment(actor=cast.programme_officer, payment=made)

    return paid


@pytest.fixture
def report(signed) -> Report:
    return signed.reports.get(kind="interim")


@pytest.fixture
def spend(cast):
    """`spend(report, 120, number="7")` adds a receipt of the heading “people” by default."""

    def add(report: Report, amount: Any, **facts: Any):
        facts = {
            "supplier": "A shop",
            "number": str(report.expenses.count() + 1),
            "on": report.period_to - timedelta(days=5),
            "text": "Cloth",
            "heading": "people",
            **facts,
        }
        actor = facts.pop("actor", cast.applicant)
        return actions.add_expense(actor=actor, report=report, amount=Decimal(str(amount)), **facts)

    return add


@pytest.fixture
def write(cast):
    """What a report needs before it can be sent."""

    def written(report: Report) -> dict[str, Any]:
        row = LogframeRow.objects.get(part__application=report.grant.application, kind="activity")
        indicator = LogIndicator.objects.get(row__part__application=report.grant.application)
        return {
            "summary": "The course was held.",
            "activities": {row.pk: ("under_way", "Ten lessons.")},
            "values": {indicator.pk: (Decimal(40), "by the register")},
        }

    return written


@pytest.fixture
def submitted(cast, report, spend, write) -> Report:
    """An interim report with three receipts, with the office."""
    for amount in (1000, 700, 300):
        spend(report, amount)
    return actions.submit_report(actor=cast.applicant, report=report, **write(report))


@pytest.fixture
def approved(officer, submitted) -> Report:
    for expense in submitted.expenses.all():
        actions.judge_expense(actor=officer, expense=expense, verdict="ok")
    return actions.approve_report(actor=officer, report=submitted)


def pdf(
    name: str = "scan.pdf", content: bytes = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
) -> CheckedUpload:
    return check_upload(SimpleUploadedFile(name, content))


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def workbook(rows: list[list[Any]]) -> bytes:
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_string(number, column, cell.isoformat())
            else:
                sheet.write(number, column, cell)
    book.close()
    return buffer.getvalue()
