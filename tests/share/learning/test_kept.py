"""What a phone is given to keep: public things only, the same for everybody, known by a stamp."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gapbridge.base.uploads import check_upload, store
from gapbridge.share.extraction.actions import PageRead
from gapbridge.share.learning import kept, texts
from gapbridge.share.library import actions as library
from tests.listen.web.forms import picture
from tests.share.hub import draft, edition_of, next_version, published

from .shelves import collection, shown

pytestmark = pytest.mark.django_db


def bundle(client, found, **asked):
    answer = client.get(reverse("learning:bundle", args=[found.pk]), {"in": "en"} | asked)
    assert answer.status_code == 200
    return json.loads(answer.text)


def reading(edition):
    return reverse("learning:reading", args=[edition.pk])


# --- plain pages ----------------------------------------------------------------------------------


def test_a_plain_page_says_nothing_of_its_reader_and_asks_for_nothing_from_elsewhere(as_, cast):
    address = reading(edition_of(published(cast, text="## Step one\n\nGo to the ministry.")))
    pages = {as_(member).get(address).text for member in ("visitor", "programme_officer", "applicant")}
    assert len(pages) == 1
    page = pages.pop()
    assert "Go to the ministry." in page
    assert "csrf" not in page and 'src="http' not in page
    answer = as_("applicant").get(address)
    assert "sessionid" not in answer.cookies and "csrftoken" not in answer.cookies


def test_a_draft_has_no_plain_page_not_even_for_its_author(as_, cast):
    edition = edition_of(draft(cast))
    assert as_("visitor").get(reading(edition)).status_code == 404
    assert as_("protection_officer").get(reading(edition)).status_code == 422


def test_a_plain_page_is_in_the_language_of_its_text(as_, cast):
    resource = published(cast, language="az", title="Qeydiyyat", kind="legal")
    page = as_("visitor").get(reading(edition_of(resource, "az")), headers={"accept-language": "ru"}).text
    assert '<html lang="az">' in page


def test_a_text_is_cut_at_its_second_headings_and_code_is_left_whole(cast):
    text = "First.\n\n## One\n\n```\n## no heading\n```\n\n## Two & three\n\n- a\n- b"
    pieces = texts.pieces_of(edition_of(published(cast, text=text)).current, language="en")
    assert [(each.number, each.title) for each in pieces] == [(1, ""), (2, "One"), (3, "Two & three")]
    assert pieces[2].text == "Two & three\na\nb"
    assert "## no heading" in pieces[1].text


def test_a_file_is_kept_as_its_pages_with_small_pictures_and_nothing_in_them_is_markup(as_, cast):
    file = check_upload(SimpleUploadedFile("scan.txt", b"scan"))
    edition = edition_of(published(cast, file=file))
    version = edition.current
    sent = check_upload(SimpleUploadedFile("p.png", picture(40, 40)))
    small = store(sent, actor=cast.programme_officer, owner=version)
    large = store(sent, actor=cast.programme_officer, owner=version)
    type(large).objects.filter(pk=large.pk).update(size=texts.SMALL + 1)
    large.refresh_from_db()
    library.begin_reading(version=version)
    library.finish_reading(
        version=version, pages=[PageRead("<b>One</b>", preview=small), PageRead("Two", preview=large)]
    )
    page = as_("visitor").get(reading(edition)).text
    assert "&lt;b&gt;One&lt;/b&gt;" in page
    assert str(small.pk) in page and str(large.pk) not in page
    [told] = bundle(as_("visitor"), shown(cast, edition.resource))["pages"]
    assert told["pictures"] == [reverse("base:file", args=[small.pk])]
    assert as_("visitor").get(told["pictures"][0]).status_code == 200


# --- the bundle -----------------------------------------------------------------------------------


def test_only_what_is_public_is_told_to_be_kept_whoever_asks(as_, cast):
    gone = published(cast, title="Old law")
    found = shown(cast, gone, published(cast, title="New law"))
    library.archive_resource(actor=cast.programme_officer, resource=gone, reason="Repealed.")
    told = bundle(as_("programme_officer"), found)
    assert [page["title"] for page in told["pages"]] == ["New law"]
    assert told == bundle(as_("visitor"), found)
    unpublished = collection(cast, published(cast))
    address = reverse("learning:bundle", args=[unpublished.pk])
    assert as_("programme_officer").get(address).status_code == 422
    assert as_("visitor").get(address).status_code == 404


def test_the_stamp_changes_with_what_is_kept_and_with_nothing_else(as_, cast):
    resource = published(cast, text="First")
    found = shown(cast, resource)
    stamp = bundle(as_("visitor"), found)["stamp"]
    assert bundle(as_("visitor"), found, have=stamp) == {"changed": False}
    as_("visitor").get(resource.get_absolute_url())
    assert bundle(as_("visitor"), found)["stamp"] == stamp
    next_version(cast, edition_of(resource), "Second")
    changed = bundle(as_("visitor"), found, have=stamp)
    assert changed["stamp"] != stamp
    assert changed["pages"][0]["pieces"][0]["text"] == "Second"


def test_the_index_has_stems_by_which_any_ending_finds(as_, cast):
    assert "qrant" in kept.stems("Qrantların hesabatı", "az").split()
    assert "volonter" in kept.stems("волонтёры", "ru").split()
    assert kept.stems("Qrantların qrantdan QRANT", "az").split() == ["qrant"]


def test_what_is_too_large_for_a_phone_is_not_offered(as_, cast, monkeypatch):
    found = shown(cast)
    assert "Keep on this phone" in as_("visitor").get(found.get_absolute_url()).text
    monkeypatch.setattr(kept, "MOST_KEPT", 100)
    page = as_("visitor").get(found.get_absolute_url()).text
    assert "Keep on this phone" not in page
    assert "too large to be kept on a phone" in page
    assert as_("visitor").get(reverse("learning:bundle", args=[found.pk])).status_code == 422


def test_the_bundle_costs_the_same_for_many_resources(as_, cast, assert_constant_queries):
    from gapbridge.share.learning import actions

    found = shown(cast)

    def add():
        file = check_upload(SimpleUploadedFile("scan.txt", b"scan"))
        actions.add_step(actor=cast.programme_officer, collection=found, resource=published(cast, file=file))

    address = reverse("learning:bundle", args=[found.pk])
    assert_constant_queries(lambda: as_("visitor").get(address), add)


def test_the_worker_reaches_the_hub_and_tells_whom_it_keeps_for_nothing(as_):
    answer = as_("applicant").get(reverse("learning:worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert reverse("learning:worker") == "/library/sw.js"
    assert answer.text == as_("visitor").get(reverse("learning:worker")).text
