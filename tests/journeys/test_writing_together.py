"""Two people write one section of an application, in real browsers; one loses the line for a while."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from gapbridge.act.applications.models import Answer, AnswerVersion
from gapbridge.people.models import Membership, User
from tests.act import granting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def part(cast):
    return granting.application(granting.call(cast), cast.cso, cast.applicant, "draft").parts.get()


@pytest.fixture
def open_as(browser, live_server, part):
    """`open_as(person)` is the section's page in a browser of that person's own."""
    contexts = []

    def enter(person: User, **options: Any) -> Any:
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        context = browser.new_context(base_url=live_server.url, locale="en-GB", **options)
        contexts.append(context)
        key = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        return show(page, part)

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def colleague(cast):
    person = User.objects.create(email="colleague@example.org", name="A colleague")
    Membership.objects.create(user=person, organisation=cast.cso, role="cso_staff")
    return person


def show(page: Any, part: Any) -> Any:
    page.goto(f"/applications/parts/{part.pk}/sections/project/")
    page.locator("form[data-ready]").wait_for()
    return page


def write(page: Any, text: str, field: str = "Need") -> None:
    """Type it and go on to another field, at which the page saves by itself."""
    page.get_by_label(field).fill(text)
    page.get_by_label(field).blur()


def eventually(holds: Callable[[], bool]) -> None:
    for _ in range(100):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it never came to be")


def status(page: Any) -> Any:
    return page.locator("[data-status]")


def in_place(page: Any, key: str = "need") -> Any:
    return page.locator(f"[name=a-{key}]")


def test_two_browsers_on_one_section_one_goes_offline_both_texts_are_there_and_the_person_chooses(
    cast, part, colleague, open_as, axe
):
    ours, theirs = open_as(cast.applicant, viewport={"width": 320, "height": 800}), open_as(colleague)
    write(ours, "We need water.")
    expect(status(ours)).to_have_text(re.compile("Saved at"))
    show(theirs, part)

    ours.context.set_offline(True)
    write(ours, "We need water and pipes.")
    expect(status(ours)).to_have_text("You are offline. What you write is kept on this device.")
    write(theirs, "We need light.")
    expect(status(theirs)).to_have_text(re.compile("Saved at"))
    ours.context.set_offline(False)

    two = ours.get_by_role("heading", name="Two texts were written at the same time")
    two.wait_for()
    assert Answer.objects.get(key="need").value == "We need light."
    assert AnswerVersion.objects.get(waits=True).value == "We need water and pipes."
    axe(ours)
    assert ours.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    ours.get_by_text("Edit both together").click()
    ours.get_by_label("All words of both texts").fill("We need water, pipes and light.")
    ours.get_by_role("button", name="Let this text stand").click()
    expect(in_place(ours)).to_have_value("We need water, pipes and light.")
    kept = {*AnswerVersion.objects.values_list("value", flat=True)}
    assert {"We need light.", "We need water and pipes."} <= kept
    assert not AnswerVersion.objects.filter(waits=True).exists()


def test_what_was_written_offline_comes_back_after_the_browser_was_closed(cast, part, open_as):
    page = open_as(cast.applicant)
    page.context.set_offline(True)
    write(page, "Written in the bus")
    expect(status(page)).to_have_text("You are offline. What you write is kept on this device.")
    left = page.evaluate(
        "Object.entries({ ...localStorage }).filter(([name]) => name.startsWith('writing:'))"
    )
    page.close()
    context = page.context
    context.set_offline(False)
    Answer.objects.all().delete()  # should the browser have sent it with its last breath
    page = context.new_page()
    page.goto("/")
    page.evaluate("(left) => left.forEach(([name, entry]) => localStorage.setItem(name, entry))", left)
    show(page, part)
    expect(status(page)).to_have_text("What you wrote on this device without a connection is back.")
    expect(in_place(page)).to_have_value("Written in the bus")
    assert Answer.objects.get(key="need").value == "Written in the bus"
    assert kept_here(page) == []


def kept_here(page: Any) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('writing:'))")


def test_an_answer_that_got_lost_on_the_way_makes_no_second_text(cast, part, open_as):
    page = open_as(cast.applicant)
    page.route("**/save/", lambda route: (route.fetch(), route.abort()))
    write(page, "We need water.")
    expect(status(page)).to_have_text(re.compile("The server does not answer"))
    assert Answer.objects.get(key="need").value == "We need water."
    page.unroute("**/save/")
    write(page, "Light, we need.")
    expect(status(page)).to_have_text(re.compile("Saved at"))
    assert Answer.objects.get(key="need").value == "Light, we need."
    assert not AnswerVersion.objects.filter(waits=True).exists()
    assert kept_here(page) == []


def test_a_table_grows_and_shrinks_and_the_words_are_counted_while_typing(cast, part, open_as, axe):
    page = open_as(cast.applicant, viewport={"width": 320, "height": 800}, color_scheme="dark")
    page.get_by_label("Need").fill("word " * 501)
    expect(page.locator("#words-need")).to_have_text("501 of at most 500 words")
    page.get_by_role("button", name="Add a row").click()
    page.keyboard.type("Nurse")
    page.get_by_label("Days, row 4").fill("12")
    page.get_by_role("button", name="Remove row 2").click()
    eventually(lambda: Answer.objects.get(key="team").value == [{"role": "Nurse", "days": "12"}])
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_after_the_deadline_the_text_stays_on_the_page_and_can_be_kept_as_a_file(
    cast, part, open_as, tmp_path
):
    page = open_as(cast.applicant)
    call = part.application.call
    call.closes_at = call.opens_at + timedelta(minutes=1)
    call.save()
    write(page, "A minute late")
    expect(status(page)).to_have_text(re.compile("The deadline has passed"))
    expect(in_place(page)).to_have_value("A minute late")
    with page.expect_download() as download:
        page.get_by_role("link", name="Keep my text as a file").click()
    download.value.save_as(tmp_path / "kept.txt")
    assert "A minute late" in (tmp_path / "kept.txt").read_text()
    assert len(kept_here(page)) == 1


def test_signing_out_takes_what_lies_on_the_device_along(cast, part, open_as):
    page = open_as(cast.applicant)
    page.evaluate("localStorage.setItem('writing:1:1:need:x', '{}'); localStorage.setItem('theme', 'dark')")
    page.evaluate(
        "const form = document.querySelector('form[action*=logout]'); form.addEventListener('submit', (e) => e.preventDefault()); form.requestSubmit()"
    )
    assert kept_here(page) == []
    assert page.evaluate("localStorage.getItem('theme')") == "dark"
