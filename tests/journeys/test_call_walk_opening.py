"""A call from the donor's shipped procedure to a receipt: the office writes it, a visitor on a phone finds it, two
people of a small organisation write together, a partner confirms, and what was sent can be verified by anybody."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from gapbridge.act.applications.models import Application, Receipt
from gapbridge.act.calls.models import Call
from gapbridge.act.procedures import reference
from gapbridge.people.models import Membership, User
from tests.act import granting
from tests.journeys.test_agreement_walk import say, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_call_is_written_from_the_shipped_procedure_and_opened_and_a_visitor_finds_and_checks_it(
    cast, walk_as, sound
):
    reference.load()
    officer = walk_as(cast.grants_officer)
    officer.goto("/calls/")
    officer.get_by_role("link", name="New call for grants").first.click()
    officer.locator("[name=organisation]").select_option(label=str(cast.office))
    now = timezone.localtime()
    say(
        officer,
        title="Small grants for returning families",
        code="C1",
        summary="Money for what families begin again.",
        starts_on=now.date().isoformat(),
        ends_on=(now.date() + timedelta(days=700)).isoformat(),
        budget="60000",
        least_months="3",
        most_months="12",
        opens_at=f"{now - timedelta(minutes=5):%Y-%m-%dT%H:%M}",
        closes_at=f"{now + timedelta(days=50):%Y-%m-%dT%H:%M}",
    )
    send(officer, "Save and go on")
    call = Call.objects.get()
    assert call.is_two_step

    _to(officer, "Guidelines")
    say(officer, guidelines="# Who may apply\n\nCivil society.")
    send(officer, "Save")
    _to(officer, "Lots")
    officer.locator("[name=lot_1_theme]").select_option(label=str(cast.topic))
    say(
        officer, lot_1_title="Livelihoods", lot_1_budget="60000", lot_1_smallest="5000", lot_1_largest="20000"
    )
    send(officer, "Save")
    _to(officer, "Who may apply")
    say(officer, country="AZ")
    send(officer, "Save")
    sound(officer)
    send(officer, "Open the call")
    call.refresh_from_db()
    assert (call.state, call.procedure.frozen_at is None) == ("open", False)

    visitor = walk_as(width=320)
    visitor.goto("/")
    visitor.get_by_role("link", name="Small grants for returning families").first.click()
    visitor.get_by_role("link", name="Check whether you may apply").click()
    visitor.get_by_label("Kind of organisation").select_option("cso")
    say(visitor, country="AZ")
    visitor.get_by_role("button", name="Check", exact=True).click()
    visitor.get_by_role("heading", name="You may apply.").wait_for()
    sound(visitor)


def _to(page: Any, line: str) -> None:
    """From the list of what is missing to where it is written."""
    page.locator("#checklist").get_by_role("link", name=line, exact=True).click()


def test_two_of_a_small_organisation_write_a_partner_confirms_and_the_receipt_verifies(cast, walk_as, sound):
    call = granting.call(cast)
    colleague = User.objects.create(email="colleague@example.org", name="A colleague")
    Membership.objects.create(user=colleague, organisation=cast.cso, role="cso_staff")

    writer = walk_as(cast.applicant, width=320)
    writer.goto(call.get_absolute_url())
    writer.get_by_role("link", name="Begin our application").first.click()
    say(writer, title="Sewing for twenty families")
    writer.locator("select[name=language]").select_option("en")
    send(writer, "Begin the application")
    application = Application.objects.get()
    part = application.parts.get()
    writer.goto(f"/applications/parts/{part.pk}/in-short/")
    say(writer, people="60", months="6")
    writer.get_by_label(str(cast.idps)).check()
    writer.locator("select[name=places]").select_option(label=str(cast.settlement))
    send(writer, "Save")

    writer.goto(f"/applications/parts/{part.pk}/sections/project/")
    writer.get_by_label("Need").fill("Twenty families have rooms and no income.")
    writer.get_by_label("Honest").check()
    expect(writer.locator("[data-status]")).to_have_text(re.compile("Saved at"))
    other = walk_as(colleague)
    other.goto(f"/applications/parts/{part.pk}/")
    other.get_by_text("writes here now.").first.wait_for()
    other.goto(f"/applications/parts/{part.pk}/sections/project/")
    other.get_by_label("Methods").fill("A master teaches in the evenings.")
    send(other, "Save and go on")
    writer.reload()
    expect(writer.get_by_label("Methods")).to_have_value("A master teaches in the evenings.")
    sound(writer)
    _write_the_budget(writer, part, sound)
    _find_a_partner(writer, walk_as(cast.rival, width=320), application, cast.rival_cso, sound)

    writer.goto(application.get_absolute_url())
    writer.get_by_role("link", name="Submit…").click()
    send(writer, "Submit now")
    writer.get_by_text("by the server's clock.").wait_for()
    sound(writer)
    receipt = Receipt.objects.get()
    assert writer.request.get(f"/applications/receipts/{receipt.pk}/pdf/").body().startswith(b"%PDF")
    anybody = walk_as(width=320)
    anybody.goto("/applications/receipts/verify/")
    say(anybody, number=receipt.number, sha256=receipt.sha256)
    anybody.locator("main form button[type=submit]").click()
    anybody.get_by_text(f"This site gave the receipt {receipt.number}.").wait_for()


def _write_the_budget(page: Any, part: Any, sound: Any) -> None:
    page.goto(f"/applications/parts/{part.pk}/budget/")
    block = page.locator("#heading-people")
    block.get_by_role("button", name="Add a line").click()
    row = block.locator("[data-row=line]")
    row.get_by_label("Cost").fill("A master")
    row.get_by_label("Quantity").fill("6")
    row.get_by_label("Rate").fill("1000")
    page.locator("[data-status]").get_by_text("Saved at").wait_for()
    expect(page.locator("[data-total]")).to_have_text("6,000.00")
    sound(page)


def _find_a_partner(page: Any, partner: Any, application: Application, organisation: Any, sound: Any) -> None:
    page.goto(f"/applications/{application.pk}/partners/")
    page.get_by_label("Name, or a part of it").fill(organisation.name)
    page.locator("#ask").get_by_role("button", name="Search").click()
    page.get_by_role("link", name=f"Ask {organisation.name}").click()
    say(page, role="It finds the families.")
    page.locator("main form.form button.primary").click()
    page.get_by_text("It finds the families.").first.wait_for()
    partner.goto("/home/")
    partner.get_by_role("link", name=re.compile("Sewing for twenty families|First CSO")).first.click()
    sound(partner)
    send(partner, "Confirm")
    partner.get_by_text("Confirmed by").wait_for()
