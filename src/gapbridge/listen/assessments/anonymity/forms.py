"""Forms that hold what people said: what looks like a person is shown, and replaced or confirmed, without a script."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from gapbridge.base.folding import fold
from gapbridge.programmes.models import Programme

from .marks import Mark, marks_in, replaced
from .refusing import known_words, surroundings_of

NOT_A_NAME, REPLACE = "not_a_name", "replace"  # what the boxes and the button are called


@dataclass(frozen=True)
class Row:
    """One thing that was found, between the words around it. `confirmed`: its box was ticked."""

    mark: Mark
    before: str
    after: str
    confirmed: bool


class PrivateTexts:
    """A mixin for forms whose fields `private` must not tell who somebody is.

    `cleaned_data["confirmed"]` are the words that the writer ticked as no names: hand them to `confirm_words`
    before the action that stores the text. A submission by the button `replace` replaces all others.
    """

    private: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, known_to: Programme, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._programme = known_to
        for name in self.private:
            field: Any = self.fields[name]  # type: ignore[attr-defined]
            field.template_name = "assessments/private_field.html"
            field.found = []
            field.widget.attrs["data-marks-url"] = reverse("assessments:marks", args=[known_to.pk])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()  # type: ignore[misc]
        data["confirmed"] = []
        for name in self.private:
            if isinstance(data.get(name), str) and name in self.changed_data:  # type: ignore[attr-defined]
                self._read(name, data)
        return data

    def _read(self, name: str, data: dict[str, Any]) -> None:
        text = data[name]
        rows = self._rows(text)
        open_marks = [row.mark for row in rows if not row.confirmed]
        if REPLACE in self.data:  # type: ignore[attr-defined]
            data[name] = replaced(text, open_marks)
        elif open_marks:
            self.fields[name].found = _each_once(rows)  # type: ignore[attr-defined]
            self.add_error(name, forms.ValidationError(_below()))  # type: ignore[attr-defined]
        data["confirmed"] += {row.mark.text for row in rows if row.confirmed}

    def _rows(self, text: str) -> list[Row]:
        if not marks_in(text):
            return []
        ticked = {fold(word) for word in self.data.getlist(NOT_A_NAME)}  # type: ignore[attr-defined]
        return [
            Row(mark, *surroundings_of(text, mark), confirmed=not mark.certain and fold(mark.text) in ticked)
            for mark in marks_in(text, known_words(self._programme.pk))
        ]


def _below() -> str:
    return _(
        "This text may tell who somebody is, and nobody who is listened to must be recognised. "
        "What was found stands below it: replace it, or tick what names nobody."
    )


def _each_once(rows: list[Row]) -> list[Row]:
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        found.setdefault((row.mark.kind, fold(row.mark.text)), row)
    return list(found.values())


def kind_label(kind: str) -> str:
    return {
        "name": _("a person's name"),
        "phone": _("a telephone number"),
        "email": _("an e-mail address"),
        "address": _("an address"),
        "document": _("the number of a document"),
    }[kind]
