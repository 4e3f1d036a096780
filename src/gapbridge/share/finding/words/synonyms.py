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

from .asking import Asked
from .stopwords import is_stop
from .terms import TOKEN, term

DATA = Path(__file__).parent.parent / "data" / "synonyms.yaml"
REFERENCE = Path(programmes.__file__).parent / "data" / "reference.yaml"
MOST_WAYS = 8  # questions that are asked in another's place

Phrase = tuple[tuple[str, str], ...]  # (word, its term) for each telling word


@dataclass(frozen=True)
class _Group:
    phrases: tuple[Phrase, ...]


def synonyms(asked: Sequence[Asked], language: str) -> list[list[Asked]]:
    """Other questions that would be answered by the same page, the nearest first, at most eight; [] without any.

    The first has the question's words, each with its one-word synonyms beside its own terms (budget: smeta,
    смета …). In each of the others a phrase stands in the place of words that say the same ("privacy policy":
    "personal data protection"). The words keep `is_begun` only where they are the question's own.
    """
    ways = _with_single_words(asked)
    for start, stop, group in _spans(asked):
        for phrase in _by_language(group, language):
            if len(phrase) > 1 or stop - start > 1:
                ways.append([*asked[:start], *_as_asked(phrase), *asked[stop:]])
    distinct = {tuple(each.terms for each in way): way for way in reversed(ways)}
    return list(reversed(distinct.values()))[:MOST_WAYS]


def _with_single_words(asked: Sequence[Asked]) -> list[list[Asked]]:
    richer = [replace(each, terms=tuple(dict.fromkeys([*each.terms, *_single(each)]))) for each in asked]
    return [richer] if richer != list(asked) else []


def _single(word: Asked) -> Iterator[str]:
    """Terms of the one-word synonyms of one word."""
    for group in _groups_at([word]):
        yield from (phrase[0][1] for phrase in group.phrases if len(phrase) == 1)


def _spans(asked: Sequence[Asked]) -> Iterator[tuple[int, int, _Group]]:
    """Where words of the question say the same as a group, the longest first."""
    for size in range(len(asked), 0, -1):
        for start in range(len(asked) - size + 1):
            for group in _groups_at(asked[start : start + size]):
                yield start, start + size, group


def _groups_at(words: Sequence[Asked]) -> list[_Group]:
    """Groups with a phrase of exactly these words."""
    groups = [
        group for term in words[0].terms for group, phrase in _index().get(term, ()) if _is(phrase, words)
    ]
    return list(dict.fromkeys(groups))


def _is(phrase: Phrase, words: Sequence[Asked]) -> bool:
    return len(phrase) == len(words) and all(
        term in word.terms for (_, term), word in zip(phrase, words, strict=True)
    )


def _by_language(group: _Group, language: str) -> list[Phrase]:
    return sorted(group.phrases, key=len)


def _as_asked(phrase: Phrase) -> list[Asked]:
    return [Asked(word, (term,)) for word, term in phrase]


# --- the groups ----------------------------------------------------------------------------------


@cache
def _index() -> dict[str, list[tuple[_Group, Phrase]]]:
    """Groups and their phrases by the term of the phrase's first word."""
    found: dict[str, list[tuple[_Group, Phrase]]] = {}
    for group in groups():
        for phrase in group.phrases:
            found.setdefault(phrase[0][1], []).append((group, phrase))
    return found


@cache
def groups() -> tuple[_Group, ...]:
    rows = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    topics = yaml.safe_load(REFERENCE.read_text(encoding="utf-8"))["topics"]
    named = [{language: [name] for language, name in topic["name"].items()} for topic in topics]
    return tuple(_group(row) for row in [*rows, *named])


def _group(row: dict[str, list[str]]) -> _Group:
    phrases = [_phrase(text, language) for language, texts in row.items() for text in texts]
    return _Group(tuple(dict.fromkeys(phrase for phrase in phrases if phrase)))


def _phrase(text: str, language: str) -> Phrase:
    """The telling words of a phrase; "tr" and other keys are read as Azerbaijani, which is how they're typed."""
    read_as = language if language in ("ru", "en") else "az"
    words = TOKEN.findall(text)
    telling = [word for word in words if not is_stop(word.casefold(), read_as)] or words
    return tuple((word, term(word, read_as)) for word in telling)
