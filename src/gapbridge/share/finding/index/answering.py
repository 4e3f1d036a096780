"""The engine in the database, answering: a handful of reads, and then sets and sums over all works at once (bits.py).

Both databases hold the same blocks, so they give the same works in the same order.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import log2
from operator import and_, or_
from typing import Any

from django.db import connection

from gapbridge.share.finding.models import Indexed
from gapbridge.share.finding.pieces import pieces

from . import bits, blocks, leaves
from .bits import Bits, Weights
from .blocks import WORKS
from .placing import TRAIT_WORKS, unpacked
from .shapes import LANGUAGES, PUBLIC, Answer, Found, Question, Way, Word

AT_ONCE = 10_000  # resources that are named in one question to the database
RAREST = 10  # a rare word counts so many times as much as one that stands everywhere


@dataclass(frozen=True)
class Shelf:
    """All that is read for a question. `base`: the number of the first block."""

    base: int
    count: int
    traits: Mapping[str, Bits]
    weights: Mapping[tuple[str, str], Weights]  # (term, language)

    def any(self, facet: str) -> Bits:
        """Works with any trait of the facet."""
        return reduce(or_, (each for name, each in self.traits.items() if name.startswith(f"{facet}:")), 0)


@dataclass(frozen=True)
class Matched:
    """What one way found, in all languages and in each. `scores` are of a language's own works only."""

    works: Bits
    score: Weights
    in_language: Mapping[str, Bits]
    scores: Mapping[str, Weights]


def ask(question: Question) -> Answer:
    shelf = _read(question.ways)
    seen = shelf.traits.get(PUBLIC, 0) | _places(question.also, shelf.base)
    matched, left = [], seen
    for way in question.ways:
        matched.append(_match(shelf, way, question.language, left))
        left ^= matched[-1].works
    chosen = {facet: shelf.traits.get(f"{facet}:{value}", 0) for facet, value in question.filters.items()}
    anywhere = seen ^ left
    works = reduce(and_, chosen.values(), anywhere)
    return Answer(
        works=_ranked(question, shelf, matched, works),
        total=works.bit_count(),
        unfiltered=tuple(each.works.bit_count() for each in matched),
        counts=_counts(shelf, anywhere, chosen),
    )


# --- reading -------------------------------------------------------------------------------------


def _read(ways: Sequence[Way]) -> Shelf:
    traits = _traits()
    everybody = reduce(or_, traits.values(), 0)
    base = ((everybody & -everybody).bit_length() or 1) - 1
    base -= base % WORKS
    last = max(everybody.bit_length() - 1, 0) // WORKS
    terms = {term for way in ways for word in way.words for term in (*word.whole, *word.loose)}
    return Shelf(
        base=base // WORKS,
        count=everybody.bit_count(),
        traits={trait: works >> base for trait, works in traits.items()},
        weights=_weights(terms, base // WORKS, last),
    )


def _traits() -> dict[str, Bits]:
    """Each as the set of all places that have it."""
    found: dict[str, Bits] = defaultdict(int)
    for trait, number, works in _rows("SELECT trait, number, works FROM finding_traitblock"):
        found[trait] |= unpacked(works) << number * TRAIT_WORKS
    return found


def _weights(terms: Collection[str], base: int, last: int) -> dict[tuple[str, str], Weights]:
    if not terms:
        return {}
    marks = ", ".join(["%s"] * len(terms))
    sql = (
        f"SELECT term, language, number, weights FROM finding_block WHERE term IN ({marks}) AND number >= %s"  # noqa: S608
    )
    found: dict[tuple[str, str], dict[int, Sequence[bytes | bytearray]]] = defaultdict(dict)
    for term, language, number, weights in _rows(sql, *sorted(terms), base):
        found[term, language][number] = blocks.decode(weights)
    return {key: _sliced(each, base, last) for key, each in found.items()}


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Without the ORM, which takes longer here than the database."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _sliced(found: Mapping[int, Sequence[bytes | bytearray]], base: int, last: int) -> Weights:
    nothing = [blocks.EMPTY] * blocks.DIGITS
    columns = zip(*(found.get(number, nothing) for number in range(base, last + 1)), strict=True)
    return tuple(int.from_bytes(b"".join(each), "little") for each in columns)


def _places(resources: Collection[int], base: int) -> Bits:
    """The set of these resources' places."""
    found = bytearray()
    for some in pieces(resources, AT_ONCE):
        marks = ", ".join(["%s"] * len(some))
        for (place,) in _rows(f"SELECT place FROM finding_indexed WHERE resource_id IN ({marks})", *some):  # noqa: S608
            byte, bit = divmod(place - base * WORKS, 8)
            found.extend(bytes(max(0, byte + 1 - len(found))))
            found[byte] |= 1 << bit
    return int.from_bytes(found, "little")


# --- matching ------------------------------------------------------------------------------------


def _match(shelf: Shelf, way: Way, own: str, seen: Bits) -> Matched:
    """All words in one edition, whichever language it is in; one in the reader's own counts twice."""
    if not way.words:
        return _all(shelf, seen)
    words = [{language: _word(shelf, word, language) for language in LANGUAGES} for word in way.words]
    factors = [_rarity(shelf, each.values()) for each in words]
    in_language, scores = {}, {}
    for language in LANGUAGES:
        here = [each[language] for each in words]
        held = _held([bits.present(each) for each in here], way.least or len(here)) & seen
        score = bits.plus_all(map(bits.times, here, factors))
        in_language[language] = held
        scores[language] = bits.only(score if language != own else (0, *score), held)
    total = bits.largest_of(scores.values())
    return Matched(reduce(or_, in_language.values(), 0), total, in_language, scores)


def _all(shelf: Shelf, seen: Bits) -> Matched:
    """Without words: everything, in each language it is in."""
    in_language = {each: shelf.traits.get(f"language:{each}", 0) & seen for each in LANGUAGES}
    return Matched(seen, (), in_language, dict.fromkeys(LANGUAGES, ()))


def _word(shelf: Shelf, word: Word, language: str) -> Weights:
    whole = [each for term in word.whole if (each := shelf.weights.get((term, language)))]
    loose = [bits.halved(each) for term in word.loose if (each := shelf.weights.get((term, language)))]
    return bits.largest_of([*whole, *loose])


def _held(sets: Sequence[Bits], least: int) -> Bits:
    """Who is in at least so many of the sets."""
    if least >= len(sets):
        return reduce(and_, sets) if sets else 0
    at_least = [0] * (least + 1)  # at_least[n]: who was in n of those before
    for each in sets:
        for number in range(least, 1, -1):
            at_least[number] |= at_least[number - 1] & each
        at_least[1] |= each
    return at_least[least]


def _rarity(shelf: Shelf, weights: Iterable[Weights]) -> int:
    works = reduce(or_, map(bits.present, weights), 0).bit_count()
    return rarity(works, shelf.count)


def rarity(works: int, all_works: int) -> int:
    """How much a word counts that so many of all works hold: 1 where it is everywhere, at most RAREST."""
    return max(1, min(RAREST, round(1 + log2((all_works + 1) / (works + 1)))))


def _counts(shelf: Shelf, works: Bits, chosen: Mapping[str, Bits]) -> dict[str, int]:
    """For each facet among what the other facets leave."""
    left = {
        facet: reduce(and_, (each for other, each in chosen.items() if other != facet), works)
        for facet in {trait.partition(":")[0] for trait in shelf.traits}
    }
    counted = {
        trait: (each & left[trait.partition(":")[0]]).bit_count() for trait, each in shelf.traits.items()
    }
    return {trait: number for trait, number in counted.items() if number and trait != PUBLIC}


# --- ranking -------------------------------------------------------------------------------------


def _ranked(question: Question, shelf: Shelf, matched: Sequence[Matched], works: Bits) -> list[Found]:
    wanted = question.offset + question.limit
    found: list[tuple[int, int]] = []  # (way, place)
    for way, each in enumerate(matched):
        if len(found) < wanted:
            best = bits.ranked(each.score, each.works & works, wanted - len(found))
            found += [(way, place) for place, _weight in best]
    shown = [
        (way, place, _language_at(place, matched[way], question)) for way, place in found[question.offset :]
    ]
    resources = _resources([place + shelf.base * WORKS for _, place, _ in shown])
    pages = _pages(question, shelf, shown)
    return [
        Found(resources[place + shelf.base * WORKS], language, way, pages[place])
        for way, place, language in shown
        if place + shelf.base * WORKS in resources
    ]


def _resources(places: Collection[int]) -> dict[int, int]:
    return dict(Indexed.objects.filter(place__in=places).values_list("place", "resource_id"))


def _pages(
    question: Question, shelf: Shelf, shown: Sequence[tuple[int, int, str]]
) -> dict[int, dict[int, int]]:
    """Place → page → how many of the words stand on it. Each edition is asked only for those terms that it holds."""
    holders: dict[tuple[str, str], bytes] = {}

    def holds(term: str, language: str, place: int) -> bool:
        if (term, language) not in holders:
            everywhere = bits.present(shelf.weights.get((term, language), ()))
            holders[term, language] = everywhere.to_bytes((everywhere.bit_length() + 7) // 8, "little")
        held = holders[term, language]
        return place >> 3 < len(held) and bool(held[place >> 3] >> (place & 7) & 1)

    there = _leaves([place + shelf.base * WORKS for _, place, _ in shown])
    found: dict[int, dict[int, int]] = {}
    for way, place, language in shown:
        pages = there.get((place + shelf.base * WORKS, language))
        words = [
            [term for term in (*word.whole, *word.loose) if holds(term, language, place)]
            for word in question.ways[way].words
        ]
        found[place] = leaves.counted(pages, words) if pages and any(words) else {}
    return found


def _leaves(places: Collection[int]) -> dict[tuple[int, str], bytes]:
    if not places:
        return {}
    marks = ", ".join(["%s"] * len(places))
    sql = f"SELECT place, language, pages FROM finding_pageterms WHERE place IN ({marks})"  # noqa: S608
    return {(place, language): bytes(pages) for place, language, pages in _rows(sql, *places)}


def _language_at(place: int, matched: Matched, question: Question) -> str:
    """The one that was chosen, else the reader's own where it was found in it, else where it was found best."""
    if "language" in question.filters:
        return question.filters["language"]
    found = [each for each in LANGUAGES if matched.in_language[each] >> place & 1]
    if question.language in found:
        return question.language
    return max(found, key=lambda each: [digit >> place & 1 for digit in reversed(_even(matched, each))])


def _even(matched: Matched, language: str) -> Weights:
    """A language's score with as many digits as the total."""
    score = matched.scores[language]
    return (*score, *[0] * (len(matched.score) - len(score)))
