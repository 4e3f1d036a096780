"""News by RSS, metadata in the head of a page, and addresses that last."""

import json
import re
from email.utils import parsedate_to_datetime

import pytest
from django.urls import reverse
from lxml import etree

from gapbridge.share.library import actions
from tests.share.hub import draft, edition_of, next_version, published

pytestmark = pytest.mark.django_db


def feed(client, language: str = "en"):
    response = client.get(reverse("harvest:feed", args=[language]))
    return response, etree.fromstring(response.content)


def texts(root, path: str) -> list[str]:
    return [each.text for each in root.iterfind(path)]


# --- RSS ------------------------------------------------------------------------------------------


def test_a_feed_tells_what_was_published_in_its_language_the_newest_first(client, cast):
    first, second = published(cast, title="First <b>", topics=[cast.topic]), published(cast, title="Second")
    draft(cast, title="Not yet")
    published(cast, title="Özgə dildə", language="az")
    response, root = feed(client)
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert texts(root, "channel/item/title") == ["Second", "First <b>"]
    assert texts(root, "channel/item/category") == ["Asylum and reception capacity"]
    links = texts(root, "channel/item/link")
    assert links[1].startswith("http")
    assert links[1].endswith(f"{first.get_absolute_url()}?in=en")
    assert all(parsedate_to_datetime(each) for each in texts(root, "channel/item/pubDate"))
    assert second.get_absolute_url() in texts(root, "channel/item/guid")[0]
    assert texts(feed(client, "az")[1], "channel/item/title") == ["Özgə dildə"]
    assert texts(feed(client, "az")[1], "channel/language") == ["az"]


def test_a_feed_is_fetched_again_only_when_it_changed(client, cast):
    published(cast)
    response, _root = feed(client)
    again = client.get(reverse("harvest:feed", args=["en"]), headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_there_is_no_feed_in_a_language_that_is_not_spoken_here(client, db):
    assert client.get(reverse("harvest:feed", args=["xx"])).status_code == 404


def test_a_feed_costs_the_same_however_long(client, cast, assert_constant_queries):
    address = reverse("harvest:feed", args=["en"])
    assert_constant_queries(lambda: client.get(address), lambda: published(cast, topics=[cast.topic]))


def test_the_hubs_pages_lead_to_the_feed(client, cast):
    page = client.get(published(cast).get_absolute_url()).content.decode()
    assert (
        f'<link rel="alternate" type="application/rss+xml" title="New in the knowledge hub" href="{reverse("harvest:feed", args=["en"])}">'
        in page
    )


# --- metadata -------------------------------------------------------------------------------------


def block(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])


def test_a_page_says_what_it_is(client, cast):
    resource = published(
        cast, author="A lawyer", licence="CC-BY-4.0", kind="template", paper="{{ head }}", text="…"
    )
    page = client.get(resource.get_absolute_url()).content.decode()
    told = block(page)
    assert told["@type"] == "DigitalDocument"
    assert told["name"] == "How to register"
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert told["inLanguage"] == "en"
    head = page.partition("</head>")[0]
    assert '<meta name="DC.title" content="How to register" lang="en">' in head
    assert '<meta name="DC.creator" content="A lawyer">' in head


def test_no_text_gets_out_of_the_block_of_data(client, cast):
    evil = '</script><script>alert(1)</script><!-- "&amp;\u2028.'
    resource = published(cast, title=evil, summary=evil, author=evil[:100], rests_on=[{"en": evil}])
    page = client.get(resource.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert block(page)["name"] == evil
    assert block(page)["isBasedOn"] == [evil]


def test_a_draft_says_nothing_to_machines(as_, cast):
    page = as_("protection_officer").get(draft(cast).get_absolute_url()).content.decode()
    assert "ld+json" not in page
    assert "DC.title" not in page


# --- links that last ------------------------------------------------------------------------------


def test_the_address_of_a_resource_and_of_each_version_stays(client, cast):
    resource = published(cast)
    first = edition_of(resource).current
    next_version(cast, edition_of(resource), "Second …")
    assert "Second …" in client.get(resource.get_absolute_url()).content.decode()
    assert "There is a newer one" in client.get(first.get_absolute_url()).content.decode()


def test_what_was_archived_answers_that_it_is_gone_and_since_when(as_, cast):
    resource = published(cast, title="A title")
    version = edition_of(resource).current
    actions.begin_reading(version=version)
    actions.finish_reading(version=version, pages=[actions.PageRead("A page's text")])
    page = version.pages.get()
    actions.archive_resource(actor=cast.programme_officer, resource=resource, reason="It names a person")
    for member in ("visitor", "official", "rival"):
        for address in (resource.get_absolute_url(), version.get_absolute_url(), page.get_absolute_url()):
            answer = as_(member).get(address)
            said = answer.content.decode()
            assert answer.status_code == 410, address
            assert "was archived on" in said
            for secret in ("A title", "It names a person", "A page's text", "DC.title"):
                assert secret not in said
    assert as_("programme_officer").get(resource.get_absolute_url()).status_code == 200


def test_what_was_never_published_never_was(as_, cast):
    never, proposed = draft(cast), published(cast)
    actions.review_resource(actor=cast.programme_officer, resource=never)
    actions.archive_resource(actor=cast.programme_officer, resource=never, reason="No use")
    unseen = next_version(cast, edition_of(proposed), "Proposed …", member="protection_officer")
    type(unseen).objects.filter(pk=unseen.pk).update(adopted_at=None)
    actions.archive_resource(actor=cast.programme_officer, resource=proposed, reason="Old")
    for address in (
        never.get_absolute_url(),
        edition_of(never).current.get_absolute_url(),
        unseen.get_absolute_url(),
    ):
        assert as_("visitor").get(address).status_code == 404, address
