"""Names in one sound, whatever letters they are written in, and how like two names are.

A name reaches us as "Əliyev Rəşad", "Алиев Рашад Камил оглы", "ALIYEV, Rashad" or "R. Aliyev". `key_of` brings
the spellings of one name together: Latin letters, one letter for sounds that transliterations mix up, no doubled
letters, words in alphabetical order. Georgian, Armenian and other alphabets go into Latin letters by `anyascii`. Arabic
writes few vowels: of its words only the consonants stay ("محمد" is "mhmd"), and a word without vowels is compared with
the consonants of the other. What remains different is compared by `likeness`.
"""

import re
from collections.abc import Iterable

from anyascii import anyascii
from rapidfuzz import fuzz

from gapbridge.base.fields import keyed_hash
from gapbridge.base.folding import LATIN, words_of

# Cyrillic letters of Azerbaijani (until 1991), Ukrainian and Belarusian that Russian, and so LATIN, lacks.
FURTHER = str.maketrans("әғҝөүһҹјіїєґў", "egkouhjyiiegu")
# Sounds that transliterations write in several ways; the longer spellings first.
SOUNDS = (
    ("shch", "s"),
    ("dzh", "j"),
    ("kh", "h"),
    ("gh", "g"),
    ("zh", "j"),
    ("ch", "j"),
    ("sh", "s"),
    ("ph", "f"),
    ("th", "t"),
    ("c", "j"),
    ("q", "g"),
    ("x", "h"),
    ("w", "v"),
    ("e", "a"),
    ("o", "u"),
    ("y", "i"),
)
ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
SERVANT, ARTICLE = (
    "عبد",
    "ال",
)  # "Abd", written apart from what follows it; "al-", written with what it belongs to
VOWELS = re.compile("[aiu]")
NO_LETTER = re.compile(r"[\W_]+")
DOUBLED = re.compile(r"(.)\1+")
# What says "son of", "daughter of", and legal forms: in one spelling there, in another not.
PARTICLES = "oglu ogly ogli oghlu qizi gizi kizi kyzy gyzy bin ibn bint al el"
# Written as a word of their own, or as one with the word that follows: "Abdul Rahman", "Abdulrahman".
BEGINNINGS = frozenset({"abdul", "abdal", "abdel", "abd", "abu"})
FORMS = "mmc llc ltd ooo ao asc qsc inc ngo ictimai birliyi birlik public union association the and of ve"


def _sound(word: str) -> str:
    for spelling, sound in SOUNDS:
        word = word.replace(spelling, sound)
    plain = DOUBLED.sub(r"\1", word).replace("iu", "u").replace("ia", "a")  # ю and я: "Шюкюрлю" is "Şükürlü"
    return DOUBLED.sub(r"\1", plain)


LEFT_OUT = {_sound(word) for word in (PARTICLES + " " + FORMS).split()}


def bare(word: str) -> str:
    """The consonants of a word by sound, each once where it is doubled: "halilov" and "خليلوف" are "hlv"."""
    return DOUBLED.sub(r"\1", VOWELS.sub("", word).replace("f", "v"))


def is_bare(word: str) -> bool:
    """Written without vowels; a single letter is an initial."""
    return len(word) > 1 and not VOWELS.search(word)


def key_of(name: str) -> str:
    """The name's words by sound, in alphabetical order; "" when it has no letter or digit."""
    folded = words_of(name)
    arabic = [word for word in folded if ARABIC.search(word)]
    latin = [_latin(word.translate(FURTHER).translate(LATIN)) for word in folded if word not in arabic]
    words = [_sound(word) for word in _joined(latin)] + _consonants(arabic)
    telling = [word for word in words if word not in LEFT_OUT] or words
    return " ".join(sorted(word for word in telling if word))


def _latin(word: str) -> str:
    return word if word.isascii() else NO_LETTER.sub("", anyascii(word).lower())


def _consonants(words: list[str]) -> list[str]:
    """Arabic words by their consonants: "عبد الرحمن" is one, as "Abdulrahman" is, and an article is none."""
    found: list[str] = []
    for word in words:
        if found and found[-1] == SERVANT:
            found[-1] += word
        else:
            found.append(word.removeprefix(ARTICLE) if len(word) > len(ARTICLE) + 2 else word)
    return [bare(_sound(re.sub("[wy]", "", _latin(word)))) or word for word in found]


def _joined(words: list[str]) -> list[str]:
    found: list[str] = []
    for word in words:
        if found and found[-1] in BEGINNINGS:
            found[-1] += word
        else:
            found.append(word)
    return found


def hash_of(name: str) -> str:
    """Keyed hash of the name's key: the same for "Əliyev Rəşad" and "Рашад Алиев".

    Consonants alone are too little to be taken for one name: Arabic letters stand in it as they are.
    """
    arabic = " ".join(sorted(word for word in words_of(name) if ARABIC.search(word)))
    return keyed_hash(f"{key_of(name)} {arabic}".strip(), "profiles.name")


# --- likeness ------------------------------------------------------------------------------------

SAME_WORD = 75  # two words of that likeness may be one: "usif" and "usuf", "guseinov" and "huseinov"
INITIAL = 80  # what an initial is worth that fits a word
BARE = 0.9  # what two words are worth whose consonants are the same, where one is written without vowels
LACKING = 4  # taken off for each word that only one of the names has: a father's name, a second family name
LONGEST = 40  # words of a name that are looked at


def likeness(one: str, other: str) -> int:
    """How like two keys are, 0 to 100: word by word, so that one name may lack some of the other's.

    Letter by letter, two of one family would be too like: "Ruslan Karimov" and "Rustam Karimov" have 86.
    """
    short, rest = sorted((one.split()[:LONGEST], other.split()[:LONGEST]), key=len)
    if len(short) < 2:
        return round(fuzz.ratio(one, other))
    missing, whole = LACKING * (len(rest) - len(short)), False
    score, weight = 0.0, 0
    for word in sorted(short, key=len, reverse=True):
        like, best = max((_words(word, each), each) for each in rest)
        rest.remove(best)
        longer = max(len(word), len(best))
        score, weight = score + like * longer, weight + longer
        whole |= like >= SAME_WORD and min(len(word), len(best)) > 1
    return max(0, round(score / weight) - missing) if whole else 0


def _words(one: str, other: str) -> float:
    if min(len(one), len(other)) == 1:
        return 100.0 if one == other else INITIAL if one[0] == other[0] else 0.0
    like = fuzz.ratio(one, other)
    if is_bare(one) != is_bare(other):
        like = max(like, BARE * fuzz.ratio(bare(one), bare(other)))
    return like if like >= SAME_WORD else 0.0


def keys_of(names: Iterable[str]) -> list[str]:
    """The keys of several names of one bearer, each once, in order."""
    return list(dict.fromkeys(key for name in names if (key := key_of(name))))
