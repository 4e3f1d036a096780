"""What would be sent to OpenSearch, and what is read from its answers. No server was ever asked."""

import pytest

from gapbridge.share.finding import keeping
from gapbridge.share.finding.index import opensearch
from gapbridge.share.finding.index.shapes import Edition, Question, Way, Word, Work
from gapbridge.share.finding.models import Indexed
from tests.share.hub import draft, published

WORK = Work(
    resource=7,
    editions={"az": Edition({"qrant": 12, "smet": 3}, {1: {"qrant"}, 2: {"smet", "qrant"}})},
    words_sha256="a",
    traits=("kind:guide", "seen:public"),
)
GRANT, BUDGET = Word(("qrant",)), Word(("smet",), ("smeta",))
FACTORS = {GRANT: 2, BUDGET: 5}


def asked(*ways, **how):
    return opensearch.search(Question(ways=ways, language="az", **how), FACTORS)


def test_a_work_is_one_document_with_its_weights_as_frequencies():
    document = opensearch.document(WORK)
    assert document["words_az"] == "qrant|12 smet|3"
    assert (document["resource"], document["traits"]) == (7, ["kind:guide", "seen:public"])
    assert {*document} <= {*opensearch.INDEX["mappings"]["properties"]}


def test_all_words_are_asked_in_each_language_and_the_readers_own_counts_twice():
    way = opensearch.way_query(Way((GRANT, BUDGET)), "az", FACTORS)
    by_language = dict(zip(("en", "az", "ru"), way["dis_max"]["queries"], strict=True))
    assert {each["bool"]["minimum_should_match"] for each in by_language.values()} == {2}
    assert by_language["az"]["bool"]["should"][1]["dis_max"]["queries"] == [
        {"term": {"words_az": {"value": "smet", "boost": 10}}},
        {"term": {"words_az": {"value": "smeta", "boost": 5.0}}},
    ]
    assert by_language["ru"]["bool"]["should"][0]["dis_max"]["queries"] == [
        {"term": {"words_ru": {"value": "qrant", "boost": 2}}}
    ]


def test_fewer_words_are_enough_where_so_many_are_asked_for():
    way = opensearch.way_query(Way((GRANT, BUDGET), least=1), "az", FACTORS)
    assert way["dis_max"]["queries"][0]["bool"]["minimum_should_match"] == 1


def test_what_an_earlier_way_finds_stands_first():
    body = asked(Way((GRANT, BUDGET)), Way((GRANT,)))
    first, second = body["query"]["bool"]["must"][0]["dis_max"]["queries"]
    assert (first["bool"]["_name"], second["bool"]["_name"]) == ("0", "1")
    steps = [each["bool"]["must"][1]["constant_score"]["boost"] for each in (first, second)]
    highest = 10 * 31 * 10 * 2  # the rarest ten words with the greatest weight in the reader's language
    assert steps[0] - steps[1] > highest


def test_only_what_the_reader_sees_is_asked_for():
    nobody, officer = asked(Way((GRANT,))), asked(Way((GRANT,)), also=[9, 3])
    assert nobody["query"]["bool"]["filter"][0]["bool"]["should"] == [{"term": {"traits": "seen:public"}}]
    assert {"terms": {"resource": [3, 9]}} in officer["query"]["bool"]["filter"][0]["bool"]["should"]


def test_a_facet_is_counted_without_its_own_filter():
    body = asked(Way((GRANT,)), filters={"kind": "guide", "topic": "logistics"})
    assert body["aggs"]["kind"]["filter"]["bool"]["filter"] == [{"term": {"traits": "topic:logistics"}}]
    assert body["aggs"]["audience"]["filter"]["bool"]["filter"] == body["post_filter"]["bool"]["filter"]


def test_an_answer_is_read_with_the_pages_that_hold_the_words():
    hit = {
        "_source": {"resource": 7, "pages": opensearch.document(WORK)["pages"]},
        "matched_queries": ["1", "0"],
    }
    counted = {facet: {"counted": {"buckets": []}} for facet in opensearch.FACETS}
    counted["kind"] = {"counted": {"buckets": [{"key": "kind:guide", "doc_count": 4}]}}
    response = {
        "hits": {"total": {"value": 4}, "hits": [hit]},
        "aggregations": {"way_0": {"doc_count": 1}, "way_1": {"doc_count": 3}, **counted},
    }
    question = Question(ways=(Way((GRANT, BUDGET)), Way((GRANT,))), language="az")
    found = opensearch.answer(question, response)
    assert (found.total, found.unfiltered, found.counts) == (4, (1, 3), {"kind:guide": 4})
    [work] = found.works
    assert (work.resource, work.language, work.way, work.pages) == (7, "az", 0, {1: 1, 2: 2})


class Recorder:
    """In the place of the client: keeps what it is given."""

    def __init__(self):
        self.sent, self.made = [], []
        self.indices = self

    def exists(self, index):
        return bool(self.made)

    def create(self, index, body):
        self.made.append(body)

    def bulk(self, index, body, refresh):
        self.sent += body
        return {"items": [{"index": {"status": 201}}]}


@pytest.fixture
def recorder(monkeypatch):
    client = Recorder()
    engine = opensearch.OpenSearchEngine(client)
    monkeypatch.setattr(keeping, "engine", lambda: engine)
    return client


def test_what_changed_is_sent_once_and_what_was_removed_is_deleted(cast, recorder):
    resource = published(cast, title="Guide")
    keeping.catch_up()
    keeping.note(resource.pk)
    keeping.catch_up()
    assert [line for line in recorder.sent if "index" in line] == [{"index": {"_id": str(resource.pk)}}]
    other = draft(cast, title="Gone")
    keeping.catch_up()
    number = other.pk
    other.delete()
    keeping.catch_up()
    assert recorder.sent[-1] == {"delete": {"_id": str(number)}}
    assert len(recorder.made) == 1
    assert [*Indexed.objects.values_list("resource_id", flat=True)] == [resource.pk]
