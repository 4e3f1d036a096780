from django import forms
from django.utils.translation import gettext_lazy

from gapbridge.base.forms import Form


class ComplaintForm(Form):
    text = forms.CharField(
        label=gettext_lazy("What went wrong"),
        help_text=gettext_lazy(
            "Name the section, the score or the check, and what in your application shows that it is wrong."
        ),
        widget=forms.Textarea,
        max_length=8000,
    )
