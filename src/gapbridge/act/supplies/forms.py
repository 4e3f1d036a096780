from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.forms import InterventionForm
from gapbridge.base.forms import Form, ModelForm

from .models import Facility, Handover, Item, Procurement


class ProcurementForm(InterventionForm):
    note = Procurement._meta.get_field("note").formfield(widget=forms.Textarea(attrs={"rows": 3}))


class ItemForm(ModelForm):
    class Meta:
        model = Item
        fields = ("name", "category", "quantity", "unit", "unit_cost")
        help_texts = {"unit_cost": _("Leave empty when it is not known.")}

    def __init__(self, *args: Any, currency: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit_cost"].label = _("Unit cost, %(currency)s") % {"currency": currency}
        self.fields["quantity"].widget.attrs["min"] = "1"
        self.fields["unit_cost"].widget.attrs["min"] = "0"


class FacilityForm(ModelForm):
    class Meta:
        model = Facility
        fields = ("name", "place", "run_by")
        help_texts = {"run_by": _("Its members confirm what is handed over.")}


class HandoverBase(Form):
    """One quantity an item; `handover_form` makes the fields of one procurement."""

    template_name = "supplies/handover_fields.html"
    facility = forms.ModelChoiceField(Facility.objects.none(), label=_("Facility"))
    handed_over_on = Handover._meta.get_field("handed_over_on").formfield()
    received_by = Handover._meta.get_field("received_by").formfield(
        help_text=_("A function, such as “Head of the centre”; never a name.")
    )
    items: list[Item] = []

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["facility"].queryset = Facility.objects.visible_to(user)

    @property
    def rows(self) -> list[tuple[Item, Any]]:
        return [(item, self[f"item_{item.pk}"]) for item in self.items]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        quantities = ((item, found.pop(f"item_{item.pk}", None)) for item in self.items)
        return found | {"lines": [(item, quantity) for item, quantity in quantities if quantity is not None]}


def handover_form(items: list[Item]) -> type[HandoverBase]:
    fields: dict[str, Any] = {
        f"item_{item.pk}": forms.IntegerField(label=item.name, min_value=1, max_value=10**9, required=False)
        for item in items
    }
    return type("HandoverForm", (HandoverBase,), {**fields, "items": items})
