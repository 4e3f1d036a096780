"""Other words for the same thing: what people type and what documents say, in three languages.

A group of share/finding/data/synonyms.yaml is a list of phrases a language; a topic's names are a group too.
Groups aren't chained: a synonym of a synonym is not asked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from gapbridge import programmes
from gapbridge.base.folding import fold

from .asking import Asked
from .stopwords import is_stop
from .terms import TOKEN, term

DATA = Path(__file__).parent.parent / "data" / "synonyms.yaml"
REFERENCE = Path(programmes.__file__).parent / "data" / "reference.yaml"
MOST_WAYS = 8  # questions that are asked in another's place


@dataclass(frozen=True)
class _Phrase:
    """`words`: each telling word and its term. `rank`: which of its language it is; the first is the main one."""

    language: str
    rank: int
    words: tuple[tuple[str, str], ...]

    def is_said_by(self, asked: Sequence[Asked]) -> bool:
        return len(self.words) == len(asked) and all(
            term in word.terms for (_, term), word in zip(self.words, asked, strict=True)
        )

    def as_asked(self) -> list[Asked]:
        return [Asked(word, (term,)) for word, term in self.words]


@dataclass(frozen=True)
class _Group:
    phrases: tuple[_Phrase, ...]


def synonyms(asked: Sequence[Asked], language: str) -> list[list[Asked]]:
    """Other questions that would be answered by the same page, the nearest first, at most eight; [] without any.

    The first has the question's words, each with its one-word synonyms beside its own terms (budget: smeta,
    смета …). In each of the others a phrase stands in the place of words that say the same ("privacy policy":
    "personal data"), the reader's language first. `is_begun` is kept only by the question's own words.
    """
    ways = [*_with_single_words(asked), *_with_phrases(asked, language)]
    own = tuple(each.terms for each in asked)
    distinct = {tuple(each.terms for each in way): way for way in reversed(ways)}
    return [distinct[terms] for terms in reversed(distinct) if terms != own][:MOST_WAYS]


def _with_single_words(asked: Sequence[Asked]) -> list[list[Asked]]:
    richer = [replace(each, terms=tuple(dict.fromkeys([*each.terms, *_single(each)]))) for each in asked]
    return [richer] if richer != list(asked) else []


def _single(word: Asked) -> Iterator[str]:
    """Terms of the one-word synonyms of one word."""
    for group in _groups_of([word]):
        yield from (phrase.words[0][1] for phrase in group.phrases if len(phrase.words) == 1)


def _with_phrases(asked: Sequence[Asked], language: str) -> Iterator[list[Asked]]:
    """The question with another phrase in the place of some of its words, the longest place first."""
    for size in range(len(asked), 0, -1):
        for start in range(len(asked) - size + 1):
            said = asked[start : start + size]
            others = [phrase for group in _groups_of(said) for phrase in group.phrases]
            for phrase in sorted(others, key=lambda phrase: (phrase.rank, phrase.language != language)):
                if (size > 1 or len(phrase.words) > 1) and not phrase.is_said_by(said):
                    yield [*asked[:start], *phrase.as_asked(), *asked[start + size :]]


def _groups_of(words: Sequence[Asked]) -> list[_Group]:
    """Groups with a phrase of exactly these words."""
    said = (found for term in words[0].terms for found in _index().get(term, ()))
    return list(dict.fromkeys(group for group, phrase in said if phrase.is_said_by(words)))


# --- the groups ----------------------------------------------------------------------------------


@cache
def _index() -> dict[str, list[tuple[_Group, _Phrase]]]:
    """Groups and their phrases by the term of the phrase's first word."""
    found: dict[str, list[tuple[_Group, _Phrase]]] = {}
    for group in groups():
        for phrase in group.phrases:
            found.setdefault(phrase.words[0][1], []).append((group, phrase))
    return found


@cache
def groups() -> tuple[_Group, ...]:
    """The list of synonyms, and the topics of the reference data by their names."""
    rows = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    topics = yaml.safe_load(REFERENCE.read_text(encoding="utf-8"))["topics"]
    named = [{language: [name] for language, name in topic["name"].items()} for topic in topics]
    return tuple(map(_group, [*rows, *named]))


def _group(row: dict[str, list[str]]) -> _Group:
    phrases = [
        _phrase(text, language, rank) for language, texts in row.items() for rank, text in enumerate(texts)
    ]
    return _Group(tuple(phrases))


def _phrase(text: str, language: str, rank: int) -> _Phrase:
    """Its telling words. "tr" is read as Azerbaijani, because that is how a question in Turkish is read."""
    read_as = language if language in ("ru", "en") else "az"
    words = TOKEN.findall(text)
    telling = [word for word in words if not is_stop(fold(word), read_as)] or words
    return _Phrase(language, rank, tuple((word, term(word, read_as)) for word in telling))
