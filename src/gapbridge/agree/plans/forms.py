from typing import Any

from django import forms
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps.forms import FoldedCheckboxes, by_framework, refuse_reversed
from gapbridge.agree.gaps.models import Gap
from gapbridge.base.forms import ModelForm
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import Framework

from .actions import PROMISED
from .models import Measure, Plan


class PlanForm(ModelForm):
    class Meta:
        model = Plan
        fields = ("title", "starts_on", "ends_on", "national_plan")
        help_texts = {"national_plan": _("Its clauses can then be named by the measures.")}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["national_plan"].queryset = Framework.objects.filter(kind=Framework.Kind.PLAN)

    def clean(self) -> dict[str, Any]:
        refuse_reversed(self, "starts_on", "ends_on", _("It ends before it starts. Check both dates."))
        return self.cleaned_data


class MeasureForm(ModelForm):
    class Meta:
        model = Measure
        fields = (
            "code", "title", "description", "language", "gaps", "responsible", "partners", "starts_on", "due_on",
            "cost", "clauses",
        )  # fmt: skip
        widgets = {
            "gaps": forms.CheckboxSelectMultiple,
            "partners": FoldedCheckboxes,
            "clauses": FoldedCheckboxes,
        }
        help_texts = {
            "code": _("Short, like M3. It stays with the measure."),
            "language": _("The language you write in."),
            "gaps": _("The gaps that this measure answers."),
        }

    def __init__(self, *args: Any, plan: Plan, reader: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        gaps = Gap.objects.visible_to(reader).filter(programme=plan.programme_id).exclude(state="set_aside")
        self.fields["gaps"].queryset = gaps.order_by(Length("code"), "code")
        organisations = Organisation.objects.order_by("kind", "name")
        self.fields["responsible"].queryset = organisations.order_by("name")
        self.fields["partners"].queryset = organisations
        self.fields["partners"].choices = by_kind(organisations)
        self._offer_clauses(plan)
        if self.instance.pk and self.instance.state != "proposed":
            for name in PROMISED:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        refuse_reversed(self, "starts_on", "due_on", _("It is due before it starts. Check both dates."))
        return self.cleaned_data

    def _offer_clauses(self, plan: Plan) -> None:
        if plan.national_plan_id is None:
            del self.fields["clauses"]
            return
        clauses = plan.national_plan.clauses.select_related("framework").order_by("position", "pk")
        self.fields["clauses"].queryset = clauses
        self.fields["clauses"].choices = by_framework(clauses)


def by_kind(organisations: Any) -> list[tuple[str, list[tuple[int, str]]]]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for each in organisations:
        groups.setdefault(str(each.get_kind_display()), []).append((each.pk, each.name))
    return list(groups.items())
