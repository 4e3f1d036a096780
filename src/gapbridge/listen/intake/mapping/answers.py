"""A submission's content, whatever it came by, under one kind of name: "place", "meeting/place", "said/said_words"."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

ROOT = "/data/"
NUMBER = re.compile(r"\[\d+\]")


@dataclass
class Answers:
    """`single`: question → answer. `lines`: repeat → its lines, each question → answer."""

    single: dict[str, str] = field(default_factory=dict)
    lines: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def of(self, name: str) -> str:
        return self.single.get(name, "")

    def each(self, name: str) -> list[dict[str, str]]:
        """The lines in which a question stands, under its last name; one line where nothing repeats."""
        repeat, _slash, last = name.rpartition("/")
        if repeat in self.lines:
            return [{"": line.get(last, ""), **line} for line in self.lines[repeat]]
        return [{"": self.single[name], last: self.single[name]}] if self.single.get(name) else []

    @property
    def names(self) -> list[str]:
        """Every question that was answered."""
        below = {
            f"{repeat}/{name}": None
            for repeat, lines in self.lines.items()
            for line in lines
            for name in line
        }
        return [*self.single, *below]

    @property
    def texts(self) -> list[str]:
        return [
            *self.single.values(),
            *(text for lines in self.lines.values() for line in lines for text in line.values()),
        ]


def answers_from(found: dict[str, Any]) -> Answers:
    """From what `collect.queries.answers_of` gives: numbered paths of an instance, or columns of an import."""
    answers = Answers()
    numbered: dict[str, dict[str, dict[str, str]]] = {}
    for path, value in found.items():
        if isinstance(value, list):
            answers.lines[path] = [
                {str(k): str(v) for k, v in line.items()} for line in value if isinstance(line, dict)
            ]
        elif "[" in path and path.startswith(ROOT):
            way, _bracket, last = path.rpartition("]/")
            if last:
                line = numbered.setdefault(NUMBER.sub("", f"{way}]").removeprefix(ROOT), {}).setdefault(
                    way, {}
                )
                line[last] = str(value)
            else:  # a question that stands there twice without a group of its own
                answers.single[path.removeprefix(ROOT)] = str(value)
        elif not path.startswith(f"{ROOT}meta/"):
            answers.single[path.removeprefix(ROOT)] = str(value)
    for repeat, lines in numbered.items():
        answers.lines[repeat] = [line for line in lines.values() if any(line.values())]
    return answers


def name_of(path: str) -> str:
    """The name of a form's question: its path without the root and the numbers of repeats."""
    return NUMBER.sub("", path).removeprefix(ROOT)


def signature_of(columns: Iterable[str]) -> str:
    """The same for the same questions in another order."""
    return hashlib.sha256("\n".join(sorted(set(columns))).encode("utf-8", "surrogatepass")).hexdigest()
