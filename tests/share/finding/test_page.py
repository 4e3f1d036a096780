"""The page on which readers search."""

from html import unescape

import pytest
from django.urls import reverse

from gapbridge.share.finding import keeping
from gapbridge.share.finding.models import Asking, Opening
from tests.share.finding.conftest import read_all
from tests.share.hub import draft, edition_of, published
from tests.share.learning.shelves import shown

SEARCH = reverse("finding:search")


@pytest.fixture
def look(as_):
    """`look("budget")`: what a visitor sees, as text."""
    visitor = as_("visitor")

    def ask(query, headers=None, **filters):
        return visitor.get(SEARCH, {"q": query, **filters}, headers=headers)

    return ask


def found_in(response):
    return [hit.resource.title for hit in response.context["found"].hits]


@pytest.fixture
def hub(cast):
    published(cast, title="How to write a budget", summary="Lines, units, sums", kind="guide")
    published(cast, title="Volunteer agreement", summary="A budget stands in it too", kind="template")
    draft(cast, title="Budget in preparation")
    keeping.catch_up()
    return cast


def test_what_is_typed_is_found_with_its_words_marked(hub, look):
    page = look("budget")
    assert found_in(page) == ["How to write a budget", "Volunteer agreement"]
    assert "How to write a <mark>budget</mark>" in page.content.decode()


def test_facets_count_and_lead_on(hub, look):
    page = look("budget")
    kinds = next(each for each in page.context["facets"] if each["name"] == "kind")
    assert [(choice.value, choice.count, href) for choice, href in kinds["choices"]] == [
        ("guide", 1, "?q=budget&kind=guide"),
        ("template", 1, "?q=budget&kind=template"),
    ]
    assert found_in(look("budget", kind="template")) == ["Volunteer agreement"]


def test_a_chosen_facet_is_taken_away_by_its_own_link(hub, look):
    kinds = next(each for each in look("budget", kind="template").context["facets"] if each["name"] == "kind")
    assert kinds["without"] == "?q=budget"
    assert {choice.value: choice.count for choice, _ in kinds["choices"]} == {"guide": 1, "template": 1}


def test_while_typing_only_the_part_below_the_field_is_sent(hub, look):
    part = look("budg", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "How to write a" in part


def test_without_a_word_the_newest_are_shown(hub, look):
    assert found_in(look("")) == ["Volunteer agreement", "How to write a budget"]


@pytest.mark.parametrize(
    "query",
    [
        "x" * 10_000,
        "слово " * 2_000,
        "AND OR NOT",
        "NEAR(a, b, 5)",
        '"',
        "' OR 1=1 --",
        "* - + ( ) : ^ ~",
        "😀 🧡",
        "\u202e\ufeff",
        "a:b c*",
        "{terms : x} + y*",
        "ı̇İIi",
        "%s %d \\",
        "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    ],
)
def test_whatever_is_typed_there_is_a_clear_answer(hub, look, query):
    page = look(query)
    assert page.status_code == 200
    text = unescape(page.content.decode())
    assert any(said in text for said in ("document", "Nothing found", "There is no word in this"))


def test_of_a_long_question_the_page_says_how_much_was_read(hub, look):
    assert "Only the first 200 characters were read." in look("budget " * 1500).content.decode()


@pytest.mark.parametrize(
    "filters", [{"kind": "nonsense"}, {"topic": "x" * 500}, {"state": "draft"}, {"page": "-1"}]
)
def test_filters_that_mean_nothing_do_no_harm(hub, look, filters):
    assert look("budget", **filters).status_code == 200


def test_what_is_searched_and_what_is_opened_from_it_is_counted_without_a_name(hub, look, client):
    url = look("Budget").context["found"].hits[0].url
    client.get(url, headers={"Referer": f"http://testserver{SEARCH}?q=Budget"})
    asking = Asking.objects.get()
    assert (asking.words, asking.times, asking.found, asking.opened) == ("budget", 1, 2, 1)
    assert Opening.objects.get().resource.title == "How to write a budget"


def test_what_holds_only_some_of_the_words_is_counted_as_not_found(hub, look):
    assert found_in(look("budget xylophone"))
    assert Asking.objects.get().found == 0


def test_a_page_that_was_handed_on_is_not_counted_as_found(hub, look, client):
    url = look("budget").context["found"].hits[0].url
    client.get(url)
    assert Asking.objects.get().opened == 0


def test_what_stood_still_while_typing_is_counted_and_the_letters_before_are_not(hub, look, client):
    for typed in ("nothi", "nothing"):
        look(typed, headers={"HX-Request": "true"})
    client.post(reverse("finding:count"), {"q": "nothing", "found": "0"})
    assert list(Asking.objects.values_list("words", "times", "found")) == [("nothing", 1, 0)]


def test_curators_see_what_is_not_found_and_others_do_not(hub, look, as_):
    look("xylophone")
    assert "xylophone" in as_("programme_officer").get(reverse("finding:askings")).content.decode()
    assert "xylophone" not in as_("donor").get(reverse("finding:askings")).content.decode()


def test_the_front_leads_to_collections_and_further_and_answers_stand_before_that(hub, look, client):
    shown(hub, title_en="Begin here")
    front = look("").text
    assert front.index("Begin here") < front.index(reverse("learning:offline")) < front.index("hub-hits")
    for name in ("learning:list", "learning:offline", "library:list"):
        assert reverse(name) in front
    assert reverse("harvest:feed", args=["en"]) in front.partition("</head>")[2]
    found = look("budget").text
    assert "Begin here" not in found
    assert found.index("hub-hits") < found.index(reverse("learning:offline"))


def test_a_search_costs_as_many_queries_with_one_hit_as_with_many(cast, client, assert_constant_queries):
    for _ in range(3):  # of fewer, other words are asked for as well
        published(cast, title="Budget")

    def add():
        published(cast, title="Budget", text="## One\n\nbudget\n\n## Two\n\nbudget")
        keeping.catch_up()

    assert_constant_queries(lambda: client.get(SEARCH, {"q": "budget"}), add)


def test_the_page_that_is_opened_marks_the_words(hub, look, client):
    from gapbridge.share.library import actions
    from gapbridge.share.library.models import Resource

    resource = Resource.objects.get(kind="guide", state="published")
    version = edition_of(resource).current
    actions.begin_reading(version=version)
    pages = [actions.PageRead("Nothing of it"), actions.PageRead("All about wages & sums")]
    actions.finish_reading(version=version, pages=pages)
    keeping.catch_up()
    hit = look("wages").context["found"].hits[0]
    assert (hit.page, hit.url) == (2, f"{reverse('library:page', args=[version.pk, 2])}?q=wages#marked")
    assert 'All about <mark id="marked">wages</mark> &amp; sums' in client.get(hit.url).content.decode()


def test_the_page_of_a_text_of_ours_keeps_its_headings_and_lists_with_the_words_marked(cast, look, client):
    published(cast, title="Staff", text="Why\n\n## Wages & sums\n\n- **Wages** every month\n- holidays")
    read_all()
    keeping.catch_up()
    hit = look("wages").context["found"].hits[0]
    page = client.get(hit.url).text
    assert '<h2><mark id="marked">Wages</mark> &amp; sums</h2>' in page
    assert "<li><strong><mark>Wages</mark></strong> every month</li>" in page
    assert "<script>" not in page.partition("<main")[2]
