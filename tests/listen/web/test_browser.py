"""In a real browser: a form is filled in without a network, outlives its window, and arrives once."""

import pytest
from django.urls import reverse

from gapbridge.listen.collect.models import Submission

from .forms import open_form

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/fill/"


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


def test_filled_in_offline_the_window_closed_and_back_online_it_arrives_once(cast, form, page, signed_in):
    context = page.context
    signed_in(context, cast.protection_officer)
    opened(page, form)
    kept_for_offline(page)

    context.set_offline(True)
    opened(page, form)
    fill_in(page)
    page.goto(LIST)
    page.locator("#queue").get_by_text("Waits on this device").wait_for()
    page.close()
    assert not Submission.objects.exists()

    page = context.new_page()
    page.goto(LIST)
    page.locator("#queue").get_by_text("Waits on this device").wait_for()
    context.set_offline(False)
    page.locator("#queue").get_by_text("Arrived", exact=True).wait_for()

    arrived = Submission.objects.get()
    assert (arrived.form, arrived.source, arrived.sent_by) == (form, "browser", cast.protection_officer)
    assert "<words>Su iki gündən bir gəlir.</words>" in arrived.content
    page.get_by_text(f"Receipt: {arrived.instance_id[-6:]}").wait_for()

    page.reload()
    page.locator("#queue").get_by_text("Arrived", exact=True).wait_for()
    page.get_by_role("button", name="Send now").click()
    page.locator("#said").get_by_text("Nothing waits on this device.").wait_for()
    assert Submission.objects.count() == 1
