"""A budget typed on a phone: the browser's sums while one types are the server's after it saved."""

import pytest

from gapbridge.act.applications.budget import totals
from gapbridge.act.applications.models import Part
from tests.act import granting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_sums_while_typing_are_the_servers_and_a_row_saves_itself(cast, page, axe, client, live_server):
    own = granting.application(granting.call(cast), cast.cso, cast.applicant, "draft", amount=None)
    part = own.parts.get()
    client.force_login(cast.applicant, backend="allauth.account.auth_backends.AuthenticationBackend")
    key = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_default_timeout(30_000)
    page.goto(f"/applications/parts/{part.pk}/budget/")

    for heading, quantity, rate in (
        ("people", "12,5", "1 050.75"),
        ("goods", "3", "0.335"),
        ("overhead", "2.5", "0.01"),
    ):
        block = page.locator(f"#heading-{heading}")
        block.get_by_role("button", name="Add a line").click()
        row = block.locator("[data-row=line]")
        row.get_by_label("Cost").fill(f"A cost of {heading}")
        row.get_by_label("Quantity").fill(quantity)
        row.get_by_label("Rate").fill(rate)
    typed = page.locator("[data-total]").inner_text()
    page.locator("#heading-goods [data-row=line]").get_by_text("at most two digits").wait_for()
    page.locator("#heading-goods").get_by_label("Rate").fill("0.33")
    page.locator("[data-status]").get_by_text("Saved at").wait_for()
    page.wait_for_function("!document.querySelector('form.budget').rowsThatSave.changed().length")
    counted = page.locator("[data-total]").inner_text()

    found = totals(Part.objects.get(pk=part.pk))
    assert (typed, counted) == ("13,134.41", "13,135.40")
    assert f"{found.total:,.2f}" == counted
    assert (
        f"{found.by_heading['overhead']:.2f}" == page.locator("[data-sum-of=overhead]").inner_text() == "0.03"
    )
    page.reload()
    assert page.locator("[data-total]").inner_text() == counted
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
