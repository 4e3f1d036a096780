"""A corrigendum: everything that may change is there as it stands; what is left alone is no change."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from gapbridge.act.calls.models import LONGEST, Call, Lot, TimetableEntry
from gapbridge.base.forms import Form
from gapbridge.programmes.models import NARRATIVE_LANGUAGES

from .zoned import Zoned, wall_time

MOMENTS = ("closes_at", "questions_until", "full_closes_at")
NUMBERS = ("co_financing_percent", "least_months", "most_months")
LOT_FIELDS = ("budget", "smallest", "largest")


class CorrigendumBase(Zoned, Form):
    template_name = "calls/forms/corrigendum.html"
    call: Call
    lots: list[Lot] = []
    entries: list[TimetableEntry] = []

    def zone_name(self) -> str:
        return self.call.time_zone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["changes"] = {
            name: data[name]
            for name in self.base_fields
            if name in data
            and name in {*MOMENTS, *NUMBERS, "answers_by", "guidelines"}
            and self._differs(name)
        }
        data["lots"] = self._changed_lots(data)
        if self.entries and any(data.get(f"date_{each.pk}") != each.on for each in self.entries):
            dates = [(each.label, data.get(f"date_{each.pk}") or each.on) for each in self.entries]
            data["changes"]["timetable"] = dates
        return data

    def _differs(self, name: str) -> bool:
        after, before = self.cleaned_data[name], getattr(self.call, name)
        if name in MOMENTS and before is not None:
            before = before.replace(second=0, microsecond=0)
        if isinstance(after, str):
            return after.replace("\r\n", "\n").strip() != before.replace("\r\n", "\n").strip()
        return after != before

    def _changed_lots(self, data: dict[str, Any]) -> dict[int, dict[str, Any]]:
        found: dict[int, dict[str, Any]] = {}
        for lot in self.lots:
            for column in LOT_FIELDS:
                value = data.get(f"lot_{lot.number}_{column}")
                if value is not None and value != getattr(lot, column):
                    found.setdefault(lot.number, {})[column] = value
        return found

    @property
    def dates(self) -> list[forms.BoundField]:
        names = [*MOMENTS, "answers_by", *(f"date_{each.pk}" for each in self.entries)]
        return [self[name] for name in names if name in self.fields]

    @property
    def of_lots(self) -> list[tuple[Lot, list[forms.BoundField]]]:
        return [
            (lot, [self[name] for each in LOT_FIELDS if (name := f"lot_{lot.number}_{each}") in self.fields])
            for lot in self.lots
        ]


def corrigendum_form(call: Call, told: int) -> type[CorrigendumBase]:
    """`told` is how many people are written to."""
    lots = list(call.lots.all())
    over = call.state != "open"
    fields: dict[str, Any] = {
        "text": forms.CharField(
            label=_("What changes, and why"),
            widget=forms.Textarea(attrs={"rows": 5}),
            max_length=8000,
            help_text=_("It stands on the call's page and in the letter."),
        ),
        "language": forms.ChoiceField(
            label=_("Language of the text"), choices=NARRATIVE_LANGUAGES, initial=call.language
        ),
    }
    fields |= _moments(call, ("full_closes_at",) if over else MOMENTS)
    if not over:
        fields |= _terms(call)
        for lot in lots:
            fields |= _lot(lot, call)
    entries = list(call.timetable.all())
    for each in entries:
        fields[f"date_{each.pk}"] = forms.DateField(label=each.label, initial=each.on)
    fields["checked"] = forms.BooleanField(
        label=ngettext(
            "I have read it again. It is published, and %(count)s person is written to.",
            "I have read it again. It is published, and %(count)s people are written to.",
            told,
        )
        % {"count": told}
    )
    return type(
        "CorrigendumForm",
        (CorrigendumBase,),
        {**fields, "call": call, "lots": [] if over else lots, "entries": entries},
    )


def _moments(call: Call, names: tuple[str, ...]) -> dict[str, Any]:
    return {
        name: Call._meta.get_field(name).formfield(
            required=getattr(call, name) is not None,
            initial=wall_time(getattr(call, name), call.time_zone),
            help_text=_now("It can only be moved to a later time. %(zone)s.") % {"zone": call.time_zone},
        )
        for name in names
        if name != "full_closes_at" or call.is_two_step
    }


def _terms(call: Call) -> dict[str, Any]:
    fields = {
        name: Call._meta.get_field(name).formfield(initial=getattr(call, name))
        for name in ("answers_by", *NUMBERS)
    }
    fields["guidelines"] = forms.CharField(
        label=_("Guidelines"),
        max_length=LONGEST,
        initial=call.guidelines,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    return fields


def _lot(lot: Lot, call: Call) -> dict[str, Any]:
    labels = {
        "budget": _now("Budget, %(currency)s"),
        "smallest": _now("Smallest grant, %(currency)s"),
        "largest": _now("Largest grant, %(currency)s"),
    }
    return {
        f"lot_{lot.number}_{name}": forms.DecimalField(
            label=label % {"currency": call.currency},
            initial=getattr(lot, name),
            min_value=0,
            max_digits=14,
            decimal_places=2,
        )
        for name, label in labels.items()
    }
