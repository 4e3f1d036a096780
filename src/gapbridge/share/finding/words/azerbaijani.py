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

SHORTEST = 4  # letters of a stem; shorter ones are only those of SHORT
VOWELS = frozenset("aeiou")


def _words(text: str) -> frozenset[str]:
    """Words written as they are pronounced in the lists below, folded."""
    return frozenset(text.translate(str.maketrans("əıöüçşğ", "eioucsg")).split())


# Stems of two and three letters that take endings. Others of that length are left whole.
SHORT = _words("""
    ad ağ ay ağa bal baş can cib dil din dağ daş el ev fon gün göz güc hal hiss iş il iç iz kod kök qab qan
    qat qız qol qış lot mal mey ox od oğul pay pul rol rəy sex səs saç say sağ şey söz süd sel top tel tər
    tip üz üst üzv uc vəd xal yaş yer yol yük yan yağ zal çap çek çay çöl əl əhd ön
    klub kurs fakt plan qrup bank faiz vaxt kənd üzv
""")

# Words that end as if they were inflected, and are not.
WHOLE = _words(
    """
    dollar istifadə müəllim minimum maksimum ehtiyac xərc borc gənc qazanc sevinc inanc ağac əlac inandırıc
    kərpic məzmun qanun qadın insan telefon mütəxəssis proses ofis adres prinsip servis iclas əsas təmas status
    bonus virus kampus nəfəs təsis görüş satış çıxış giriş baxış ödəniş gediş gəliş sifariş quruluş anlayış
    bildiriş alış veriş yarış vərdiş davranış axtarış göstəriş çıxarış əməkdaş
    yoldaş qardaş vətəndaş tərəfdaş yaddaş kömək əmək çörək ürək dəstək istək bəzək barmaq otaq torpaq ayaq
    bulaq uşaq qonaq qulaq qaynaq ocaq ortaq zəngin orijinal seksual düzgün
    yaxın aydın altun Bakı müvafiq hüquq fərqli yazılı həmin məsələn təxminən xüsusən nadir tədbir
    problem proqram sistem axşam rəqəm
    material məhsul təhlil protokol təhsil sahil kapital jurnal portal kanal sual model əmsal ideal mahal
    hasil dəlil fəsil sinif təmsil əhali könüllü
""".lower()
)

# What is left of a word that loses its second vowel before an ending, and the word.
DROPPED = {
    "sekl": "sekil", "fesl": "fesil", "fikr": "fikir", "setr": "setir", "nesl": "nesil", "esl": "esil",
    "qism": "qisim", "omr": "omur", "konl": "konul", "sinf": "sinif", "zehn": "zehin", "burn": "burun",
    "boyn": "boyun", "agz": "agiz", "ogl": "ogul", "isml": "isim", "ism": "isim", "xeyr": "xeyir",
    "meyl": "meyil", "ciyn": "ciyin", "beyn": "beyin", "qebr": "qebir",
}  # fmt: skip

# An acronym without a vowel and its endings: qhtnin, bmtye, qhtlerin.
ACRONYM = re.compile(
    r"([^aeiou\d]{3,6}?)(?:l[ae]r)?(?:[iu]m[iu]z|[iu]n[iu]z|s[iu]|[iu])?(?:n?[iu]n|n?[iu]|n?d[ae]n?|y?[ae]|n[ae]|l[ae])?$"
)
COPULA = re.compile(r"(?:d[iu]r(?:l[ae]r)?(?:m[iu]|s[ae])?|m[iu]d[iu]r)$")  # əsasdır, lazımdırmı, aiddirsə
PLACE = re.compile(r"(?:d[ae]k[iu]|d[ae]n?)$")  # locative and ablative, and the -ki of what is there
WITH = re.compile(
    r"(?<=l[ae]r)l[ae]$|(?<=[^aeiou])l[ae]$|(?<=s[iu])yl[ae]$|(?<=[aeiou])yl[ae]$|(?<=s[iu])l[ae]$"
)
OURS = re.compile(r"(?:(?<=[^aeiou])[iu]|(?<=[aeiou]))(?:m[iu]z|n[iu]z)$")  # -ımız, -ınız; -mız, -nız
PLURAL = re.compile(r"l[ae]r$")


def stem(word: str) -> str:
    """The stem of one folded word; what it returns has itself as its stem."""
    while (shorter := _stem(word)) != word:
        word = shorter
    return word


def _stem(word: str) -> str:
    if word in WHOLE or len(word) < SHORTEST - 1:
        return word
    if VOWELS.isdisjoint(word[:3]) and (acronym := ACRONYM.match(word)):
        return acronym[1]
    noun = _without_case(_without(COPULA, word))
    noun = _without_possessor(noun)
    if noun not in WHOLE:
        plural = PLURAL.search(noun)
        if plural and _is_stem(noun[: plural.start()], 3):
            noun = noun[: plural.start()]
    return _restored(noun)


def _is_stem(rest: str, shortest: int = SHORTEST) -> bool:
    """Whether enough is left to be a word: four letters with a vowel, or one of the short stems."""
    return (len(rest) >= shortest and not VOWELS.isdisjoint(rest)) or rest in SHORT


def _without(ending: re.Pattern[str], word: str) -> str:
    found = ending.search(word)
    return word[: found.start()] if found and _is_stem(word[: found.start()]) else word


# --- cases ---------------------------------------------------------------------------------------


def _without_case(word: str) -> str:
    if word in WHOLE:
        return word
    for without in (_without_place, _without_with, _without_genitive, _without_accusative, _without_dative):
        if (rest := without(word)) != word:
            return rest
    return word


def _without_place(word: str) -> str:
    """-da/-də, -dan/-dən, -dakı/-dəki; after a possessor of the third person with n (təşkilatında)."""
    rest = _without(PLACE, word)
    return _without_n(rest) if rest != word else word


def _without_n(rest: str) -> str:
    """The n between the third person's possessor and a case: "teskilatin" → "teskilati"."""
    if rest not in WHOLE and rest[-2:] in ("in", "un") and _is_stem(rest[:-2]):
        return rest[:-1]
    return rest


def _without_with(word: str) -> str:
    """-la/-lə (with): after the plural, or a consonant when five letters are left (cümlə is whole)."""
    found = WITH.search(word)
    if found and (_is_stem(word[: found.start()], 5) or word[: found.start()] in SHORT):
        return word[: found.start()]
    return word


def _without_genitive(word: str) -> str:
    """-nın after a vowel, -ın after a consonant; -yin where k has become y."""
    if word[-3:] in ("yin", "yun") and word[-4:-3] in {"e", "i", "u"} and _is_stem(word[:-3]):
        return word[:-3] + "k"
    if word[-2:] not in ("in", "un"):
        return word
    if word[-3:-2] == "n" and word[-4:-3] in VOWELS and word[:-2] not in WHOLE and _is_stem(word[:-3]):
        return word[:-3]
    if word[-3:-2] not in VOWELS and _is_stem(word[:-2]):
        return word[:-2]
    return word


def _without_accusative(word: str) -> str:
    """-nı after a vowel; -yi where k has become y. The -ı after a consonant is also a possessor's."""
    if word[-2:] in ("yi", "yu") and word[-3:-2] in {"e", "i", "u"} and _is_stem(word[:-2]):
        return word[:-2] + "k"
    if word[-2:] in ("ni", "nu") and word[-3:-2] in VOWELS and word[:-1] not in WHOLE and _is_stem(word[:-2]):
        return word[:-2]
    return word


def _without_dative(word: str) -> str:
    """-na after a possessor, -ya after a vowel (not in -iya: komissiya), -a where a noun's shape is sure."""
    rest, ending = word[:-2], word[-2:]
    if ending in ("na", "ne") and rest[-1:] in ("i", "u") and word[:-1] not in WHOLE and _is_stem(rest):
        return rest
    if ending in ("ya", "ye") and rest[-1:] in VOWELS and _is_stem(rest):
        return _before_ya(rest, ending) or word
    if word[-1:] in ("a", "e") and _is_noun_before_a(word[:-1]):
        return word[:-1]
    return word


def _before_ya(rest: str, ending: str) -> str:
    """What stood before -ya: a vowel (layihə-yə), or k that has become y (birlik, birliyə; dəstək, dəstəyə).

    Both are possible only with -yə: we take k after -li-, -lü- and in words known to end in it.
    """
    if ending == "ye" and rest not in WHOLE and (rest + "k" in WHOLE or rest.endswith(("li", "lu"))):
        return rest + "k"
    if ending == "ya" and rest.endswith("i") and not rest.endswith(("ci", "li")) and rest not in SHORT:
        return ""
    return rest


def _is_noun_before_a(rest: str) -> bool:
    """-a, -ə end too many stems (qayda, layihə) to be taken off but after the plural, -ımız, -lıq, -maq, -at,
    -lim and -nt, or from a word we know; where a doubt remains, keys.py makes both one."""
    if rest in WHOLE or rest in SHORT:
        return True
    if rest.endswith(("lar", "ler", "lig", "lug", "mag", "nt")) or OURS.search(rest):
        return _is_stem(rest)
    return rest.endswith(("at", "et", "lim")) and len(rest) > SHORTEST


# --- possessors ----------------------------------------------------------------------------------


def _without_possessor(word: str) -> str:
    """-ımız, -ınız; -sı after a vowel; -ı after a consonant (also the accusative); -ım after the plural.

    -ım and -ın of one person are left elsewhere (-ım ends sistem, proqram, təlim; -ın is the genitive's).
    """
    if word in WHOLE:
        return word
    rest = _without(OURS, word)
    if rest != word:
        return f"{rest[:-1]}k" if rest[-2:] in ("ey", "iy", "uy") and len(rest) > SHORTEST else rest
    if word[-2:] in ("im", "um") and PLURAL.search(word[:-2]) and _is_stem(word[:-2]):
        return word[:-2]
    if word[-2:] in ("si", "su") and word[-3:-2] in VOWELS and _is_stem(word[:-2]):
        own = word[:-1] in WHOLE or (word[-4:-2] == "da" and word[-5:-4] != "y")  # -daş: əməkdaşı
        return word[:-1] if own else word[:-2]
    if word[-1:] in ("i", "u") and word[-2:-1] not in VOWELS and _is_stem(word[:-1]) and not _is_made(word):
        return word[:-1]
    return word


def _is_made(word: str) -> bool:
    """Ends in -çı, -cı or in -lı after a consonant: ərizəçi, satıcı, könüllü. Their vowel is the stem's own."""
    if word[:-1] in WHOLE or word[:-1] in DROPPED:
        return False
    return word.endswith(("ci", "cu")) or (word[-2:] in ("li", "lu") and word[-3:-2] not in VOWELS)


# --- the stem as it is when nothing follows ------------------------------------------------------


def _restored(word: str) -> str:
    """q and k in the place of ğ and y, the vowel that was dropped, -maq as the noun of action."""
    if len(word) > SHORTEST and word not in WHOLE:
        if word.endswith("g"):
            word = f"{word[:-1]}q"
        elif word.endswith(("ey", "iy", "uy")):
            word = f"{word[:-1]}k"
        if word.endswith(("maq", "mek")) and word not in WHOLE:
            word = word[:-1]
    return DROPPED.get(word, word)
