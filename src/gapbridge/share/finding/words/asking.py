"""The words of a question, each with the terms that would answer it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from gapbridge.base.folding import fold

from .alphabets import azerbaijani_readings, russian_readings
from .keys import latin_key
from .stopwords import is_stop
from .terms import AZERBAIJANI_CYRILLIC, CYRILLIC, TOKEN, azerbaijani_latin, bare, english, russian

LONGEST_QUERY = 200  # characters that are read
MOST_WORDS = 10
MOST_TERMS = 6  # of a word
# The beginning of an ending: what stands after təşkilat when təşkilatlarda is being typed.
BEGUN_ENDING = re.compile(r"(?:l[ae]?|la|le|d|n|ni|nd|im|um|m)$")


@dataclass(frozen=True)
class Asked:
    """One word of a question as it was typed; one of `terms` must be there.

    `is_begun`: the word may be unfinished, so its terms are also taken as beginnings.
    """

    text: str
    terms: tuple[str, ...]
    is_begun: bool = False


def asked(query: str, language: str) -> list[Asked]:
    """At most ten words of the first 200 characters, in order; the last one is begun unless a space follows.

    Little words (and, üçün, для) are left out where others remain.
    """
    query = unicodedata.normalize("NFC", query[:LONGEST_QUERY])
    words = [(found[0], is_last(found, query)) for found in TOKEN.finditer(query)]
    telling = [each for each in words if not is_stop(_plain(each[0]), language)] or words
    found = [Asked(word, _terms(word, language, begun), begun) for word, begun in telling[:MOST_WORDS]]
    return [each for each in found if each.terms]


def is_last(found: re.Match[str], query: str) -> bool:
    return found.end() == len(query)


def _plain(word: str) -> str:
    return fold(bare(word))


@lru_cache(maxsize=5_000)  # a question is asked again with each letter that is typed
def _terms(word: str, language: str, is_begun: bool) -> tuple[str, ...]:
    """Terms of a word in every language that it may be in, those of the reader's language first."""
    word = bare(word)
    terms = _of_cyrillic(word, language) if CYRILLIC.search(word) else _of_latin(word, language, is_begun)
    return tuple(each for each in dict.fromkeys(terms) if each)[:MOST_TERMS]


def _of_cyrillic(word: str, language: str) -> list[str]:
    in_azerbaijani = [azerbaijani_latin(reading) for reading in azerbaijani_readings(word)]
    if AZERBAIJANI_CYRILLIC.search(word):
        return in_azerbaijani
    in_russian = [russian(fold(word))]
    return in_azerbaijani + in_russian if language == "az" else in_russian + in_azerbaijani


def _of_latin(word: str, language: str, is_begun: bool) -> list[str]:
    plain = fold(word)
    in_azerbaijani = [azerbaijani_latin(plain)]
    if is_begun and len(shorter := BEGUN_ENDING.sub("", plain)) >= 5:
        in_azerbaijani.append(azerbaijani_latin(shorter))
    in_english = [english(plain)]
    if plain.endswith("y"):  # a word with an error may miss its stemmer's rule: comunity, community
        in_english.append(latin_key(f"{plain[:-1]}i"))
    in_russian = [russian(fold(reading)) for reading in russian_readings(word)]
    order = {
        "az": in_azerbaijani + in_english + in_russian,
        "ru": in_russian + in_english + in_azerbaijani,
    }
    return order.get(language, in_english + in_azerbaijani + in_russian)
