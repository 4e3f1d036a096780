"""What a single word can be told to be: by the lists it stands on, and by how it ends."""

import re
from functools import lru_cache

from gapbridge.base.folding import fold

from . import vocabulary

LATIN_SURNAME = re.compile(
    r".{4,}(?:ov(?:[auü]|un|da|dan|la)?|ev(?:un|in)?)$"
    r"|.{2,}(?:(?:yev|iev)(?:[aəiıuü]|[uüiı]n|[dl]ə|dən|in)?"
    r"|[oe]va(?:ya|nın|nı|da|dan|yla|nin|ni|ye)?"
    r"|zad[əea](?:[nydl].{1,4})?|o[gğ]lu(?:n.{1,3})?|q[ıi]z[ıi](?:n.{1,3})?|gizi|kyzy|ogly|ski|sky|skaya|enko|shvili|idze|adze)$"
)
LATIN_PATRONYMIC = re.compile(r".{3,}(?:ovich|evich|ovna|evna|ichna)$")
WEAK_LATIN_SURNAME = re.compile(r".{3,}(?:l[ıiuü]|son|ski|ian|yan)(?:[nydl].{1,3})?$")
PATRONYMIC = re.compile(r".{3,}(?:(?:ович|евич)(?:а|у|ем|е)?|(?:овн|евн|ичн)(?:а|ы|е|у|ой))$")
PATRONYMIC_AT_START = re.compile(r".{3,}(?:(?:ович|евич)(?:а|у|ем|е)?|(?:овн|евн)(?:а|е|у))$")
SURNAME = re.compile(
    r".{2,}(?:(?:ов|ев|ин|ын)(?:а|у|ым|е|ой|ую|ы|ых)?|ск(?:ий|ого|ому|им|ом|ая|ой|ую)|енко|чук|швили|дзе|ян|оглы|заде|кызы|зода)$"
)


class Is:
    """What a word can be told to be by itself: bits of a plain int, since an enum's are slow on long texts."""

    GIVEN = 1
    EVERYDAY = 2  # a first name that is also a word of every day
    SURNAME = 4  # by its ending; of Latin letters strong enough at a sentence's start
    WEAK_SURNAME = 8  # an ending that many other words have
    PATRONYMIC = 16
    AT_START = 32  # enough at a sentence's start
    ORDINARY = 64  # a place, a people, a month
    BODY = 128
    INITIAL = 256  # a letter with its full stop


FAMILY = Is.SURNAME | Is.WEAK_SURNAME | Is.PATRONYMIC


@lru_cache(maxsize=50_000)
def look(word: str) -> int:
    folded, lower = fold(word), word.replace("İ", "i").replace("I", "ı").lower()
    found = 0
    if folded in vocabulary.everyday_names():
        found |= Is.GIVEN | Is.EVERYDAY
    elif folded in vocabulary.given_names():
        found |= Is.GIVEN
    if folded in vocabulary.ordinary() or folded in vocabulary.places():
        found |= Is.ORDINARY
    cyrillic = "\u0400" <= lower[0] <= "\u04ff"
    if PATRONYMIC.match(folded) if cyrillic else LATIN_PATRONYMIC.match(folded):
        found |= Is.PATRONYMIC
        found |= Is.AT_START if not cyrillic or PATRONYMIC_AT_START.match(folded) else 0
    elif cyrillic and SURNAME.match(folded):
        found |= Is.WEAK_SURNAME
    elif not cyrillic and LATIN_SURNAME.match(lower):
        found |= Is.SURNAME | Is.AT_START
    elif not cyrillic and WEAK_LATIN_SURNAME.match(lower):
        found |= Is.WEAK_SURNAME
    if not found & (Is.GIVEN | Is.SURNAME | Is.PATRONYMIC) and vocabulary.beginnings("bodies").match(folded):
        found |= Is.BODY
    return found


fold_word = lru_cache(maxsize=50_000)(fold)
