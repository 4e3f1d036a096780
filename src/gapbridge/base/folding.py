"""One spelling for search, duplicate checks and addresses, and alphabetical order per language."""

import re
import unicodedata
from functools import cache

from django.utils.translation import get_language

# Letters that are letters of their own, not a base letter with an accent on it.
PLAIN = str.maketrans({"ə": "e", "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe"})
KEPT = "й"  # и with a mark only in Unicode's tables; every Russian reads another letter
DROPPED = {"Mn", "Me", "Cf", "Cc", "Cs"}  # accents, invisible marks, controls, halves of characters

# The system of international passports, so that a name's slug is what its bearer signs with.
DIGRAPHS = {
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "ie",
    "ь": "",
    "ю": "iu",
    "я": "ia",
}
LATIN = str.maketrans("абвгдезийклмнопрстуфыэ", "abvgdeziiklmnoprstufye") | str.maketrans(DIGRAPHS)

ALPHABETS = {
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvwyz",
    "en": "abcdefghijklmnopqrstuvwxyz",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
}
WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """The text in one spelling: İ, I and ı are i, ə is e, accents are off, case and spacing are one.

    Cyrillic stays Cyrillic (ё is е; й stays й). Folding twice changes nothing.
    """
    return " ".join(_letters(unicodedata.normalize("NFKC", _letters(text))).split())


def _letters(text: str) -> str:
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", "".join(map(_base, composed.translate(PLAIN))))


@cache
def _base(character: str) -> str:
    """A character without its marks: "ç" → "c", "й" → "й", a zero-width space → ""."""
    if character in KEPT or character.isspace():
        return character
    parts = unicodedata.normalize("NFKD", character)
    return "".join(part for part in parts if unicodedata.category(part) not in DROPPED).translate(PLAIN)


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order: letters and digits only."""
    return WORD.findall(fold(text))


def slug_of(text: str, length: int = 60) -> str:
    """Latin letters, digits and hyphens for an address; "" when the text has no letter or digit."""
    latin = fold(text).translate(LATIN).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", latin)[:length].strip("-")


def sort_key(text: str, language: str) -> tuple[tuple[int, int, str], ...]:
    """A key for `sorted()` in a language's alphabetical order: digits, its own letters, then all others.

    An unknown language sorts as English.
    """
    alphabet = ALPHABETS.get(language, ALPHABETS["en"])
    lowered = text.replace("I", "ı").replace("İ", "i") if language == "az" else text
    composed = unicodedata.normalize("NFC", " ".join(lowered.lower().split()))
    return tuple(_rank(character, alphabet) for character in composed)


def _rank(character: str, alphabet: str) -> tuple[int, int, str]:
    plain = character if character in alphabet else fold(character)
    if plain and plain in alphabet:
        return 1, alphabet.index(plain), ""
    return (2 if plain.isalpha() else 0), 0, plain


def capital(text: str) -> str:
    """The text with its first letter large, as the language of the moment writes it (i becomes İ in az)."""
    if text.startswith("i") and get_language() == "az":
        return f"İ{text[1:]}"
    return text[:1].upper() + text[1:]
