"""Which question fills which part: said by the name, the label, or what people answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gapbridge.base.folding import fold, words_of

from .answers import name_of
from .parts import METHOD_NOTES, NOTES, PARTS, RANK_NAMES, SAID, SAID_NAMES, Part
from .spellings import Spellings, plain

LONG = 40  # characters: what is longer on the average was told, not chosen
SHORT_STEM = 3


@dataclass(frozen=True)
class Question:
    """A question of a form or a column of an export. `values`: what it can be answered with, or was."""

    name: str
    labels: tuple[str, ...] = ()
    kind: str = ""
    values: tuple[str, ...] = ()
    repeats: bool = False

    @property
    def own_name(self) -> str:
        """Without the groups it stands in: "meeting/place" and "meeting-place" are place."""
        last = self.name.rpartition("/")[2]
        return fold(last if " " in last else last.rpartition("-")[2])

    @property
    def words(self) -> set[str]:
        return {word for text in (*self.labels, self.name.replace("_", " ")) for word in words_of(text)}


def questions_from(version_questions: Iterable[Mapping[str, Any]]) -> list[Question]:
    """Of a form's version (see collect.queries.questions_of)."""
    return [
        Question(
            name_of(each["path"]),
            tuple(filter(None, each.get("labels", {}).values())),
            each.get("type", ""),
            tuple(
                text
                for choice in each.get("choices", ())
                for text in (choice["value"], *choice.get("labels", {}).values())
                if text
            ),
            bool(each.get("repeats")),
        )
        for each in version_questions
    ]


@dataclass
class _Guess:
    questions: Sequence[Question]
    rules: dict[str, Any]
    spellings: Spellings
    taken: set[str] = field(default_factory=set)

    def take(self, key: str, question: Question | None) -> None:
        if question is not None and key not in self.rules:
            self.rules[key] = {"from": question.name}
            self.taken.add(question.name)

    def first(self, wanted: Any) -> Question | None:
        return next((each for each in self.questions if each.name not in self.taken and wanted(each)), None)


def proposed(
    questions: Sequence[Question], spellings: Spellings, kept: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Rules for these questions. What `kept` (rules of before) says of questions that still stand there holds."""
    rules = carried_over(kept or {}, questions)
    guess = _Guess(questions, rules, spellings, set(columns_of(rules)))
    _take_said(guess)
    for part in PARTS:
        guess.take(part.key, guess.first(lambda each, part=part: each.own_name in {part.key, *part.names}))
    for part in PARTS:
        guess.take(part.key, guess.first(lambda each, part=part: _is_labelled(each, part)))
    for part in PARTS:
        if part.has_values and part.kind != "yes_no":
            guess.take(part.key, guess.first(lambda each, part=part: _is_answered_so(each, part, spellings)))
    told = [each.name for each in questions if each.name not in guess.taken and _is_told(each)]
    if told:
        rules[NOTES] = {"from": [*rules.get(NOTES, {}).get("from", []), *told]}
    return rules


def _take_said(guess: _Guess) -> None:
    words = guess.first(lambda each: each.own_name in SAID_NAMES)
    if SAID in guess.rules or words is None:
        return
    guess.take(SAID, words)
    rank = guess.first(lambda each: each.own_name in RANK_NAMES)
    if rank is not None:
        guess.rules[SAID]["rank"] = rank.name
        guess.taken.add(rank.name)


def _is_labelled(question: Question, part: Part) -> bool:
    if question.kind in {"text", "note", "photo", "image", "audio"} and part.kind != "text":
        return False
    return any(
        word == stem if len(stem) <= SHORT_STEM else word.startswith(stem)
        for word in question.words
        for stem in part.stems
    )


def _is_answered_so(question: Question, part: Part, spellings: Spellings) -> bool:
    known = spellings.known(part)
    values = [value for value in question.values if value]
    return len(values) > 1 and all(plain(value) in known for value in values)


def _is_told(question: Question) -> bool:
    """A text that belongs into the notes."""
    name = question.own_name
    if name.startswith("notes") or name in METHOD_NOTES:
        return True
    if question.kind:
        return question.kind == "text" and not question.repeats
    return bool(question.values) and sum(map(len, question.values)) / len(question.values) > LONG


def carried_over(rules: Mapping[str, Any], questions: Sequence[Question]) -> dict[str, Any]:
    """The rules of before, as far as their columns are still there, be it in another group."""
    here = {each.name: each.name for each in questions}
    own = {each.own_name: each.name for each in questions}

    def now(name: str) -> str:
        return here.get(name) or own.get(Question(name).own_name, "")

    kept: dict[str, Any] = {}
    for key, rule in rules.items():
        source = rule.get("from", "")
        if isinstance(source, list):
            found = [each for name in source if (each := now(name))]
            if found:
                kept[key] = {**rule, "from": found}
        elif source and now(source):
            kept[key] = {**rule, "from": now(source)}
            if rank := rule.get("rank"):
                kept[key]["rank"] = now(rank)
    return kept


def columns_of(rules: Mapping[str, Any]) -> list[str]:
    """Every column that a rule reads."""
    found: list[str] = []
    for rule in rules.values():
        source = rule.get("from", "")
        found += source if isinstance(source, list) else [source]
        found.append(rule.get("rank", ""))
    return [name for name in found if name]
