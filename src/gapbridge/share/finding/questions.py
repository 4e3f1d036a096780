"""From what a reader typed to works of the hub: what is asked of the index, and what instead where it holds nothing."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gapbridge.share.library.lifecycle import RESOURCE
from gapbridge.share.library.models import PUBLIC, Resource

from . import vocabulary
from .index import engine
from .index.shapes import Answer, Question, Word
from .words import Asked, asked, synonyms, terms

FURTHEST = 500  # hits that can be leafed through; the total is exact beyond them
WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
MOST_ALTERNATIVES = 6  # other questions by synonyms that are tried
HIDDEN = tuple(state.key for state in RESOURCE.states if state.key not in PUBLIC)


@dataclass(frozen=True)
class Attempt:
    """A way of asking. `because`: "" as it was typed, "typing", "synonyms", "fewer" (not all words)."""

    asked: tuple[Asked, ...]
    words: tuple[Word, ...]
    because: str = ""
    least: int = 0


@dataclass(frozen=True)
class Answered:
    """The attempt that found something (the first, where none did), and what it found."""

    attempt: Attempt
    answer: Answer


def answer(
    query: str, user: Any, *, language: str, filters: Mapping[str, str], offset: int, limit: int
) -> Answered:
    """Ask as it was typed; where nothing at all is found (whatever the filters), ask more and more loosely."""
    wanted = asked(query, language)
    first = Attempt(tuple(wanted), _words(wanted))
    if not wanted and query.strip():
        return Answered(first, Answer())
    offset = max(0, min(offset, FURTHEST - limit))
    question = Question(first.words, language, _hidden_but_seen(user), filters, offset, limit)
    tried = Answered(first, engine().ask(question))
    if tried.answer.unfiltered or not wanted:
        return tried
    for attempt in _looser(wanted, language):
        found = engine().ask(replace(question, words=attempt.words, least=attempt.least))
        if found.unfiltered:
            return Answered(attempt, found)
    return tried


def _hidden_but_seen(user: Any) -> list[int]:
    """What the world does not see and this reader does: drafts of their own, an officer's archive."""
    if not user.is_authenticated:
        return []
    seen = Resource.objects.visible_to(user).filter(state__in=HIDDEN)
    return list(seen.order_by().values_list("pk", flat=True).distinct())


# --- words ---------------------------------------------------------------------------------------


def _words(wanted: Sequence[Asked]) -> tuple[Word, ...]:
    return tuple(_word(each) for each in wanted)


def _word(each: Asked) -> Word:
    if not each.is_begun:
        return Word(each.terms)
    begun = tuple(term for term in vocabulary.begun(each.terms) if term not in each.terms)
    return Word(each.terms, begun, each.terms)


def _looser(wanted: Sequence[Asked], language: str) -> Iterator[Attempt]:
    words = _words(wanted)
    corrected = _corrected(wanted, words)
    if corrected is not None:
        yield corrected
    for other in synonyms(wanted, language)[:MOST_ALTERNATIVES]:
        yield Attempt(tuple(other), _words(other), "synonyms")
    best = corrected or Attempt(tuple(wanted), words)
    for least in range(len(words) - 1, 0, -1):
        yield replace(best, because="fewer", least=least)


def _corrected(wanted: Sequence[Asked], words: Sequence[Word]) -> Attempt | None:
    """Words that nobody wrote are taken for mistyped; where each is known by itself, all may be."""
    known = vocabulary.known({term for word in words for term in (*word.whole, *word.loose)})
    unknown = [not known.intersection((*word.whole, *word.loose)) for word in words]
    close = [
        vocabulary.near(each.terms) if strange or not any(unknown) else []
        for each, strange in zip(wanted, unknown, strict=True)
    ]
    if not any(close):
        return None
    return Attempt(
        tuple(
            Asked(each.text, (*each.terms, *near), each.is_begun)
            for each, near in zip(wanted, close, strict=True)
        ),
        tuple(replace(word, loose=(*word.loose, *near)) for word, near in zip(words, close, strict=True)),
        "typing",
    )


def instead(attempt: Attempt, typed: Sequence[str], texts: Sequence[tuple[str, str]]) -> list[str]:
    """How the words that were searched for are written in these texts; those that were typed so are left out."""
    known = {each.lower() for each in typed}
    found = (written(each, texts) for each in attempt.asked)
    return list(dict.fromkeys(each for each in found if each and each.lower() not in known))


def written(each: Asked, texts: Sequence[tuple[str, str]]) -> str:
    """The first word in these texts (text, language) that answers it, as it stands there; or ""."""
    wanted = {*each.terms}
    words = ((word[0], language) for text, language in texts for word in WORD.finditer(text))
    return next((word for word, language in words if wanted.intersection(terms(word, language))), "")
