from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.models import Intervention
from gapbridge.base.forms import Form
from gapbridge.programmes.models import Place, Programme

from .axes import AXES
from .counters import Counter, axes_of
from .engine import Scope, public_breakdowns

CONDITIONS = ("sex", "age", "disability", "status", "service", "audience")
DISTRICTS = (Place.Kind.DISTRICT, Place.Kind.CITY)


class ManyField(forms.ModelMultipleChoiceField):
    """Takes an id that no database can hold for one that is not on the list, instead of failing on it."""

    def _check_values(self, value: Any) -> Any:
        try:
            return super()._check_values(value)
        except OverflowError:
            message = self.error_messages["invalid_pk_value"]
            raise ValidationError(message, code="invalid_pk_value", params={"pk": "…"}) from None


class BreakdownForm(Form):
    """How a figure is broken down; whoever is not a keeper chooses among what is published."""

    by = forms.ChoiceField(label=_("Broken down by"), required=False)
    second = forms.ChoiceField(label=_("and by"), required=False)

    def __init__(self, *args: Any, counter: Counter, is_keeper: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        open_axes = {axis for by in public_breakdowns(counter) for axis in by}
        axes = [axis for axis in axes_of(counter) if is_keeper or axis in open_axes]
        choices = [(axis, AXES[axis].label) for axis in axes]
        self.fields["by"].choices = [("", _("Nothing")), *choices]
        self.fields["second"].choices = [("", _("Nothing else")), *choices]
        if len(axes) < 2:
            del self.fields["second"]
        self.counter, self.is_keeper = counter, is_keeper

    def breakdown(self) -> tuple[str, ...]:
        """What was chosen, as far as it can be had; the rest is ignored."""
        self.is_valid()
        chosen = [self.cleaned_data.get(name) for name in ("by", "second")]
        by = tuple(dict.fromkeys(axis for axis in chosen if axis))
        if self.is_keeper or any(set(by) == set(each) for each in public_breakdowns(self.counter)):
            return by
        return by[:1]

    @property
    def was_cut(self) -> bool:
        return len({self.cleaned_data.get("by"), self.cleaned_data.get("second")} - {"", None}) > len(
            self.breakdown()
        )


class FigureForm(BreakdownForm):
    """The scope of a figure as its keepers may choose it."""

    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)
    place = ManyField(label=_("District"), queryset=Place.objects.none(), required=False)
    intervention = ManyField(label=_("Intervention"), queryset=Intervention.objects.none(), required=False)

    def __init__(self, *args: Any, programme: Programme, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        axes = axes_of(self.counter)
        self.programme = programme
        if "place" in axes:
            self.fields["place"].queryset = Place.objects.filter(kind__in=DISTRICTS).order_by("name")
        else:
            del self.fields["place"]
        if "intervention" in axes:
            interventions = Intervention.objects.visible_to(user).filter(programme=programme)
            self.fields["intervention"].queryset = interventions.order_by("code")
        else:
            del self.fields["intervention"]
        for axis in CONDITIONS:
            if axis in axes:
                self.fields[axis] = forms.MultipleChoiceField(
                    label=AXES[axis].label, choices=list((AXES[axis].choices or {}).items()), required=False
                )

    def scope(self) -> Scope:
        """What was asked for; a value that is not on the list, or can't be read, narrows nothing."""
        self.is_valid()
        data = self.cleaned_data
        conditions = {axis: data[axis] for axis in CONDITIONS if data.get(axis)}
        if data.get("place"):
            conditions["place"] = [place.pk for place in data["place"]]
        interventions = [each.pk for each in data.get("intervention") or ()]
        return Scope(
            programmes=(self.programme.pk,),
            interventions=interventions or None,
            since=data.get("since"),
            until=data.get("until"),
            conditions=conditions,
        )

    @property
    def narrows(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields if name not in ("by", "second"))
