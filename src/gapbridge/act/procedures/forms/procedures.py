"""A procedure's figures, and one of its steps as rows: sections with their questions, or yes-or-no checks."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.act.procedures.actions.procedures import FIGURES
from gapbridge.act.procedures.models import CheckItem, Procedure, Question, Section, Step
from gapbridge.base.forms import Form, ModelForm

SPARE = 2
MOST = 30  # sections of a step, questions of a section, checks of a step
REASONED = [(value, str(value)) for value in range(1, 6)]
KEPT = (("lot", _("The lot")), ("organisation", _("The applicant")), ("title", _("The title")))
LEAST = {"required": False, "min_value": 0, "max_digits": 6, "decimal_places": 2}


class FiguresForm(ModelForm):
    reasons_for = forms.TypedMultipleChoiceField(
        label=_("Points that need a reason"),
        coerce=int,
        required=False,
        choices=REASONED,
        widget=forms.CheckboxSelectMultiple,
    )
    unchangeable = forms.MultipleChoiceField(
        label=_("May not change after the concept note"),
        required=False,
        choices=[*KEPT, ("partners", _("The partners"))],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Procedure
        fields = ("title", *(name for name in FIGURES if name != "two_step"))


class RowsOfStep(Form):
    """What stands in one step. `step` is set by `step_form`, with as many fields as rows are there or were sent."""

    template_name = "procedures/forms/step.html"
    step: Step
    sections = 0
    questions: Mapping[int, int] = {}
    items = 0

    @property
    def rows_of_sections(self) -> Iterator[tuple[list[forms.BoundField], list[list[forms.BoundField]]]]:
        for number in range(1, self.sections + 1):
            head = [self[f"section_{number}_{name}"] for name in ("title", "least_points")]
            yield (
                head,
                [
                    [
                        self[f"section_{number}_question_{each}_{name}"]
                        for name in ("text", "weight", "guidance")
                    ]
                    for each in range(1, self.questions[number] + 1)
                ],
            )

    @property
    def rows_of_items(self) -> Iterator[list[forms.BoundField]]:
        for number in range(1, self.items + 1):
            yield [self[f"item_{number}_{name}"] for name in ("text", "eliminating", "may_be_clarified")]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        return {
            "least_points": found.get("least_points"),
            "sections": [
                each for number in range(1, self.sections + 1) if (each := self._section(number, found))
            ],
            "items": [each for number in range(1, self.items + 1) if (each := _row(found, f"item_{number}"))],
        }

    def _section(self, number: int, found: dict[str, Any]) -> dict[str, Any] | None:
        prefix = f"section_{number}"
        questions = [
            {**row, "weight": row["weight"] or Decimal(1)}
            for each in range(1, self.questions[number] + 1)
            if (row := _row(found, f"{prefix}_question_{each}"))
        ]
        title = found.get(f"{prefix}_title", "")
        if questions and not title:
            self.add_error(f"{prefix}_title", _("Give this section a title, or empty its questions."))
        if title and not questions:
            self.add_error(f"{prefix}_question_1_text", _("Write at least one question, or empty the title."))
        if not title:
            return None
        return {"title": title, "least_points": found.get(f"{prefix}_least_points"), "questions": questions}


def _row(found: dict[str, Any], prefix: str) -> dict[str, Any] | None:
    """The fields of a row by their own names; None when it has no text."""
    row = {
        name.removeprefix(f"{prefix}_"): value
        for name, value in found.items()
        if name.startswith(f"{prefix}_")
    }
    return row if row.get("text") else None


def step_form(step: Step, data: Mapping[str, Any] | None = None) -> type[RowsOfStep]:
    """The form of one step, with room for two more of everything."""
    sections = list(step.sections.prefetch_related("questions"))
    items = list(step.items.all())
    scored = step.kind in {Step.Kind.CONCEPT, Step.Kind.FULL}
    number = _rows(r"section_(\d{1,3})_title", data, len(sections) + SPARE) if scored else 0
    fields: dict[str, Any] = {}
    if scored:
        fields["least_points"] = forms.DecimalField(
            label=_("Points to pass"), initial=step.least_points, **LEAST
        )
    questions: dict[int, int] = {}
    for index in range(1, number + 1):
        section = sections[index - 1] if index <= len(sections) else None
        held = list(section.questions.all()) if section else []
        questions[index] = _rows(rf"section_{index}_question_(\d{{1,3}})_text", data, len(held) + SPARE)
        fields |= _section_fields(index, section, held, questions[index])
    checks = 0 if scored else _rows(r"item_(\d{1,3})_text", data, len(items) + SPARE)
    for index in range(1, checks + 1):
        fields |= _item_fields(index, items[index - 1] if index <= len(items) else None)
    return type(
        "StepForm",
        (RowsOfStep,),
        {**fields, "step": step, "sections": number, "questions": questions, "items": checks},
    )


def _rows(pattern: str, data: Mapping[str, Any] | None, there: int) -> int:
    sent = [int(found.group(1)) for name in data or () if (found := re.fullmatch(pattern, name))]
    return min(max([there, *sent]), MOST)


def _section_fields(index: int, section: Section | None, held: list[Question], rows: int) -> dict[str, Any]:
    fields: dict[str, Any] = {
        f"section_{index}_title": forms.CharField(
            label=_("Section"), max_length=150, required=False, initial=section.title if section else None
        ),
        f"section_{index}_least_points": forms.DecimalField(
            label=_("Points to pass"), initial=section.least_points if section else None, **LEAST
        ),
    }
    for number in range(1, rows + 1):
        fields |= _question_fields(
            f"section_{index}_question_{number}", held[number - 1] if number <= len(held) else None
        )
    return fields


def _question_fields(prefix: str, question: Question | None) -> dict[str, Any]:
    return {
        f"{prefix}_text": forms.CharField(
            label=_("Question"), max_length=400, required=False, initial=question.text if question else None
        ),
        f"{prefix}_weight": forms.DecimalField(
            label=_("Weight"),
            required=False,
            min_value=Decimal("0.25"),
            max_value=20,
            max_digits=4,
            decimal_places=2,
            initial=question.weight if question else None,
        ),
        f"{prefix}_guidance": forms.CharField(
            label=_("What to look for"),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 2}),
            initial=question.guidance if question else None,
        ),
    }


def _item_fields(index: int, item: CheckItem | None) -> dict[str, Any]:
    return {
        f"item_{index}_text": forms.CharField(
            label=_("Question"), max_length=400, required=False, initial=item.text if item else None
        ),
        f"item_{index}_eliminating": forms.BooleanField(
            label=_("A no ends the evaluation"), required=False, initial=item.eliminating if item else True
        ),
        f"item_{index}_may_be_clarified": forms.BooleanField(
            label=_("The applicant may be asked to supply it"),
            required=False,
            initial=item.may_be_clarified if item else False,
        ),
    }
