"""A light stemmer for Azerbaijani: it takes off what inflects a noun and leaves what makes another word.

It works on folded letters (ə is e, ı is i, ş is s, ç is c, ğ is g, ö is o, ü is u), because readers leave
letters out; so a word has the same stem with its letters and without them.

The rules are ours; the facts of grammar behind them:

- A noun is stem + plural + possessor + case, always in this order, each in as many forms as vowel harmony
  asks (Schönig, "Azerbaijanian", in Johanson and Csató, The Turkic Languages, 1998; the tables of nouns in
  the Wikibook "Azerbaijani"; Apertium's grammar of Azerbaijani). Folded, harmony leaves two forms of each
  (a/e, i/u), and we do not test it: loans break it.
- Final q becomes ğ and final k becomes y before an ending that begins with a vowel (torpaq, torpağı;
  çörək, çörəyi), in words of more than one syllable.
- Some words of two syllables lose the vowel of the second one (şəkil, şəkli; fikir, fikri).

Snowball's stemmer for Turkish (after Eryiğit and Adalı, "An Affix Stripping Morphological Analyzer for
Turkish", 2004) goes the same way from right to left and was looked at, and so were the papers on stemming
Azerbaijani (Alizadeh and Seyyedi, Problems of Information Technology 1/2019, with 274 endings). Both take
off derivation as well; we don't, because -çı, -lı, -lıq, -sız make words that a reader means to tell apart
(hesab, hesabat, hesabatlılıq; ərizə, ərizəçi). Verbs keep their tenses: only the infinitive is brought to
the noun of the same action (yazmaq, yazma), which is how documents say it.
"""

import re

from .known import DROPPED, SHORT, WHOLE

SHORTEST = 4  # letters of a stem; shorter ones are only those that are known
VOWELS = frozenset("aeiou")

# An acronym without a vowel and its endings: qhtnin, bmtye, qhtlerin.
ACRONYM = re.compile(
    r"([^aeiou\d]{3,6}?)(?:l[ae]r)?(?:[iu][mn][iu]z|s?[iu])?"
    r"(?:n?[iu]n|n?[iu]|n?d[ae]n?|y?[ae]|n[ae]|l[ae])?$"
)
# It is, it isn't it, you are: əsasdır, lazımdırmı, aiddirsə, təlimçisiniz.
COPULA = re.compile(
    r"(?:d[iu]r(?:l[ae]r)?(?:m[iu]|s[ae])?|m[iu]d[iu]r|(?<=[sc][iu])s[iu]n[iu]z|(?<=d[ae])s[iu]n[iu]z)$"
)
PLACE = re.compile(r"d[ae](?:n|k[iu])?$")  # locative and ablative, and the -ki of what is there
WITH = re.compile(r"(?:(?<=[^aeiou])|(?<=s[iu])|(?<=[aeiou])y)l[ae]$")  # qrantla, vasitəsilə, pulu-yla
OURS = re.compile(r"(?:(?<=[^aeiou])[iu]|(?<=[aeiou]))[mn][iu]z$")  # -ımız, -ınız; after a vowel -mız, -nız
PLURAL = re.compile(r"l[ae]r$")


def stem(word: str) -> str:
    """The stem of one folded word; a stem is its own stem."""
    while (shorter := _shorter(word)) != word:
        word = shorter
    return word


def _shorter(word: str) -> str:
    if word in WHOLE or len(word) < SHORTEST - 1:
        return word
    if VOWELS.isdisjoint(word[:3]) and (acronym := ACRONYM.match(word)):
        return acronym[1]
    for without in (_without_copula, _without_case, _without_possessor, _without_plural, _restored):
        word = word if word in WHOLE else without(word)
    return word


def _is_stem(rest: str, shortest: int = SHORTEST) -> bool:
    """Whether enough is left to be a word: four letters and a vowel, or a short word that is known."""
    if rest in WHOLE or rest in SHORT or rest in DROPPED:
        return True
    return len(rest) >= shortest and not VOWELS.isdisjoint(rest)


def _without_copula(word: str) -> str:
    return _without(COPULA, word)


def _without_plural(word: str) -> str:
    return _without(PLURAL, word, 3)


def _without(ending: re.Pattern[str], word: str, shortest: int = SHORTEST) -> str:
    found = ending.search(word)
    return word[: found.start()] if found and _is_stem(word[: found.start()], shortest) else word


# --- cases ---------------------------------------------------------------------------------------


def _without_case(word: str) -> str:
    for without in (_without_place, _without_with, _without_genitive, _without_accusative, _without_dative):
        if (rest := without(word)) != word:
            return rest
    return word


def _without_place(word: str) -> str:
    """-da/-də, -dan/-dən, -dakı/-dəki; also with the n that follows a possessor (təşkilatı-n-da)."""
    rest = _without(PLACE, word)
    has_n = rest != word and rest not in WHOLE and rest[-2:] in ("in", "un") and _is_stem(rest[:-2])
    return rest[:-1] if has_n else rest


def _without_with(word: str) -> str:
    """-la/-lə, where five letters are left (cümlə is whole)."""
    return _without(WITH, word, 5)


def _without_genitive(word: str) -> str:
    """-nın after a vowel, -ın after a consonant; -yin where k has become y."""
    if (rest := _before_y(word, "yin", "yun")) is not None:
        return rest
    if word[-2:] not in ("in", "un"):
        return word
    if word[-3:-2] == "n" and word[-4:-3] in VOWELS and word[:-2] not in WHOLE and _is_stem(word[:-3]):
        return word[:-3]
    return word[:-2] if word[-3:-2] not in VOWELS and _is_stem(word[:-2]) else word


def _without_accusative(word: str) -> str:
    """-nı after a vowel; -yi where k has become y. After a consonant it is as the possessor's -ı."""
    if (rest := _before_y(word, "yi", "yu")) is not None:
        return rest
    if word[-2:] in ("ni", "nu") and word[-3:-2] in VOWELS and word[:-1] not in WHOLE and _is_stem(word[:-2]):
        return word[:-2]
    return word


def _before_y(word: str, *endings: str) -> str | None:
    """The word with k in the place of y (çörəyi: çörək), unless its vowel is known to be its last (mənbəyi)."""
    rest = word[: -len(endings[0])]
    if not word.endswith(endings) or rest[-1:] not in {"e", "i", "u"}:
        return None
    if rest in WHOLE:
        return rest
    return rest + "k" if _is_stem(rest) or rest + "k" in WHOLE else None


def _without_dative(word: str) -> str:
    """-na after a possessor, -ya after a vowel, -a where the noun's shape is sure."""
    rest, ending = word[:-2], word[-2:]
    if ending in ("na", "ne") and rest[-1:] in ("i", "u") and word[:-1] not in WHOLE:
        return rest if _is_stem(rest) or rest[:-1] in SHORT else word
    if ending in ("ya", "ye") and rest[-1:] in VOWELS and _is_stem(rest):
        return _before_ya(word)
    return word[:-1] if word[-1:] in ("a", "e") and _is_noun_before_a(word[:-1]) else word


def _before_ya(word: str) -> str:
    """What stood before -ya: a vowel (layihə-yə) or, before -yə only, k that has become y (dəstəyə, birliyə).

    k is taken after -li-, -lü- and where a word is known to end in it. -iya is the end of loans (komissiya), but
    after -çı and -lı.
    """
    rest = word[:-2]
    if word.endswith("ye") and rest not in WHOLE and (rest + "k" in WHOLE or rest.endswith(("li", "lu"))):
        return rest + "k"
    is_loan = word.endswith("iya") and not rest.endswith(("ci", "li")) and rest not in WHOLE
    return word if is_loan else rest


def _is_noun_before_a(rest: str) -> bool:
    """-a, -ə end too many stems (qayda, layihə) to be taken off but after the plural, -ımız, -lıq, -maq, -at,
    -lim and -nt, or from a word that is known; where a doubt remains, keys.py makes both one."""
    if rest in WHOLE or rest in SHORT:
        return True
    if rest.endswith(("lar", "ler", "lig", "lug", "mag", "nt")) or OURS.search(rest):
        return _is_stem(rest)
    return rest.endswith(("at", "et", "lim")) and len(rest) > SHORTEST


# --- possessors ----------------------------------------------------------------------------------


def _without_possessor(word: str) -> str:
    """-ımız, -ınız; -ım after the plural; -sı after a vowel; -ı after a consonant (and the accusative).

    -ım and -ın of one person are left elsewhere: -ım ends sistem, proqram, təlim; -ın is the genitive's.
    """
    if (rest := _without(OURS, word)) != word:
        return word[:-3] if _is_made(word[:-3]) else rest  # könüllü-nüz
    if word[-2:] in ("im", "um") and PLURAL.search(word[:-2]):
        return _without_plural(word[:-2])
    if word[-2:] in ("si", "su") and word[-3:-2] in VOWELS and _is_stem(word[:-2]):
        is_own = word[:-1] in WHOLE or (word[-4:-2] == "da" and word[-5:-4] != "y")  # -daş, not qayda-sı
        return word[:-1] if is_own else word[:-2]
    if word[-1:] in ("i", "u") and word[-2:-1] not in VOWELS and _is_stem(word[:-1]) and not _is_made(word):
        return word[:-1]
    return word


def _is_made(word: str) -> bool:
    """Ends in -çı, -cı, or in -lı after a consonant (ərizəçi, satıcı, könüllü): the vowel is the stem's own."""
    if word[:-1] in WHOLE or word[:-1] in DROPPED or word[:-1] in SHORT:
        return False
    return word.endswith(("ci", "cu")) or (word[-2:] in ("li", "lu") and word[-3:-2] not in VOWELS)


# --- the stem as it is when nothing follows ------------------------------------------------------


def _restored(word: str) -> str:
    """q and k in the place of ğ and y, the vowel that was dropped, -maq as the noun of action."""
    if word.endswith("y") and word[:-1] in WHOLE:
        return word[:-1]
    if word.endswith(("ey", "iy", "uy")) and (len(word) > SHORTEST or f"{word[:-1]}k" in WHOLE):
        word = f"{word[:-1]}k"
    elif word.endswith("g") and not word.endswith("ng") and len(word) >= SHORTEST:
        word = f"{word[:-1]}q"
    if word.endswith(("maq", "mek")) and len(word) > SHORTEST and word not in WHOLE:
        return word[:-1]
    return DROPPED.get(word, word)
