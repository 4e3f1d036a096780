"""A section of an application's form as rows: what is asked, in three languages, how long, and whether it must be."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.act.procedures.definition import KEY, LANGUAGES, MOST_WORDS
from gapbridge.act.procedures.models import FormDefinition
from gapbridge.base.forms import Form

SPARE = 2
MOST = 40
NAMES = {"en": _("English"), "az": _("Azerbaijani"), "ru": _("Russian")}
EDITED = (
    ("text", _("Text")),
    ("number", _("Number")),
    ("date", _("Date")),
    ("choice", _("One of several")),
    ("choices", _("Several of several")),
    ("table", _("Table")),
    ("files", _("Files")),
    ("declaration", _("Declaration")),
    ("budget", _("Budget")),
    ("logframe", _("Logframe")),
    ("timeline", _("Timeline")),
    ("partners", _("Partners")),
)
WITH_OPTIONS = {"choice": "options", "choices": "options", "table": "columns", "budget": "headings"}


class SectionForm(Form):
    """`definition_of` gives the section as it is kept; what a row doesn't edit (ceilings, kinds of files) stays."""

    template_name = "procedures/forms/section.html"
    section: Mapping[str, Any] = {}
    number = 0

    @property
    def title_fields(self) -> list[forms.BoundField]:
        return [self[f"title_{language}"] for language in LANGUAGES]

    @property
    def rows(self) -> Iterator[list[forms.BoundField]]:
        names = ("key", "kind", *(f"label_{each}" for each in LANGUAGES), "words", "required", "options")
        for number in range(1, self.number + 1):
            yield [self[f"field_{number}_{name}"] for name in names]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        rows = [each for number in range(1, self.number + 1) if (each := self._field(number, found))]
        title = {each: found.get(f"title_{each}", "") for each in LANGUAGES}
        if not rows and not self.errors:
            self.add_error("field_1_key", _("A section needs at least one field."))
        return {"section": {**self.section, "title": title, "fields": rows}}

    def _field(self, number: int, found: dict[str, Any]) -> dict[str, Any] | None:
        prefix = f"field_{number}_"
        key, kind = found.get(f"{prefix}key", ""), found.get(f"{prefix}kind") or "text"
        label = {each: found.get(f"{prefix}label_{each}", "") for each in LANGUAGES}
        if not key and not any(label.values()):
            return None
        if not KEY.fullmatch(key):
            self.add_error(
                f"{prefix}key", _("Small letters without accents, digits and _ only, a letter first.")
            )
        if not any(label.values()):
            self.add_error(f"{prefix}label_en", _("Say what is asked, in one language at least."))
        before = next((each for each in self.section["fields"] if each["key"] == key), {})
        row = {
            **before,
            "key": key,
            "kind": kind,
            "label": label,
            "required": found.get(f"{prefix}required", False),
        }
        row.pop("words", None)
        if kind == "text" and found.get(f"{prefix}words"):
            row["words"] = found[f"{prefix}words"]
        if kind in WITH_OPTIONS:
            row[WITH_OPTIONS[kind]] = self._options(number, found, before.get(WITH_OPTIONS[kind], ()))
        return row

    def _options(self, number: int, found: dict[str, Any], before: Any) -> list[dict[str, Any]]:
        known = {each["key"]: each for each in before}
        options = []
        for line in found.get(f"field_{number}_options", "").splitlines():
            if not line.strip():
                continue
            key, *labels = (part.strip() for part in line.split("|"))
            if not KEY.fullmatch(key) or not any(labels):
                self.add_error(
                    f"field_{number}_options",
                    _("Each line is: key | English | Azerbaijani | Russian. This one is not: %(line)s")
                    % {"line": line[:80]},
                )
                continue
            words = dict(zip(LANGUAGES, [*labels, "", "", ""], strict=False))
            options.append({**known.get(key, {}), "key": key, "label": words})
        if not options and not self.has_error(f"field_{number}_options"):
            self.add_error(f"field_{number}_options", _("Write what can be chosen, a line each."))
        return options


def section_form(
    form: FormDefinition, index: int, data: Mapping[str, Any] | None = None
) -> type[SectionForm]:
    """The form of the section at that place (from 0)."""
    section = form.definition["sections"][index]
    sent = [int(each.group(1)) for name in data or () if (each := re.fullmatch(r"field_(\d{1,3})_key", name))]
    number = min(max([len(section["fields"]) + SPARE, *sent]), MOST)
    fields: dict[str, Any] = {
        f"title_{each}": forms.CharField(
            label=NAMES[each], max_length=200, required=each == "en", initial=section["title"].get(each, "")
        )
        for each in LANGUAGES
    }
    for row in range(1, number + 1):
        held = section["fields"][row - 1] if row <= len(section["fields"]) else {}
        fields |= _fields(row, held)
    return type("FormOfSection", (SectionForm,), {**fields, "section": section, "number": number})


def _fields(row: int, held: Mapping[str, Any]) -> dict[str, Any]:
    label = held.get("label", {})
    return {
        f"field_{row}_key": forms.CharField(
            label=_("Key"), max_length=40, required=False, initial=held.get("key"),
            help_text=_("By this name answers are kept; it can't be changed once applications are written."),
        ),
        f"field_{row}_kind": forms.ChoiceField(
            label=_("Kind"), choices=EDITED, required=False, initial=held.get("kind", "text")
        ),
        **{
            f"field_{row}_label_{each}": forms.CharField(
                label=NAMES[each], max_length=400, required=False, initial=label.get(each, "")
            )
            for each in LANGUAGES
        },
        f"field_{row}_words": forms.IntegerField(
            label=_("Words at most"), min_value=1, max_value=MOST_WORDS, required=False, initial=held.get("words")
        ),
        f"field_{row}_required": forms.BooleanField(
            label=_("Must be filled in"), required=False, initial=held.get("required", True)
        ),
        f"field_{row}_options": forms.CharField(
            label=_("Options, columns or headings"),
            required=False,
            max_length=8000,
            widget=forms.Textarea(attrs={"rows": 3}),
            initial=_lines(held.get(WITH_OPTIONS.get(held.get("kind", ""), ""), ())),
            help_text=_("A line each: key | English | Azerbaijani | Russian"),
        ),
    }  # fmt: skip


def _lines(options: Any) -> str:
    return "\n".join(
        " | ".join([each["key"], *(each["label"].get(language, "") for language in LANGUAGES)])
        for each in options
    )
