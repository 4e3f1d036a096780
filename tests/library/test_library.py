"""The knowledge hub: officers and trainers add, officers publish, everybody reads what is published."""

import pytest
from django.urls import reverse

from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry
from gapbridge.share.library import actions
from gapbridge.share.library.models import Resource


def new(cast, member="protection_officer", **fields) -> Resource:
    given = {
        "kind": "guide",
        "title": "How to register",
        "summary": "Steps",
        "text": "First …",
        "language": "en",
    }
    return actions.create_resource(actor=cast.people[member], programme=cast.programme, **(given | fields))


def published(cast, **fields) -> Resource:
    return actions.publish_resource(actor=cast.programme_officer, resource=new(cast, **fields))


@pytest.mark.parametrize("member", ["official", "donor", "applicant", "administrator", "stranger"])
def test_only_officers_and_trainers_of_the_programme_add(cast, member):
    with pytest.raises(Forbidden):
        new(cast, member)


def test_a_resource_that_holds_nothing_is_not_published(cast):
    resource = new(cast, text="")
    with pytest.raises(Refused, match="nothing in it yet"):
        actions.publish_resource(actor=cast.programme_officer, resource=resource)
    assert Resource.objects.get().state == "draft"


def test_a_draft_is_its_offices_and_what_is_published_everybodys(as_, cast):
    resource = new(cast)
    assert as_("visitor").get(resource.get_absolute_url()).status_code == 404
    assert as_("official").get(resource.get_absolute_url()).status_code == 404
    actions.publish_resource(actor=cast.programme_officer, resource=resource)
    assert "How to register" in as_("visitor").get(resource.get_absolute_url()).content.decode()


def test_a_trainer_works_on_their_own_draft_and_an_officer_publishes_it(as_, cast):
    form = {"kind": "training", "title": "Slides", "summary": "Day 1", "language": "az", "text": "…"}
    trainer = as_("trainer")
    response = trainer.post(reverse("library:new", args=[cast.programme.pk]), form, follow=True)
    assert "Slides" in response.content.decode()
    resource = Resource.objects.get()
    changed = trainer.post(reverse("library:edit", args=[resource.pk]), form | {"title": "Better slides"})
    assert changed.status_code == 302
    with pytest.raises(Forbidden):
        actions.publish_resource(actor=cast.trainer, resource=resource)
    resource.refresh_from_db()
    actions.publish_resource(actor=cast.programme_officer, resource=resource)
    resource.refresh_from_db()
    assert resource.title == "Better slides"
    assert trainer.get(reverse("library:edit", args=[resource.pk])).status_code == 403


def test_a_trainer_does_not_see_the_drafts_of_others(cast):
    assert not Resource.objects.visible_to(cast.trainer).filter(pk=new(cast).pk)


def test_an_archived_resource_is_no_longer_public_and_can_come_back(cast):
    resource = published(cast)
    actions.archive_resource(actor=cast.programme_officer, resource=resource, reason="The law changed.")
    assert not Resource.objects.visible_to(cast.visitor)
    with pytest.raises(WrongState):
        actions.archive_resource(actor=cast.programme_officer, resource=resource, reason="Again.")
    actions.publish_resource(actor=cast.programme_officer, resource=resource)
    assert Resource.objects.visible_to(cast.visitor).get() == resource
    assert [e.verb for e in JournalEntry.objects.order_by("sequence")][-3:] == [
        "library.publish_resource", "library.archive_resource", "library.publish_resource",
    ]  # fmt: skip


def test_markdown_that_people_wrote_carries_no_script(as_, cast):
    resource = published(cast, text="Hello <script>alert(1)</script> [x](javascript:alert(1)) **bold**")
    page = as_("visitor").get(resource.get_absolute_url()).content.decode()
    assert "<strong>bold</strong>" in page
    assert "alert(1)</script>" not in page
    assert 'href="javascript' not in page


def test_a_legal_example_says_that_it_is_no_legal_advice(as_, cast):
    page = as_("visitor").get(published(cast, kind="legal").get_absolute_url()).content.decode()
    assert "not legal advice" in page


def test_a_file_is_read_by_whoever_may_see_its_resource(cast):
    from gapbridge.base.models import StoredFile
    from gapbridge.base.uploads import may_read

    resource = new(cast)
    file = StoredFile.objects.create(
        original_name="a.pdf", content_type="application/pdf", size=1, sha256="0",
        owner_type="library.resource", owner_id=resource.pk,
    )  # fmt: skip
    assert not may_read(cast.visitor, file)
    assert may_read(cast.protection_officer, file)
    actions.publish_resource(actor=cast.programme_officer, resource=resource)
    assert may_read(cast.visitor, file)


def test_the_list_is_narrowed_by_words_kind_language_and_topic(as_, cast):
    guide = published(cast, title="Asylum guide", topics=[cast.topic])
    example = published(cast, title="Charter", kind="legal", language="az", text="Nizamnamə")
    for query, titles in (
        ({"text": "nizam"}, [example]),
        ({"kind": "guide"}, [guide]),
        ({"language": "az"}, [example]),
        ({"topics": cast.topic.pk}, [guide]),
        ({"text": "nothing like it"}, []),
        ({"kind": "no such kind", "topics": "x"}, [guide, example]),
    ):
        rows = as_("visitor").get(reverse("library:list"), query).context["page"]
        assert sorted(map(str, rows)) == sorted(map(str, titles)), query


def test_the_list_costs_the_same_with_more_rows(as_, cast, assert_constant_queries):
    client = as_("visitor")
    assert_constant_queries(lambda: client.get(reverse("library:list")), lambda: published(cast))
