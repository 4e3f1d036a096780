"""How often editions are opened: numbers a day, nobody in them, for curators."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from gapbridge.share.learning import counting
from gapbridge.share.learning.models import Opening
from gapbridge.share.library.models import Page
from tests.share.hub import edition_of, published

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36"
PAGE = reverse("learning:readings")


def opened(client, address, agent=PHONE, **headers):
    assert client.get(address, headers={"user-agent": agent, **headers}).status_code == 200


def counted():
    return sum(Opening.objects.values_list("count", flat=True))


def test_each_opening_counts_one_for_the_edition_and_the_day(as_, cast):
    resource = published(cast)
    for _ in range(3):
        opened(as_("visitor"), resource.get_absolute_url())
    opening = Opening.objects.get()
    assert (opening.edition, opening.day, opening.count) == (edition_of(resource), timezone.localdate(), 3)
    kept = {field.name for field in Opening._meta.get_fields()}
    assert kept == {"id", "edition", "day", "count"}


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 AppleWebKit/537.36 (compatible; bingbot/2.0)",
        "curl/8.5.0",
        "python-requests/2.32",
        "facebookexternalhit/1.1 (preview)",
        "Mozilla/5.0 (X11) HeadlessChrome/120.0",
    ],
)
def test_programs_are_left_out(as_, cast, agent):
    opened(as_("visitor"), published(cast).get_absolute_url(), agent)
    assert counted() == 0


def test_what_is_fetched_ahead_or_by_a_curator_is_left_out(as_, cast):
    address = published(cast).get_absolute_url()
    opened(as_("visitor"), address, **{"sec-purpose": "prefetch"})
    opened(as_("visitor"), address, **{"sec-fetch-dest": "empty"})
    opened(as_("protection_officer"), address)
    assert counted() == 0
    opened(as_("trainer"), address, **{"sec-fetch-dest": "document"})
    assert counted() == 1


def test_a_page_that_a_search_leads_to_counts_and_turning_its_pages_does_not(as_, cast):
    version = edition_of(published(cast)).current
    Page.objects.bulk_create(Page(version=version, number=number, text="…") for number in (1, 2))
    first, second = (reverse("library:page", args=[version.pk, number]) for number in (1, 2))
    opened(as_("visitor"), first)
    opened(as_("visitor"), second, referer=f"http://testserver{first}")
    assert counted() == 1


def test_a_page_is_shown_also_when_its_reading_cannot_be_counted(as_, cast, monkeypatch):
    address = published(cast).get_absolute_url()

    def fail(edition):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(counting, "count_one", fail)
    opened(as_("visitor"), address)
    assert counted() == 0


# --- the curators' page ---------------------------------------------------------------------------


@pytest.mark.parametrize("member", ["trainer", "applicant", "official", "donor", "community_member"])
def test_only_curators_see_what_is_read(as_, member):
    assert as_(member).get(PAGE).status_code == 403


def test_curators_see_what_is_read_most_in_which_language_and_what_never(as_, cast):
    much, little, never = (published(cast, title=title) for title in ("Much", "Little", "Never"))
    today = timezone.localdate()
    Opening.objects.create(edition=edition_of(much), day=today, count=7)
    Opening.objects.create(edition=edition_of(little), day=today - timedelta(days=1), count=2)
    Opening.objects.create(edition=edition_of(little), day=today - timedelta(days=40), count=90)
    found = as_("protection_officer").get(PAGE).context["found"]
    assert [(each.title, each.often) for each in found.most_read] == [("Much", 7), ("Little", 2)]
    assert [each.title for each in found.never_read] == [never.edition().title]
    assert found.by_language == [{"edition__language": "en", "often": 9}]
    assert found.total == 9
    longer = as_("protection_officer").get(PAGE, {"days": "90"}).context["found"]
    assert [(each.title, each.often) for each in longer.most_read] == [("Little", 92), ("Much", 7)]


def test_a_curator_of_another_programme_sees_none_of_it(as_, cast):
    Opening.objects.create(
        edition=edition_of(published(cast, title="Ours")), day=timezone.localdate(), count=7
    )
    page = as_("stranger").get(PAGE)
    assert page.context["found"].total == 0
    assert "Ours" not in page.text


def test_the_page_costs_the_same_for_many_readings(as_, cast, assert_constant_queries):
    def add():
        Opening.objects.create(edition=edition_of(published(cast)), day=timezone.localdate(), count=1)
        published(cast)

    assert_constant_queries(lambda: as_("protection_officer").get(PAGE), add)
