"""The office tends a round in a real browser, on the narrowest screen."""

import pytest
from django.urls import reverse

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.models import Answer, Version
from gapbridge.agree.consultations.queries import seat_of
from gapbridge.agree.consultations.texts import sentences_of

from . import story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 320, "height": 640}


@pytest.fixture
def officer(cast, client, page, live_server):
    client.force_login(cast.protection_officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    key = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page.set_viewport_size(PHONE)
    return page


def address(name, *args):
    return reverse(f"consultations:{name}", args=args)


def said(cast, opened):
    item = opened.items.get()
    spot = next(each for each in sentences_of(item.text) if each.field == "text")
    for _ in range(2):
        actions.add_comment(
            actor=cast.applicant,
            item=item,
            stakeholder=seat_of(opened, cast.cso),
            text="Name the villages.",
            spot=actions.Spot("text", spot.start),
        )


def test_two_comments_are_taken_up_by_a_change_of_the_text_on_a_phone(cast, officer, axe):
    opened = story.opened(cast)
    said(cast, opened)
    officer.goto(address("answering", opened.pk))
    officer.get_by_role("button", name="Tick all on this page").click()
    officer.get_by_text("2 ticked").wait_for()
    axe(officer)
    officer.get_by_role("button", name="Answer what is ticked").click()
    officer.get_by_role("link", name="Change the text of").click()
    officer.locator("#id_text").fill("No safe water in Bala and Dere.")
    officer.locator("#id_because").fill("The villages are named.")
    officer.get_by_role("button", name="Look at the changes").click()
    officer.locator("ins").first.wait_for()
    axe(officer)
    officer.get_by_role("button", name="Save this text and tell everybody").click()
    officer.locator("#id_answer").fill("Both are named.")
    officer.get_by_role("button", name="Answer", exact=True).click()
    officer.get_by_text("Every comment is answered.").wait_for()
    answer = Answer.objects.get()
    assert (answer.outcome, answer.version, answer.comments.count()) == (
        "taken_up",
        Version.objects.get(number=2),
        2,
    )


@pytest.mark.parametrize("name", ["consultation", "comments", "stakeholders", "history", "materials"])
def test_the_pages_of_a_round_fit_a_phone_and_can_be_read_by_everyone(cast, officer, axe, name):
    opened = story.opened(cast)
    said(cast, opened)
    story.stands(cast, opened, authority=("object", "Too dear"))
    actions.note_undelivered(actor=cast.protection_officer, stakeholder=seat_of(opened, cast.funder))
    officer.goto(address(name, opened.pk))
    assert officer.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(officer)


def test_a_long_list_narrows_as_one_types_and_keeps_what_is_ticked(cast, officer, axe):
    made = story.prepared(cast, invited=("authority",))
    officer.goto(address("invite", made.pk))
    officer.locator("#id_find").fill("first")
    officer.get_by_label("First CSO").check()
    officer.locator("#id_find").fill("second")
    assert officer.get_by_label("First CSO").is_hidden()
    axe(officer)
    officer.get_by_role("button", name="Invite who is ticked").click()
    officer.get_by_text("They are on the list.").wait_for()
    assert seat_of(made, cast.cso)
