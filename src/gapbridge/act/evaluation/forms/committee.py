from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from gapbridge.act.evaluation.models import ProposalLine, Vote
from gapbridge.base.forms import Form
from gapbridge.people.models import User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES


class CommitteeForm(Form):
    chair = forms.ModelChoiceField(label=gettext_lazy("Chair"), queryset=User.objects.none())
    secretary = forms.ModelChoiceField(
        label=gettext_lazy("Secretary, without a vote"), queryset=User.objects.none(), required=False
    )
    members = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Members"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("At least two besides the chair."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.fields[name].queryset = people  # type: ignore[attr-defined]


class ProposeForm(Form):
    text = forms.CharField(
        label=gettext_lazy("Statement of the committee"),
        help_text=gettext_lazy("How the evaluation went, and what the committee is asked to decide."),
        widget=forms.Textarea,
        required=False,
        max_length=20_000,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=NARRATIVE_LANGUAGES)


class LineForm(Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), choices=ProposalLine.Outcome.choices, widget=forms.RadioSelect
    )
    amount = forms.DecimalField(
        label=gettext_lazy("Amount"), max_digits=14, decimal_places=2, min_value=0, required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason, when it departs from the ranking"),
        help_text=gettext_lazy("It is part of the decision, and the applicant reads it."),
        widget=forms.Textarea,
        required=False,
        max_length=4000,
    )


class VoteForm(Form):
    choice = forms.ChoiceField(
        label=gettext_lazy("Your vote"), choices=Vote.Choice.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed when you are against or abstain."),
        widget=forms.Textarea,
        required=False,
        max_length=4000,
    )


class AwardForm(Form):
    amount = forms.DecimalField(label=gettext_lazy("Amount"), max_digits=14, decimal_places=2, min_value=0)
    reason = forms.CharField(
        label=gettext_lazy("Why this one, and why now"), widget=forms.Textarea, max_length=4000
    )
