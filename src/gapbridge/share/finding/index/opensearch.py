"""The engine in OpenSearch 2.10 or newer, by setting (FINDING_ENGINE), for a hub that outgrows a database.

The same terms and weights as in the database: a work is one document, a language one field, and a term's weight its
frequency, which the similarity takes as it is. The vocabulary stays in the database. What is sent is tested
(tests/share/finding/test_opensearch.py); it was never run against a server.

Differences to the database: how rare a word is is taken from the vocabulary, and of several languages other than the
reader's the first in which something was found is shown.
"""

from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.conf import settings

from gapbridge.share.finding import vocabulary
from gapbridge.share.finding.models import Indexed

from . import leaves
from .answering import rarity
from .shapes import LANGUAGES, PUBLIC, Answer, Found, Question, Way, Word, Work

Body = dict[str, Any]

FACETS = ("kind", "topic", "language", "audience", "jurisdiction")
MOST_CHOICES = 60  # of a facet
STEP = 2.0**14  # more than any score: what an earlier way finds stands before what only a later one finds
INDEX: Body = {
    "settings": {
        "analysis": {
            "analyzer": {
                "weighed": {"type": "custom", "tokenizer": "whitespace", "filter": ["delimited_term_freq"]}
            }
        },
        "similarity": {
            "by_weight": {"type": "scripted", "script": {"source": "return query.boost * doc.freq;"}}
        },
    },
    "mappings": {
        "dynamic": "strict",
        "properties": {
            "resource": {"type": "long"},
            "traits": {"type": "keyword"},
            "pages": {"type": "object", "enabled": False},
            **{
                f"words_{language}": {
                    "type": "text",
                    "analyzer": "weighed",
                    "search_analyzer": "whitespace",
                    "similarity": "by_weight",
                    "index_options": "freqs",
                }
                for language in LANGUAGES
            },
        },
    },
}


# --- what is sent --------------------------------------------------------------------------------


def document(work: Work) -> Body:
    """`words_az`: "qrant|12 muqavil|5", weights behind the terms."""
    return {
        "resource": work.resource,
        "traits": list(work.traits),
        "pages": {
            language: b64encode(leaves.encode(edition.pages)).decode("ascii")
            for language, edition in work.editions.items()
            if edition.pages
        },
        **{
            f"words_{language}": " ".join(
                f"{term}|{weight}" for term, weight in sorted(edition.weights.items())
            )
            for language, edition in work.editions.items()
        },
    }


def search(question: Question, factors: Mapping[Word, float]) -> Body:
    """`factors`: how much each word counts, by its rarity."""
    ways = [way_query(way, question.language, factors) for way in question.ways]
    chosen = {facet: {"term": {"traits": f"{facet}:{value}"}} for facet, value in question.filters.items()}
    return {
        "query": {"bool": {"must": [_first_of(ways)], "filter": [_seen(question.also)]}},
        "post_filter": {"bool": {"filter": list(chosen.values())}},
        "sort": ["_score", {"resource": "desc"}],
        "from": question.offset,
        "size": question.limit,
        "track_total_hits": True,
        "_source": ["resource", "pages"],
        "aggs": {
            **{f"way_{number}": {"filter": _only(ways, number)} for number in range(len(ways))},
            **{facet: _facet(facet, chosen) for facet in FACETS},
        },
    }


def way_query(way: Way, own: str, factors: Mapping[Word, float]) -> Body:
    """All its words (or `least` of them) in one language; in the reader's own each counts twice."""
    if not way.words:
        return {"match_all": {}}
    asked = [
        {
            "bool": {
                "should": [
                    _word(word, language, factors[word] * (2 if language == own else 1)) for word in way.words
                ],
                "minimum_should_match": way.least or len(way.words),
            }
        }
        for language in LANGUAGES
    ]
    return {"dis_max": {"queries": asked}}


def _word(word: Word, language: str, factor: float) -> Body:
    """The heaviest of its terms; guesses count half."""
    pairs = [*((term, factor) for term in word.whole), *((term, factor / 2) for term in word.loose)]
    field = f"words_{language}"
    terms = [{"term": {field: {"value": term, "boost": boost}}} for term, boost in pairs]
    return {"dis_max": {"queries": terms}}


def _first_of(ways: Sequence[Body]) -> Body:
    stepped = [
        {
            "bool": {
                "_name": str(number),
                "must": [
                    way,
                    {"constant_score": {"filter": {"match_all": {}}, "boost": STEP * (len(ways) - number)}},
                ],
            }
        }
        for number, way in enumerate(ways)
    ]
    return {"dis_max": {"queries": stepped}}


def _only(ways: Sequence[Body], number: int) -> Body:
    """What this way finds and none before it."""
    return {"bool": {"filter": [ways[number]], "must_not": list(ways[:number])}}


def _seen(also: Collection[int]) -> Body:
    seen: list[Body] = [{"term": {"traits": PUBLIC}}]
    if also:
        seen.append({"terms": {"resource": sorted(also)}})
    return {"bool": {"should": seen, "minimum_should_match": 1}}


def _facet(facet: str, chosen: Mapping[str, Body]) -> Body:
    others = [each for name, each in chosen.items() if name != facet]
    counted = {"terms": {"field": "traits", "include": f"{facet}:.*", "size": MOST_CHOICES}}
    return {"filter": {"bool": {"filter": others}}, "aggs": {"counted": counted}}


# --- what comes back -----------------------------------------------------------------------------


def answer(question: Question, response: Mapping[str, Any]) -> Answer:
    aggregations = response["aggregations"]
    return Answer(
        works=[_found(question, each) for each in response["hits"]["hits"]],
        total=response["hits"]["total"]["value"],
        unfiltered=tuple(aggregations[f"way_{number}"]["doc_count"] for number in range(len(question.ways))),
        counts={
            bucket["key"]: bucket["doc_count"]
            for facet in FACETS
            for bucket in aggregations[facet]["counted"]["buckets"]
        },
    )


def _found(question: Question, hit: Mapping[str, Any]) -> Found:
    """The pages are counted here: only those few that are shown."""
    way = min((int(name) for name in hit.get("matched_queries", ())), default=0)
    words = [[*word.whole, *word.loose] for word in question.ways[way].words]
    pages = {
        language: leaves.counted(b64decode(kept), words) if words else {}
        for language, kept in hit["_source"].get("pages", {}).items()
    }
    language = question.filters.get("language") or _language(question.language, pages, len(words))
    return Found(hit["_source"]["resource"], language, way, pages.get(language, {}))


def _language(own: str, pages: Mapping[str, Mapping[int, int]], words: int) -> str:
    """The reader's own if a word stands on its pages, else the first in which one does, else any there is."""
    if pages.get(own) or (own in pages and not words):
        return own
    return next((each for each in LANGUAGES if pages.get(each)), next(iter(pages), own))


# --- the engine ----------------------------------------------------------------------------------


class OpenSearchEngine:
    """Which works it has, with which words, is kept in Indexed as well: there a place is the resource itself."""

    def __init__(self, client: Any = None):
        self._given = client

    @cached_property
    def client(self) -> Any:
        if self._given is not None:
            return self._given
        from opensearchpy import OpenSearch  # only where it is used: pip install opensearch-py

        return OpenSearch(settings.FINDING_OPENSEARCH_URL, timeout=5)

    @property
    def index(self) -> str:
        return settings.FINDING_OPENSEARCH_INDEX

    def begin(self) -> None:
        if not self.client.indices.exists(index=self.index):
            self.client.indices.create(index=self.index, body=INDEX)

    def put(self, works: Sequence[Work], *, anew: bool = False) -> None:
        there = {
            row.resource_id: row
            for row in Indexed.objects.filter(resource_id__in=[w.resource for w in works])
        }
        changed = [work for work in works if anew or not _is_same(work, there.get(work.resource))]
        if not changed:
            return
        self.begin()
        self._send(
            line for work in changed for line in ({"index": {"_id": str(work.resource)}}, document(work))
        )
        Indexed.objects.bulk_create(
            [
                Indexed(
                    place=work.resource,
                    resource_id=work.resource,
                    words_sha256=work.words_sha256,
                    traits=list(work.traits),
                )
                for work in changed
            ],
            update_conflicts=True,
            unique_fields=["place"],
            update_fields=["words_sha256", "traits"],
        )

    def drop(self, resources: Collection[int]) -> None:
        there = Indexed.objects.filter(resource_id__in=resources)
        gone = list(there.values_list("resource_id", flat=True))
        if gone:
            self._send({"delete": {"_id": str(each)}} for each in gone)
            there.delete()

    def ask(self, question: Question) -> Answer:
        words = {word for way in question.ways for word in way.words}
        body = search(question, _factors(words))
        return answer(question, self.client.search(index=self.index, body=body))

    def is_sparse(self) -> bool:
        return False

    def sweep(self) -> None:
        """Nothing to do: it gives back the room by itself."""

    def _send(self, lines: Iterable[Body]) -> None:
        done = self.client.bulk(index=self.index, body=list(lines), refresh=True)
        failed = [
            each for line in done["items"] for each in line.values() if each["status"] not in (200, 201, 404)
        ]
        if failed:
            raise RuntimeError(f"OpenSearch refused {len(failed)} works, the first: {failed[0]}")


def _is_same(work: Work, row: Indexed | None) -> bool:
    return row is not None and (row.words_sha256, tuple(row.traits)) == (work.words_sha256, work.traits)


def _factors(words: Collection[Word]) -> dict[Word, float]:
    counted = vocabulary.works_of({term for word in words for term in (*word.whole, *word.loose)})
    everything = Indexed.objects.count()
    return {
        word: rarity(sum(counted.get(term, 0) for term in {*word.whole, *word.loose}), everything)
        for word in words
    }
