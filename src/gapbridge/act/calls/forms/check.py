"""May we apply, and how would we score? Nothing typed here is kept."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.act.calls.eligibility import Facts
from gapbridge.act.calls.models import Call, EligibilityRule
from gapbridge.act.procedures.models import HIGHEST, Question, Step
from gapbridge.act.profiles.models import Document
from gapbridge.base.forms import Form
from gapbridge.people.models import Organisation

Kind = EligibilityRule.Kind
ASKS = {
    Kind.ORGANISATION_KIND: ("kind",),
    Kind.COUNTRY: ("country",),
    Kind.REGISTERED_YEARS: ("registered_on",),
    Kind.INCOME_SHARE: ("income", "amount"),
    Kind.DOCUMENTS: ("documents",),
    Kind.PAST_PROJECTS: ("past_projects",),
}
POINTS = [(str(number), str(number)) for number in range(1, HIGHEST + 1)]


class VisitorForm(Form):
    """What the call's rules ask for, of somebody without an account. Fields that no rule asks about are left out."""

    kind = forms.ChoiceField(
        label=_("Kind of organisation"), required=False, choices=[("", "–"), *Organisation.Kind.choices]
    )
    country = forms.CharField(
        label=_("Country of registration"),
        required=False,
        min_length=2,
        max_length=2,
        help_text=_("Two letters, such as AZ."),
    )
    registered_on = forms.DateField(label=_("Registered on"), required=False)
    income = forms.DecimalField(
        label=_("Mean income of the last three years"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
    )
    amount = forms.DecimalField(
        label=_("Amount you would ask for"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    documents = forms.MultipleChoiceField(
        label=_("Documents you have"), required=False, widget=forms.CheckboxSelectMultiple
    )
    past_projects = forms.IntegerField(
        label=_("Projects you have carried out"), required=False, min_value=0, max_value=10_000
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rules = {Kind(each.kind): each.value for each in call.rules.all()}
        wanted = {name for kind in rules for name in ASKS.get(kind, ())}
        for name in [*self.fields]:
            if name not in wanted:
                del self.fields[name]
        if "documents" in self.fields:
            labels = dict(Document.Kind.choices)
            self.fields["documents"].choices = [(key, labels.get(key, key)) for key in rules[Kind.DOCUMENTS]]
        for name in {"income", "amount"} & {*self.fields}:
            self.fields[name].help_text = call.currency

    def facts(self, year: int) -> Facts:
        """What was typed; `year` is the one its mean income is told for."""
        data = self.cleaned_data
        income = data.get("income")
        documents = data.get("documents")
        return Facts(
            kind=data.get("kind") or None,
            country=(data.get("country") or "").upper() or None,
            registered_on=data.get("registered_on"),
            incomes={year: income} if income is not None else {},
            documents=None if documents is None else frozenset(documents),
            past_projects=data.get("past_projects"),
        )


class OrganisationForm(Form):
    """For one's own organisation: which, for which lot, how much."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("For which organisation"), empty_label=None
    )
    lot = forms.ModelChoiceField(None, label=_("Lot"), required=False, empty_label=_("Any lot"))
    amount = forms.DecimalField(
        label=_("Amount you would ask for"), required=False, min_value=0, max_digits=14, decimal_places=2
    )

    def __init__(self, *args: Any, call: Call, own: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = own
        self.fields["lot"].queryset = call.lots.all()
        self.fields["amount"].help_text = call.currency


def self_score_form(steps: Iterable[Step]) -> type[Form]:
    """Points from 1 to 5 for each question of the grid."""
    questions: list[Question] = [
        each for step in steps for section in step.sections.all() for each in section.questions.all()
    ]
    fields: dict[str, Any] = {
        f"q{each.pk}": forms.ChoiceField(
            label=each.text, choices=POINTS, required=False, widget=forms.RadioSelect
        )
        for each in questions
    }
    return type("SelfScoreForm", (Form,), fields)
