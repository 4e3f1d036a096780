"""Links that last: an earlier version says so, leads to what holds now, and shows what has changed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gapbridge.base.uploads import check_upload
from gapbridge.share.library import actions, changes
from gapbridge.share.library.changes import passages
from gapbridge.share.library.models import Version
from tests.share.hub import draft, edition_of, next_version, published


def texts(before, after):
    return [[(piece.kind, piece.text) for piece in passage] for passage in passages(before, after)]


def test_a_passage_is_the_lines_that_changed_with_their_words_marked():
    before = "One\n\nThe fee is 11 manat today.\n\nEnd"
    after = "One\n\nThe fee is 15 manat today.\n\nEnd\n\nMore"
    assert texts(before, after) == [
        [("same", "The fee is "), ("removed", "11"), ("added", "15"), ("same", " manat today.")],
        [("added", "\nMore")],
    ]


def test_empty_lines_alone_are_no_change():
    assert texts("One\nTwo", "One\n\n\nTwo\n") == []


def test_a_long_passage_is_replaced_as_a_whole():
    before, after = "word " * 500, "word " * 499 + "other"
    assert [kind for kind, _ in texts(before, after)[0]] == ["removed", "added"]


# --- on the page ----------------------------------------------------------------------------------

of_pages = pytest.mark.django_db


def page(client, version):
    return client.get(reverse("library:changes", args=[version.pk]))


@of_pages
def test_what_has_changed_is_shown_against_the_version_before(as_, cast):
    edition = edition_of(published(cast, text="The fee is 11 manat."))
    first = edition.current
    second = next_version(cast, edition, "The fee is 15 manat.")
    said = page(as_("visitor"), second).content.decode()
    assert "<del>" in said and "<ins>" in said and "11" in said and "15" in said
    assert "none before it" in page(as_("visitor"), first).content.decode()
    assert (
        reverse("library:changes", args=[second.pk])
        in as_("visitor").get(second.get_absolute_url()).content.decode()
    )


@of_pages
def test_a_proposal_is_held_against_what_readers_see(as_, cast):
    resource = draft(cast, "applicant", organisation=cast.cso, text="The fee is 11 manat.")
    actions.review_resource(actor=cast.programme_officer, resource=resource)
    actions.publish_resource(actor=cast.programme_officer, resource=resource)
    proposed = next_version(cast, edition_of(resource), "The fee is 15 manat.", "applicant")
    assert page(as_("visitor"), proposed).status_code == 404
    assert "<ins>" in page(as_("programme_officer"), proposed).content.decode()
    said = as_("applicant").get(proposed.get_absolute_url()).content.decode()
    assert "There is a newer one" not in said and "Readers do not see it yet" in said
    third = next_version(cast, edition_of(resource), "The fee is 20 manat.")
    said = page(as_("programme_officer"), third).content.decode()
    assert "11</del>" in said and "15" not in said.split("<main")[1], "what was never shown is not shown here"


@of_pages
def test_of_a_file_what_was_read_in_it_is_compared(as_, cast):
    edition = edition_of(published(cast, url="https://example.org/1", text=""))
    first = edition.current
    Version.objects.filter(pk=first.pk).update(text="")
    first.pages.create(number=1, text="The fee is 11 manat.")
    second = actions.add_version(
        actor=cast.programme_officer, edition=edition, title="T", summary="S",
        content=actions.Content(url="https://example.org/2"),
    )  # fmt: skip
    second.pages.create(number=1, text="The fee is 15 manat.")
    said = page(as_("visitor"), second).content.decode()
    assert "15" in said and "Web address" in said


@of_pages
def test_another_file_of_the_same_name_is_another(as_, cast):
    def of(content):
        return check_upload(SimpleUploadedFile("budget.txt", content))

    edition = edition_of(published(cast, file=of(b"11 manat")))
    second = actions.add_version(
        actor=cast.programme_officer, edition=edition, title="T", summary="S",
        content=actions.Content(file=of(b"15 manat")),
    )  # fmt: skip
    said = page(as_("visitor"), second).content.decode().split("<main")[1]
    assert said.count("budget.txt") == 2 and "<del>" in said and "<ins>" in said


@of_pages
def test_what_is_too_long_says_so(as_, cast, monkeypatch):
    monkeypatch.setattr(changes, "LONGEST", 10)
    edition = edition_of(published(cast, text="The fee is 11 manat."))
    second = next_version(cast, edition, "The fee is 15 manat.")
    assert "Too long to be compared" in page(as_("visitor"), second).content.decode()


@of_pages
@pytest.mark.parametrize("name", ["library:version", "library:changes", "library:page"])
def test_of_what_was_archived_each_address_says_that_it_is_gone(as_, cast, name):
    edition = edition_of(published(cast))
    first = edition.current
    next_version(cast, edition, "Second …")
    first.pages.get_or_create(number=1, defaults={"text": "First …"})
    actions.archive_resource(actor=cast.programme_officer, resource=edition.resource, reason="Over.")
    address = reverse(name, args=[first.pk, 1] if name == "library:page" else [first.pk])
    gone = as_("visitor").get(address)
    assert gone.status_code == 410 and reverse("finding:search") in gone.content.decode()


@of_pages
def test_the_versions_name_the_one_that_readers_see(as_, cast):
    edition = edition_of(published(cast))
    next_version(cast, edition, "Second …")
    said = as_("visitor").get(edition.resource.get_absolute_url()).content.decode()
    assert said.count("what readers see") == 1
