from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.act.applications.models import LogIndicator
from gapbridge.act.grants.models import ActivityState, Expense, Grant, Report
from gapbridge.act.grants.queries.activities import rows_of
from gapbridge.act.grants.queries.budget import labels_of, lines_of
from gapbridge.base.forms import DateInput, Form, ModelForm
from gapbridge.base.uploads import CheckedFileField

from .money import currencies_of, money_field
from .rows import RowsForm

RECEIPTS = {"pdf", "jpg", "jpeg", "png", "webp", "xlsx", "docx"}


class PlanForm(RowsForm):
    title = _("Report")
    most = 12
    needed = ("period_from", "period_to", "due_on")
    says_nothing = ("kind",)

    def __init__(self, *args: Any, rows: Any = (), before: int = 0, **kwargs: Any):
        self.before = before
        super().__init__(*args, rows=rows, **kwargs)
        self.add_rows(len(rows))

    def kind(self) -> dict[str, forms.Field]:
        return {
            "kind": forms.ChoiceField(label=_("Kind"), choices=Report.Kind.choices),
            "period_from": _day(_("From")),
            "period_to": _day(_("To")),
            "due_on": _day(_("Due")),
        }


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DateInput())


class ReportForm(ModelForm):
    """The report's texts, then each activity and each indicator of the logframe."""

    template_name = "grants/parts/report_fields.html"

    class Meta:
        model = Report
        fields = ("language", "summary", "difficulties", "next_steps")
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 8}),
            "difficulties": forms.Textarea(attrs={"rows": 4}),
            "next_steps": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {"language": _("The language you write in.")}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        report = self.instance
        self.rows = list(rows_of(report.grant))
        states = {each.row_id: each for each in report.activities.all()}
        for row in self.rows:
            self._add_activity(row, states.get(row.pk))
        self.indicators = list(
            LogIndicator.objects.filter(
                row__part__application=report.grant.application_id, row__part__kind="full"
            )
        )
        values = {each.indicator_id: each for each in report.values.all()}
        for indicator in self.indicators:
            self._add_value(indicator, values.get(indicator.pk))

    def _add_activity(self, row: Any, state: ActivityState | None) -> None:
        self.fields[f"stage_{row.pk}"] = forms.ChoiceField(
            label=_("State"),
            choices=[("", "–"), *ActivityState.Stage.choices],
            required=False,
            initial=state.stage if state else "",
        )
        self.fields[f"text_{row.pk}"] = forms.CharField(
            label=_("What was done"),
            widget=forms.Textarea(attrs={"rows": 3}),
            max_length=6000,
            required=False,
            initial=state.text if state else "",
        )

    def _add_value(self, indicator: LogIndicator, value: Any) -> None:
        self.fields[f"value_{indicator.pk}"] = forms.DecimalField(
            label=_("Value now"),
            max_digits=14,
            decimal_places=2,
            required=False,
            initial=value.value if value else None,
            help_text=_("Leave it empty if it is not known."),
        )
        self.fields[f"note_{indicator.pk}"] = forms.CharField(
            label=_("Note"), max_length=300, required=False, initial=value.note if value else ""
        )

    @property
    def own(self) -> list[Any]:
        return [self[name] for name in self._meta.fields]

    @property
    def activity_fields(self) -> list[tuple[Any, list[Any]]]:
        return [(row, [self[f"stage_{row.pk}"], self[f"text_{row.pk}"]]) for row in self.rows]

    @property
    def value_fields(self) -> list[tuple[Any, list[Any]]]:
        return [(each, [self[f"value_{each.pk}"], self[f"note_{each.pk}"]]) for each in self.indicators]

    def written(self) -> dict[str, Any]:
        """As `write_report` takes it."""
        found = self.cleaned_data
        activities = {
            row.pk: (found[f"stage_{row.pk}"], found[f"text_{row.pk}"])
            for row in self.rows
            if found.get(f"stage_{row.pk}")
        }
        values = {
            each.pk: (found[f"value_{each.pk}"], found[f"note_{each.pk}"])
            for each in self.indicators
            if found.get(f"value_{each.pk}") is not None or found.get(f"note_{each.pk}")
        }
        return {name: found[name] for name in self._meta.fields} | {
            "activities": activities,
            "values": values,
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        for row in self.rows:
            if found.get(f"text_{row.pk}") and not found.get(f"stage_{row.pk}"):
                self.add_error(f"stage_{row.pk}", _("Say how it stands."))
        if not self.errors:
            self.cleaned_data = found
            found["written"] = self.written()
        return found


class ExpenseForm(ModelForm):
    upload = CheckedFileField(
        label=_("Receipt"),
        kinds=RECEIPTS,
        required=False,
        help_text=_("A picture or a PDF. It can be added later, before the report is sent."),
    )
    currency = forms.ChoiceField(label=_("Currency"))
    place = forms.ChoiceField(label=_("Budget line"))

    class Meta:
        model = Expense
        fields = ("on", "supplier", "number", "text", "amount")

    field_order = ("on", "supplier", "number", "text", "amount", "currency", "place", "upload")

    def __init__(self, *args: Any, report: Report, **kwargs: Any):
        expense = kwargs.get("instance")
        if expense is not None:
            place = f"line-{expense.line_id}" if expense.line_id else expense.heading
            kwargs["initial"] = {"currency": expense.currency, "place": place, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        grant = report.grant
        self.fields["currency"].choices = currencies_of(grant.application.call.intervention.programme)
        self.lines = {f"line-{line.pk}": line for line in lines_of(grant)}
        self.fields["place"].choices = places_of(grant, list(self.lines.values()))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        place = found.pop("place", "")
        line = self.lines.get(place)
        return {**found, "line": line, "heading": line.heading if line else place}


def places_of(grant: Grant, lines: list[Any]) -> list[Any]:
    """The headings as groups of the lines of the budget, and each as such."""
    labels = labels_of(grant) or {line.heading: line.heading for line in lines}
    return [
        ("", "–"),
        *(
            (
                label,
                [
                    *((f"line-{line.pk}", line.text) for line in lines if line.heading == key),
                    (key, _("%(heading)s, no single line") % {"heading": label}),
                ],
            )
            for key, label in labels.items()
        ),
    ]


class ImportForm(Form):
    file = CheckedFileField(
        label=_("Table of receipts"),
        kinds={"xlsx", "csv"},
        help_text=_("XLSX or CSV with headings in the first row, at most 2,000 rows."),
    )


class VerdictForm(ModelForm):
    ineligible = money_field(
        _("Of it not eligible"),
        required=False,
        help_text=_("In the programme's currency; leave it empty for all of it."),
    )

    class Meta:
        model = Expense
        fields = ("verdict", "note")
        widgets = {"verdict": forms.RadioSelect}

    field_order = ("verdict", "ineligible", "note")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = Expense.Verdict.choices
        self.fields["verdict"].required = True
        self.fields["ineligible"].initial = self.instance.ineligible or None


class QuestionForm(Form):
    text = forms.CharField(label=_("Question"), widget=forms.Textarea, max_length=4000)
    due_on = forms.DateField(label=_("Answer until"), required=False)


class AnswerForm(Form):
    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea, max_length=6000)
