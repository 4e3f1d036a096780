"""Searching as one types, in a real browser."""

import pytest
from django.urls import reverse

from gapbridge.share.finding.models import Asking
from tests.share.hub import published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hub(cast):
    for number in range(12):
        published(cast, title=f"Volunteer agreement {number}", kind="template" if number % 2 else "guide")
    published(cast, title="How to write a budget")
    return cast


def test_hits_come_while_one_types_narrow_down_and_are_there_again_after_going_back(hub, page, axe):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(reverse("finding:search"))
    page.get_by_label("What are you looking for?").press_sequentially("volunteer agreem")
    page.get_by_role("heading", name="12 documents found").wait_for()
    assert "q=volunteer" in page.url
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.get_by_role("navigation", name="Narrow down").get_by_role("link", name="Template").click()
    page.get_by_role("heading", name="6 documents found").wait_for()
    page.get_by_role("link", name="Volunteer agreement 11").click()
    page.wait_for_url(lambda url: "in=en&q=" in url)
    page.go_back()
    page.get_by_role("heading", name="6 documents found").wait_for()
    assert page.get_by_label("What are you looking for?").input_value() == "volunteer agreem"


def test_what_stands_still_is_counted_as_a_question_once(hub, page):
    page.goto(reverse("finding:search"))
    with page.expect_response(lambda response: response.url.endswith(reverse("finding:count"))):
        page.get_by_label("What are you looking for?").press_sequentially("xylophone")
    assert list(Asking.objects.values_list("words", "times", "found")) == [("xylophone", 1, 0)]


def test_nothing_found_and_the_front_are_accessible_in_the_dark(hub, page, axe):
    page.emulate_media(color_scheme="dark")
    page.goto(reverse("finding:search"))
    axe(page)
    page.goto(f"{reverse('finding:search')}?q=xylophone")
    page.get_by_role("heading", name="Nothing found").wait_for()
    axe(page)
