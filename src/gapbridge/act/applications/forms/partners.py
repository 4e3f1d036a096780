from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.act.applications.models import Partner
from gapbridge.base.forms import Form


class PartnerForm(Form):
    kind = forms.ChoiceField(
        label=_("Takes part as"),
        choices=Partner.Kind,
        widget=forms.RadioSelect,
        initial=Partner.Kind.CO_APPLICANT,
        help_text=_(
            "A co-applicant helps to design and carry out the project. An affiliated entity belongs to the applicant."
        ),
    )
    role = forms.CharField(
        label=_("What it does in the project"),
        widget=forms.Textarea,
        max_length=4000,
        help_text=_("This is what it is asked to consent to. If you change it later, it is asked again."),
    )
