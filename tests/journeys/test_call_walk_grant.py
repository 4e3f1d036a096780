"""A grant from its agreement to its audit file, the manager's numbers, and what the public reads of it."""

import json
import zipfile
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from gapbridge.act.applications.models import BudgetLine, LogframeRow
from gapbridge.act.grants import actions
from gapbridge.act.grants.models import Grant
from gapbridge.programmes.models import Programme
from tests.act import granting
from tests.journeys.test_agreement_walk import say, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TODAY = timezone.localdate()
FIRST, LAST = TODAY - timedelta(days=200), TODAY - timedelta(days=1)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def grant(cast) -> Grant:
    """Awarded 10,000; one final report and one instalment are planned."""
    Programme.objects.filter(pk=cast.programme.pk).update(ends_on=TODAY + timedelta(days=300))
    call = granting.call(cast, "decided")
    won = granting.application(call, cast.cso, cast.applicant, "awarded", title="Sewing for families")
    won.places.add(cast.settlement)
    part = won.parts.get(kind="full")
    BudgetLine.objects.create(part=part, heading="people", text="Trainer", quantity=1, rate=10_000)
    output = LogframeRow.objects.create(part=part, kind="output", text="People trained")
    LogframeRow.objects.create(part=part, kind="activity", parent=output, text="Sewing course")
    officer = cast.grants_officer
    made = actions.award(actor=officer, application=won, amount=Decimal(10_000), on=FIRST)
    period = {"period_from": FIRST, "period_to": LAST, "due_on": TODAY + timedelta(days=30)}
    actions.plan_reports(actor=officer, grant=made, rows=[{"kind": "final", **period}])
    actions.plan_instalments(actor=officer, grant=made, rows=[{"percent": 100, "due_on": FIRST}])
    return made


def test_a_grant_goes_from_its_agreement_to_its_audit_file_and_into_the_open_data(
    cast, grant, walk_as, sound
):
    officer, grantee = walk_as(cast.grants_officer), walk_as(cast.applicant, width=320)
    home = grant.get_absolute_url()
    _agree(officer, grant, home)
    _pay(officer, walk_as(cast.programme_officer), grant)
    report = grant.reports.get()
    _report(grantee, report, sound)
    _approve(officer, report, sound)

    officer.goto(home)
    sound(officer)
    officer.get_by_role("link", name="Close the grant").or_(
        officer.get_by_role("button", name="Close the grant")
    ).first.click()
    say(officer, reason="All was done and shown.")
    officer.locator("main form button[type=submit]").first.click()
    officer.locator(".badge", has_text="Closed").first.wait_for()
    officer.goto(f"{home}audit/")
    say(officer, purpose="The donor's auditor asked for it.")
    with officer.expect_download() as download:
        officer.locator("main form button.primary").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.testzip() is None
        assert any("index" in name for name in archive.namelist())

    _look_at_the_numbers(officer, grant, sound)
    _look_as_the_public(walk_as(width=320), grant, sound)


def _agree(page: Any, grant: Grant, home: str) -> None:
    page.goto(home)
    page.get_by_role("link", name="Prepare the agreement").click()
    say(
        page,
        starts_on=FIRST.isoformat(),
        ends_on=LAST.isoformat(),
        special_conditions="Every receipt has a picture.",
    )
    page.locator("main form.form button.primary").click()
    page.get_by_text("Every receipt has a picture.").first.wait_for()
    for side, role in (("office", "Head of the office"), ("grantee", "Chair of the board")):
        page.goto(f"{home}sign/")
        page.locator("select[name=side], [name=side]").first.wait_for()
        _choose(page, "side", side)
        say(page, signed_on=FIRST.isoformat(), role=role)
        page.locator("main form.form button.primary").click()
        page.wait_for_url(f"**{home}")
    page.goto(f"{home}signed-copy/")
    page.locator("input[type=file]").set_input_files(
        {"name": "signed.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.locator("main form.form button.primary").click()
    page.get_by_role("link", name="signed copy", exact=True).wait_for()


def _choose(page: Any, name: str, value: str) -> None:
    field = page.locator(f"[name={name}]").first
    if field.evaluate("each => each.tagName") == "SELECT":
        field.select_option(value)
    else:
        page.locator(f"[name={name}][value={value}]").check()


def _pay(page: Any, second: Any, grant: Grant) -> None:
    """Two pairs of eyes: one notes the payment, another confirms it."""
    page.goto(f"{grant.get_absolute_url()}money/")
    page.get_by_role("link", name="Pay").first.click()
    say(page, on=(TODAY - timedelta(days=100)).isoformat(), amount="10000", reference="T-1")
    page.locator("main form.form button.primary").click()
    page.get_by_text("reference T-1").wait_for()
    second.goto(f"{grant.get_absolute_url()}money/")
    send(second, "Confirm")
    second.locator(".badge", has_text="Confirmed").first.wait_for()


def _report(page: Any, report: Any, sound: Any) -> None:
    page.goto("/home/")
    page.get_by_role("link", name="Final report").or_(page.get_by_role("link", name="Sewing")).first.click()
    page.goto(f"/grants/reports/{report.pk}/")
    page.get_by_role("link", name="Add a receipt").click()
    say(
        page,
        on=(LAST - timedelta(days=30)).isoformat(),
        supplier="A trainer",
        number="7",
        text="Pay",
        amount="10000",
    )
    page.locator("[name=place]").select_option(label="Trainer")
    page.locator("input[type=file]").set_input_files(
        {"name": "7.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    sound(page)
    page.locator("main form.form button.primary").click()
    page.get_by_text("A trainer").first.wait_for()
    page.goto(f"/grants/reports/{report.pk}/write/")
    say(page, summary="Twenty people learnt to sew.")
    page.locator("select[name=language]").select_option("en")
    stage = page.locator("select[name^=stage_]").first
    stage.select_option(
        "done"
        if stage.locator("option[value=done]").count()
        else stage.locator("option").last.get_attribute("value")
    )
    say(page, **{page.locator("textarea[name^=text_]").first.get_attribute("name"): "Ten lessons were held."})
    sound(page)
    page.locator("main form.form button.primary").click()
    page.goto(f"/grants/reports/{report.pk}/")
    send(page, "Submit the report")
    page.locator(".badge", has_text="Submitted").first.wait_for()
    sound(page)


def _approve(page: Any, report: Any, sound: Any) -> None:
    page.goto(f"/grants/receipts/{report.expenses.get().pk}/")
    page.locator("[name=verdict][value=ok]").check()
    sound(page)
    page.locator("main form.form button.primary").click()
    page.goto(f"/grants/reports/{report.pk}/")
    sound(page)
    send(page, "Approve the report")
    page.locator(".badge", has_text="Approved").first.wait_for()


def _look_at_the_numbers(page: Any, grant: Grant, sound: Any) -> None:
    """Every number that is not nothing opens its list, and the list has as many rows."""
    page.goto(f"/grants/calls/{grant.application.call_id}/numbers/")
    sound(page)
    links = page.locator("main #funnel ~ ol a, main .stats a, main table tbody th a").evaluate_all(
        "all => all.map(each => each.getAttribute('href'))"
    )
    assert len(links) >= 6
    for address in dict.fromkeys(links):
        assert page.request.get(address).status == 200, address
    page.goto(f"/evaluation/calls/{grant.application.call_id}/applications/?state=awarded")
    page.get_by_role("link", name="Sewing for families").first.wait_for()


def _look_as_the_public(page: Any, grant: Grant, sound: Any) -> None:
    page.goto("/grants/")
    page.get_by_role("link", name="Sewing for families").first.click()
    page.get_by_text("First CSO").first.wait_for()
    assert page.get_by_text("A trainer").count() == 0
    sound(page)
    found = json.loads(page.request.get("/open-data/grants.json").body())
    assert [each["amountAwarded"] for each in found["grants"]] == [10_000]
