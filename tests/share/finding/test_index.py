"""What is indexed, when, and who finds it. Both databases give the same."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command

from gapbridge.share.finding import keeping
from gapbridge.share.finding.finding import find
from gapbridge.share.finding.index import blocks
from gapbridge.share.finding.models import Block, Indexed, Stale
from gapbridge.share.library import actions
from gapbridge.share.library.models import Resource
from tests.share.hub import draft, edition_of, next_version, published

VISITOR = AnonymousUser()


def titles(query, user=VISITOR, **how):
    keeping.catch_up()
    return [str(hit.edition.title) for hit in find(query, user, **how).hits]


# --- where a word stands -------------------------------------------------------------------------


def test_a_word_in_the_title_counts_more_than_in_the_summary_and_there_more_than_in_the_text(cast):
    filling = "something else entirely " * 20
    published(cast, title="Lorem", summary="Ipsum", text=f"volunteers {filling}")
    published(cast, title="Dolor", summary="About volunteers", text=filling)
    published(cast, title="Volunteers", summary="Sit amet", text=filling)
    assert titles("volunteers") == ["Volunteers", "Dolor", "Lorem"]


def test_a_text_about_it_comes_before_one_that_mentions_it(cast):
    filling = "something else entirely "
    published(cast, title="Mentions it", text=f"volunteers {filling * 60}")
    published(cast, title="Is about it", text=f"volunteers and volunteers {filling * 10} volunteers")
    assert titles("volunteers") == ["Is about it", "Mentions it"]


def test_topics_and_kinds_are_words_too(cast):
    published(cast, title="Lorem", topics=[cast.topic], kind="template")
    assert titles("asylum template") == ["Lorem"]


def test_all_words_must_be_there_in_one_language(cast):
    resource = published(cast, title="Volunteers", language="en")
    actions.add_edition(
        actor=cast.programme_officer,
        resource=resource,
        language="az",
        title="Müqavilə",
        summary="Nümunə",
        content=actions.Content(text="Mətn"),
    )
    assert titles("volunteers steps") == ["Volunteers"]
    assert find("volunteers müqavilə", VISITOR).corrected.because == "fewer"


# --- languages -----------------------------------------------------------------------------------


@pytest.fixture
def in_two_languages(cast):
    """A contract in English and Azerbaijani, and one in English alone; "plan" stands in all of them."""
    published(cast, title="Plan alone", language="en")
    resource = published(cast, title="Plan of work", language="en")
    actions.add_edition(
        actor=cast.programme_officer,
        resource=resource,
        language="az",
        title="İş planı",
        summary="Addımlar",
        content=actions.Content(text="plan"),
    )
    keeping.catch_up()
    return resource


def test_a_work_in_two_languages_is_one_hit_in_the_readers_and_names_both(in_two_languages):
    hits = find("plan", VISITOR, language="az").hits
    assert [(hit.edition.title, len(hit.editions)) for hit in hits] == [("İş planı", 2), ("Plan alone", 1)]


def test_a_work_is_found_by_another_languages_word_and_shown_where_it_stands(in_two_languages):
    found = find("addımlar", VISITOR, language="en")
    assert [hit.language for hit in found.hits] == ["az"]


def test_who_chooses_a_language_is_shown_it(in_two_languages):
    found = find("work", VISITOR, language="en", filters={"language": "az"})
    assert [hit.edition.title for hit in found.hits] == ["İş planı"]


# --- who finds what ------------------------------------------------------------------------------


def test_a_draft_is_found_by_who_may_see_it_and_counted_for_nobody_else(cast):
    draft(cast, title="Secret budget")
    published(cast, title="Open budget")
    keeping.catch_up()
    for name, expected in {
        "protection_officer": 2,
        "programme_officer": 2,
        "visitor": 1,
        "stranger": 1,
        "rival": 1,
        "donor": 1,
        "applicant": 1,
    }.items():
        found = find("budget", cast.people[name])
        assert (found.total, len(found.hits)) == (expected, expected), name
        kinds = next(each for each in found.facets if each.name == "kind")
        assert sum(choice.count for choice in kinds.choices) == expected, name


def test_an_archived_one_is_gone_for_the_world_at_once_even_before_the_index_has_it(cast):
    resource = published(cast, title="Old budget")
    keeping.catch_up()
    actions.archive_resource(actor=cast.programme_officer, resource=resource, reason="Out of date")
    assert find("budget", VISITOR).hits == []
    keeping.catch_up()
    assert find("budget", VISITOR).total == 0


# --- keeping it ----------------------------------------------------------------------------------


def test_a_new_version_is_found_by_its_words_and_no_more_by_the_earlier_ones(cast):
    resource = published(cast, title="Guide", text="wages")
    assert titles("wages") == ["Guide"]
    next_version(cast, edition_of(resource), "insurance")
    assert titles("insurance") == ["Guide"]
    assert titles("wages") == []


def test_what_a_partner_proposes_is_not_searched_before_it_is_taken_over(cast):
    resource = published(cast, title="Guide", text="wages", organisation=None)
    edition = edition_of(resource)
    edition.resource.organisation = cast.organisations["cso"]
    edition.resource.save()
    version = next_version(cast, edition, "insurance", member="applicant")
    assert titles("insurance") == []
    actions.adopt_version(actor=cast.programme_officer, version=version)
    assert titles("insurance") == ["Guide"]


def test_pages_that_were_read_are_searched_instead_of_the_text(cast):
    version = edition_of(published(cast, title="Guide", text="first words")).current
    actions.begin_reading(version=version)
    actions.finish_reading(version=version, pages=[actions.PageRead("one"), actions.PageRead("two wages")])
    keeping.catch_up()
    assert [hit.page for hit in find("wages", VISITOR).hits] == [2]
    assert titles("first words") == []


def test_the_page_that_holds_most_of_the_words_is_opened_and_of_equals_the_one_with_the_title(cast):
    version = edition_of(published(cast, title="Guide")).current
    actions.begin_reading(version=version)
    pages = [
        actions.PageRead("wages"),
        actions.PageRead("wages and taxes of staff"),
        actions.PageRead("wages and taxes", title="Taxes on wages"),
        actions.PageRead("taxes"),
    ]
    actions.finish_reading(version=version, pages=pages)
    keeping.catch_up()
    assert [hit.page for hit in find("wages taxes", VISITOR).hits] == [3]


def test_a_change_that_leaves_the_words_alone_leaves_the_work_in_its_place(cast):
    resource = published(cast, title="Guide")
    keeping.catch_up()
    before = Indexed.objects.get().place
    actions.change_resource(actor=cast.programme_officer, resource=resource, jurisdiction="AZ")
    keeping.catch_up()
    assert Indexed.objects.get().place == before
    assert find("guide", VISITOR, filters={"jurisdiction": "AZ"}).total == 1


def test_topics_that_are_changed_are_counted_anew(cast):
    resource = published(cast, title="Guide", topics=[cast.topic])
    keeping.catch_up()
    actions.change_resource(actor=cast.programme_officer, resource=resource, topics=[])
    keeping.catch_up()
    assert find("guide", VISITOR, filters={"topic": cast.topic.key}).total == 0


def test_a_resource_that_is_removed_is_found_no_more(cast):
    resource = published(cast, title="Guide")
    keeping.catch_up()
    Resource.objects.filter(pk=resource.pk).update(state="draft")
    Resource.objects.get(pk=resource.pk).delete()
    keeping.catch_up()
    assert (find("guide", VISITOR).total, Indexed.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_is_indexed_by_itself_and_what_is_taken_back_is_not():
    from django.db import transaction

    from tests.cast import gather

    cast = gather()
    published(cast, title="Guide")
    assert find("guide", VISITOR).total == 1
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        published(cast, title="Guide of nothing")
        raise ZeroDivisionError
    assert (find("guide", VISITOR).total, Stale.objects.count()) == (1, 0)


# --- rebuilding it -------------------------------------------------------------------------------


def test_a_rebuilt_index_finds_the_same_and_gives_the_old_room_back(cast, capsys):
    for number in range(3):
        published(cast, title=f"Guide number {number}")
    before = titles("guide")
    call_command("rebuild_hub_index")
    assert "3 resources" in capsys.readouterr().out
    assert titles("guide") == before
    assert {*Block.objects.values_list("number", flat=True)} == {1}
    assert min(Indexed.objects.values_list("place", flat=True)) == blocks.WORKS


def test_an_index_that_changes_have_left_mostly_empty_is_written_anew_when_due(cast, monkeypatch):
    monkeypatch.setattr("gapbridge.share.finding.index.placing.MOST_PLACES", -blocks.WORKS)
    published(cast, title="Guide")
    keeping.catch_up()
    assert keeping.sweep_when_due() == 1
    assert titles("guide") == ["Guide"]


def test_words_that_stand_nowhere_any_more_are_forgotten_by_a_rebuild(cast):
    from gapbridge.share.finding.models import Term

    resource = published(cast, title="Guide", text="xylophone")
    keeping.catch_up()
    next_version(cast, edition_of(resource), "drum")
    call_command("rebuild_hub_index", verbosity=0)
    assert not Term.objects.filter(term__startswith="xylo").exists()
    assert Term.objects.filter(term="drum").exists()


def test_works_of_several_blocks_are_found_together(cast, monkeypatch):
    published(cast, title="Guide one")
    keeping.catch_up()
    Indexed.objects.all()  # the next one settles in the next block
    from gapbridge.share.finding.index import engine

    engine().begin()
    published(cast, title="Guide two")
    assert titles("guide") == ["Guide two", "Guide one"]
    assert {*Indexed.objects.values_list("place", flat=True)} == {0, blocks.WORKS}


# --- asking more loosely -------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["voluntears", "vlunteers", "vollunteers", "volutneers"])
def test_one_typing_error_in_a_long_word_is_forgiven_and_said(cast, query):
    published(cast, title="All about volunteers")
    keeping.catch_up()
    found = find(query, VISITOR)
    assert [hit.edition.title for hit in found.hits] == ["All about volunteers"]
    assert (found.corrected.because, list(found.corrected.words)) == ("typing", ["volunteers"])


def test_what_holds_what_was_typed_stands_before_what_does_not(cast):
    published(cast, title="Volunteer insurance")
    published(cast, title="Volunteer wages")
    keeping.catch_up()
    found = find("wages volunteer office", VISITOR)
    assert found.corrected.because == "fewer"
    assert found.hits[0].edition.title == "Volunteer wages"


def test_a_word_may_be_unfinished(cast):
    published(cast, title="All about volunteers")
    assert titles("all about volu") == ["All about volunteers"]


def test_nothing_is_found_of_nothing(cast):
    assert (find("xqzw", VISITOR).total, find("xqzw", VISITOR).hits) == (0, [])
    assert not find("!!!", VISITOR).is_understood
