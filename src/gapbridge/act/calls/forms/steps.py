"""The further steps of writing a call: guidelines, lots, who may apply, timetable, procedure and forms.

Lots and dates are rows of fields; empty rows are dropped, and whatever is sent is shown again, however many rows.
"""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gapbridge.act.calls.criteria import NUMBERS
from gapbridge.act.calls.models import LONGEST, Call, EligibilityRule, Lot, TimetableEntry
from gapbridge.act.procedures.models import FormDefinition, Procedure
from gapbridge.act.profiles.models import Document
from gapbridge.agree.plans.models import Measure
from gapbridge.base.forms import Form
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import Topic

from .terms import offered

SPARE = 2  # empty rows below the filled ones
MOST_ROWS = 200  # what is sent beyond is no form any more
LOT_FIELDS = ("title", "theme", "budget", "smallest", "largest", "priorities", "measures")
Kind = EligibilityRule.Kind


class GuidelinesForm(Form):
    priorities = forms.CharField(
        label=_("Priorities of the call"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What counts most in all lots. What counts in one of them stands with the lot."),
    )
    guidelines = forms.CharField(
        label=_("Guidelines"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=_(
            "Who may apply, for what, and how. Markdown: # heading, - list, **bold**, [link](address). "
            "The headings become the table of contents."
        ),
    )


class RowsForm(Form):
    """Rows of fields called "lot_1_title": `prefix_of_rows` and `columns` say which, `number` how many."""

    row = ""
    columns: tuple[str, ...] = ()
    number = 0

    @property
    def rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        return [
            (number, [self[f"{self.row}_{number}_{column}"] for column in self.columns])
            for number in range(1, self.number + 1)
        ]

    def value(self, number: int, column: str) -> Any:
        return self.cleaned_data.get(f"{self.row}_{number}_{column}")


def _rows(row: str, column: str, data: Mapping[str, Any] | None, there: int) -> int:
    """How many rows to offer: those that are there or were sent, and a few more."""
    pattern = re.compile(rf"{row}_([0-9]{{1,4}})_{column}")
    sent = [int(found.group(1)) for name in data or () if (found := pattern.fullmatch(name))]
    return min(max([there + SPARE, *sent]), MOST_ROWS)


# --- lots ----------------------------------------------------------------------------------------------


def lots_form(call: Call, data: Mapping[str, Any] | None = None) -> type[RowsForm]:
    """The form of a call's lots, as many rows as it has or as were sent. Two queries for what is offered."""
    lots = list(call.lots.prefetch_related("measures"))
    number = _rows("lot", "title", data, len(lots))
    topics = list(call.intervention.programme.topics.all() or Topic.objects.all())
    measures = list(
        Measure.objects.filter(plan__programme=call.programme_id).exclude(state__in=["proposed", "dropped"])
    )
    fields: dict[str, Any] = {}
    for index in range(1, number + 1):
        lot = lots[index - 1] if index <= len(lots) else None
        fields |= {
            f"lot_{index}_{name}": each for name, each in _lot_fields(lot, topics, measures, call).items()
        }
    known = {"topics": {each.pk: each for each in topics}, "measures": {each.pk: each for each in measures}}
    return type("LotsForm", (LotsBase,), {**fields, "number": number, "call": call, **known})


def _lot_fields(lot: Lot | None, topics: list[Topic], measures: list[Measure], call: Call) -> dict[str, Any]:
    chosen = [each.pk for each in lot.measures.all()] if lot else []
    money = {"required": False, "min_value": 0, "max_digits": 14, "decimal_places": 2}
    with_currency = {"currency": call.currency}
    return {
        "title": forms.CharField(
            label=_("Title"), max_length=200, required=False, initial=lot.title if lot else None
        ),
        "theme": forms.TypedChoiceField(
            label=_("Theme"),
            coerce=int,
            empty_value=None,
            required=False,
            choices=[("", "–"), *((each.pk, str(each)) for each in topics)],
            initial=lot.theme_id if lot else None,
        ),
        "budget": forms.DecimalField(
            label=_now("Budget, %(currency)s") % with_currency, initial=lot.budget if lot else None, **money
        ),
        "smallest": forms.DecimalField(
            label=_now("Smallest grant, %(currency)s") % with_currency,
            initial=lot.smallest if lot else None,
            **money,
        ),
        "largest": forms.DecimalField(
            label=_now("Largest grant, %(currency)s") % with_currency,
            initial=lot.largest if lot else None,
            **money,
        ),
        "priorities": forms.CharField(
            label=_("Priorities"),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 2}),
            initial=lot.priorities if lot else None,
        ),
        "measures": forms.TypedMultipleChoiceField(
            label=_("Agreed measures it carries out"),
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(each.pk, str(each)) for each in measures],
            initial=chosen,
        ),
    }


class LotsBase(RowsForm):
    template_name = "calls/forms/lots.html"
    row, columns = "lot", LOT_FIELDS
    call: Call
    topics: Mapping[int, Topic] = {}
    measures: Mapping[int, Measure] = {}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        lots = [self._lot(number) for number in range(1, self.number + 1) if self._is_filled(number)]
        for number, lot in enumerate(lots, start=1):
            lot["number"] = number
        data["lots"] = lots
        return data

    def _is_filled(self, number: int) -> bool:
        names = [f"lot_{number}_{column}" for column in self.columns]
        return any(self.cleaned_data.get(name) not in (None, "", []) or name in self.errors for name in names)

    def _lot(self, number: int) -> dict[str, Any]:
        for column, said in (
            ("title", _("Name this lot, or empty its row.")),
            ("theme", _("Choose a theme.")),
            ("budget", _("Write how much money there is.")),
            ("smallest", _("Write the smallest grant; 0 when there is none.")),
            ("largest", _("Write the largest grant.")),
        ):
            name = f"lot_{number}_{column}"
            if self.value(number, column) in (None, "") and name not in self.errors:
                self.add_error(name, said)
        return {
            "title": self.value(number, "title"),
            "theme": self.topics.get(self.value(number, "theme") or 0),
            "priorities": self.value(number, "priorities") or "",
            "measures": [self.measures[pk] for pk in self.value(number, "measures") or ()],
            "budget": self.value(number, "budget"),
            "smallest": self.value(number, "smallest"),
            "largest": self.value(number, "largest"),
        }


# --- timetable -----------------------------------------------------------------------------------------


def timetable_form(call: Call, data: Mapping[str, Any] | None = None) -> type[RowsForm]:
    entries = list(call.timetable.all())
    number = _rows("date", "label", data, len(entries))
    fields: dict[str, Any] = {}
    for index in range(1, number + 1):
        entry: TimetableEntry | None = entries[index - 1] if index <= len(entries) else None
        fields[f"date_{index}_label"] = forms.CharField(
            label=_("What"), max_length=200, required=False, initial=entry.label if entry else None
        )
        fields[f"date_{index}_on"] = forms.DateField(
            label=_("When"), required=False, initial=entry.on if entry else None
        )
    return type("TimetableForm", (TimetableBase,), {**fields, "number": number})


class TimetableBase(RowsForm):
    template_name = "calls/forms/timetable.html"
    row, columns = "date", ("label", "on")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["timetable"] = [pair for number in range(1, self.number + 1) if (pair := self._entry(number))]
        return data

    def _entry(self, number: int) -> tuple[str, Any] | None:
        label, on = self.value(number, "label"), self.value(number, "on")
        if label and on is None and f"date_{number}_on" not in self.errors:
            self.add_error(f"date_{number}_on", _("Give the day."))
        if on and not label:
            self.add_error(f"date_{number}_label", _("Say what happens on this day, or empty its row."))
        return (label, on) if label and on else None


# --- who may apply -------------------------------------------------------------------------------------


def who_form(call: Call) -> type[Form]:
    """One field for each kind of rule; what is left empty is no rule."""
    there = {each.kind: each.value for each in call.rules.all()}
    fields: dict[str, Any] = {
        Kind.ORGANISATION_KIND.value: forms.MultipleChoiceField(
            label=Kind.ORGANISATION_KIND.label,
            choices=Organisation.Kind.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=there.get(Kind.ORGANISATION_KIND, ["cso"] if not there else []),
        ),
        Kind.COUNTRY.value: forms.CharField(
            label=Kind.COUNTRY.label,
            required=False,
            max_length=200,
            help_text=_("Two letters each, with commas: AZ, GE. Empty: any country."),
            initial=", ".join(there.get(Kind.COUNTRY, ())),
        ),
        Kind.DOCUMENTS.value: forms.MultipleChoiceField(
            label=Kind.DOCUMENTS.label,
            choices=Document.Kind.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("They are read from the organisation's file; nobody sends them twice."),
            initial=there.get(Kind.DOCUMENTS, []),
        ),
    }
    for kind, (least, most) in NUMBERS.items():
        fields[kind.value] = forms.IntegerField(
            label=kind.label, required=False, min_value=least, max_value=most, initial=there.get(kind)
        )
    order = [each.value for each in Kind]
    return type("WhoForm", (WhoBase,), {name: fields[name] for name in order})


class WhoBase(Form):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("country"):
            data["country"] = [
                each.strip() for each in data["country"].replace(";", ",").split(",") if each.strip()
            ]
        data["rules"] = [(name, data[name]) for name in self.fields if data.get(name) not in (None, "", [])]
        return data


# --- procedure and forms -------------------------------------------------------------------------------


class FormsForm(Form):
    procedure = forms.ModelChoiceField(
        Procedure.objects.none(),
        label=_("Procedure"),
        required=False,
        empty_label=_("Leave it as it is"),
        help_text=_("Choosing another one replaces this call's copy, with the changes made to it."),
    )
    concept_form = forms.ModelChoiceField(
        FormDefinition.objects.none(),
        label=_("Concept note's form"),
        required=False,
        empty_label=_("No concept note: full applications at once"),
    )
    full_form = forms.ModelChoiceField(
        FormDefinition.objects.none(), label=_("Full application's form"), empty_label=None
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any):
        own = {"concept_form": call.concept_form_id, "full_form": call.full_form_id}
        kwargs["initial"] = {**own, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for name, rows in offered(call.intervention.programme).items():
            self.fields[name].queryset = rows
