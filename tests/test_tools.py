"""What the other tests rely on finds what it is there to find."""

import pytest
from django.contrib.contenttypes.models import ContentType

GOOD = '<html lang="en"><head><title>A page</title></head><body><main><h1>A page</h1>{}</main></body></html>'


@pytest.fixture
def rows():
    """A way to add one row, and a way to count those there are."""
    return lambda: ContentType.objects.create(app_label="tests", model=f"m{ContentType.objects.count()}")


def test_a_list_that_reads_all_its_rows_at_once_costs_the_same(assert_constant_queries, rows):
    assert_constant_queries(lambda: list(ContentType.objects.all()), rows)


def test_a_list_that_reads_each_row_apart_is_caught(assert_constant_queries, rows):
    def read_each():
        return [ContentType.objects.get(pk=each.pk) for each in ContentType.objects.filter(app_label="tests")]

    with pytest.raises(AssertionError, match="2 queries with 1 row, 5 with 4"):
        assert_constant_queries(read_each, rows)


@pytest.mark.browser
def test_the_browser_reaches_the_site_and_its_scripts_may_call_it(page):
    assert page.goto("/readyz").json() == {"ready": True}
    assert page.evaluate("fetch('/healthz').then(answer => answer.json())") == {"alive": True}


@pytest.mark.browser
def test_axe_passes_a_sound_page_and_names_the_fault_of_another(page, axe):
    page.set_content(GOOD.format("<p>Words.</p>"))
    axe(page)
    page.set_content(GOOD.format('<img src="x.png">'))
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)
