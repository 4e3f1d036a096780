"""Library catalogues harvest the hub by OAI-PMH 2.0; what was archived is told as deleted, what was a draft never."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from lxml import etree

from gapbridge.base.models import JournalEntry
from gapbridge.programmes.models import Topic
from gapbridge.share.harvest import oai
from gapbridge.share.library import actions
from gapbridge.share.library.models import Resource
from tests.share.hub import draft, published

pytestmark = pytest.mark.django_db

NAMES = {"o": oai.OAI, "dc": oai.DC, "oai_dc": oai.OAI_DC}
SHAPE = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("oai.rng"))))


@pytest.fixture
def ask(client):
    """One request; every answer must have the protocol's shape."""

    def asked(verb: str = "", /, method: str = "get", **arguments: Any) -> Any:
        given = ({"verb": verb} if verb else {}) | {
            name.rstrip("_"): value for name, value in arguments.items()
        }
        response = getattr(client, method)(reverse("harvest:oai"), given)
        assert response.status_code == 200
        assert response["Content-Type"] == "text/xml; charset=utf-8"
        root = etree.fromstring(response.content)
        assert SHAPE.validate(root), SHAPE.error_log
        return root

    return asked


def fault(root: Any) -> list[str]:
    return root.xpath("o:error/@code", namespaces=NAMES)


def told(root: Any) -> list[str]:
    return root.xpath("//o:header/o:identifier/text()", namespaces=NAMES)


def token_of(root: Any) -> str:
    return "".join(root.xpath("//o:resumptionToken/text()", namespaces=NAMES))


def dc(root: Any, name: str) -> list[str]:
    return root.xpath(f"//dc:{name}/text()", namespaces=NAMES)


def record(resource: Resource) -> str:
    return oai.identifier_of(resource.pk)


def at(resource: Resource, moment: datetime) -> None:
    """As if all that happened to it had happened then."""
    Resource.objects.filter(pk=resource.pk).update(published_at=moment)
    JournalEntry.objects.filter(target_type="library.resource", target_id=resource.pk).update(at=moment)


# --- who is there ---------------------------------------------------------------------------------


def test_it_says_who_it_is_in_get_and_post(ask, cast):
    for method in ("get", "post"):
        root = ask("Identify", method=method)
        assert root.findtext(".//o:deletedRecord", namespaces=NAMES) == "persistent"
        assert root.findtext(".//o:baseURL", namespaces=NAMES).endswith("/library/oai/")
    assert dict(root.find("o:request", NAMES).attrib) == {"verb": "Identify"}


def test_its_format_is_dublin_core_and_its_sets_are_topics(ask, cast):
    assert ask("ListMetadataFormats").findtext(".//o:metadataPrefix", namespaces=NAMES) == "oai_dc"
    specs = ask("ListSets").xpath("//o:setSpec/text()", namespaces=NAMES)
    assert specs == list(Topic.objects.order_by("key").values_list("key", flat=True))


def test_what_is_published_is_told_in_all_its_languages(ask, cast):
    resource = published(
        cast, title="Statutes & “rules”", author="A lawyer", jurisdiction="AZ", topics=[cast.topic],
        rests_on=[{"en": "Civil Code", "az": "Mülki Məcəllə"}],
    )  # fmt: skip
    actions.add_edition(
        actor=cast.programme_officer, resource=resource, language="az", title="Nizamnamə", summary="Necə",
        content=actions.Content(text="Mətn"),
    )  # fmt: skip
    root = ask("GetRecord", identifier=record(resource), metadataPrefix="oai_dc")
    assert dc(root, "title") == ["Nizamnamə", "Statutes & “rules”"]
    assert root.xpath("//dc:title/@xml:lang", namespaces=NAMES) == ["az", "en"]
    assert dc(root, "language") == ["az", "en"]
    assert dc(root, "creator") == ["A lawyer"]
    assert dc(root, "relation") == ["Civil Code", "Mülki Məcəllə"]
    assert dc(root, "identifier")[0].endswith(resource.get_absolute_url())
    assert "Asylum and reception capacity" in dc(root, "subject")
    assert root.xpath("//o:setSpec/text()", namespaces=NAMES) == [cast.topic.key]


def test_what_was_archived_is_told_as_deleted_and_what_was_never_published_not_at_all(ask, cast):
    gone, never, still = published(cast, title="Secret title"), draft(cast), published(cast, title="Still")
    actions.archive_resource(actor=cast.programme_officer, resource=gone, reason="Out of date")
    actions.review_resource(actor=cast.programme_officer, resource=never)
    actions.archive_resource(actor=cast.programme_officer, resource=never, reason="No use")
    root = ask("ListRecords", metadataPrefix="oai_dc")
    assert told(root) == [record(gone), record(still)]
    assert root.xpath("//o:header/@status", namespaces=NAMES) == ["deleted"]
    assert dc(root, "title") == ["Still"]
    assert fault(ask("GetRecord", identifier=record(never), metadataPrefix="oai_dc")) == ["idDoesNotExist"]
    actions.publish_resource(actor=cast.programme_officer, resource=gone)
    assert "Secret title" in dc(ask("GetRecord", identifier=record(gone), metadataPrefix="oai_dc"), "title")


def test_what_no_xml_can_hold_is_left_out(ask, cast):
    resource = published(cast, title="Bell \x07 and \x1b", author="\ufffe")
    assert dc(ask("GetRecord", identifier=record(resource), metadataPrefix="oai_dc"), "title") == [
        "Bell  and "
    ]


# --- what changed since ---------------------------------------------------------------------------


def test_from_and_until_are_inclusive_and_a_change_moves_the_datestamp(ask, cast):
    early, late = published(cast, title="Early"), published(cast, title="Late")
    at(early, datetime(2009, 3, 1, 10, 0, 0, 500_000, tzinfo=UTC))
    at(late, datetime(2009, 3, 2, tzinfo=UTC))

    def found(**bounds: str) -> list[str]:
        return told(ask("ListIdentifiers", metadataPrefix="oai_dc", **bounds))

    assert found(until="2009-03-01") == [record(early)]
    assert found(until="2009-03-01T10:00:00Z") == [record(early)]
    assert found(from_="2009-03-01T10:00:00Z", until="2009-03-01T10:00:00Z") == [record(early)]
    assert found(from_="2009-03-02") == [record(late)]
    assert found(until="9999-12-31") == found(from_="0001-01-01") == [record(early), record(late)]
    actions.change_resource(actor=cast.programme_officer, resource=early, author="Somebody")
    since = (datetime.now(UTC) - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert found(from_=since) == [record(early)]


def test_a_doubt_of_a_reader_is_no_change(ask, cast):
    resource = published(cast)
    at(resource, datetime(2009, 3, 1, tzinfo=UTC))
    actions.ask_doubt(actor=None, version=resource.editions.get().current, text="Is it?")
    assert told(ask("ListIdentifiers", metadataPrefix="oai_dc", until="2009-03-01")) == [record(resource)]


def test_a_set_is_a_topic(ask, cast):
    resource = published(cast, topics=[cast.topic])
    published(cast, title="Without a topic")
    assert told(ask("ListRecords", metadataPrefix="oai_dc", set=cast.topic.key)) == [record(resource)]
    assert fault(ask("ListRecords", metadataPrefix="oai_dc", set="no-such")) == ["noRecordsMatch"]


# --- long lists -----------------------------------------------------------------------------------


@pytest.fixture
def by_two(monkeypatch):
    monkeypatch.setattr(oai, "AT_ONCE", 2)


def test_a_long_list_comes_in_parts_each_record_once(ask, cast, by_two):
    all_of_them = [record(published(cast, title=str(number))) for number in range(5)]
    root = ask("ListRecords", metadataPrefix="oai_dc", until="2999-01-01")
    found, cursors = told(root), []
    while token := token_of(root):
        published(cast, title="New while it is read")
        root = ask("ListRecords", resumptionToken=token)
        found += told(root)
        cursors += root.xpath("//o:resumptionToken/@cursor", namespaces=NAMES)
        if len(found) > 20:
            break
    assert found[:5] == all_of_them
    assert len(found) == len(set(found))
    assert cursors[:2] == ["2", "4"]


def test_a_token_is_good_for_its_verb_alone_and_can_not_be_made_up(ask, cast, by_two):
    for number in range(3):
        published(cast, title=str(number))
    token = token_of(ask("ListIdentifiers", metadataPrefix="oai_dc"))
    assert len(told(ask("ListIdentifiers", resumptionToken=token))) == 1
    for verb, wrong in (
        ("ListRecords", token),
        ("ListIdentifiers", token + "x"),
        ("ListIdentifiers", ""),
        ("ListSets", token),
    ):
        assert fault(ask(verb, resumptionToken=wrong)) == ["badResumptionToken"]
    both = ask("ListIdentifiers", resumptionToken=token, metadataPrefix="oai_dc")
    assert fault(both) == ["badArgument"]


def test_a_list_costs_the_same_however_long(client, cast, assert_constant_queries):
    address = reverse("harvest:oai") + "?verb=ListRecords&metadataPrefix=oai_dc"
    assert_constant_queries(lambda: client.get(address), lambda: published(cast, topics=[cast.topic]))


# --- wrong questions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Delete"}, "badVerb"),
        ({"verb": ["Identify", "ListSets"]}, "badVerb"),
        ({"verb": "Identify", "set": "x"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": ["oai_dc", "oai_dc"]}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "yesterday"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2009-02-31"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2010-01-01", "until": "2009-01-01"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2009-01-01", "until": "2009-01-01T00:00:00Z"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
        ({"verb": "GetRecord", "metadataPrefix": "marc21", "identifier": "x"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc"}, "noRecordsMatch"),
        ({"verb": "ListMetadataFormats", "identifier": "oai:x:resource/1"}, "idDoesNotExist"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "²"}, "idDoesNotExist"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "9" * 40}, "idDoesNotExist"),
        ({"verb": "ListRecords", "resumptionToken": "no"}, "badResumptionToken"),
    ],
)  # fmt: skip
def test_a_wrong_question_gets_the_protocols_answer(ask, client, cast, arguments, code):
    verb = arguments.pop("verb", "")
    root = ask(method="get", **({"verb": verb} if verb else {}), **arguments)
    assert fault(root) == [code]
    assert bool(root.find("o:request", NAMES).attrib) is (code not in {"badVerb", "badArgument"})
