"""The pages of proof in a browser: nothing hidden at 320 px, nothing that axe complains of."""

import pytest
from django.urls import reverse

from gapbridge.prove.thread.ribbon import thread_url
from tests.prove.reach import rows as reach_rows

from . import rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [320, 1280])
def test_a_visitor_reads_the_thread_and_its_figures(cast, page, axe, width):
    reach_rows.many_records(cast, 1, people=80, lines=200)
    whole = rows.whole(cast)
    whole["results"][0].counter = "people_reached"
    whole["results"][0].interventions.clear()
    whole["results"][0].save()
    page.set_viewport_size({"width": width, "height": 800})
    figure = reverse("reach:figure", args=[cast.programme.pk, "people_reached"])
    for address in (
        thread_url(whole["gaps"][0]),
        reverse("reach:figures"),
        f"{figure}?by=sex&second=age_unhcr",
        f"{figure}?by=place",
        reverse("results:programme", args=[cast.programme.pk]),
        f"{whole['results'][0].get_absolute_url()}?by=sex",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        axe(page)
    page.goto(thread_url(whole["gaps"][0]))
    assert page.locator(".thread-picture").is_visible() == (width == 1280)
    assert page.locator("#updates a").first.is_visible()
