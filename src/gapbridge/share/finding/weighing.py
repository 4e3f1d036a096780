"""How much a word counts in a document: a number from 1 to 31 by where it stands and how often.

Title > topics and kind > summary > headings > text. In the text each further occurrence counts less, and one in a
short text more than one in a long text (as in BM25, Robertson and Zaragoza 2009).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .index.blocks import HEAVIEST
from .spellings import Pair, spellings
from .words import terms

TITLE, LABEL, SUMMARY, HEADING = 12, 6, 5, 4
HEADINGS = 2  # headings beyond these add nothing
TEXT = 8  # at most, for a word that fills the text
USUAL = 600  # words of a usual document
STEEPNESS = 1.2  # BM25's k1
BY_LENGTH = 0.6  # BM25's b
LONGEST_TEXT = 1_000_000  # characters of an edition that are indexed


@dataclass(frozen=True)
class Sheet:
    number: int
    title: str
    text: str


@dataclass(frozen=True)
class Wording:
    """An edition as it is searched. `labels`: names of its topics and kind, with the language of each."""

    language: str
    title: str
    summary: str
    labels: Sequence[tuple[str, str]] = ()
    sheets: Sequence[Sheet] = field(default=())


@dataclass(frozen=True)
class Weighed:
    weights: dict[str, int]
    pages: dict[int, frozenset[str]]
    spellings: set[Pair]


def weighed(wording: Wording) -> Weighed:
    language = wording.language
    sheets = [
        (sheet, terms(sheet.title, language), terms(sheet.text, language)) for sheet in _read(wording.sheets)
    ]
    weights = _in_text([term for _, _, text in sheets for term in text])
    _add(weights, Counter(term for _, title, _ in sheets for term in {*title}), HEADING, HEADINGS)
    _add(weights, Counter({*terms(wording.summary, language)}), SUMMARY)
    _add(weights, Counter({term for each, name in wording.labels for term in terms(name, each)}), LABEL)
    _add(weights, Counter({*terms(wording.title, language)}), TITLE)
    return Weighed(
        {term: max(1, min(HEAVIEST, round(weight))) for term, weight in weights.items()},
        {sheet.number: frozenset([*title, *text]) for sheet, title, text in sheets},
        spellings(
            [wording.title, wording.summary, *(f"{sheet.title} {sheet.text}" for sheet, _, _ in sheets)],
            language,
        ),
    )


def _read(sheets: Iterable[Sheet]) -> Iterable[Sheet]:
    """Until there is more than is indexed."""
    left = LONGEST_TEXT
    for sheet in sheets:
        if left <= 0:
            return
        yield Sheet(sheet.number, sheet.title, sheet.text[:left])
        left -= len(sheet.text)


def _in_text(words: Sequence[str]) -> dict[str, float]:
    damping = STEEPNESS * (1 - BY_LENGTH + BY_LENGTH * len(words) / USUAL)
    return {term: TEXT * times / (times + damping) for term, times in Counter(words).items()}


def _add(weights: dict[str, float], times: Counter[str], weight: float, most: int = 1) -> None:
    for term, number in times.items():
        weights[term] = weights.get(term, 0) + weight * min(number, most)
