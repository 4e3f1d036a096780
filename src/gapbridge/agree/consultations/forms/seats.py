from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations.models import Consultation, Stakeholder
from gapbridge.agree.gaps.forms import FoldedCheckboxes, by_kind
from gapbridge.base.forms import Form
from gapbridge.people.models import Organisation

REASON = {
    "widget": forms.Textarea,
    "max_length": 2000,
    "label": _("What became of it"),
    "help_text": _("Everybody who sees the round reads it beside the old name."),
}


class ReplaceForm(Form):
    organisations = forms.ModelMultipleChoiceField(
        queryset=Organisation.objects.none(),
        widget=FoldedCheckboxes,
        label=_("Which organisations follow"),
        help_text=_("One that is asked already keeps its seat and what it said itself."),
    )
    reason = forms.CharField(**REASON)

    def __init__(self, *args: Any, seat: Stakeholder, **kwargs: Any):
        super().__init__(*args, **kwargs)
        organisations = followers_in(seat.consultation).exclude(pk=seat.organisation_id)
        self.fields["organisations"].queryset = organisations
        self.fields["organisations"].choices = by_kind(organisations)


class MergeForm(Form):
    stakeholders = forms.ModelMultipleChoiceField(
        queryset=Stakeholder.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label=_("Which stakeholders have become one"),
    )
    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        label=_("The organisation that follows them"),
        help_text=_("It can be one of them: then its own seat stays."),
    )
    reason = forms.CharField(**REASON)

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        seats = consultation.stakeholders.standing().exclude(organisation=None).select_related("organisation")
        self.fields["stakeholders"].queryset = seats
        self.fields["organisation"].queryset = followers_in(consultation).order_by("name")


def followers_in(consultation: Consultation) -> Any:
    """Every organisation but those whose seat in the round has ended."""
    ended = consultation.stakeholders.exclude(ended_at=None).exclude(organisation=None)
    return Organisation.objects.exclude(pk__in=ended.values("organisation")).order_by("kind", "name")
