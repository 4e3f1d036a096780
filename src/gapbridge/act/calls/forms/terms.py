"""The first step: what the call is, its money and its dates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.act.calls.models import Call
from gapbridge.act.interventions.forms import InterventionForm
from gapbridge.act.interventions.models import Intervention
from gapbridge.act.procedures.models import FormDefinition, Procedure
from gapbridge.act.procedures.queries import forms_for, templates_for
from gapbridge.programmes.models import Programme

from .zoned import Zoned, typed_zone, wall_time

MOMENTS = ("opens_at", "closes_at", "full_closes_at", "questions_until")
OWN = (*MOMENTS, "answers_by", "time_zone", "budget", "co_financing_percent", "least_months", "most_months")
DEFAULT_ZONE = Call._meta.get_field("time_zone").default


def _of_call(name: str, **options: Any) -> Any:
    return Call._meta.get_field(name).formfield(**options)


class TermsForm(Zoned, InterventionForm):
    """A call's terms and its intervention's facts."""

    template_name = "calls/forms/terms.html"
    budget = _of_call("budget", min_value=1)
    co_financing_percent = _of_call(
        "co_financing_percent",
        required=False,
        help_text=_("The share of the costs that applicants bring themselves. 0 when none is asked for."),
    )
    least_months = _of_call("least_months")
    most_months = _of_call("most_months")
    opens_at = _of_call("opens_at")
    closes_at = _of_call("closes_at", help_text=_("Until this minute, by the server's clock."))
    full_closes_at = _of_call(
        "full_closes_at",
        help_text=_("Only with a concept note first: until when invited organisations write."),
    )
    questions_until = _of_call("questions_until")
    answers_by = _of_call("answers_by")
    time_zone = _of_call("time_zone", help_text=_("All these times are in it. Such as Asia/Baku."))

    class Meta(InterventionForm.Meta):
        model = Intervention
        fields = (
            "title", "code", "summary", "language", "organisation", "partners", "starts_on", "ends_on", "places",
            "populations", "budget_line",
        )  # fmt: skip
        help_texts = {
            **InterventionForm.Meta.help_texts,
            "summary": _("Two sentences: what for, and for whom. They stand in lists."),
            "code": _("Short and unique in the programme, such as C1."),
            "language": _("The language in which you write the call. Translations are added afterwards."),
            "starts_on": _("From the preparation of the call …"),
            "ends_on": _("… to the last day of its grants."),
        }

    def __init__(self, *args: Any, programme: Programme, call: Call | None = None, **kwargs: Any):
        self.call = call
        initial = {**self._start(call), **kwargs.pop("initial", {})}
        super().__init__(*args, programme=programme, initial=initial, **kwargs)
        self.fields["budget"].label = _("Budget of the call, %(currency)s") % {"currency": programme.currency}

    @staticmethod
    def _start(call: Call | None) -> dict[str, Any]:
        if call is None:
            return {"time_zone": DEFAULT_ZONE, "co_financing_percent": 0}
        found = {name: getattr(call, name) for name in OWN}
        return found | {name: wall_time(found[name], call.time_zone) for name in MOMENTS}

    def zone_name(self) -> str:
        return typed_zone(self.data, self.call.time_zone if self.call else DEFAULT_ZONE)

    def clean_co_financing_percent(self) -> int:
        return self.cleaned_data["co_financing_percent"] or 0


class InternalForm(InterventionForm):
    """What the office plans with, once the call is published."""

    class Meta(InterventionForm.Meta):
        fields = ("code", "starts_on", "ends_on", "partners", "budget_line")


class NewCallForm(TermsForm):
    """With it: by which procedure, and which forms are filled in. Both can be changed until the call opens."""

    procedure = forms.ModelChoiceField(Procedure.objects.none(), label=_("Procedure"), empty_label=None)
    concept_form = forms.ModelChoiceField(
        FormDefinition.objects.none(),
        label=_("Concept note's form"),
        required=False,
        empty_label=_("No concept note: full applications at once"),
    )
    full_form = forms.ModelChoiceField(
        FormDefinition.objects.none(), label=_("Full application's form"), empty_label=None
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any):
        super().__init__(*args, programme=programme, **kwargs)
        for name, rows in offered(programme).items():
            self.fields[name].queryset = rows
        first = self.fields["procedure"].queryset.first()
        self.initial.setdefault("procedure", first)
        if first is None or first.two_step:
            self.initial.setdefault("concept_form", self.fields["concept_form"].queryset.first())


def offered(programme: Programme) -> dict[str, Any]:
    """What a call of the programme can be run by, the programme's own before the shipped ones."""
    return {
        "procedure": templates_for(programme).order_by("-programme", "title", "-version"),
        "concept_form": forms_for(programme, "concept").order_by("-programme", "title", "-version"),
        "full_form": forms_for(programme, "full").order_by("-programme", "title", "-version"),
    }
