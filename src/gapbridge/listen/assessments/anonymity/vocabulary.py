"""The word lists, folded once, and the endings with which Azerbaijani, Russian and English bend a name."""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

from gapbridge import programmes
from gapbridge.base.folding import fold

HERE = Path(__file__).parent
PLACES = Path(programmes.__file__).parent / "data" / "places.json"
LONGEST_ENDING = 9

# --- endings, folded (ə is e, ı and ü are i and u) -----------------------------------------------

AZ_CASES = {
    *"a e ya ye i u yi yu ni nu in un nin nun da de dan den la le yla yle dir dur mi".split(),  # noqa: SIM905
    *"gil gile gili gilin gilde gilden dadir dedir dandir dendir nindir nundur indir undur".split(),  # noqa: SIM905
}
AZ_OF_A_PLACE = {  # from Şuşa, of the kind of Şuşa, in the district of Şuşa
    "".join(parts)
    for parts in product(
        ("li", "lu", "liq", "luq", "lar", "ler", "lilar", "liler", "lular", "luler", "daki", "deki", "si", "su", ""),
        ("", *AZ_CASES, "n", "na", "ne", "nda", "nde", "ndan", "nden", "s", "es", "n", "ns", "ca", "ce"),
    )
} - {""}  # fmt: skip
RU_HARD = {"а", "у", "ом", "ем", "е", "ы"}  # Иван
RU_DROPPED = {  # the last letter gives way: Анна, Мария, Сергей, Игорь
    "а": {"ы", "и", "е", "у", "ой", "ою"},
    "я": {"и", "е", "ю", "ей", "ею"},
    "й": {"я", "ю", "ем", "е", "и"},
    "ь": {"я", "ю", "ем", "е", "и", "ью"},
    "о": {"а", "у", "ом", "е"},
}
RU_ADJECTIVE = {
    f"{stem}{ending}"
    for stem in ("ск", "инск", "нск", "овск", "анск", "ийск")
    for ending in ("ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ое", "ие", "их", "ими")
}
RU_OF_A_PLACE = {
    *RU_HARD,
    *RU_ADJECTIVE,
    *set().union(*RU_DROPPED.values()),
    *"ец цы ов ам ами ах о ого ому ым ая ую ое ые ых ыми его ему ии ию ев".split(),  # noqa: SIM905
}
EN_ENDINGS = {"s", "es", "n", "ns"}


class Vocabulary:
    """Words that are found in any of their cases. `of_places` also takes adjectives and inhabitants."""

    def __init__(self, words: Iterable[str], *, of_places: bool):
        self._whole = frozenset(words)
        self._of_places = of_places
        self._cut: dict[str, set[str]] = {}  # "анн": the endings with which it is still Анна
        for word in self._whole:
            if len(word) > 2 and (endings := RU_DROPPED.get(word[-1])):
                self._cut.setdefault(word[:-1], set()).update(RU_OF_A_PLACE if of_places else endings)
        self._endings = AZ_OF_A_PLACE | RU_OF_A_PLACE | EN_ENDINGS if of_places else AZ_CASES | RU_HARD

    def has_as_is(self, word: str) -> bool:
        return word in self._whole

    def __contains__(self, word: str) -> bool:
        return word in self._whole or (
            bool(self._whole)
            and any(
                (stem in self._whole and len(stem) > 2 and ending in self._endings)
                or ending in self._cut.get(stem, ())
                for stem, ending in _splits(word)
            )
        )


def _splits(word: str) -> Iterator[tuple[str, str]]:
    for cut in range(1, min(LONGEST_ENDING, len(word) - 2) + 1):
        yield word[:-cut], word[-cut:]


# --- lists ---------------------------------------------------------------------------------------


def words_in(folder: str, name: str) -> list[str]:
    text = (HERE / folder / f"{name}.txt").read_text(encoding="utf-8")
    return " ".join(line for line in text.splitlines() if not line.startswith("#")).split()


@cache
def folded_list(name: str) -> frozenset[str]:
    return frozenset(map(fold, words_in("words", name)))


@cache
def beginnings(name: str) -> re.Pattern[str]:
    """Matches a folded word that begins as one of a list does."""
    return re.compile("|".join(sorted(map(re.escape, folded_list(name)), key=len, reverse=True)))


AZ_IN_ENGLISH = str.maketrans(
    {"ə": "a", "x": "kh", "c": "j", "ç": "ch", "ş": "sh", "ğ": "gh", "q": "g", "ı": "i"}
)
RU_IN_LATIN = str.maketrans(
    {**dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)),
     "ё": "e", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "",
     "ю": "yu", "я": "ya"}
)  # fmt: skip


def _spellings(name: str) -> set[str]:
    """A name folded, and as it is written in Latin letters by who hasn't the language's own."""
    lower = name.replace("İ", "i").replace("I", "ı").lower()
    latin = lower.translate(RU_IN_LATIN)
    return {fold(name), fold(lower.translate(AZ_IN_ENGLISH)), fold(latin), fold(latin.replace("iy", "i"))}


def _given(*, everyday: bool) -> frozenset[str]:
    found = [name for language in ("az", "ru", "en") for name in words_in("names", language)]
    kept = [name.rstrip("*") for name in found if name.endswith("*") == everyday]
    return frozenset(spelling for name in kept for spelling in _spellings(name))


@cache
def everyday_names() -> Vocabulary:
    return Vocabulary(_given(everyday=True), of_places=False)


@cache
def given_names() -> Vocabulary:
    return Vocabulary(_given(everyday=False) - _given(everyday=True), of_places=False)


def is_given(word: str) -> bool:
    return word in given_names() or word in everyday_names()


def is_genitive(word: str) -> bool:
    """Whether a folded word says "of": Leylanın, not Ramin."""
    nominative = given_names().has_as_is(word) or everyday_names().has_as_is(word)
    return not nominative and re.search(r"[iu]n$", word) is not None


@cache
def ordinary() -> Vocabulary:
    return Vocabulary(folded_list("ordinary"), of_places=True)


@cache
def places() -> Vocabulary:
    """The words of every place that the house knows, in its three languages."""
    rows = json.loads(PLACES.read_text(encoding="utf-8"))
    return Vocabulary(place_words(name for row in rows for name in row["name"].values()), of_places=True)


def place_words(names: Iterable[str]) -> frozenset[str]:
    """The single words of places' names; what is also a person's name says nothing about persons."""
    found = {fold(word) for name in names for word in re.findall(r"[^\W\d_]{3,}", name)}
    return frozenset(word for word in found if not is_given(word))


@lru_cache(maxsize=64)
def vocabulary_of(known: Collection[str]) -> Vocabulary:
    """What a programme knows: its own words and phrases, folded."""
    return Vocabulary(known, of_places=True)
