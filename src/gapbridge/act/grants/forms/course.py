from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from gapbridge.act.grants.models import Change, Finding, Grant, Visit
from gapbridge.act.grants.queries.activities import linkable, rows_of
from gapbridge.act.grants.queries.budget import labels_of, plan_of
from gapbridge.act.interventions.forms import InterventionForm
from gapbridge.act.services.models import Service
from gapbridge.base.forms import Form, ModelForm, ReasonForm
from gapbridge.programmes.models import Place


class ShiftForm(ReasonForm):
    """For each heading what is added to it, or, negative, taken from it."""

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any):
        super().__init__(*args, **kwargs)
        planned, labels = plan_of(grant), labels_of(grant)
        self.keys = [*labels, *(key for key in planned if key not in labels)]
        for key in self.keys:
            self.fields[f"heading_{key}"] = forms.DecimalField(
                label=labels.get(key, key),
                max_digits=14,
                decimal_places=2,
                required=False,
                help_text=_("Now %(amount)s. With a minus sign, it is taken away.")
                % {"amount": number_format(planned.get(key, 0), 2, force_grouping=True)},
            )
        self.order_fields([*(f"heading_{key}" for key in self.keys), "reason"])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        shifts = {key: found.pop(f"heading_{key}", None) for key in self.keys}
        return {**found, "shifts": {key: amount for key, amount in shifts.items() if amount}}


class ExtensionForm(ModelForm):
    class Meta:
        model = Change
        fields = ("ends_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].required = True


class FindingForm(ModelForm):
    class Meta:
        model = Finding
        fields = ("text", "severity", "due_on")


class VisitForm(ModelForm):
    class Meta:
        model = Visit
        fields = ("visited_on", "place", "seen", "language")
        widgets = {"seen": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.exclude(kind="country")


class ActivityForm(InterventionForm):
    """An intervention made of an activity: what the grant says stands in it already."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            ("training", _("Training")),
            ("service", _("Service to people")),
            ("round_table", _("Round table")),
        ],
    )
    row = forms.ModelChoiceField(None, label=_("Activity of the logframe"), required=False)
    service_kind = forms.ChoiceField(
        label=_("Service"),
        choices=[("", "–"), *Service.Kind.choices],
        required=False,
        help_text=_("For a service: which."),
    )
    field_order = ("kind", "service_kind", "row")

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any):
        super().__init__(*args, programme=grant.application.call.intervention.programme, **kwargs)
        self.fields["row"].queryset = rows_of(grant)
        for name in ("organisation", "partners", "budget_line"):
            self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("kind") == "service" and not found.get("service_kind"):
            self.add_error("service_kind", _("Choose the service."))
        if found.get("kind") != "service":
            found.pop("service_kind", None)
        return found


class LinkForm(Form):
    intervention = forms.ModelChoiceField(None, label=_("Intervention"))
    row = forms.ModelChoiceField(None, label=_("Activity of the logframe"), required=False)

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["intervention"].queryset = linkable(grant)
        self.fields["row"].queryset = rows_of(grant)
