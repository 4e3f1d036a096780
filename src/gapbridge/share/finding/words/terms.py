"""What is indexed: one term a word.

A term is a stem in the letters a-z and digits. Words of a text repeat, so the term of each spelling is worked
out once and kept: the rest is one pass of a regular expression and a look-up a word.
"""

import re
import unicodedata
from functools import cache
from threading import Lock

from snowballstemmer import stemmer

from gapbridge.base.folding import fold

from . import azerbaijani
from .keys import azerbaijani_key, british, latin_key, russian_key

MOST_KEPT = 200_000  # spellings of a language whose terms are kept, about 30 MB
# Letters and digits; inside a word also apostrophes (Bakı'nın), stress marks, invisible signs; and M&E.
TOKEN = re.compile(
    r"[^\W_]+(?:(?:['’ʼ‘\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufeff]+|(?<![^\W_]{2})&(?![^\W_]{2}))[^\W_]+)*"
)
BETWEEN = re.compile(r"[^\w]+")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
AZERBAIJANI_CYRILLIC = re.compile("[әөүҝғһҹјӘӨҮҜҒҺҸЈ]")


def terms(text: str, language: str) -> list[str]:
    """The terms of a text in a language ("az", "ru", "en"; any other is as English), one a word, in order."""
    text = unicodedata.normalize("NFC", text)
    return [term for term in map(_kept(language, text).__getitem__, TOKEN.findall(text)) if term]


def term(word: str, language: str) -> str:
    """The term of one word; "" when it has no letter or digit that can be brought to plain ones."""
    return _kept(language, word)[word]


def tokens(text: str, language: str) -> list[tuple[int, int, str]]:
    """Each word of a text as (start, end, term)."""
    kept = _kept(language, text)
    return [(*found.span(), kept[found[0]]) for found in TOKEN.finditer(text)]


class _Terms(dict[str, str]):
    """Terms by spelling. It starts anew when it is full, rather than ask at each word which is the oldest."""

    def __init__(self, work_out):
        self.work_out = work_out

    def __missing__(self, word: str) -> str:
        if len(self) >= MOST_KEPT:
            self.clear()
        found = self[word] = self.work_out(fold(bare(word)))
        return found


def bare(word: str) -> str:
    """A token without apostrophes and signs; "&" is a word of its own."""
    return BETWEEN.sub("", word.replace("&", "and"))


def _kept(language: str, text: str) -> _Terms:
    """In a text in Azerbaijani, Cyrillic letters are Azerbaijani where some letter is no Russian one."""
    if language == "az" and AZERBAIJANI_CYRILLIC.search(text):
        return _all_kept("az in Cyrillic")
    return _all_kept(language)


@cache
def _all_kept(language: str) -> _Terms:
    return _Terms({"az": _azerbaijani, "az in Cyrillic": _azerbaijani_in_cyrillic}.get(language, _other))


def _azerbaijani(word: str) -> str:
    return russian(word) if CYRILLIC.search(word) else azerbaijani_latin(word)


def _azerbaijani_in_cyrillic(word: str) -> str:
    from .alphabets import official  # alphabets uses the stems

    return azerbaijani_latin(official(word)) if CYRILLIC.search(word) else azerbaijani_latin(word)


def _other(word: str) -> str:
    return russian(word) if CYRILLIC.search(word) else english(word)


def azerbaijani_latin(word: str) -> str:
    """The term of a folded word in Latin letters, read as Azerbaijani."""
    return azerbaijani_key(azerbaijani.stem(word))


def russian(word: str) -> str:
    return russian_key(_snowball("russian", word))


def english(word: str) -> str:
    return latin_key(british(_snowball("english", word)))


_stemmers = {language: stemmer(language) for language in ("russian", "english")}
_one_at_a_time = Lock()  # a stemmer keeps the word that it works on


def _snowball(language: str, word: str) -> str:
    with _one_at_a_time:
        return _stemmers[language].stemWord(word)
