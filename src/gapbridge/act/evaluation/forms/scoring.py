"""The grid as a form: a score, and a comment, for each question."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from gapbridge.act.evaluation.actions.scoring import LONGEST
from gapbridge.act.procedures.models import HIGHEST, Question, Section
from gapbridge.base.forms import Form

SCORES = [(str(each), str(each)) for each in range(1, HIGHEST + 1)]


@dataclass(frozen=True)
class Asked:
    """A question with its two fields."""

    question: Question
    value: Any
    comment: Any


@dataclass(frozen=True)
class Part:
    section: Section
    out_of: Any
    questions: list[Asked]


class ScoreForm(Form):
    """`value_<id>`, `comment_<id>` and `comment`. What the page knew when it was opened travels along: the version of
    the draft, the page's own name, and a mark of each text, so that only what was changed here is sent on."""

    template_name = "evaluation/score_fields.html"

    def __init__(self, *args: Any, grid: Iterable[Section], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.grid = list(grid)
        for question in self.questions():
            self.fields[f"value_{question.pk}"] = forms.ChoiceField(
                label=question.text, choices=SCORES, widget=forms.RadioSelect, required=False
            )
            self.fields[f"comment_{question.pk}"] = _comment(gettext_lazy("Comment"), 3)
        self.fields["comment"] = _comment(gettext_lazy("Overall comment"), 5)

    def questions(self) -> Iterator[Question]:
        for section in self.grid:
            yield from section.questions.all()

    @property
    def parts(self) -> Iterator[Part]:
        for section in self.grid:
            asked = [
                Asked(each, self[f"value_{each.pk}"], self[f"comment_{each.pk}"])
                for each in section.questions.all()
            ]
            weights = sum(each.question.weight for each in asked)
            yield Part(section, HIGHEST * weights, asked)

    @property
    def marks(self) -> list[tuple[str, str]]:
        """Hidden fields: what each field held when the page was opened."""
        return [(f"was_{name}", mark(str(self.initial.get(name) or ""))) for name in self.fields]

    def scores(self) -> dict[int, tuple[int | None, str]]:
        data = self.cleaned_data
        return {
            each.pk: (_number(data.get(f"value_{each.pk}")), data.get(f"comment_{each.pk}") or "")
            for each in self.questions()
        }

    def typed_here(self) -> tuple[dict[int, tuple[int | None, str | None]], str | None]:
        """What this page changed: None is what it did not touch. Needs no valid form: nothing typed is lost."""
        found: dict[int, tuple[int | None, str | None]] = {}
        for each in self.questions():
            value = self._changed(f"value_{each.pk}")
            words = self._changed(f"comment_{each.pk}")
            if value is not None or words is not None:
                found[each.pk] = (_number(value), words)
        return found, self._changed("comment")

    def _changed(self, name: str) -> str | None:
        text = typed(self.data.get(name, ""))[:LONGEST]
        return None if mark(text) == self.data.get(f"was_{name}", mark("")) else text


def _comment(label: Any, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows})
    )


def _number(value: Any) -> int | None:
    return int(value) if value in dict(SCORES) else None


def typed(text: str) -> str:
    """As browsers send it and as it is kept: lines end in one way."""
    return text.replace("\r\n", "\n")


def mark(text: str) -> str:
    return sha256(typed(text).encode()).hexdigest()[:12]
