from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.evaluation.models import Check
from gapbridge.act.procedures.models import CheckItem
from gapbridge.base.forms import Form
from gapbridge.people.models import User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES


class ChecksForm(Form):
    """For each question an answer and a note: `answer_12`, `note_12`."""

    def __init__(self, *args: Any, items: Iterable[CheckItem], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            self.fields[f"answer_{item.pk}"] = forms.ChoiceField(
                label=item.text,
                choices=Check.Answer.choices,
                widget=forms.RadioSelect,
                required=False,
                help_text=_help(item),
            )
            self.fields[f"note_{item.pk}"] = forms.CharField(
                label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
            )

    def answers(self) -> dict[int, tuple[str, str]]:
        data = self.cleaned_data
        return {item.pk: (data[f"answer_{item.pk}"], data[f"note_{item.pk}"]) for item in self.items}


def _help(item: CheckItem) -> str:
    said = [_("A no ends the evaluation.")] if item.eliminating else []
    if item.may_be_clarified:
        said.append(_("The applicant may be asked to supply it."))
    return " ".join(said)


class AskForm(Form):
    question = forms.CharField(label=gettext_lazy("What do you ask?"), widget=forms.Textarea, max_length=4000)
    due_on = forms.DateField(label=gettext_lazy("Answer until the end of"))


class AnswerForm(Form):
    answer = forms.CharField(label=gettext_lazy("Your answer"), widget=forms.Textarea, max_length=8000)


class CloseForm(Form):
    present = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who was present"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    minutes = forms.CharField(
        label=gettext_lazy("What else belongs into the minutes"),
        help_text=gettext_lazy(
            "Numbers and results are counted and added by themselves. Write down what was discussed and decided."
        ),
        widget=forms.Textarea,
        required=False,
        max_length=20_000,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=NARRATIVE_LANGUAGES)

    def __init__(self, *args: Any, people: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["present"].queryset = people  # type: ignore[attr-defined]
