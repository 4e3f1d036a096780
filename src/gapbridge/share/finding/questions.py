"""From what a reader typed to works of the hub: what is asked of the index, and what instead where it holds nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gapbridge.share.library.lifecycle import RESOURCE
from gapbridge.share.library.models import PUBLIC, Resource

from . import vocabulary
from .index import engine
from .index.shapes import Answer, Question, Way, Word
from .spellings import typed
from .words import Asked, asked, synonyms, terms

FURTHEST = 500  # hits that can be leafed through; the total is exact beyond them
WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
ENOUGH = 3  # found as it was typed: then nothing looser is asked
HIDDEN = tuple(state.key for state in RESOURCE.states if state.key not in PUBLIC)


@dataclass(frozen=True)
class Attempt:
    """A way of asking. `because`: "" as it was typed, "typing", "synonyms", "fewer" (not all words)."""

    asked: tuple[Asked, ...]
    way: Way
    because: str = ""


@dataclass(frozen=True)
class Answered:
    """What was found, and by which attempts: the number of an attempt is that of its way."""

    attempts: Sequence[Attempt]
    answer: Answer

    @property
    def holds_what_was_typed(self) -> bool:
        pairs = zip(self.attempts, self.answer.unfiltered, strict=False)
        return any(number for attempt, number in pairs if not attempt.because)

    @property
    def first(self) -> Attempt:
        """The first that found something, whatever the filters leave of it."""
        found = zip(self.attempts, self.answer.unfiltered, strict=False)
        return next((attempt for attempt, number in found if number), self.attempts[0])


def answer(
    query: str, user: Any, *, language: str, filters: Mapping[str, str], offset: int, limit: int
) -> Answered:
    """Ask as it was typed; where less than three are found (whatever the filters), ask more and more loosely, and put
    what that finds behind."""
    wanted = asked(query, language)
    attempts = [*_by_name(wanted, language), Attempt(tuple(wanted), Way(_words(wanted)))]
    if not wanted and query.strip():
        return Answered(attempts, Answer())
    offset = max(0, min(offset, FURTHEST - limit))
    ways = tuple(each.way for each in attempts)
    question = Question(ways, language, _hidden_but_seen(user), filters, offset, limit)
    found = engine().ask(question)
    for looser in (_other_words, _fewer_words) if wanted else ():
        if sum(found.unfiltered) >= ENOUGH:
            break
        more = looser(wanted, language, sum(found.unfiltered))
        if more:
            attempts += more
            found = engine().ask(replace(question, ways=tuple(each.way for each in attempts)))
    return Answered(attempts, found)


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
    return Word(each.terms, begun)


def _by_name(wanted: Sequence[Asked], language: str) -> list[Attempt]:
    """Where the last word is nowhere as a word, only a beginning of others, and the lists know it ("HR"): what they
    say it means comes first."""
    if not wanted or not wanted[-1].is_begun:
        return []
    if not synonyms(wanted[-1:], language) or vocabulary.known(wanted[-1].terms):
        return []
    return [Attempt(tuple(each), Way(_words(each)), "synonyms") for each in synonyms(wanted, language)]


def _other_words(wanted: Sequence[Asked], language: str, found: int) -> list[Attempt]:
    """Synonyms first: a word that the lists hold was not mistyped."""
    others = [Attempt(tuple(each), Way(_words(each)), "synonyms") for each in synonyms(wanted, language)]
    corrected = _corrected(wanted)
    return [*others, *([corrected] if corrected else [])]


def _fewer_words(wanted: Sequence[Asked], language: str, found: int) -> list[Attempt]:
    """All but one of three or more; where nothing at all was found, also less and less."""
    best = _corrected(wanted) or Attempt(tuple(wanted), Way(_words(wanted)))
    fewest = max(2, len(wanted) - 1) if found else 1
    numbers = range(len(wanted) - 1, fewest - 1, -1)
    return [Attempt(best.asked, replace(best.way, least=number), "fewer") for number in numbers]


def _corrected(wanted: Sequence[Asked]) -> Attempt | None:
    """Words that nobody wrote are taken for mistyped; where each is known by itself, all may be."""
    words = _words(wanted)
    known = vocabulary.known({term for word in words for term in (*word.whole, *word.loose)})
    unknown = [not known.intersection((*word.whole, *word.loose)) for word in words]
    close = [
        vocabulary.near(typed(each), each.terms) if strange or not any(unknown) else []
        for each, strange in zip(wanted, unknown, strict=True)
    ]
    if not any(close):
        return None
    pairs = list(zip(wanted, words, close, strict=True))
    return Attempt(
        tuple(Asked(each.text, (*each.terms, *near), each.is_begun) for each, _, near in pairs),
        Way(tuple(replace(word, loose=(*word.loose, *near)) for _, word, near in pairs)),
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
