"""The test set of questions: does what a reader types meet the words of a page that would content her?

This is the recall of matching, before anything is ranked. A question meets a resource when, for the question
itself or for one of its synonyms, every word asked for has a term in the title, summary and text of one edition.
A word that no text holds is corrected as the index does it, by the keys of the vocabulary.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import yaml

from gapbridge.share.finding.words import Asked, asked, is_near, neighbours, synonyms, terms
from gapbridge.share.library.content import shipped

QUERIES = Path(__file__).parents[1] / "queries"
LEAST = 0.95  # of the questions of each class
CLASSES = ("plain", "letters", "suffix", "script", "typo", "synonym")


def rows() -> list[dict]:
    return [row for path in sorted(QUERIES.glob("*.yaml")) for row in yaml.safe_load(path.read_text())]


@cache
def editions() -> dict[str, list[set[str]]]:
    """The terms of each edition, by resource."""
    return {
        each.key: [
            set(
                terms(
                    f"{each.title[language]} {each.summary[language]} {text} {each.papers.get(language, '')}",
                    language,
                )
            )
            for language, text in each.texts.items()
        ]
        for each in shipped()
    }


@cache
def vocabulary() -> dict[str, set[str]]:
    """The terms of all editions, by their keys."""
    found = defaultdict(set)
    for term in {term for sets in editions().values() for edition in sets for term in edition}:
        for key in neighbours(term):
            found[key].add(term)
    return found


def corrected(word: Asked) -> Asked:
    """The word with the terms that are one error away, when no text holds it."""
    if any(word_is_in(word, edition) for sets in editions().values() for edition in sets):
        return word
    near = {
        other
        for term in word.terms
        for key in neighbours(term)
        for other in vocabulary().get(key, ())
        if is_near(term, other) and len(term) >= 5
    }
    return replace(word, terms=(*word.terms, *sorted(near)))


def word_is_in(word: Asked, edition: set[str]) -> bool:
    return not edition.isdisjoint(word.terms) or (
        word.is_begun and any(term.startswith(word.terms) for term in edition)
    )


def meets(row: dict) -> bool:
    question = asked(row["query"], row["language"])
    ways = [question, *synonyms(question, row["language"])]
    return any(
        all(word_is_in(corrected(word), edition) for word in way)
        for way in ways
        for edition in wanted(row["wanted"])
    )


def wanted(keys: Iterable[str]) -> Iterable[set[str]]:
    return (edition for key in keys for edition in editions()[key])


def test_the_set_has_150_questions_of_every_class():
    assert len(rows()) >= 150
    assert {row["kind"] for row in rows()} == set(CLASSES)


@pytest.mark.parametrize("kind", CLASSES)
def test_questions_meet_the_words_of_what_they_look_for(kind, record_property):
    asked_for = [row for row in rows() if row["kind"] == kind]
    missed = [row["query"] for row in asked_for if not meets(row)]
    met = 1 - len(missed) / len(asked_for)
    record_property("met", f"{met:.1%} of {len(asked_for)}")
    print(f"{kind}: {met:.1%} of {len(asked_for)} questions meet; missed: {missed}")
    assert met >= LEAST, missed
