"""The line from a voice to a published figure and back, each step a click, as a visitor."""

import re

import pytest

pytestmark = pytest.mark.browser


def test_from_the_front_page_to_a_figure_and_back_to_the_voice(visit, sound):
    page = visit()
    page.goto("/")
    sound(page)
    page.get_by_role("link", name=re.compile("gaps$")).first.click()
    page.get_by_role("link", name=re.compile("Families in collective centres")).first.click()
    gap = page.url
    sound(page)

    page.get_by_role("link", name=re.compile("Female, 18–40")).first.click()
    assert "/voices/" in page.url
    assert page.locator("blockquote").first.inner_text()
    sound(page)

    page.goto(gap)
    page.get_by_role("link", name="The agreement, word for word").click()
    page.get_by_text("It holds.").wait_for()
    sound(page)

    page.goto(gap)
    page.locator(".ribbon").get_by_role("link", name=re.compile("Interventions")).click()
    sound(page)
    page.locator(".ribbon").get_by_role("link", name=re.compile("Updates")).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Implementation Update, December 2009"
    sound(page)

    page.get_by_role("link", name="Records behind this figure").last.click()
    assert "They are the same today." in page.locator("main").inner_text()
    sound(page)
    page.get_by_role("link", name="Open the records").click()
    sound(page)

    page.go_back()
    page.locator(".ribbon").get_by_role("link", name=re.compile("Voices")).click()
    page.get_by_role("link", name=re.compile(r"^S\d\d·\d$")).first.click()
    assert "/voices/" in page.url


def test_the_thread_of_a_gap_is_a_picture_and_a_list(visit, sound):
    page = visit()
    page.goto("/gaps/")
    page.get_by_role("link", name=re.compile("Officials who receive asylum seekers")).first.click()
    page.locator(".ribbon").get_by_role("link", name=re.compile("Measures")).click()
    assert page.get_by_role("heading", name=re.compile("^Interventions")).is_visible()
    sound(page)


@pytest.mark.parametrize("language", ["az", "ru"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_public_pages_stand_in_every_language_and_theme(visit, sound, site, language, scheme):
    page = visit(color_scheme=scheme)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    for path in (
        "/",
        "/programmes/",
        "/map/",
        "/gaps/",
        "/updates/",
        "/calls/",
        "/events/",
        "/library/",
        "/complain/",
        "/feedback/new/",
        "/reach/",
    ):
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language
        sound(page)


def test_a_visitor_works_without_scripts(visit):
    page = visit(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("button", name="AZ").first.click()
    assert page.locator("html").get_attribute("lang") == "az"
    page.goto("/search/?q=dam")
    page.goto("/map/?kind=training")
    assert page.locator(".map svg a").count() > 0


def test_a_wrong_address_is_answered_in_the_look_of_the_house(visit, sound):
    page = visit()
    response = page.goto("/gaps/999999/")
    assert response.status == 404
    assert page.locator("header.top").is_visible()
    sound(page)
