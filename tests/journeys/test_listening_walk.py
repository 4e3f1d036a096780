"""A protection officer walks through what is being listened to today: plan, telephones, answers, notes, what they tell."""

import re

import pytest

pytestmark = pytest.mark.browser


def test_an_officer_walks_from_the_plan_to_what_the_notes_tell(visit, sound):
    page = visit("bridge_protection_officer")
    page.goto("/assessments/")
    page.get_by_role("link", name=re.compile("Listening again")).first.click()
    sound(page)
    page.get_by_role("link", name="Plan of sessions").first.click()
    page.get_by_text("The next session").first.wait_for()
    sound(page)
    page.goto("/coding/")
    page.get_by_role("link", name=re.compile("^A1")).first.click()
    page.get_by_text("Two years ago I asked for an oven").wait_for()
    sound(page)


def test_an_officer_reads_an_answer_that_waits(visit, sound):
    page = visit("bridge_protection_officer")
    page.goto("/intake/")
    sound(page)
    page.locator("tbody a").first.click()
    page.get_by_text("You read sealed answers").wait_for()
    sound(page)


def test_the_method_s_form_is_filled_in_in_a_browser(visit, sound):
    page = visit("bridge_protection_officer")
    page.goto("/fill/")
    sound(page)
    page.get_by_role("link", name=re.compile("Listening to a group")).first.click()
    page.get_by_text("Did the people agree?").wait_for()
    sound(page)
