from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.base.forms import Form, ModelForm
from gapbridge.listen.assessments.models import Assessment
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Framework, Programme

from .models import Analysis


class AnalysisForm(ModelForm):
    class Meta:
        model = Analysis
        fields = (
            "title",
            "language",
            "assessments",
            "framework",
            "reach",
            "context",
            "method",
            "conclusions",
        )
        widgets = {"assessments": forms.CheckboxSelectMultiple, "reach": forms.RadioSelect}

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["assessments"].queryset = Assessment.objects.filter(programme=programme)
        frameworks = programme.frameworks.all() or Framework.objects.all()
        self.fields["framework"].queryset = frameworks
        self.fields["assessments"].help_text = _("It tells the gaps that rest on them.")
        self.fields["reach"].help_text = _("It quotes only people whose consent reaches all these readers.")
        self.fields["method"].help_text = _(
            "What the house can't know: how places were chosen, who was left out. Sessions, days, languages,"
            " people and consent are counted."
        )


class VersionForm(Form):
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=NARRATIVE_LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("What is new in it"), widget=forms.Textarea, required=False, max_length=4000
    )
