"""Persons' names in running text, by how a word is written, how it ends, and what stands beside it.

One pass over the words. A capitalised word in the middle of a sentence is a name unless something says
otherwise (a known place, a body, a word that the text also writes small); at a sentence's start, where every
word has a capital, it must be a widely used first name or end as surnames and patronymics do. A first name
beside a surname or patronymic is certain.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from gapbridge.base.folding import fold

from . import vocabulary
from .vocabulary import Vocabulary
from .wordkinds import FAMILY, Is, fold_word, look

WORD = re.compile(r"[^\W\d_]+")
MARKED_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+")  # letters with their accents apart
ACCENT = re.compile(r"[\u0300-\u036f]")
STARTS = re.compile(r"[.!?…:\n\r•*“«„\"(\[/]|(?:^|\n)\s*[-–—]|[—–]\s*$")
# Within the name of a body.
CONNECTORS = frozenset("of the and for on to in uzre ve ile и по для при в на о".split())  # noqa: SIM905
NAMED_AFTER = frozenset(["adina", "adini", "adindaki"])  # follows
NAMED_FOR = frozenset(["имени", "им", "after"])  # stands before: "named after"
AND = frozenset(["and", "ve", "ile", "и"])
SHORT_TITLES = frozenset(["mr", "mrs", "ms", "dr", "prof"])  # written with a full stop
CHILD_OF = re.compile(r"(?:oglu|qizi|oglunun|qizinin|ogluna|qizina)$")
LONGEST_HEADING = 120
LONGEST_ROW = 12  # words


@dataclass(frozen=True)
class Found:
    start: int
    end: int
    certain: bool


@dataclass(slots=True)
class _Word:
    start: int
    end: int
    text: str
    gap: str  # between the word before and this one
    at_start: bool
    kind: int

    @property
    def folded(self) -> str:
        return fold_word(self.text)

    @property
    def says_nothing(self) -> bool:
        """The capital of a sentence's first word."""
        return self.at_start and not self.kind & (Is.GIVEN | Is.AT_START)

    @property
    def is_initial(self) -> bool:
        return self.kind == Is.INITIAL


def names_in(text: str, known: Vocabulary) -> Iterator[Found]:
    """Where persons are named. `known` are words that a programme has confirmed not to be names."""
    reader = _Reader(text, known)
    for run in reader.runs():
        yield from reader.names_of(run)


class _Reader:
    def __init__(self, text: str, known: Vocabulary):
        self.text, self.known = text, known
        pattern = MARKED_WORD if ACCENT.search(text) else WORD
        self.words = [found.span() for found in pattern.finditer(text)]
        self.small = {word for start, end in self.words if (word := text[start:end]).islower()}
        self.lines = [0, *(found.end() for found in re.finditer(r"\n", text))]
        self._headings: dict[int, bool] = {}
        self._of_a_body: tuple[tuple[int, int], bool] = (0, 0), False  # of the row last asked for

    # --- rows of capitalised words ---------------------------------------------------------------

    def runs(self) -> Iterator[tuple[int, int]]:
        """Rows of capitalised words from index to index; small connectors may stand between them."""
        index, count = 0, len(self.words)
        while index < count:
            if not self._is_capital(index):
                index += 1
                continue
            end = self._end_of_run(index)
            yield index, end
            index = end

    def _end_of_run(self, index: int) -> int:
        end = index + 1
        while end - index < LONGEST_ROW and end < len(self.words) and self._linked(end):
            if self._is_capital(end) or (self._string(end) in CONNECTORS and self._goes_on(end + 1)):
                end += 1
            else:
                break
        return end

    def _goes_on(self, index: int) -> bool:
        """Whether a capitalised word follows, perhaps after one more connector ("of the")."""
        if index < len(self.words) and self._linked(index) and self._string(index) in CONNECTORS:
            index += 1
        return index < len(self.words) and self._linked(index) and self._is_capital(index)

    def _is_capital(self, index: int) -> bool:
        return self.text[self.words[index][0]].isupper()

    def _string(self, index: int) -> str:
        start, end = self.words[index]
        return self.text[start:end]

    def _gap(self, index: int) -> str:
        before = self.words[index - 1][1] if index else 0
        return self.text[max(before, self.words[index][0] - 40) : self.words[index][0]]

    def _linked(self, index: int) -> bool:
        gap = self._gap(index)
        if gap in {" ", "\u00a0", "-"}:
            return True
        return gap in {".", ". "} and (self.words[index - 1][1] - self.words[index - 1][0]) == 1

    def _starts(self, index: int) -> bool:
        if index == 0:
            return True
        gap = self._gap(index)
        if gap in {" ", "\u00a0", ", "}:
            return False
        before = self._string(index - 1)
        if gap.startswith(".") and gap.strip(". \u00a0") == "" and "\n" not in gap:
            return not (len(before) == 1 and before.isupper()) and fold_word(before) not in SHORT_TITLES
        return bool(STARTS.search(gap))

    # --- what of a row is a name -----------------------------------------------------------------

    def names_of(self, run: tuple[int, int]) -> Iterator[Found]:
        words = [self._word(index) for index in range(*run)]
        if all(word.says_nothing for word in words) and not self._before_a_courtesy(run):
            return
        if self._is_named_after(run):
            return
        marked = [self._is_name(words, at, run) for at in range(len(words))]
        self._spread(words, marked)
        yield from self._grouped(words, marked, run)

    def _word(self, index: int) -> _Word:
        start, end = self.words[index]
        string = self.text[start:end]
        initial = end - start == 1 and self.text[end : end + 1] == "."
        kind = Is.INITIAL if initial else look(string)
        return _Word(start, end, string, self._gap(index), self._starts(index), kind)

    def _is_named_after(self, run: tuple[int, int]) -> bool:
        """A school named after somebody doesn't tell who spoke."""
        before = fold_word(self._string(run[0] - 1)) if run[0] else ""
        after = fold_word(self._string(run[1])) if run[1] < len(self.words) else ""
        return after in NAMED_AFTER or before in NAMED_FOR

    def _is_name(self, words: list[_Word], at: int, run: tuple[int, int]) -> bool:
        word = words[at]
        if word.text.isupper() or not word.text[0].isupper():
            return False
        if self._titled(words, at, run):
            return True
        if word.folded in self.known and not _is_in_pair(words, at):
            return False
        if word.at_start:
            return self._is_name_at_start(words, at, run)
        if word.kind & Is.ORDINARY:
            return False
        if word.kind & Is.GIVEN:
            return not (word.kind & Is.EVERYDAY and self._is_of_a_body(words, run))
        if word.kind & (Is.SURNAME | Is.PATRONYMIC):
            return not self._before_a_place_word(run)
        return not word.kind & Is.BODY and self._is_unknown(word, words, run)

    def _is_of_a_body(self, words: list[_Word], run: tuple[int, int]) -> bool:
        """A ministry, a plan, a law: in Russian only its first word has a capital."""
        if self._of_a_body[0] != run:
            found = any(each.kind & Is.BODY for each in words) or self._before(run, "bodies")
            self._of_a_body = run, found
        return self._of_a_body[1]

    def _is_name_at_start(self, words: list[_Word], at: int, run: tuple[int, int]) -> bool:
        word = words[at]
        if self._honoured(run, words, at, "courtesies") and word.kind & ~Is.WEAK_SURNAME == 0:
            return word.folded not in vocabulary.folded_list("roles")
        if word.kind & Is.GIVEN:
            alone = word.kind & (Is.EVERYDAY | Is.ORDINARY)
            return not alone or self._beside_family(words, at) or self._honoured(run, words, at, "honorifics")
        return (
            bool(word.kind & Is.AT_START)
            and not word.kind & Is.ORDINARY
            and not self._before_a_place_word(run)
        )

    def _beside_family(self, words: list[_Word], at: int) -> bool:
        return at + 1 < len(words) and bool(words[at + 1].kind & (Is.SURNAME | Is.PATRONYMIC))

    def _honoured(self, run: tuple[int, int], words: list[_Word], at: int, which: str) -> bool:
        """Sevinc xanım, Vəfa müəllimə."""
        after = run[0] + at + 1
        if after >= len(self.words) or self._gap(after) != " ":
            return False
        return fold_word(self._string(after)) in vocabulary.folded_list(which)

    def _titled(self, words: list[_Word], at: int, run: tuple[int, int]) -> bool:
        index = run[0] + at
        if index == 0 or words[at].gap not in {" ", ". ", "\u00a0"}:
            return False
        before = fold_word(self._string(index - 1))
        if words[at].gap == ". " and before not in SHORT_TITLES:
            return False
        if before in {"н", "жа"} and index > 1 and self._gap(index - 1) == "-":
            return fold_word(self._string(index - 2)) == "г"
        if before not in vocabulary.folded_list("titles"):
            return False
        return not words[at].kind & (Is.BODY | Is.ORDINARY) or bool(words[at].kind & Is.GIVEN)

    def _is_unknown(self, word: _Word, words: list[_Word], run: tuple[int, int]) -> bool:
        """A capital in mid-sentence that nothing explains."""
        return not (
            self._is_of_a_body(words, run)
            or self._beside_a_place_word(run)
            or word.text.lower() in self.small
            or len(word.text) < 3
            or self._in_heading(word.start)
        )

    def _beside_a_place_word(self, run: tuple[int, int]) -> bool:
        return self._before_a_place_word(run) or self._after_a_place_word(run)

    def _before_a_courtesy(self, run: tuple[int, int]) -> bool:
        after = run[1]
        return after < len(self.words) and fold_word(self._string(after)) in vocabulary.folded_list(
            "courtesies"
        )

    def _before_a_place_word(self, run: tuple[int, int]) -> bool:
        return self._before(run, "places")

    def _before(self, run: tuple[int, int], words: str) -> bool:
        after = run[1]
        if after >= len(self.words) or self._gap(after) not in {" ", "\u00a0", "-"}:
            return False
        return bool(vocabulary.beginnings(words).match(fold_word(self._string(after))))

    def _after_a_place_word(self, run: tuple[int, int]) -> bool:
        before = run[0] - 1
        if before >= 1 and self._string(before) in {"of", "called"}:
            before -= 1
        if before < 0 or self._gap(run[0]) not in {" ", "\u00a0", " “", " «", ' "'}:
            return False
        string = self._string(before)
        stops = (
            string[0] < "\u0400"
        )  # in Azerbaijani and English the place's word follows, but for "village of"
        if stops and before == run[0] - 1:
            return False
        return bool(vocabulary.beginnings("places").match(fold_word(string)))

    def _in_heading(self, start: int) -> bool:
        """A line in which almost every longer word has a capital is a heading."""
        line = bisect_right(self.lines, start) - 1
        if line not in self._headings:
            end = self.lines[line + 1] if line + 1 < len(self.lines) else len(self.text)
            self._headings[line] = _is_heading(self.text[self.lines[line] : min(end, self.lines[line] + 200)])
        return self._headings[line]

    # --- putting words together ------------------------------------------------------------------

    def _spread(self, words: list[_Word], marked: list[bool]) -> None:
        """What stands beside a name in the row belongs to it: initials, another first name, an unknown first word."""
        for at in [*range(len(words)), *reversed(range(len(words)))]:
            before, after = at > 0 and marked[at - 1], at + 1 < len(words) and marked[at + 1]
            if words[at].is_initial:
                marked[at] = before or after
            elif words[at].at_start and not marked[at]:
                marked[at] = (after and self._begins_a_name(words, at)) or _is_named_beside(words, marked, at)

    def _begins_a_name(self, words: list[_Word], at: int) -> bool:
        word = words[at]
        return (
            self._beside_family(words, at)
            and not word.kind & (Is.ORDINARY | Is.BODY)
            and not word.text.isupper()
            and word.folded not in self.known
            and word.folded not in vocabulary.folded_list("roles")
        )

    def _grouped(self, words: list[_Word], marked: list[bool], run: tuple[int, int]) -> Iterator[Found]:
        at = 0
        while at < len(words):
            if not marked[at]:
                at += 1
                continue
            end = at + 1
            while end < len(words) and marked[end] and not words[end].at_start:
                end += 1
            yield from self._name(words[at:end], last_of_run=end == len(words), after=run[0] + end)
            at = end

    def _name(self, group: list[_Word], *, last_of_run: bool, after: int) -> Iterator[Found]:
        end, child = group[-1].end, False
        if (
            after < len(self.words)
            and self._gap(after) == " "
            and CHILD_OF.match(fold_word(self._string(after)))
        ):
            child = bool(group[-1].kind & Is.GIVEN) or len(group) > 1
            child = child and not vocabulary.is_genitive(group[-1].folded)  # Leylanın oğlu is Leyla's son
            end = self.words[after][1] if child else end
        if (
            end == group[-1].end
            and fold(self.text[group[0].start : end]) in self.known
            and not _is_pair(group)
        ):
            return
        if not last_of_run and _is_eponym(group) and look(self._string(after)) & Is.BODY:
            return
        yield Found(group[0].start, end, child or _is_pair(group))


def _is_named_beside(words: list[_Word], marked: list[bool], at: int) -> bool:
    """Ali and Hassan: the second tells what the first is."""
    joined = at + 2 < len(words) and words[at + 1].folded in AND and words[at + 2].kind & Is.GIVEN
    return bool(joined and marked[at + 2] and words[at].kind & Is.GIVEN)


def _is_in_pair(words: list[_Word], at: int) -> bool:
    """A first name beside a surname or patronymic, or the other way round: no word of it can be confirmed away."""
    wanted = FAMILY if words[at].kind & Is.GIVEN else Is.GIVEN if words[at].kind & FAMILY else 0
    beside = words[max(0, at - 1) : at] + words[at + 1 : at + 2]
    return any(each.kind & wanted for each in beside)


def _is_pair(group: list[_Word]) -> bool:
    """A first name or initial beside a surname or patronymic, or one of these beside the other."""
    if len(group) < 2:
        return False
    given = any(word.kind & Is.GIVEN or word.is_initial for word in group)
    family = sum(bool(word.kind & FAMILY and not word.kind & Is.GIVEN) for word in group)
    strong = any(word.kind & (Is.PATRONYMIC | Is.SURNAME) for word in group)
    return (given and family > 0) or (strong and family > 1)


def _is_eponym(group: list[_Word]) -> bool:
    return any(word.kind & FAMILY for word in group)


def _is_heading(line: str) -> bool:
    if len(line) > LONGEST_HEADING or line.rstrip().endswith("."):
        return False
    long = [word for word in WORD.findall(line) if len(word) > 3]
    return len(long) > 2 and sum(word[0].isupper() for word in long) >= 0.8 * len(long)
