"""Somebody without an account takes part by a personal link, on a phone; and the link is passed on.

The code that moves it is read from the letter, as its holder would.
"""

import re

import pytest
from django.urls import reverse

from gapbridge.agree.consultations.models import Comment, Position
from gapbridge.base.models import OutgoingMail
from tests.agree.taking import made_link, open_round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def telephone(browser, live_server):
    """`telephone()` is the browser of another telephone."""
    contexts = []

    def another():
        context = browser.new_context(
            base_url=live_server.url, locale="en-GB", viewport={"width": 320, "height": 640}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield another
    for context in contexts:
        context.close()


@pytest.fixture
def sound(axe):
    def check(page):
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320

    return check


def test_the_chair_of_a_committee_takes_part_on_a_phone(cast, telephone, sound):
    _link, token = made_link(cast, open_round(cast))
    place = reverse("consultations:link", args=[token])
    mine = telephone()
    mine.goto(place)
    assert "Water comes" not in mine.locator("main").inner_text()
    sound(mine)
    mine.get_by_role("button", name="Continue").click()
    mine.get_by_text("The pump is old.").wait_for()
    sound(mine)

    mine.get_by_label("Reason").fill("It takes too long.")
    row = mine.locator(".line", has_text="The pump is old.")
    row.get_by_role("link", name="Comment on this sentence").focus()
    mine.keyboard.press("Enter")
    mine.get_by_label("Comment", exact=False).last.fill("Thirty years old.")
    sound(mine)
    mine.get_by_role("button", name="Send the comment").click()
    mine.get_by_text("Thirty years old.").wait_for()
    assert Comment.objects.get().quote == "The pump is old."

    assert mine.get_by_label("Reason").input_value() == "It takes too long."
    mine.get_by_label("Agree with reservations").check()
    mine.get_by_role("button", name="Take this position").click()
    mine.get_by_text("Your position is recorded").wait_for()
    assert Position.objects.get().reason == "It takes too long."

    theirs = telephone()
    theirs.goto(place)
    assert "The pump is old." not in theirs.locator("main").inner_text()
    sound(theirs)
    theirs.get_by_role("button", name="Send me the code").click()
    theirs.get_by_label("Code").wait_for()
    letter = OutgoingMail.objects.filter(to="chair@example.org").latest("pk")
    theirs.get_by_label("Code").fill(re.search(r"\b\d{6}\b", letter.body).group())
    theirs.get_by_role("button", name="Use the link here").click()
    theirs.get_by_text("The pump is old.").wait_for()
    mine.goto(place)
    assert "belongs to that one" in mine.locator("main").inner_text()
