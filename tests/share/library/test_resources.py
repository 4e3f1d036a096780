"""Officers and trainers add, partners hand in, curators publish, everybody reads what is published."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry, StoredFile
from gapbridge.base.uploads import may_read
from gapbridge.share.library import actions
from gapbridge.share.library.models import Edition, Resource, Version
from tests.share.hub import draft, edition_of, next_version, published

pytestmark = pytest.mark.django_db


# --- who adds, who publishes ----------------------------------------------------------------------


@pytest.mark.parametrize("member", ["official", "donor", "applicant", "administrator", "stranger"])
def test_only_officers_and_trainers_of_the_programme_add(cast, member):
    with pytest.raises(Forbidden):
        draft(cast, member)


def test_a_partners_staff_hand_in_for_their_organisation_and_a_curator_publishes(as_, cast):
    resource = draft(cast, "applicant", organisation=cast.cso)
    assert as_("rival").get(resource.get_absolute_url()).status_code == 404
    actions.submit_resource(actor=cast.applicant, resource=resource)
    with pytest.raises(Forbidden):
        actions.review_resource(actor=cast.applicant, resource=resource)
    actions.review_resource(actor=cast.programme_officer, resource=resource)
    actions.publish_resource(actor=cast.programme_officer, resource=resource)
    assert as_("visitor").get(resource.get_absolute_url()).status_code == 200


def test_what_is_returned_can_be_changed_and_handed_in_again(cast):
    resource = draft(cast, "applicant", organisation=cast.cso)
    actions.submit_resource(actor=cast.applicant, resource=resource)
    actions.return_resource(actor=cast.programme_officer, resource=resource, reason="Name the law.")
    actions.change_resource(actor=cast.applicant, resource=resource, rests_on=[{"en": "Civil Code"}])
    assert actions.submit_resource(actor=cast.applicant, resource=resource).state == "submitted"


def test_a_draft_is_its_offices_and_what_is_published_everybodys(as_, cast):
    resource = draft(cast)
    for member in ("visitor", "official", "trainer"):
        assert as_(member).get(resource.get_absolute_url()).status_code == 404
    actions.review_resource(actor=cast.programme_officer, resource=resource)
    actions.publish_resource(actor=cast.programme_officer, resource=resource)
    assert "How to register" in as_("visitor").get(resource.get_absolute_url()).content.decode()


def test_nothing_is_published_unread(cast):
    with pytest.raises(WrongState):
        actions.publish_resource(actor=cast.programme_officer, resource=draft(cast))


def test_a_resource_that_holds_nothing_is_not_made(as_, cast):
    form = {"kind": "guide", "title": "Empty", "summary": "…", "language": "az", "licence": "CC0-1.0"}
    sent = as_("trainer").post(
        reverse("library:new", args=[cast.programme.pk]), form | {"review_months": "12"}
    )
    assert sent.status_code == 422
    assert "nothing in it yet" in sent.content.decode()
    assert 'value="Empty"' in sent.content.decode()
    assert not Resource.objects.exists()


def test_a_trainer_works_on_their_own_draft_alone(as_, cast):
    form = {
        "kind": "training", "title": "Slides", "summary": "Day 1", "language": "az", "text": "…",
        "licence": "CC-BY-4.0", "review_months": "12", "rests_on": "Labour Code | Əmək Məcəlləsi",
    }  # fmt: skip
    trainer = as_("trainer")
    made = trainer.post(reverse("library:new", args=[cast.programme.pk]), form, follow=True)
    assert "Slides" in made.content.decode()
    resource = Resource.objects.get()
    assert resource.rests_on == [{"en": "Labour Code", "az": "Əmək Məcəlləsi"}]
    assert trainer.get(reverse("library:edit", args=[resource.pk])).status_code == 200
    actions.review_resource(actor=cast.programme_officer, resource=resource)
    assert trainer.get(reverse("library:edit", args=[resource.pk])).status_code == 403
    assert trainer.get(draft(cast).get_absolute_url()).status_code == 404


# --- as long as it holds --------------------------------------------------------------------------


def test_it_falls_due_on_the_day_of_its_review_and_holds_again_after(cast):
    resource = published(cast, review_months=12)
    today = timezone.localdate()
    assert (resource.review_on - today).days in {365, 366}
    assert actions.fall_due() == 0
    Resource.objects.update(review_on=today)
    assert actions.fall_due() == 1
    resource.refresh_from_db()
    assert (resource.state, Resource.objects.visible_to(cast.visitor).get()) == ("due", resource)
    Resource.objects.update(valid_until=today - timedelta(days=1))
    resource.refresh_from_db()
    with pytest.raises(Refused, match="last day is past"):
        actions.renew_resource(actor=cast.programme_officer, resource=resource)
    Resource.objects.update(valid_until=None)
    resource.refresh_from_db()
    assert actions.renew_resource(actor=cast.programme_officer, resource=resource).review_on > today


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2026-11-22", 12, "2027-11-22")],
)
def test_the_next_review_is_so_many_months_on(day, months, then):
    assert actions.next_review(months, date.fromisoformat(day)) == date.fromisoformat(then)


def test_an_archived_resource_is_no_longer_public_and_can_come_back(cast):
    resource = published(cast)
    actions.archive_resource(actor=cast.programme_officer, resource=resource, reason="The law changed.")
    assert not Resource.objects.visible_to(cast.visitor)
    with pytest.raises(WrongState):
        actions.archive_resource(actor=cast.programme_officer, resource=resource, reason="Again.")
    actions.publish_resource(actor=cast.programme_officer, resource=resource)
    assert Resource.objects.visible_to(cast.visitor).get() == resource
    assert [each.verb for each in JournalEntry.objects.order_by("sequence")][-3:] == [
        "library.publish_resource", "library.archive_resource", "library.publish_resource",
    ]  # fmt: skip


def test_anybody_asks_whether_it_is_out_of_date_and_a_curator_answers(as_, cast):
    resource = published(cast)
    version = edition_of(resource).current
    address = reverse("library:doubt", args=[version.pk])
    assert as_("visitor").post(address, {"text": " "}).status_code == 422
    as_("visitor").post(address, {"text": "There is a new law."})
    doubt = version.doubts.get()
    assert (doubt.asked_by, doubt.state) == (None, "open")
    assert "There is a new law." in as_("programme_officer").get(reverse("library:doubts")).content.decode()
    assert "There is a new law." not in as_("rival").get(reverse("library:doubts")).content.decode()
    with pytest.raises(Forbidden):
        actions.answer_doubt(actor=cast.trainer, doubt=doubt, reason="No.")
    actions.answer_doubt(actor=cast.programme_officer, doubt=doubt, reason="Mended.")
    assert (doubt.state, doubt.answer) == ("answered", "Mended.")


# --- languages and versions -----------------------------------------------------------------------


def test_readers_get_their_language_and_can_turn_to_the_others(as_, cast):
    resource = published(cast)
    actions.add_edition(
        actor=cast.programme_officer, resource=resource, language="az", title="Necə qeydiyyat",
        summary="Addımlar", content=actions.Content(text="Birinci …"),
    )  # fmt: skip
    visitor = as_("visitor")
    assert "Birinci" in visitor.get(resource.get_absolute_url(), HTTP_ACCEPT_LANGUAGE="az").content.decode()
    assert "First" in visitor.get(resource.get_absolute_url(), HTTP_ACCEPT_LANGUAGE="ru").content.decode()
    page = visitor.get(f"{resource.get_absolute_url()}?in=az").content.decode()
    assert 'lang="az"' in page and "Birinci" in page
    with pytest.raises(Refused, match="in this language already"):
        actions.add_edition(
            actor=cast.programme_officer, resource=resource, language="az", title="x", summary="x",
            content=actions.Content(text="x"),
        )  # fmt: skip


def test_versions_are_kept_and_an_earlier_one_says_that_there_is_a_newer(as_, cast):
    resource = published(cast)
    edition = edition_of(resource)
    first = edition.current
    second = next_version(cast, edition, "Second …")
    visitor = as_("visitor")
    assert "Second" in visitor.get(resource.get_absolute_url()).content.decode()
    earlier = visitor.get(first.get_absolute_url()).content.decode()
    assert "First" in earlier and "There is a newer one" in earlier
    assert "There is a newer one" not in visitor.get(second.get_absolute_url()).content.decode()
    assert list(Version.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_a_version_that_says_the_same_is_not_added(cast):
    with pytest.raises(Refused, match="says the same"):
        next_version(cast, edition_of(published(cast)), "First …")


def test_of_what_is_published_a_partner_proposes_a_version_that_a_curator_takes_over(as_, cast):
    resource = draft(cast, "applicant", organisation=cast.cso)
    actions.review_resource(actor=cast.programme_officer, resource=resource)
    actions.publish_resource(actor=cast.programme_officer, resource=resource)
    proposed = next_version(cast, edition_of(resource), "Better …", "applicant")
    assert edition_of(resource).current.number == 1
    assert as_("visitor").get(proposed.get_absolute_url()).status_code == 404
    assert as_("applicant").get(proposed.get_absolute_url()).status_code == 200
    assert as_("applicant").post(reverse("library:adopt", args=[proposed.pk])).status_code == 403
    as_("programme_officer").post(reverse("library:adopt", args=[proposed.pk]))
    assert edition_of(resource).current == proposed
    assert "Better" in as_("visitor").get(resource.get_absolute_url()).content.decode()


def test_a_new_version_keeps_the_paper_and_the_file_unless_told_otherwise(as_, cast):
    resource = published(cast, kind="template", text="Why", paper="I, {{ name }}")
    edition = edition_of(resource)
    file = StoredFile.objects.create(
        original_name="a.pdf", content_type="application/pdf", size=1, sha256="0",
        owner_type="library.version", owner_id=edition.current_id,
    )  # fmt: skip
    Version.objects.update(file=file)
    address = reverse("library:new_version", args=[edition.pk])
    officer = as_("programme_officer")
    shown = officer.get(address).content.decode()
    assert "I, {{ name }}" in shown and "a.pdf" in shown
    sent = {"title": "T", "summary": "S", "text": "Why not", "paper": "I, {{ name }}"}
    officer.post(address, sent | {"same_file": "on"})
    assert (edition_of(resource).current.paper, edition_of(resource).current.file) == ("I, {{ name }}", file)
    officer.post(address, sent | {"text": "Because"})
    assert edition_of(resource).current.file is None


def test_what_a_template_asks_is_written_a_line_each_and_a_bad_line_is_named(as_, cast):
    resource = published(cast, kind="template")
    address = reverse("library:edit", args=[resource.pk])
    officer = as_("programme_officer")
    sent = {"kind": "template", "licence": "CC0-1.0", "review_months": "12"}
    refused = officer.post(address, sent | {"fields_asked": "name | text | Name | Ad\nDay | date"})
    assert refused.status_code == 422
    assert "Line 2" in refused.content.decode() and "Day | date" in refused.content.decode()
    assert officer.post(address, sent | {"fields_asked": "name | text | Name | Ad"}).status_code == 302
    resource.refresh_from_db()
    assert resource.fields == [{"key": "name", "kind": "text", "label": {"en": "Name", "az": "Ad"}}]


# --- reading ----------------------------------------------------------------------------------------


def test_markdown_that_people_wrote_carries_no_script(as_, cast):
    resource = published(cast, text="Hello <script>alert(1)</script> [x](javascript:alert(1)) **bold**")
    page = as_("visitor").get(resource.get_absolute_url()).content.decode()
    assert "<strong>bold</strong>" in page
    assert "alert(1)</script>" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("kind", ["legal", "template"])
def test_a_legal_example_says_that_it_is_no_legal_advice(as_, cast, kind):
    page = as_("visitor").get(published(cast, kind=kind).get_absolute_url()).content.decode()
    assert "not legal advice" in page


def test_a_file_is_read_by_whoever_may_see_its_version(cast):
    resource = draft(cast)
    file = StoredFile.objects.create(
        original_name="a.pdf", content_type="application/pdf", size=1, sha256="0",
        owner_type="library.version", owner_id=edition_of(resource).current_id,
    )  # fmt: skip
    assert not may_read(cast.visitor, file)
    assert may_read(cast.protection_officer, file)
    actions.review_resource(actor=cast.programme_officer, resource=resource)
    actions.publish_resource(actor=cast.programme_officer, resource=resource)
    assert may_read(cast.visitor, file)


def test_the_list_is_narrowed_by_kind_and_topic(as_, cast):
    guide = published(cast, title="Asylum guide", topics=[cast.topic])
    example = published(cast, title="Charter", kind="legal", language="az")
    for query, titles in (
        ({"kind": "guide"}, [guide]),
        ({"topics": cast.topic.pk}, [guide]),
        ({"kind": "no such kind", "topics": "x"}, [guide, example]),
    ):
        rows = as_("visitor").get(reverse("library:list"), query).context["page"]
        assert sorted(map(str, rows)) == sorted(map(str, titles)), query


def test_the_list_costs_the_same_with_more_rows(as_, cast, assert_constant_queries):
    client = as_("visitor")
    assert_constant_queries(lambda: client.get(reverse("library:list")), lambda: published(cast))


def test_titles_of_a_list_are_in_the_readers_language(as_, cast):
    resource = published(cast)
    Edition.objects.create(resource=resource, language="az", title="Necə", summary="…")
    page = as_("visitor").get(reverse("library:list"), HTTP_ACCEPT_LANGUAGE="az").content.decode()
    assert "Necə" in page and "How to register" not in page
