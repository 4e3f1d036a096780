from typing import Any

from django import forms
from django.utils.translation import gettext as _

from gapbridge.act.applications.models import Application, Part
from gapbridge.act.procedures.definition import editor_of
from gapbridge.base.forms import ModelForm


class FactsForm(ModelForm):
    """The cover: what lists, checks and figures need. An amount that comes from the budget is not typed."""

    class Meta:
        model = Application
        fields = ("title", "lot", "language", "target_groups", "places", "people", "months", "amount")
        widgets = {"target_groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, part: Part, **kwargs: Any):
        super().__init__(*args, **kwargs)
        call = part.application.call
        self.fields["lot"].queryset = call.lots.all()
        self.fields["places"].queryset = self.fields["places"].queryset.order_by("name")
        self.fields["months"].help_text = _("From %(least)s to %(most)s.") % {
            "least": call.least_months,
            "most": call.most_months,
        }
        if editor_of(part.form, "budget"):
            del self.fields["amount"]
        for name in (
            {"title", "lot"} & {*call.procedure.unchangeable}
            if part.kind == "full" and call.is_two_step
            else ()
        ):
            self.fields[name].disabled = True
            self.fields[name].help_text = _("It stays as it was in the concept note.")
