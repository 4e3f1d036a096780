"""Words as they are spelled, in plain letters but with their endings: by these a typing error is understood.

The stem of a mistyped word may be another one altogether ("volunteers" is volunt-eers, "voluntears" is not), so errors
are looked for in spellings; each leads to the terms of the words that are spelled so.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from gapbridge.base.folding import fold

from .words import terms
from .words.alphabets import azerbaijani_readings, official, russian_readings
from .words.asking import Asked
from .words.keys import latin_key, russian_key
from .words.terms import AZERBAIJANI_CYRILLIC, CYRILLIC, TOKEN, bare
from .words.typing_errors import SHORTEST

LONGEST = 30  # letters: longer words are not searched for errors
Pair = tuple[str, str]  # spelling, term


def spellings(texts: Iterable[str], language: str) -> set[Pair]:
    """Of all words of five letters or more in texts of a language."""
    found: set[Pair] = set()
    for text in texts:
        text = unicodedata.normalize("NFC", text)
        in_cyrillic = language == "az" and bool(AZERBAIJANI_CYRILLIC.search(text))
        found.update(filter(None, (_pair(word, language, in_cyrillic) for word in {*TOKEN.findall(text)})))
    return found


@lru_cache(maxsize=200_000)
def _pair(word: str, language: str, is_azerbaijani_cyrillic: bool) -> Pair | None:
    plain = fold(bare(word))
    if not SHORTEST <= len(plain) <= LONGEST or not plain.isalpha():
        return None
    spelling = _spelling(plain, is_azerbaijani_cyrillic)
    [term] = terms(word, language) or [""]
    return (spelling, term) if term and len(spelling) >= SHORTEST else None


def _spelling(plain: str, is_azerbaijani_cyrillic: bool = False) -> str:
    if not CYRILLIC.search(plain):
        return latin_key(plain)
    return latin_key(official(plain)) if is_azerbaijani_cyrillic else russian_key(plain)


def typed(each: Asked) -> list[str]:
    """How a word of a question may be spelled: as it stands, and as it reads in the other alphabet; then its stems."""
    plain = fold(bare(each.text))
    if CYRILLIC.search(plain):
        read = [_spelling(plain), *map(latin_key, azerbaijani_readings(each.text))]
    else:
        read = [_spelling(plain), *(_spelling(fold(reading)) for reading in russian_readings(each.text))]
    return [word for word in dict.fromkeys([*read, *each.terms]) if len(word) >= SHORTEST]
