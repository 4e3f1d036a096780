"""What people write into fields: checked as its kind asks, and written as the paper's language does."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.forms import DateInput

from .asked import Asked

LONGEST = {"text": 1000, "paragraph": 10_000}
MOST_DIGITS = 15
# Marks that turn the direction of what follows: in a contract they make a text look like another.
TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
NONCHARACTERS = {0xFFFE, 0xFFFF}
SPACES = re.compile(r"[\s\u00a0\u202f']")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
# 1,500 is one and a half in Baku and fifteen hundred in London.
UNCLEAR = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
GROUPED = re.compile(r"\d{1,3}(?:(?:,\d{3})+\.\d+|(?:\.\d{3})+,\d+|(?:,\d{3}){2,}|(?:\.\d{3}){2,})")


def printable(text: str) -> str:
    """Without control characters, which no Word file can hold, and marks that turn the direction of a text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or _prints(sign)).strip()


def _prints(sign: str) -> bool:
    number = ord(sign)
    return unicodedata.category(sign) != "Cc" and number not in TURNING and number not in NONCHARACTERS


class TextField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return printable(super().to_python(value) or "")


class LineField(TextField):
    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class NumberField(forms.CharField):
    """A number of zero or more, written as in any of the three languages; gives 1500.5."""

    def clean(self, value: Any) -> str:
        text = SPACES.sub("", str(value or ""))
        if not text:
            return ""
        if UNCLEAR.fullmatch(text):
            plain, parted = re.sub("[.,]", "", text), re.sub("[.,]", ".", text).rstrip("0")
            parted += "0" if UNCLEAR.fullmatch(parted) else ""
            raise forms.ValidationError(
                _("“%(text)s” can be read in two ways. Write %(plain)s, or %(parted)s.")
                % {"text": text, "plain": plain, "parted": parted.rstrip(".") or plain}
            )
        if GROUPED.fullmatch(text):
            text = _ungrouped(text)
        if not NUMBER.fullmatch(text) or len(text) > MOST_DIGITS:
            raise forms.ValidationError(_("Write a number, such as 1500 or 1500.50."))
        return text.replace(",", ".")


def _ungrouped(text: str) -> str:
    last = max(text.rfind(","), text.rfind("."))
    several = text.count(text[last]) > 1
    head, tail = (text, "") if several else (text[:last], f".{text[last + 1 :]}")
    return re.sub("[.,]", "", head) + tail


class DayField(forms.DateField):
    def clean(self, value: Any) -> str:
        found = super().clean(value)
        return found.isoformat() if found else ""


def form_field(asked: Asked) -> forms.Field:
    """Nothing must be filled in: what is left open is a line in the paper."""
    common: dict[str, Any] = {"label": asked.label, "required": False}
    if asked.kind == "date":
        return DayField(widget=DateInput(), **common)
    if asked.kind == "number":
        return NumberField(max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **common)
    if asked.kind == "paragraph":
        return TextField(max_length=LONGEST["paragraph"], widget=forms.Textarea(attrs={"rows": 4}), **common)
    return LineField(max_length=LONGEST["text"], **common)


def written(kind: str, value: str, language: str) -> str:
    """A kept value as the paper shows it: days and numbers as the language writes them."""
    with translation.override(language):
        if kind == "date":
            day = date_format(date.fromisoformat(value), "DATE_FORMAT")
            # Django's months have a large first letter there; Azerbaijani writes them small.
            return day.replace("İ", "i").lower() if language == "az" else day
        if kind == "number":
            number = Decimal(value)
            places = max(0, -int(number.as_tuple().exponent))
            return str(number_format(number, decimal_pos=places, use_l10n=True, force_grouping=True))
    return value


EXAMPLE = gettext_lazy("An example, not legal advice: have a lawyer check it before you use it.")
