from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.base.forms import Form


class CloseForm(Form):
    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=10_000,
        label=_("Outcome"),
        help_text=_(
            "What was agreed, in a few sentences. It stands on top of the agreement and is never changed."
        ),
    )
    review_on = forms.DateField(
        required=False,
        label=_("Review on"),
        help_text=_("When everybody looks again whether it was kept and still fits. It may stay empty."),
    )
