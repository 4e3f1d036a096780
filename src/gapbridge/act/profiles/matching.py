"""Which entries of a sanctions list a name resembles, among tens of thousands, in milliseconds.

A candidate is whose key shares two words that are alike, wherever they stand. Each distinct word of a list is
compared once a run, however many names bear it: a thousand names against 20,000 entries take some seconds.
What is found is only to be looked at: a person decides.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from .names import SAME_WORD, bare, is_bare, likeness

# From which likeness on a person must look. Tried on pairs of spellings (tests/act/profiles/test_names.py): the
# same name in other letters, with another transliteration, an initial or no father's name has 89 and more;
# two people of one family, or with one given name, have 80 and less. Donors' guides let 80 to 85 be looked at.
THRESHOLD = 82


@dataclass(frozen=True)
class Listed:
    """An entry as it is compared: its id, its kind ("person", "entity" or "" for not said), and its keys.

    `mark` tells it again in the next version of the list, where it is another row.
    """

    pk: int
    kind: str
    keys: tuple[str, ...]
    mark: str = ""


class Register:
    """The entries of a list, ready to be asked for names that resemble one."""

    def __init__(self, entries: Iterable[Listed]):
        self.entries = list(entries)
        self._keys: list[str] = []
        self._owner: list[int] = []  # the entry of each key, by its place in `entries`
        self._bearing: dict[str, list[int]] = {}  # word → keys that hold it
        for place, entry in enumerate(self.entries):
            for key in entry.keys:
                for word in set(key.split()):
                    self._bearing.setdefault(word, []).append(len(self._keys))
                self._keys.append(key)
                self._owner.append(place)
        self._words = list(self._bearing)
        self._initials: dict[str, list[str]] = {}
        for word in self._words:
            self._initials.setdefault(word[0], []).append(word)
        self._without_vowels = [word for word in self._words if is_bare(word)]
        self._alike: dict[str, list[str]] = {}

    def resembling(self, keys: Sequence[str], kind: str) -> list[tuple[Listed, int]]:
        """Entries of the kind (or of none) that resemble a bearer of these keys, each with its likeness."""
        best: dict[int, int] = {}
        for key in keys:
            for number in self._candidates(key):
                place = self._owner[number]
                if self.entries[place].kind in {kind, ""}:
                    best[place] = max(best.get(place, 0), likeness(key, self._keys[number]))
        return [(self.entries[place], like) for place, like in best.items() if like >= THRESHOLD]

    def _candidates(self, key: str) -> set[int]:
        words = key.split()
        if len(words) < 2:
            whole = process.extract(key, self._keys, scorer=fuzz.ratio, score_cutoff=THRESHOLD, limit=None)
            return {number for _key, _like, number in whole}
        shared: Counter[int] = Counter()
        for word in words:
            shared.update({number for like in self._words_like(word) for number in self._bearing[like]})
        return {number for number, count in shared.items() if count > 1}

    def _words_like(self, word: str) -> list[str]:
        """The list's words that may be this one; an initial may be all that begin with it, and the reverse."""
        if word not in self._alike:
            if len(word) == 1:
                alike = self._initials.get(word, [])
            else:
                close = process.extract(
                    word, self._words, scorer=fuzz.ratio, score_cutoff=SAME_WORD, limit=None
                )
                initial = [word[0]] if word[0] in self._bearing else []
                alike = [each for each, _like, _place in close] + initial + self._by_consonants(word)
            self._alike[word] = alike
        return self._alike[word]

    def _by_consonants(self, word: str) -> list[str]:
        """Words with the same consonants, where this one or they are written without vowels."""
        if is_bare(word):
            return [each for each in self._words if not is_bare(each) and bare(each) == bare(word)]
        return [each for each in self._without_vowels if bare(each) == bare(word)]
