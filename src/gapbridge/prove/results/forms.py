from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapbridge.base.forms import Form, ModelForm
from gapbridge.programmes.models import Programme
from gapbridge.prove.reach.axes import AXES
from gapbridge.prove.reach.counters import COUNTER_CHOICES, COUNTERS, axes_of
from gapbridge.prove.reach.forms import ManyField

from .models import Indicator, Observation, Result

CONDITIONS = ("sex", "age", "disability", "status", "service", "audience")


class ResultForm(ModelForm):
    class Meta:
        model = Result
        fields = ("level", "code", "title", "parent")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any):
        super().__init__(*args, **kwargs)
        above = Result.objects.filter(programme=programme).exclude(level=Result.Level.OUTPUT)
        self.fields["parent"].queryset = above.exclude(pk=self.instance.pk) if self.instance.pk else above


def _condition(axis: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=AXES[axis].label,
        choices=list((AXES[axis].choices or {}).items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class IndicatorForm(ModelForm):
    """An indicator. The conditions of its count are one field an axis; `cleaned_data` has them as one."""

    sex = _condition("sex")
    age = _condition("age")
    disability = _condition("disability")
    status = _condition("status")
    service = _condition("service")
    audience = _condition("audience")

    class Meta:
        model = Indicator
        fields = ("code", "title", "kind", "unit", "counter", "accumulation", "interventions", "baseline")

    def __init__(self, *args: Any, result: Result, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["counter"] = forms.ChoiceField(
            label=self.fields["counter"].label,
            choices=[("", _("Nothing: its value is observed")), *COUNTER_CHOICES],
            required=False,
            help_text=_("What the program can count is not typed."),
        )
        programme = result.programme
        self.fields["interventions"] = ManyField(
            label=self.fields["interventions"].label,
            queryset=programme.interventions.order_by("code"),
            initial=self.instance.interventions.all() if self.instance.pk else (),
            required=False,
            help_text=_("With none chosen the whole programme is counted."),
        )
        for axis in CONDITIONS:
            self.fields[axis].help_text = _("Only these are counted; with none ticked, all.")
            self.fields[axis].initial = (self.instance.conditions or {}).get(axis)
        self.order_fields(
            ["code", "title", "kind", "unit", "counter", "accumulation", "interventions", *CONDITIONS]
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        conditions = {axis: data.pop(axis) for axis in CONDITIONS if axis in data}
        data["conditions"] = {axis: wanted for axis, wanted in conditions.items() if wanted}
        self._check_axes(data)
        return data

    def _check_axes(self, data: dict[str, Any]) -> None:
        counter = data.get("counter")
        for axis in data["conditions"]:
            if counter and axis not in axes_of(COUNTERS[counter]):
                message = _("“%(counter)s” can't be narrowed by “%(axis)s”.")
                self.add_error(axis, message % {"counter": COUNTERS[counter].label, "axis": AXES[axis].label})


class TargetForm(Form):
    due_on = forms.DateField(label=_("By"))
    value = forms.DecimalField(label=_("Value"), min_value=0, max_digits=14, decimal_places=2)
    reason = forms.CharField(
        label=_("Reason of the change"),
        required=False,
        widget=forms.Textarea,
        max_length=4000,
        help_text=_("Needed when there is a target for that day already. The old one stays on the record."),
    )


class ObservationForm(ModelForm):
    """What is asked for depends on the kind of the indicator."""

    class Meta:
        model = Observation
        fields = ("observed_on", "value", "numerator", "denominator", "text", "source")

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["observed_on"].initial = timezone.localdate
        self.fields["source"].help_text = _(
            "A report, a survey, a meeting: so that another can find it again."
        )
        self.fields["text"].help_text = ""
        for name in self._left_out(indicator.kind):
            del self.fields[name]
        for name in ("numerator", "denominator", "value"):
            if name in self.fields:
                self.fields[name].required = True
        if indicator.kind == Indicator.Kind.YES_NO:
            self.fields["value"] = forms.TypedChoiceField(
                label=_("Value"),
                choices=[("", "–"), ("1", _("Yes")), ("0", _("No"))],
                coerce=int,
                empty_value=None,
            )
        if indicator.kind == Indicator.Kind.QUALITATIVE:
            self.fields["text"].required = True

    @staticmethod
    def _left_out(kind: str) -> tuple[str, ...]:
        if kind == Indicator.Kind.PERCENTAGE:
            return ("value",)
        if kind == Indicator.Kind.QUALITATIVE:
            return ("value", "numerator", "denominator")
        return ("numerator", "denominator")
