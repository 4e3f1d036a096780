"""From stems to terms: what spellings and endings confuse is made one, in the letters a-z and digits."""

import re

from anyascii import anyascii

from .known import WHOLE

LONGEST = 40  # characters of a term; what is longer is no word
SHORTEST = 4  # letters that the end of a stem leaves

# In Cyrillic г is q, g and ğ, and х is x and h; plain letters leave ğ as g.
ONE = str.maketrans({"q": "g", "x": "h"})
# Russian, one letter for one, so that one typing error stays one; ь and ъ are off, ы and й never meet.
RUSSIAN = str.maketrans("абвгдежзийклмнопрстуфхцчшщыэюя", "abvgdejziyklmnoprstufhcqwxye12") | {
    ord("ь"): None,
    ord("ъ"): None,
}
BRITISH = {
    "programm": "program",
    "centr": "center",
    "licenc": "licens",
    "defenc": "defens",
    "instal": "install",
}
TAIL = re.compile(r"(?<=[^aeiou])[aeiou]$|(?<=[aeiou])[ns]$")
MADE = re.compile(r"c[iu]$|[^aeiou]l[iu]$")


def latin_key(word: str) -> str:
    """A folded word or stem in Latin letters as a term."""
    if not word.isascii():
        word = re.sub(r"[^a-z0-9]+", "", anyascii(word).lower())
    return word.translate(ONE)[:LONGEST]


def british(stem: str) -> str:
    """One spelling for stems of British and American English: organise, organize; labour, labor; programme."""
    if len(stem) > 5 and stem.endswith("iz"):
        return f"{stem[:-1]}s"
    if len(stem) > 5 and stem.endswith("our"):
        return f"{stem[:-2]}r"
    return BRITISH.get(stem, stem)


def russian_key(stem: str) -> str:
    """A folded Russian stem as a term."""
    key = stem.translate(RUSSIAN)
    return key[:LONGEST] if key.isascii() else latin_key(key)


def azerbaijani_key(stem: str) -> str:
    """A stem of the Azerbaijani stemmer as a term, without the vowel, n or s at its end.

    Nobody can tell by letters whether "insanın" is insan-ın or insa-nın, "prosesi" proses-i or prose-si,
    "qranta" qrant-a or a word qranta. So these letters are left off whatever they are.
    """
    if stem in WHOLE or MADE.search(stem):
        return latin_key(stem)
    for _ in range(3):
        if len(stem) <= SHORTEST or not TAIL.search(stem):
            break
        stem = stem[:-1]
    return latin_key(stem)
