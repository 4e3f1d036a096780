"""A person on a phone: does the call suit us, and how would we score? In a real browser."""

import pytest

pytestmark = pytest.mark.browser


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_visitor_on_a_phone_reads_checks_and_adds_up_her_points(call, page, axe):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(call.get_absolute_url())
    assert page.get_by_text("In 12 days", exact=True).first.is_visible()
    assert fits(page)
    axe(page)

    page.get_by_role("link", name="Check whether you may apply").click()
    page.get_by_label("Kind of organisation").select_option("cso")
    page.get_by_label("Registered on").fill("2001-01-01")
    page.get_by_role("button", name="Check", exact=True).click()
    assert page.get_by_role("heading", name="You may apply.").is_visible()
    assert fits(page)
    axe(page)

    page.get_by_role("link", name="Grid", exact=True).click()
    section = page.locator("[data-section]").first
    section.locator("input[value='4']").first.check()
    assert section.locator("[data-sum]").inner_text() == "8"  # its weight is 2
    page.get_by_role("button", name="Add up").click()
    assert page.get_by_text("8 of 20 points").first.is_visible()
    assert fits(page)
    axe(page)
