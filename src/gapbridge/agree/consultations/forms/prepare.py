from typing import Any

from django import forms
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations.models import Consultation
from gapbridge.agree.consultations.queries import gaps_to_ask, measures_to_ask, organisations_to_ask
from gapbridge.agree.gaps.forms import FoldedCheckboxes, refuse_reversed
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.forms import by_kind
from gapbridge.agree.plans.models import Measure
from gapbridge.base.forms import Form, ModelForm
from gapbridge.people.models import Organisation


class ConsultationForm(ModelForm):
    class Meta:
        model = Consultation
        fields = ("title", "intro", "language", "opens_on", "closes_on", "rule", "quorum")
        widgets = {"rule": forms.RadioSelect}
        help_texts = {
            "intro": _("Why this round is held, and what you ask of those who are invited."),
            "quorum": _("How many of the invited must take a position before there can be an agreement."),
            "language": _("The language of the round's own texts."),
        }

    def clean(self) -> dict[str, Any]:
        refuse_reversed(self, "opens_on", "closes_on", _("It closes before it opens. Check both dates."))
        return self.cleaned_data


class ItemsForm(Form):
    gaps = forms.ModelMultipleChoiceField(
        queryset=Gap.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label=_("Gaps")
    )
    measures = forms.ModelMultipleChoiceField(
        queryset=Measure.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Measures"),
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["gaps"].queryset = gaps_to_ask(consultation).order_by(Length("code"), "code")
        self.fields["measures"].queryset = measures_to_ask(consultation).order_by(
            "plan", Length("code"), "code"
        )


class InviteForm(Form):
    organisations = forms.ModelMultipleChoiceField(
        queryset=Organisation.objects.none(),
        widget=FoldedCheckboxes,
        label=_("Organisations and community groups"),
    )
    mandate = forms.CharField(
        max_length=200,
        required=False,
        label=_("Mandate of who speaks"),
        help_text=_(
            "For example: decision of the board, order of the minister, choice of the community's assembly."
        ),
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        organisations = organisations_to_ask(consultation)
        self.fields["organisations"].queryset = organisations
        self.fields["organisations"].choices = by_kind(organisations)
