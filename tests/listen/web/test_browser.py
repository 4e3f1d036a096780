"""In a real browser: a form is filled in without a network, outlives its window, and arrives once."""

import pytest
from django.urls import reverse

from gapbridge.base import uploads
from gapbridge.listen.collect.models import Submission

from .forms import open_form, picture, width_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/fill/"
UNTIL_PICTURE_IS_KEPT = """async () => {
    while (!(await Store.mine("drafts"))[0]?.files.length) await new Promise((again) => setTimeout(again, 50));
}"""


@pytest.fixture
def form(cast):
    return open_form(cast)


@pytest.fixture
def signed_in(client, live_server):
    """`signed_in(context, person)` gives a browser that person's session."""

    def sign_in(context, person):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        key = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])

    return sign_in


@pytest.fixture
def sound(axe):
    """Axe finds nothing, and nothing is wider than the screen."""

    def check(page):
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

    return check


def address(form):
    return reverse("webforms:fill", args=[form.pk])


def opened(page, form):
    page.goto(address(form))
    page.get_by_label("Where was it?").wait_for()


def kept_for_offline(page):
    page.get_by_text("it opens without a network, too").wait_for()


def fill_in(page, place="A settlement"):
    page.get_by_label("Where was it?").fill(place)
    page.get_by_text("Women", exact=True).click()
    page.get_by_label("In their words").fill("Su iki gündən bir gəlir.")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("heading", name="Filled in").wait_for()


def waits(page):
    page.locator("#queue").get_by_text("Waits on this device").wait_for()


def arrived(page):
    page.locator("#queue").get_by_text("Arrived", exact=True).wait_for()


def test_filled_in_offline_the_window_closed_and_back_online_it_arrives_once(
    cast, form, page, signed_in, sound
):
    context = page.context
    page.set_viewport_size({"width": 320, "height": 640})
    signed_in(context, cast.protection_officer)
    opened(page, form)
    kept_for_offline(page)

    context.set_offline(True)
    opened(page, form)
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("Answer this question, please.").wait_for()
    sound(page)
    fill_in(page)
    page.goto(LIST)
    waits(page)
    sound(page)
    page.close()
    assert not Submission.objects.exists()

    page = context.new_page()
    page.goto(LIST)
    waits(page)
    context.set_offline(False)
    arrived(page)

    kept = Submission.objects.get()
    assert (kept.form, kept.source, kept.sent_by) == (form, "browser", cast.protection_officer)
    assert "<words>Su iki gündən bir gəlir.</words>" in kept.content
    page.get_by_text(f"Receipt: {kept.instance_id[-6:]}").wait_for()

    page.reload()
    arrived(page)
    page.get_by_role("button", name="Send now").click()
    page.locator("#said").get_by_text("Nothing waits on this device.").wait_for()
    assert Submission.objects.count() == 1


def test_two_windows_that_come_online_at_once_send_it_once(cast, form, page, signed_in):
    context = page.context
    signed_in(context, cast.protection_officer)
    opened(page, form)
    kept_for_offline(page)
    context.set_offline(True)
    for place in ("First", "Second", "Third"):
        opened(page, form)
        fill_in(page, place)
    posts = []
    context.on("request", lambda request: request.method == "POST" and posts.append(request.url))
    windows = [page, context.new_page(), context.new_page()]
    for window in windows:
        window.goto(LIST)
        window.get_by_text("Waiting: 3. Arrived: 0. Not taken: 0.").wait_for()

    context.set_offline(False)
    for window in windows:
        window.get_by_text("Waiting: 0. Arrived: 3. Not taken: 0.").wait_for()
    assert len(posts) == Submission.objects.count() == 3


def test_an_unfinished_answer_is_there_again_with_its_picture_after_its_window_was_closed(
    cast, form, page, signed_in
):
    context = page.context
    signed_in(context, cast.protection_officer)
    opened(page, form)
    page.get_by_label("Where was it?").fill("A settlement")
    page.get_by_text("Men", exact=True).click()
    photo = {"name": "big.png", "mimeType": "image/png", "buffer": picture(200, 100)}
    page.locator("input[type=file]").set_input_files(photo)
    page.get_by_role("img", name="The picture that was taken").wait_for()
    page.get_by_text("Kept on this device at").wait_for()
    page.evaluate(UNTIL_PICTURE_IS_KEPT)
    page.close()

    page = context.new_page()
    opened(page, form)
    page.get_by_text("Your unfinished answer is here again").wait_for()
    assert page.get_by_label("Where was it?").input_value() == "A settlement"
    assert page.get_by_role("radio", name="Men", exact=True).is_checked()
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("Arrived and kept: Listening to people.").wait_for()
    kept = Submission.objects.get()
    assert kept.content.count("A settlement") == 1
    with uploads.opened(kept.media.get().file) as sent:
        assert width_of(sent.read()) == 50  # as the form asks

    opened(page, form)
    assert page.get_by_label("Where was it?").input_value() == ""


def test_signed_out_nothing_is_lost_and_the_next_person_sees_nothing_of_it(
    cast, form, page, signed_in, client
):
    context = page.context
    signed_in(context, cast.protection_officer)
    opened(page, form)
    kept_for_offline(page)
    context.clear_cookies(name="sessionid")
    fill_in(page)
    page.get_by_text("You are signed out. Sign in to send. Nothing is lost.").wait_for()

    signed_in(context, cast.monitoring_officer)
    page.goto(LIST)
    page.get_by_text("Answers of another person wait on this device: 1.").wait_for()
    assert page.locator("#queue li").count() == 0
    kept = "caches.match(arguments, {ignoreVary: true}).then(Boolean)".replace(
        "arguments", repr(address(form))
    )
    assert page.evaluate(kept) is False
    assert not Submission.objects.exists()

    signed_in(context, cast.protection_officer)
    page.goto(LIST)
    arrived(page)
    assert Submission.objects.get().sent_by == cast.protection_officer


def test_what_is_not_taken_says_why_and_everything_can_be_removed(cast, form, page, signed_in):
    signed_in(page.context, cast.protection_officer)
    opened(page, form)
    type(form).objects.update(form_id="renamed")
    fill_in(page)
    page.get_by_text("Not taken: Listening to people.").wait_for()
    page.goto(LIST)
    page.locator("#queue").get_by_text("This server has no form").wait_for()

    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove everything from this device").click()
    page.get_by_text("Everything was removed from this device.").wait_for()
    page.get_by_text("Nothing waits on this device.").wait_for()
    assert page.evaluate("caches.keys()") == []
