from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.base.forms import Form, ModelForm
from gapbridge.prove.reach.axes import AXES
from gapbridge.prove.results.models import Indicator

from .models import Update


class UpdateForm(ModelForm):
    class Meta:
        model = Update
        fields = ["title", "language", "period_start", "period_end"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = data.get("period_start"), data.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("The period can't end before it starts."))
        return data


class HeadingForm(Form):
    text = forms.CharField(label=_("Heading"), max_length=150)


class TextForm(Form):
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=40_000,
        help_text=_("Markdown: **bold**, lists, links."),
    )


class FigureForm(Form):
    indicator = forms.ModelChoiceField(Indicator.objects.none(), label=_("Indicator"))
    breakdown = forms.ChoiceField(label=_("Broken down by"), required=False)
    text = forms.CharField(
        label=_("What it means"),
        widget=forms.Textarea,
        required=False,
        max_length=10_000,
        help_text=_("Markdown: **bold**, lists, links."),
    )

    def __init__(self, *args, update: Update, **kwargs):
        super().__init__(*args, **kwargs)
        indicators = Indicator.objects.filter(result__programme_id=update.programme_id)
        self.fields["indicator"].queryset = indicators.select_related("result").order_by(
            "result__code", "code"
        )
        axes = [(key, axis.label) for key, axis in AXES.items()]
        self.fields["breakdown"].choices = [("", _("nothing: the total alone")), *axes]
