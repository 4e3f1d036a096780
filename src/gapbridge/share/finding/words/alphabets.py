"""Readings of a word that is typed in other letters than its language is written in.

Azerbaijani in Cyrillic: the official alphabet of 1958-1991 (the table of correspondences of BGN and PCGN,
1993), and what people make of it on a Russian keyboard. Russian in Latin letters: the passport's system and
the habits of chats. A reading is a guess: a question is asked in each, and keys.py has made one of the
letters that would otherwise need many (q, g and ğ; x and h; e and ə; ı and i; o and ö; u and ü).
"""

import re
import unicodedata

from gapbridge.base.folding import fold

# The official alphabet, already without the marks that folding takes off (ҝ is g, ғ is ğ, ҹ is c).
OFFICIAL = str.maketrans("абвгғдеәжзиыјйкҝлмноөпрстуүфхһчҹшщэ", "abvqgdeejziiyykglmnooprstuufxhccsse") | {
    ord("ё"): "yo",
    ord("ю"): "yu",
    ord("я"): "ya",
    ord("ц"): "ts",
    ord("ь"): "",
    ord("ъ"): "",
    ord("ʼ"): "",
}
# On a Russian keyboard: э, я for ə; ё for ö, ю for ü after a consonant; дж for c.
SOFT = re.compile(r"(?<=[бвгджзйклмнпрстфхцчшщ])[яюё]")
SOFTENED = {"я": "ә", "ю": "ү", "ё": "ө"}
FRONT = re.compile("[әөүэи]")
G = re.compile("г(?=[әеөүэи])")
AZERBAIJANI = re.compile("[әөүҝғһҹј]")


def official(word: str) -> str:
    """A Cyrillic word letter by letter by the official alphabet, folded: "мүгавилә" → "muqavile"."""
    return fold(word.casefold().translate(OFFICIAL))


def azerbaijani_readings(word: str) -> list[str]:
    """Folded Latin readings of a word typed in Cyrillic, the likeliest first, at most five."""
    typed = unicodedata.normalize("NFC", word).casefold()
    word = typed.replace("дж", "ҹ")
    soft = SOFT.sub(lambda letter: SOFTENED[letter[0]], word)
    found = [soft, soft.replace("я", "йә"), word]  # шикаят: şikayət
    if not AZERBAIJANI.search(typed):
        if FRONT.search(soft):
            found.insert(2, soft.replace("а", "ә"))  # гянджа: ə is heard as а beside soft vowels
        found = [G.sub("ҝ", reading) for reading in found]
    if "ж" in word:
        found.append(soft.replace("ж", "ҹ"))
    return list(dict.fromkeys(map(official, found)))


# --- Russian in Latin letters --------------------------------------------------------------------

PAIRS = {
    "shch": "щ", "sch": "щ", "şç": "щ", "zh": "ж", "kh": "х", "ts": "ц", "tz": "ц", "ch": "ч", "sh": "ш",
    "ya": "я", "yu": "ю", "yo": "ё", "ye": "е", "ja": "я", "ju": "ю", "jo": "ё", "je": "е",
    "iya": "ия", "iyu": "ию", "iye": "ие", "ija": "ия", "iju": "ию", "ije": "ие",
    "iy": "ий", "ij": "ий", "yy": "ый", "yj": "ый",
}  # fmt: skip
ONES = dict(zip("abcdefghijklmnopqrstuvwxyzşç", "абцдефгхийклмнопкрстуввхызшч", strict=True))
TYPED = re.compile("|".join([*sorted(PAIRS, key=len, reverse=True), "[a-zşç]"]))
LONG = re.compile(r"(?<=[аеёиоуыэюя])ы")  # y after a vowel is й: trudovoy


def russian_readings(word: str) -> list[str]:
    """Cyrillic readings of a word typed in Latin letters, the likeliest first, at most four; none without a
    vowel or with a letter that no Russian would type."""
    word = unicodedata.normalize("NFC", word).casefold().replace("ı", "y").replace("i̇", "i")
    if not re.fullmatch("[a-zşç]+", word) or not re.search("[aeiouy]", word):
        return []
    plain = _in_cyrillic(word)
    found = [plain]
    if re.search(r"i[au]", word):  # iu and ia are ю and я in passports, ию and ия in chats
        found.append(_in_cyrillic(word.replace("ia", "ya").replace("iu", "yu")))
    if "j" in word:  # й above; ж as in English or Azerbaijani
        found.append(_in_cyrillic(word.replace("j", "zh")))
    if re.search("c(?![h])", word):  # ц above
        found.append(_in_cyrillic(re.sub("c(?!h)", "k", word)))
    return list(dict.fromkeys(found))[:4]


def _in_cyrillic(word: str) -> str:
    read = TYPED.sub(lambda found: PAIRS.get(found[0]) or ONES[found[0]], word)
    return LONG.sub("й", read)
