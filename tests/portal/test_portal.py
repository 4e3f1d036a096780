"""The pages across the stages: numbers as far as the reader may see, and calm whatever is asked."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.interventions.models import Intervention
from gapbridge.agree.gaps.models import Gap
from gapbridge.base import sockets
from gapbridge.base.models import FormDraft
from gapbridge.listen.feedback.models import Feedback
from gapbridge.programmes.models import Place
from gapbridge.prove.updates.models import Update
from gapbridge.share.portal import maps, queries
from gapbridge.share.portal.pictures import HEIGHT, WIDTH, picture_of


@pytest.fixture
def searchable(pytestconfig):
    if pytestconfig.getoption("nomigrations"):
        pytest.skip("the search's index comes with migrations")


def intervention(cast, *places, kind="training", published=True, **fields) -> Intervention:
    number = Intervention.objects.count() + 1
    given = {
        "programme": cast.programme,
        "kind": kind,
        "code": f"I{number}",
        "title": f"Event {number}",
        "organisation": cast.office,
        "starts_on": date(2009, 3, 1),
        "ends_on": date(2009, 3, 2),
        "published_at": timezone.now() if published else None,
    }
    row = Intervention.objects.create(**(given | fields))
    row.places.set(places)
    return row


# --- the map ------------------------------------------------------------------------------------


def counted(user, **conditions) -> dict[str, int]:
    return {each.place.code: each.count for each in queries.interventions_by_district(user, **conditions)}


def test_the_map_counts_an_intervention_once_in_each_of_its_districts(cast):
    other = Place.objects.create(code="AZ-GA", kind="city", name_en="Gəncə", parent=cast.country)
    Place.objects.filter(pk=other.pk).update(district=other)
    intervention(cast, cast.settlement, cast.district)
    intervention(cast, other, cast.settlement)
    assert counted(cast.visitor) == {"AZ-YE": 2, "AZ-GA": 1}


def test_the_map_counts_only_what_the_reader_may_see(cast):
    intervention(cast, cast.district, published=False)
    assert counted(cast.visitor) == {}
    assert counted(cast.official) == {}
    assert counted(cast.programme_officer) == {"AZ-YE": 1}


def test_the_map_is_narrowed_by_kind_and_programme(as_, cast):
    intervention(cast, cast.district, kind="training")
    intervention(cast, cast.district, kind="round_table", programme=cast.other)
    address = reverse("portal:map")
    for query, number in (
        ({}, 2),
        ({"kind": "training"}, 1),
        ({"programme": cast.other.pk}, 1),
        ({"kind": "training", "programme": cast.other.pk}, 0),
        ({"kind": "'; DROP TABLE", "programme": "x"}, 2),
    ):
        counts = as_("visitor").get(address, query).context["counts"]
        assert sum(each.count for each in counts) == number, query


def test_a_place_without_a_district_is_on_no_map(cast):
    intervention(cast, cast.country)
    assert counted(cast.visitor) == {}


def test_every_count_has_a_level_and_none_has_no_more_than_five():
    for most in range(40):
        tops = maps.bounds(most)
        assert len(tops) == min(5, most)
        assert all(1 <= maps.level_of(count, tops) <= 5 for count in range(1, most + 1))
        assert maps.level_of(0, tops) == 0
        assert tops == sorted(set(tops))


# --- events -------------------------------------------------------------------------------------


def test_events_are_published_trainings_and_meetings(as_, cast):
    shown = [intervention(cast, kind=kind) for kind in ("training", "study_tour", "round_table")]
    hidden = [intervention(cast, kind="procurement"), intervention(cast, published=False)]
    page = as_("visitor").get(reverse("portal:events")).content.decode()
    assert all(each.title in page for each in shown)
    assert not any(each.title in page for each in hidden)


def test_what_is_still_to_come_stands_first_the_nearest_on_top(cast):
    today = date(2009, 3, 10)

    def event(start, end):
        return intervention(cast, starts_on=today + timedelta(start), ends_on=today + timedelta(end))

    past, running, next_week, later = event(-9, -1), event(-1, 0), event(7, 7), event(30, 31)
    coming, held = queries.split_by_today(list(queries.events(cast.visitor)), today)
    assert coming == [running, next_week, later]
    assert held == [past]


def test_an_event_always_has_the_same_picture_within_its_frame():
    for kind in queries.EVENT_KINDS:
        for seed in range(30):
            picture = picture_of(seed, kind)
            assert picture == picture_of(seed, kind)
            assert all(0 <= x <= WIDTH and -HEIGHT <= y <= 2 * HEIGHT for x, y, _radius in picture.beads)


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", ""])
def test_an_odd_page_number_shows_a_page(as_, cast, page):
    intervention(cast)
    response = as_("visitor").get(reverse("portal:events"), {"page": page})
    assert response.status_code == 200
    assert "Event 1" in response.content.decode()


# --- search -------------------------------------------------------------------------------------

ODD = [
    "", " ", "*", '"', "'", "()", "AND", "OR NOT", "NEAR(a b)", "a*b", "title:x", "-x", "^", "a" * 5000, "İ" * 300,
    "\u202e", "%", "\\", "{{ x }}", "<script>alert(1)</script>", "ə ö ğ", "ы", "中文", "🙂", "a\tb\nc",
]  # fmt: skip


@pytest.mark.parametrize("query", ODD)
def test_whatever_is_asked_the_search_stays_calm(as_, cast, searchable, query):
    response = as_("visitor").get(reverse("portal:search"), {"q": query, "kind": query, "page": query})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_what_no_database_can_hold_is_refused_before(as_, cast, text):
    from urllib.parse import quote

    address = f"{reverse('portal:search')}?q={quote(text.encode('utf-8', 'surrogatepass'))}"
    assert as_("visitor").get(address).status_code in ({400} if "\x00" in text else {200, 400})


def test_the_search_finds_only_what_the_reader_may_see(as_, cast, searchable):
    Gap.objects.create(programme=cast.programme, code="G1", title="Kəhriz suyu", statement="…", severity=3)
    address = reverse("portal:search")
    for member, finds in (
        ("protection_officer", True),
        ("official", False),
        ("stranger", False),
        ("visitor", False),
    ):
        page = as_(member).get(address, {"q": "kehriz"}).content.decode()
        assert ("Kəhriz</mark>" in page) is finds, member


# --- home ---------------------------------------------------------------------------------------


def test_home_shows_what_waits_the_most_pressing_first(as_, cast, monkeypatch):
    waiting = [
        sockets.Waiting("3 applications to score", "/x/", due=date(2009, 5, 1)),
        sockets.Waiting("A register to fill", "/y/"),
        sockets.Waiting("A position to take", "/z/", due=date(2009, 4, 1)),
    ]
    monkeypatch.setattr(sockets, "WAITING", [lambda user: waiting if user == cast.official else []])
    page = as_("official").get(reverse("portal:home")).content.decode()
    places = [
        page.index(text) for text in ("A position to take", "3 applications to score", "A register to fill")
    ]
    assert places == sorted(places)
    assert "A position to take" not in as_("donor").get(reverse("portal:home")).content.decode()


def test_home_of_who_belongs_to_nothing_shows_ways_in(as_, cast):
    page = as_("community_member").get(reverse("portal:home")).content.decode()
    assert reverse("people:register") in page
    assert reverse("feedback:new") in page


def test_home_shows_my_unfinished_forms_and_nobody_elses(as_, cast):
    FormDraft.objects.create(user=cast.official, key="/gaps/1/edit/", data={})
    FormDraft.objects.create(user=cast.donor, key="/plans/2/edit/", data={})
    page = as_("official").get(reverse("portal:home")).content.decode()
    assert "/gaps/1/edit/" in page
    assert "/plans/2/edit/" not in page


def test_home_shows_my_feedback_but_never_a_sealed_one(as_, cast):
    for number, sealed in enumerate((False, True)):
        Feedback.objects.create(
            programme=cast.programme, kind="question", text="x", receipt_hash=str(number),
            submitted_by=cast.community_member, sealed=sealed,
        )  # fmt: skip
    shown = as_("community_member").get(reverse("portal:home")).context["feedback"]
    assert [each.sealed for each in shown] == [False]


def test_a_visitor_has_no_home(as_, cast):
    assert as_("visitor").get(reverse("portal:home")).status_code == 302


# --- the front page -----------------------------------------------------------------------------


def test_the_front_page_counts_what_a_visitor_may_open(as_, cast):
    Gap.objects.create(programme=cast.programme, code="G1", title="Draft", statement="…", severity=3)
    Gap.objects.create(
        programme=cast.programme,
        code="G2",
        title="Public",
        statement="…",
        severity=3,
        published_at=timezone.now(),
    )
    counts = {each.label: each.count for each in as_("visitor").get("/").context["tallies"]}
    assert counts["gaps"] == 1
    counts = {each.label: each.count for each in as_("protection_officer").get("/").context["tallies"]}
    assert counts["gaps"] == 2


def test_the_front_page_shows_published_updates_and_running_programmes(as_, cast):
    given = {"programme": cast.programme, "period_start": date(2009, 1, 1), "period_end": date(2009, 6, 30)}
    Update.objects.create(title="Draft update", **given)
    Update.objects.create(title="Published update", state="published", **given)
    page = as_("programme_officer").get("/").content.decode()
    assert "Published update" in page
    assert "Draft update" not in page
    assert "Strengthening Protection Capacity" in page


@pytest.mark.parametrize("name", ["front", "events", "map", "complain", "accessibility"])
@pytest.mark.parametrize("language", ["en", "az", "ru"])
def test_public_pages_open_in_each_language(client, cast, name, language):
    client.cookies["django_language"] = language
    page = client.get(reverse(f"portal:{name}"))
    assert page.status_code == 200
    assert f'lang="{language}"' in page.content.decode()


@pytest.mark.parametrize("name", ["front", "events", "map", "home"])
def test_pages_cost_the_same_with_more_rows(as_, cast, assert_constant_queries, name):
    def add():
        number = Update.objects.count()
        intervention(cast, cast.district)
        Update.objects.create(
            programme=cast.programme, title=f"Update {number}", state="published",
            period_start=date(2009, 1, 1), period_end=date(2009, 6, 30),
        )  # fmt: skip

    client = as_("programme_officer")
    assert_constant_queries(lambda: client.get(reverse(f"portal:{name}")), add)
