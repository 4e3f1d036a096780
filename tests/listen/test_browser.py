"""On a telephone, in a real browser, without any account."""

import pytest

from gapbridge.listen.assessments import actions

from .rooms import held, listening, new_session, publish, voice

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 320, "height": 640}


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_concern_is_raised_and_its_state_read_on_a_phone(cast, page, axe):
    page.set_viewport_size(PHONE)
    page.goto("/feedback/new/")
    axe(page)
    page.get_by_role("button", name="Send").click()
    assert page.get_by_role("alert").is_visible()
    axe(page)
    assert fits(page)

    page.get_by_label("Concern or complaint").check()
    page.get_by_label("What do you want to tell us?").fill("The line was closed.")
    page.get_by_label("Strengthening Protection Capacity").check()
    page.get_by_role("button", name="Send").click()
    receipt = page.locator("#receipt").inner_text()
    assert fits(page)
    axe(page)

    page.get_by_role("link", name="Where the answer will be").click()
    axe(page)
    page.get_by_label("Your receipt code").fill(receipt.lower())
    page.get_by_role("button", name="Show what became of it").click()
    page.get_by_role("heading", name="It has arrived").wait_for()
    assert fits(page)
    axe(page)


def test_voices_are_read_on_a_phone(cast, page, axe):
    assessment = listening(cast)
    session = held(cast, assessment)
    statement = voice(cast, session, topics=[cast.topic], clauses=[cast.framework.clauses.get()])
    actions.finish_coding(actor=cast.protection_officer, session=session)
    held_by_few = new_session(cast, assessment, sex="male", participants=3)
    actions.cancel_session(actor=cast.protection_officer, session=held_by_few, reason="Snow.")
    publish(cast, assessment)
    page.set_viewport_size(PHONE)

    for address in ("/assessments/", "/assessments/voices/", assessment, session, statement):
        page.goto(address if isinstance(address, str) else address.get_absolute_url())
        assert fits(page), page.url
        axe(page)


def test_a_voice_is_marked_on_a_phone(cast, page, axe, client, live_server):
    session = held(cast, listening(cast))
    client.force_login(cast.protection_officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    key = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page.set_viewport_size(PHONE)

    page.goto(f"/assessments/sessions/{session.pk}/voices/new/")
    axe(page)
    page.get_by_label("What was said").fill("Su yoxdur.")
    page.get_by_label("E Basic needs").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Women, 18–40, A settlement").wait_for()

    for address in (session.get_absolute_url(), f"/assessments/sessions/{session.pk}/edit/"):
        page.goto(address)
        assert fits(page), page.url
        axe(page)
    assert list(session.statements.get().clauses.all()) == [cast.framework.clauses.get()]
