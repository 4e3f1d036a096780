from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.base.forms import ModelForm
from gapbridge.base.uploads import CheckedFileField

from .models import Resource


class ResourceForm(ModelForm):
    file = CheckedFileField(label=_("File"), required=False)

    class Meta:
        model = Resource
        fields = ["kind", "title", "summary", "language", "topics", "text", "url", "rests_on"]
        widgets = {"topics": forms.CheckboxSelectMultiple, "text": forms.Textarea(attrs={"rows": 12})}
