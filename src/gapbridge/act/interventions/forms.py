"""The fields every kind shares. A kind's form inherits and adds its own."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.plans.models import Measure
from gapbridge.base.forms import ModelForm
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import Programme
from gapbridge.programmes.standing import standing

from .models import Intervention


class InterventionForm(ModelForm):
    """`programme` limits what can be chosen; `user`'s own organisation is proposed. A kind's form may have fewer
    fields."""

    class Meta:
        model = Intervention
        fields = (
            "code", "title", "summary", "language", "organisation", "partners", "starts_on", "ends_on",
            "measures", "topics", "places", "populations", "budget_line", "planned_cost", "actual_cost",
        )  # fmt: skip
        widgets = {
            "measures": forms.CheckboxSelectMultiple,
            "topics": forms.CheckboxSelectMultiple,
            "populations": forms.CheckboxSelectMultiple,
            "partners": forms.SelectMultiple(attrs={"size": 6}),
            "places": forms.SelectMultiple(attrs={"size": 6}),
        }
        help_texts = {
            "code": _("Short and unique in the programme, such as T1."),
            "language": _("The language of title and summary."),
            "measures": _("Agreed measures of this programme. It can start once all of them are agreed."),
        }

    def __init__(self, *args: Any, programme: Programme, user: User | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        partners = Organisation.objects.filter(partnerships__programme=programme)
        chosen = {name: self._chosen(name) for name in ("measures", "topics", "populations")}
        self._offer(
            "organisation", Organisation.objects.filter(_either(partners, self.instance.organisation_id))
        )
        self._offer("budget_line", programme.budget_lines.all())
        self._offer(
            "measures",
            Measure.objects.filter(plan__programme=programme).filter(
                ~Q(state="dropped") | Q(pk__in=chosen["measures"])
            ),
        )
        for name in ("topics", "populations"):
            own = getattr(programme, name).all()
            field = self.fields.get(name)
            if field and own:
                field.queryset = field.queryset.filter(Q(pk__in=own.values("pk")) | Q(pk__in=chosen[name]))
        for name in self.fields.keys() & {"planned_cost", "actual_cost"}:
            label = _("%(label)s, %(currency)s")
            self.fields[name].label = label % {
                "label": self.fields[name].label,
                "currency": programme.currency,
            }
            self.fields[name].widget.attrs.setdefault("min", "0")
        if user is not None and not self.instance.pk and "organisation" in self.fields:
            self.fields["organisation"].initial = partners.filter(pk__in=standing(user).organisations).first()

    def _offer(self, name: str, queryset: Any) -> None:
        if name not in self.fields:
            return
        self.fields[name].queryset = queryset
        if not queryset.exists() and not self.fields[name].required:
            del self.fields[name]

    def _chosen(self, name: str) -> list[int]:
        return list(getattr(self.instance, name).values_list("pk", flat=True)) if self.instance.pk else []

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        starts, ends = found.get("starts_on"), found.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("It can't end before it starts."))
        return found


def _either(partners: Any, current: int | None) -> Q:
    return Q(pk__in=partners.values("pk")) | Q(pk=current)
