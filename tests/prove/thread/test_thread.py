"""The thread reads the same from both ends, costs the same at any size, and counts what one may not see."""

import random

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from gapbridge.prove.thread.links import BEADS, BY_KEY, ahead_of, behind, tally, thread_of
from gapbridge.prove.thread.ribbon import beads_of, draw, thread_url

from . import rows

KEYS = [bead.key for bead in BEADS]


def ids(things):
    return {key: set(found.values_list("pk", flat=True)) for key, found in things.items()}


def tangle(cast, seed):
    """Things of every bead, linked at random."""
    chance = random.Random(seed)

    def some(things):
        return chance.sample(things, chance.randint(0, min(3, len(things))))

    held = rows.session(cast, rows.assessment(cast))
    voices = [rows.voice(cast, held) for _each in range(5)]
    gaps = [rows.gap(cast, some(voices)) for _each in range(4)]
    plan = rows.plan(cast)
    measures = [rows.measure(cast, some(gaps), plan) for _each in range(4)]
    return {
        "voices": voices,
        "gaps": gaps,
        "measures": measures,
        "agreements": [rows.agreement(cast, some(gaps), some(measures)) for _each in range(3)],
        "interventions": (interventions := [rows.act(cast, some(measures)) for _each in range(4)]),
        "results": (results := [rows.indicator(cast, some(interventions)) for _each in range(4)]),
        "updates": [rows.update(cast, some(results)) for _each in range(3)],
    }


@pytest.mark.parametrize("seed", range(4))
def test_what_is_ahead_of_one_has_that_one_behind_it(cast, seed):
    things = {(key, each.pk): each for key, found in tangle(cast, seed).items() for each in found}
    ahead = {place: ids(ahead_of(each)) for place, each in things.items()}
    back = {place: ids(behind(each)) for place, each in things.items()}
    for (key, pk), reached in ahead.items():
        for later, found in reached.items():
            assert KEYS.index(later) > KEYS.index(key)
            for other in found:
                assert pk in back[later, other][key], (key, pk, later, other)
    for (key, pk), reached in back.items():
        for earlier, found in reached.items():
            assert KEYS.index(earlier) < KEYS.index(key)
            for other in found:
                assert pk in ahead[earlier, other][key], (key, pk, earlier, other)


@pytest.mark.parametrize("key", KEYS)
def test_every_bead_is_reached_from_every_other(cast, key):
    whole = rows.whole(cast)
    found = ids(thread_of(whole[key][0]))
    assert set(found) == set(KEYS)
    for other in KEYS:
        expected = {whole[key][0].pk} if other == key else {each.pk for each in whole[other]}
        assert found[other] == expected


def test_what_hangs_on_another_gap_is_not_on_this_thread(cast):
    held = rows.session(cast, rows.assessment(cast))
    here, there = (rows.gap(cast, [rows.voice(cast, held)]) for _each in range(2))
    mine, other = rows.measure(cast, [here]), rows.measure(cast, [there])
    rows.act(cast, [other])
    done = rows.act(cast, [mine])
    found = ids(thread_of(here))
    assert found["measures"] == {mine.pk}
    assert found["interventions"] == {done.pk}
    assert len(found["voices"]) == 1


def test_what_a_reader_may_not_see_is_counted_apart(cast):
    heard = rows.assessment(cast)
    voices = [
        rows.voice(cast, rows.session(cast, heard, scope)) for scope in ("public", "authorities", "internal")
    ]
    gap = rows.gap(cast, voices)
    rows.act(cast, [rows.measure(cast, [gap])], published=False)

    def seen(reader, key):
        counts = tally(gap, cast.people[reader])[key]
        return counts.seen, counts.hidden

    assert seen("visitor", "voices") == (1, 2)
    assert seen("stranger", "voices") == (1, 2)
    assert seen("official", "voices") == (2, 1)
    assert seen("protection_officer", "voices") == (3, 0)
    assert seen("visitor", "interventions") == (0, 1)
    assert seen("official", "interventions") == (1, 0)


def queries_of(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


@pytest.mark.parametrize("key", KEYS)
def test_a_ribbon_costs_few_queries_at_any_size(cast, key):
    whole = rows.whole(cast, width=5)
    assert queries_of(lambda: draw(whole[key][0], request_of(cast.fresh("official")))) <= 10


def test_a_ribbon_leads_to_the_one_thing_or_to_the_place_on_the_thread(cast):
    whole = rows.whole(cast, width=1)
    gap = whole["gaps"][0]
    rows.act(cast, [whole["measures"][0]])
    beads = {str(bead["label"]): bead for bead in beads_of(gap, cast.official)}
    assert beads["Measures"]["url"] == whole["measures"][0].get_absolute_url()
    assert (beads["Interventions"]["count"], beads["Interventions"]["url"]) == (
        2,
        f"{thread_url(gap)}#interventions",
    )
    assert beads["Gaps"]["here"]
    assert [bead["here"] for bead in beads.values()].count(True) == 1


def test_a_bead_without_anything_leads_nowhere(cast):
    beads = {str(bead["label"]): bead for bead in beads_of(rows.gap(cast), cast.official)}
    assert (beads["Voices"]["count"], beads["Voices"]["url"]) == (0, "")


def test_what_is_not_on_the_thread_has_no_ribbon(cast):
    assert draw(cast.programme, request_of(cast.official)) == ""


# --- the page --------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", KEYS)
def test_the_page_shows_the_whole_thread(cast, as_, key):
    whole = rows.whole(cast)
    page = as_("monitoring_officer").get(thread_url(whole[key][0])).content.decode()
    for found in whole.values():
        for each in found if found is not whole[key] else found[:1]:
            assert page.count(each.get_absolute_url()) >= 2, "in the picture and in the list"


@pytest.mark.parametrize("width", [1, 6])
def test_the_page_of_the_busiest_gap_costs_at_most_25_queries(cast, as_, width):
    gap = rows.whole(cast, width)["gaps"][0]
    client = as_("official")
    client.get(thread_url(gap))
    assert queries_of(lambda: client.get(thread_url(gap))) <= 25


def test_the_page_costs_the_same_for_many_voices_and_lists_the_first_of_them(cast, as_):
    held = rows.session(cast, rows.assessment(cast))
    few, many = (rows.gap(cast, [rows.voice(cast, held) for _each in range(number)]) for number in (25, 130))
    client = as_("official")
    client.get(thread_url(few))
    assert queries_of(lambda: client.get(thread_url(few))) == queries_of(lambda: client.get(thread_url(many)))
    page = client.get(thread_url(many)).content.decode()
    assert "?all=voices" in page
    assert page.count("<q ") == 20
    whole = client.get(thread_url(many), {"all": "voices"}).content.decode()
    assert whole.count("<q ") == 100
    assert client.get(thread_url(many), {"all": "voices", "page": "2"}).content.decode().count("<q ") == 30


def test_a_visitor_gets_the_thread_of_what_is_public_without_what_is_not(cast, as_):
    held = rows.session(cast, rows.assessment(cast), scope="internal")
    gap = rows.gap(cast, [rows.voice(cast, held, "A secret sentence")])
    draft = rows.gap(cast, published=False, state="draft")
    page = as_("visitor").get(thread_url(gap))
    text = page.content.decode()
    assert page.status_code == 200
    assert "A secret sentence" not in text
    assert held.code not in text
    assert "1 more is closed to you." in text
    assert as_("visitor").get(thread_url(draft)).status_code == 404
    assert as_("stranger").get(thread_url(draft)).status_code == 404
    assert as_("protection_officer").get(thread_url(draft)).status_code == 200


@pytest.mark.parametrize(
    "address", ["/thread/gaps.gap/999999/", "/thread/people.user/1/", "/thread/gaps.moon/1/"]
)
def test_what_is_no_thread_is_not_found(cast, as_, address):
    assert as_("programme_officer").get(address).status_code == 404


@pytest.mark.parametrize(
    "query", ["all=moon", "all=voices&page=x", "all=gaps", "all=voices&page=99999999999999999999"]
)
def test_parameters_that_make_no_sense_are_ignored(cast, as_, query):
    gap = rows.whole(cast, 1)["gaps"][0]
    assert as_("official").get(f"{thread_url(gap)}?{query}").status_code == 200


def test_every_bead_has_a_page_of_its_own_model():
    assert {bead.model_label for bead in BY_KEY.values()} == {
        "assessments.statement",
        "gaps.gap",
        "consultations.agreement",
        "plans.measure",
        "interventions.intervention",
        "results.indicator",
        "updates.update",
    }
