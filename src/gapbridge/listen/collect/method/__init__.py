"""The method's own form for listening to a group, as an XLSForm in three languages.

It is written anew for each assessment, because its choices of places and of groups are the assessment's. The same
choices give the same version, so that asking twice makes no second one.
"""

import hashlib
import io
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml
from django.core.files.base import ContentFile

from gapbridge.base.uploads import CheckedUpload, check_upload
from gapbridge.listen.assessments import guide
from gapbridge.listen.assessments.models import Assessment
from gapbridge.listen.places import inhabited
from gapbridge.programmes.models import Place, PopulationGroup

SOURCE = Path(__file__).parents[1] / "data" / "focus_group.yaml"
LANGUAGES = {"en": "English (en)", "az": "Azərbaycanca (az)", "ru": "Русский (ru)"}
PLAIN = ("type", "name", "required", "relevant", "constraint", "calculation", "appearance", "parameters")
TRANSLATED = ("label", "hint", "constraint_message")
BRACKETS = {
    "begin": "begin_group",
    "end": "end_group",
    "begin_repeat": "begin_repeat",
    "end_repeat": "end_repeat",
}

Row = dict[str, Any]
Words = dict[str, str]  # language → text


@cache
def _source() -> dict[str, Any]:
    return yaml.safe_load(SOURCE.read_text(encoding="utf-8"))


def workbook(assessment: Assessment) -> CheckedUpload:
    """The XLSForm for this assessment, ready for `add_form_version`."""
    form_id = f"focus_group_{assessment.pk}"
    survey, choices = list(_survey()), list(_choices(assessment))
    said = json.dumps([survey, choices], sort_keys=True, ensure_ascii=False)
    version = f"1-{hashlib.sha256(said.encode()).hexdigest()[:8]}"
    settings = {
        "form_title": f"{_source()['title']['en']} – {assessment.title}"[:200],
        "form_id": form_id,
        "version": version,
        "default_language": LANGUAGES["en"],
    }
    content = _written(
        {
            "survey": _table(PLAIN, TRANSLATED, survey),
            "choices": _table(("list_name", "name"), ("label",), choices),
            "settings": [list(settings), list(settings.values())],
        }
    )
    return check_upload(ContentFile(content, name=f"{form_id}.xlsx"))


# --- the questions -------------------------------------------------------------------------------


def _survey() -> Iterable[Row]:
    for entry in _source()["survey"]:
        if "themes" in entry:
            yield from _themes()
            continue
        bracket = next((key for key in BRACKETS if key in entry), None)
        if bracket:
            named = {} if bracket.startswith("end") else {"name": entry[bracket]}
            yield {**entry, "type": BRACKETS[bracket], **named}
        elif entry.get("calculation") == "consent_version":
            yield {**entry, "calculation": f"'{_source()['consent_version']}'"}
        else:
            yield {**entry, "required": "yes" if entry.get("required") else ""}


def _themes() -> Iterable[Row]:
    questions = list(guide.questions())
    for key, words in _source()["themes"].items():
        asked = [each for each in questions if each["theme_en"] == words["from"]]
        hint = {language: " ".join(each[f"text_{language}"] for each in asked) for language in LANGUAGES}
        yield {
            "type": "text",
            "name": f"notes_{key}",
            "appearance": "multiline",
            "label": {language: words[language] for language in LANGUAGES},
            "hint": hint,
        }


# --- the choices ---------------------------------------------------------------------------------


def _choices(assessment: Assessment) -> Iterable[Row]:
    for name, entries in _source()["choices"].items():
        yield from (_choice(name, value, words) for value, words in entries.items())
    for key, words in _source()["themes"].items():
        yield _choice("theme", key, {language: words[language] for language in LANGUAGES})
    for place in _places(assessment):
        yield _choice("place", place.code, _place_words(place))
    for group in _groups(assessment, PopulationGroup.Kind.STATUS):
        yield _choice("population", group.key, _names(group))
    for group in _groups(assessment, PopulationGroup.Kind.DIVERSITY):
        yield _choice("diversity", group.key, _names(group))


def _choice(list_name: str, value: str, words: Words) -> Row:
    return {"list_name": list_name, "name": value, "label": words}


def _places(assessment: Assessment) -> Iterable[Place]:
    """Where people are listened to: the assessment's places, or all districts and towns of the programme's country."""
    if chosen := list(assessment.places.select_related("district").order_by("code")):
        return chosen
    within = Place.objects.descendants(assessment.programme.country).values_list("pk", flat=True)
    wide = inhabited().exclude(kind=Place.Kind.SETTLEMENT).filter(pk__in=list(within))
    return wide.order_by("code")


def _place_words(place: Place) -> Words:
    names = _names(place)
    if place.district is None or place.district_id == place.pk:
        return names
    lies_in = _names(place.district)
    return {language: f"{name} ({lies_in[language]})" for language, name in names.items()}


def _groups(assessment: Assessment, kind: str) -> Iterable[PopulationGroup]:
    every = PopulationGroup.objects.filter(kind=kind).order_by("key")
    return list(every.filter(pk__in=assessment.populations.values("pk"))) or every


def _names(obj: Any) -> Words:
    return {language: getattr(obj, f"name_{language}") or obj.name_en for language in LANGUAGES}


# --- the workbook --------------------------------------------------------------------------------


def _table(plain: tuple[str, ...], translated: tuple[str, ...], rows: list[Row]) -> list[list[str]]:
    heading = [*plain, *(f"{each}::{language}" for each in translated for language in LANGUAGES.values())]
    return [heading, *([*_plain(row, plain), *_words(row, translated)] for row in rows)]


def _plain(row: Row, columns: tuple[str, ...]) -> list[str]:
    return [str(row.get(column) or "") for column in columns]


def _words(row: Row, columns: tuple[str, ...]) -> list[str]:
    return [row.get(column, {}).get(language, "") for column in columns for language in LANGUAGES]


def _written(sheets: dict[str, list[list[str]]]) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_numbers": False})
    bold = book.add_format({"bold": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(number, column, text, bold if number == 0 else None)
    book.close()
    return content.getvalue()
