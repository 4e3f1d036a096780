from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations.models import Answer
from gapbridge.base.forms import Form
from gapbridge.programmes.models import NARRATIVE_LANGUAGES


class AnswerForm(Form):
    outcome = forms.ChoiceField(choices=Answer.Outcome.choices, widget=forms.RadioSelect, label=_("Outcome"))
    answer = forms.CharField(widget=forms.Textarea, max_length=10_000, label=_("Answer"))
    language = forms.ChoiceField(
        choices=NARRATIVE_LANGUAGES, label=_("Language"), help_text=_("The language you write in.")
    )


class ObjectionForm(Form):
    answer = forms.CharField(
        widget=forms.Textarea,
        max_length=10_000,
        label=_("Answer"),
        help_text=_(
            "What was done about the objection, or why nothing was. It stands beside it in the agreement."
        ),
    )
