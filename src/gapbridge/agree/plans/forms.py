from typing import Any

from django import forms
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps.forms import FoldedCheckboxes, by_framework, refuse_reversed
from gapbridge.agree.gaps.models import Gap
from gapbridge.base.forms import Form, ModelForm
from gapbridge.listen.collect.forms import SeveralFiles, SeveralFilesField
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Framework

from .actions import PROMISED, NewEvidence
from .models import Funding, Measure, Plan, Report
from .queries import heirs_of, unfinished

ROWS_OF_EVIDENCE = (1, 2, 3)


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
            "code", "title", "description", "language", "indicator", "gaps", "responsible", "partners",
            "starts_on", "due_on", "cost", "clauses",
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


class FundingForm(ModelForm):
    class Meta:
        model = Funding
        fields = ("source", "amount", "state", "agreed_on", "note")

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any):
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.order_by("kind", "name")
        self.fields["source"].queryset = organisations
        self.fields["source"].choices = [("", "---------"), *by_kind(organisations)]
        self.fields["amount"].help_text = _("In %(currency)s.") % {
            "currency": measure.plan.programme.currency
        }

    def clean_amount(self) -> Any:
        if self.cleaned_data["amount"] <= 0:
            raise forms.ValidationError(_("Write an amount above nought."))
        return self.cleaned_data["amount"]


class ReportForm(Form):
    template_name = "plans/forms/report.html"

    text = forms.CharField(label=_("What was done"), max_length=20_000, widget=forms.Textarea)
    language = forms.ChoiceField(
        label=_("Language"), choices=NARRATIVE_LANGUAGES, help_text=_("The language you write in.")
    )
    stands = forms.ChoiceField(
        label=_("How it stands"), choices=Report.Standing.choices, widget=forms.RadioSelect
    )
    until = forms.DateField(label=_("Until when this speaks"))

    def rows(self) -> list[list[Any]]:
        """The fields of each row of evidence: note, address, files."""
        return [[self[name] for name in _names(number)] for number in ROWS_OF_EVIDENCE]

    def clean(self) -> dict[str, Any]:
        """Puts `evidence` together out of the rows."""
        data = self.cleaned_data
        found = []
        for number in ROWS_OF_EVIDENCE:
            note, address, files = (data.pop(name, None) for name in _names(number))
            if (address or files) and not note and f"note_{number}" not in self.errors:
                self.add_error(f"note_{number}", _("Say what the evidence shows."))
            if note and not address and not files and not self.errors.keys() & set(_names(number)):
                self.add_error(f"address_{number}", _("Give a web address or a file for it."))
            if note:
                found.append(NewEvidence(note, address or "", files or ()))
        return {**data, "evidence": found}


def _names(number: int) -> tuple[str, str, str]:
    return f"note_{number}", f"address_{number}", f"files_{number}"


def _row(number: int) -> dict[str, forms.Field]:
    note, address, files = _names(number)
    return {
        note: forms.CharField(label=_("What it shows"), max_length=300, required=False),
        address: forms.URLField(
            label=_("Web address"), max_length=500, required=False, assume_scheme="https"
        ),
        files: SeveralFilesField(label=_("Files"), required=False, widget=SeveralFiles),
    }


# Fields of the class, not of its instances: what was typed into them comes back from a draft as well.
for _number in ROWS_OF_EVIDENCE:
    ReportForm.base_fields.update(_row(_number))  # type: ignore[attr-defined]


class ReviewForm(Form):
    reached = forms.CharField(label=_("What was reached"), max_length=20_000, widget=forms.Textarea)
    missed = forms.CharField(
        label=_("What was not reached"), max_length=20_000, widget=forms.Textarea, required=False
    )
    why = forms.CharField(label=_("Why"), max_length=20_000, widget=forms.Textarea, required=False)
    lessons = forms.CharField(
        label=_("What is learnt for the next plan"), max_length=20_000, widget=forms.Textarea
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=NARRATIVE_LANGUAGES, help_text=_("The language you write in.")
    )


class CarryForm(Form):
    """Made for one plan by `carry_form`: three fields for each of its unfinished measures."""

    template_name = "plans/forms/carry.html"
    measures: list[Measure] = []

    into = forms.ModelChoiceField(label=_("Into which plan"), queryset=Plan.objects.none())

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = heirs_of(plan)
        self.fields["into"].initial = heirs_of(plan).first()

    def rows(self) -> list[tuple[Measure, list[Any]]]:
        return [(each, [self[name] for name in _fate_of(each)]) for each in self.measures]

    def clean(self) -> dict[str, Any]:
        """Puts `measures` (with their new dates) and `dropped` (with the reasons) together."""
        data = self.cleaned_data
        kept, dropped = {}, {}
        for measure in self.measures:
            fate, due, reason = _fate_of(measure)
            if data.get(fate) == "keep" and due not in self.errors:
                if data.get(due):
                    kept[measure] = data[due]
                else:
                    self.add_error(due, _("By when shall it be done?"))
            if data.get(fate) == "drop":
                if data.get(reason):
                    dropped[measure] = data[reason]
                elif reason not in self.errors:
                    self.add_error(reason, _("Say why."))
        return {"into": data.get("into"), "measures": kept, "dropped": dropped}


FATES = [
    ("keep", _("Goes on, with a new date")),
    ("drop", _("Is dropped, for a reason")),
    ("later", _("Decide later")),
]


def carry_form(plan: Plan) -> type[CarryForm]:
    measures = unfinished(plan)
    fields: dict[str, Any] = {"measures": measures}
    for measure in measures:
        fate, due, reason = _fate_of(measure)
        fields[fate] = forms.ChoiceField(
            label=_("What becomes of it"), choices=FATES, initial="keep", widget=forms.RadioSelect
        )
        fields[due] = forms.DateField(label=_("New date"), required=False)
        fields[reason] = forms.CharField(label=_("Reason for dropping it"), max_length=4000, required=False)
    return type("CarryFormOfPlan", (CarryForm,), fields)


def _fate_of(measure: Measure) -> tuple[str, str, str]:
    return f"fate_{measure.pk}", f"due_{measure.pk}", f"reason_{measure.pk}"
