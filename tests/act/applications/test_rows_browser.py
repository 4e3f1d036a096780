"""Budget, logframe and timeline typed on a bad line, in a real browser: no cell is lost, and no colleague's either."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from gapbridge.act.applications import actions
from gapbridge.act.applications.cells import Typed, texts_of
from gapbridge.act.applications.models import BudgetLine, LogframeRow
from gapbridge.people.models import Membership, User
from tests.act import granting
from tests.act.applications.test_logframe import WHOLE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BACK = "What you wrote on this device without a connection is back."


@pytest.fixture
def part(cast):
    return granting.application(granting.call(cast), cast.cso, cast.applicant, "draft").parts.get()


@pytest.fixture
def line(cast, part):
    cells = {"heading": "people", "text": "Nurse", "quantity": "2", "rate": "100"}
    return actions.save_budget_line(actor=cast.applicant, part=part, cells=cells)


@pytest.fixture
def phone(cast, browser, live_server):
    """The applicant's browser on a phone."""
    client = Client()
    client.force_login(cast.applicant, backend="allauth.account.auth_backends.AuthenticationBackend")
    context = browser.new_context(
        base_url=live_server.url, locale="en-GB", viewport={"width": 320, "height": 800}, color_scheme="dark"
    )
    key = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def colleague(cast):
    person = User.objects.create(email="colleague@example.org", name="A colleague")
    Membership.objects.create(user=person, organisation=cast.cso, role="cso_staff")
    return person


def lose_the_line(context: Any) -> None:
    context.route(
        "**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )


def show(context: Any, part: Any, editor: str) -> Any:
    page = context.new_page()
    page.goto(f"/applications/parts/{part.pk}/{editor}")
    return page


def leave_unsaved(page: Any) -> None:
    """Wait until the page knows that it could not save; then the phone's battery is empty."""
    expect(page.locator("[data-status]")).to_have_text("Not saved: no connection. It will be tried again.")
    assert len(kept_here(page)) > 0
    page.evaluate("document.querySelector('form[data-rows]').rowsThatSave.running = true")  # no last breath
    page.close()
    page.context.unroute("**/*")


def kept_here(page: Any) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('writing:rows:'))")


def saved(page: Any) -> None:
    expect(page.locator("[data-status]")).to_contain_text("Saved at")
    for _ in range(100):
        if not page.evaluate("document.querySelector('form[data-rows]').rowsThatSave.changed().length"):
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never saved")


def test_cells_of_a_budget_come_back_after_a_lost_line_and_a_dead_battery(part, line, phone, axe):
    lose_the_line(phone)
    page = show(phone, part, "budget/")
    page.locator(f"#line-{line.pk}").get_by_label("Rate").fill("about ten")
    page.locator("#heading-goods").get_by_role("button", name="Add a line").click()
    fresh = page.locator("#heading-goods [data-row=line]")
    fresh.get_by_label("Cost").fill("A generator")
    fresh.get_by_label("Quantity").fill("3")
    leave_unsaved(page)

    page = show(phone, part, "budget/")
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.locator("#heading-goods").get_by_label("Cost")).to_have_value("A generator")
    saved(page)
    assert BudgetLine.objects.get(pk=line.pk).unread == {"rate": "about ten"}
    made = BudgetLine.objects.get(text="A generator")
    assert (made.heading, made.quantity) == ("goods", Decimal(3))
    assert kept_here(page) == []
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.reload()
    assert page.get_by_text(BACK).count() == 0
    assert BudgetLine.objects.count() == 2


def test_a_line_of_which_only_the_answer_was_lost_is_there_once(part, phone):
    page = show(phone, part, "budget/")
    page.route("**/budget/", lambda route: (route.fetch(), route.abort()))
    page.locator("#heading-goods").get_by_role("button", name="Add a line").click()
    page.locator("#heading-goods").get_by_label("Cost").fill("A generator")
    leave_unsaved(page)

    page = show(phone, part, "budget/")
    expect(page.locator("#heading-goods").get_by_label("Cost")).to_have_value("A generator")
    assert (kept_here(page), BudgetLine.objects.count()) == ([], 1)


def test_what_comes_back_does_not_undo_what_a_colleague_wrote_meanwhile(cast, part, line, colleague, phone):
    lose_the_line(phone)
    page = show(phone, part, "budget/")
    row = page.locator(f"#line-{line.pk}")
    row.get_by_label("Rate").fill("150")
    row.get_by_label("Unit").fill("month")
    leave_unsaved(page)
    theirs = {"text": "Two nurses", "rate": "120"}
    actions.save_budget(actor=colleague, part=part, lines=[Typed(str(line.pk), theirs, 1, texts_of(line))])

    page = show(phone, part, "budget/")
    row = page.locator(f"#line-{line.pk}")
    row.get_by_text("Both are kept: choose.").wait_for()
    line.refresh_from_db()
    assert (line.text, line.rate, line.unit) == ("Two nurses", Decimal(120), "month")
    assert [each["cells"] for each in line.waiting] == [{"rate": "150"}]
    row.get_by_role("button", name="Take what waits").click()
    page.wait_for_url("**/budget/#*")
    line.refresh_from_db()
    assert (line.text, line.rate, line.waiting) == ("Two nurses", Decimal(150), [])


def test_a_cell_that_a_colleague_changed_is_shown_and_not_written_back(cast, part, line, colleague, phone):
    page = show(phone, part, "budget/")
    row = page.locator(f"#line-{line.pk}")
    actions.save_budget(
        actor=colleague, part=part, lines=[Typed(str(line.pk), {"text": "Two nurses"}, 1, texts_of(line))]
    )
    row.get_by_label("Rate").fill("150")
    saved(page)
    expect(row.get_by_label("Cost")).to_have_value("Two nurses")
    row.get_by_label("Unit").fill("month")
    saved(page)
    line.refresh_from_db()
    assert (line.text, line.rate, line.unit, line.waiting) == ("Two nurses", Decimal(150), "month", [])


def test_a_line_that_is_removed_while_it_is_typed_in_does_not_come_back(part, line, phone):
    page = show(phone, part, "budget/")
    row = page.locator(f"#line-{line.pk}")
    row.get_by_label("Cost").fill("Never mind")
    row.locator("summary").click()
    row.get_by_role("button", name="Remove this line").click()
    page.wait_for_url("**/budget/#*")
    assert (BudgetLine.objects.count(), kept_here(page)) == (0, [])


def test_a_new_row_of_the_logframe_is_sent_from_whatever_page_comes_next(cast, part, phone):
    lose_the_line(phone)
    page = show(phone, part, "logframe/new/objective/")
    page.get_by_label("Objective", exact=True).fill("Families live from their own work")
    page.get_by_role("group", name="Indicator").get_by_label("Baseline").fill("0")
    leave_unsaved(page)

    page = show(phone, part, "")
    expect(page.get_by_text(BACK)).to_be_visible()
    row = LogframeRow.objects.get()
    assert (row.text, kept_here(page)) == ("Families live from their own work", [])


@pytest.mark.parametrize("where", ["", "budget/"])
def test_what_comes_too_late_is_said_and_can_be_kept_as_a_file(part, line, phone, tmp_path, where):
    lose_the_line(phone)
    page = show(phone, part, "budget/")
    page.locator(f"#line-{line.pk}").get_by_label("Rate").fill("about ten")
    leave_unsaved(page)
    part.application.call.closes_at = timezone.now() - timedelta(seconds=1)
    part.application.call.save()

    page = show(phone, part, where)
    expect(page.get_by_text("The deadline has passed. The server received this too late.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Keep my text as a file").click()
    download.value.save_as(tmp_path / "kept.txt")
    assert (
        "Nurse" in (tmp_path / "kept.txt").read_text() and "about ten" in (tmp_path / "kept.txt").read_text()
    )
    assert len(kept_here(page)) == 1
    line.refresh_from_db()
    assert line.rate == Decimal(100)


def test_the_months_of_the_timeline_save_themselves_and_come_back(cast, part, phone, axe):
    actions.put_logframe(actor=cast.applicant, part=part, rows=json.loads(json.dumps(WHOLE, default=str)))
    teach = part.logframe.get(text="Teach")
    page = show(phone, part, "timeline/")
    page.locator(f"[name=activity-{teach.pk}-m4]").check()
    saved(page)
    teach.refresh_from_db()
    assert teach.months == [3, 4]
    lose_the_line(phone)
    page.locator(f"[name=activity-{teach.pk}-m3]").uncheck()
    leave_unsaved(page)

    page = show(phone, part, "timeline/")
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.locator(f"[name=activity-{teach.pk}-m3]")).not_to_be_checked()
    saved(page)
    teach.refresh_from_db()
    assert (teach.months, kept_here(page)) == ([4], [])
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
