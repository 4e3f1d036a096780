"""One person with one section open in two tabs, of which one loses the line for a minute."""

import re

import pytest
from playwright.sync_api import expect

from gapbridge.act.applications.models import Answer, AnswerVersion
from tests.act import granting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_tabs_on_one_section_one_offline_for_a_minute_both_texts_are_there_and_the_person_chooses(
    cast, page, client, live_server
):
    part = granting.application(granting.call(cast), cast.cso, cast.applicant, "draft").parts.get()
    client.force_login(cast.applicant, backend="allauth.account.auth_backends.AuthenticationBackend")
    key = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page.context.set_default_timeout(15_000)
    tabs = page, page.context.new_page()
    tabs[0].clock.install()
    for tab in tabs:
        tab.goto(f"/applications/parts/{part.pk}/sections/project/")
        tab.locator("form[data-ready]").wait_for()

    lost = tabs[0]
    lost.route("**/save/", lambda route: route.abort("internetdisconnected"))
    write(lost, "Water is what we need.")
    expect(lost.locator("[data-status]")).to_contain_text("kept on this device")
    write(tabs[1], "Light is what we need.")
    expect(tabs[1].locator("[data-status]")).to_have_text(re.compile("Saved at"))
    lost.clock.fast_forward("01:00")
    assert not AnswerVersion.objects.exists()
    lost.unroute("**/save/")
    lost.clock.fast_forward("00:30")

    lost.get_by_role("heading", name="Two texts were written at the same time").wait_for()
    assert Answer.objects.get(key="need").value == "Light is what we need."
    assert AnswerVersion.objects.get(waits=True).value == "Water is what we need."
    lost.get_by_role("button", name="Keep mine").click()
    expect(lost.get_by_label("Need")).to_have_value("Water is what we need.")
    assert Answer.objects.get(key="need").value == "Water is what we need."
    assert "Light is what we need." in AnswerVersion.objects.values_list("value", flat=True)


def write(tab, text):
    tab.get_by_label("Need").fill(text)
    tab.get_by_label("Need").blur()
