"""The officer's pages of forms and telephones, on a phone and at a desk."""

import pytest
from django.conf import settings

from tests.listen.collect.rooms import ready_form

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [320, 1280])
def test_forms_and_telephones_are_set_up_at_either_width(cast, as_, page, axe, live_server, width):
    form = ready_form(cast)
    session = as_("protection_officer").cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    page.set_viewport_size({"width": width, "height": 900})
    for address in ("/collect/", form.get_absolute_url(), form.assessment.get_absolute_url()):
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.goto(f"/collect/programmes/{cast.programme.pk}/telephones/")
    page.get_by_label("Which telephone?").fill("Team 1, blue cover")
    page.get_by_role("button", name="Make an account").click()
    page.get_by_text("The password is shown only once").wait_for()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
