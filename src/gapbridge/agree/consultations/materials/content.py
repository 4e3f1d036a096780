"""The materials of a round as plain data, in one language: the same round gives the same data."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.agree.consultations.models import Consultation, Item, Version
from gapbridge.agree.consultations.pages.texts import begins_paragraph, numbers_of, readable
from gapbridge.agree.consultations.queries import items_of
from gapbridge.agree.consultations.texts import GAP_FIELDS, MEASURE_FIELDS, frozen, sentences_of
from gapbridge.base import wordings
from gapbridge.base.markup import figure
from gapbridge.people.models import Organisation

from . import words as say

VARIANTS = ("full", "simple")
Text = dict[str, Any]


def content(consultation: Consultation, language: str, variant: str) -> dict[str, Any]:
    """`language` is that of the document; each text stands in its own language, with its wording beside it."""
    items = items_of(consultation)
    latest = _latest(consultation)
    with translation.override(language):
        return {
            "language": language,
            "simple": variant == "simple",
            "draft": consultation.state == "draft",
            "title": consultation.title,
            "title_language": consultation.language,
            "programme": str(consultation.programme),
            "words": say.words(),
            "facts": _facts(consultation, latest),
            "intro": {"text": consultation.intro, "language": consultation.language},
            "days": say.days(consultation),
            "decided": say.decided(consultation, _invited(consultation), dict(Organisation.Kind.choices)),
            "stands": say.stands_explained(),
            "ways": say.ways(settings.SITE_URL + reverse("consultations:answer", args=[consultation.pk])),
            "items": _items(items, latest, language),
        }


def moment_of(consultation: Consultation) -> datetime:
    """When the texts became what they are; in preparation the beginning of the opening day."""
    last = Version.objects.filter(item__consultation=consultation).order_by("-made_at").first()
    return last.made_at if last else timezone.make_aware(datetime.combine(consultation.opens_on, time.min))


def _latest(consultation: Consultation) -> dict[int, Version]:
    rows = Version.objects.filter(item__consultation=consultation).defer("text").order_by("item", "number")
    return {version.item_id: version for version in rows}


def _invited(consultation: Consultation) -> dict[str, int]:
    kinds = consultation.stakeholders.standing().values_list("organisation__kind", flat=True)
    return dict(Counter(kind or Organisation.Kind.COMMUNITY for kind in kinds))


def _facts(consultation: Consultation, latest: Mapping[int, Version]) -> list[list[str]]:
    made = max((each.made_at for each in latest.values()), default=None)
    state = (
        _("In preparation: the texts are not fixed yet")
        if made is None
        else _("State %(number)s, of %(day)s")
        % {"number": consultation.edition, "day": date_format(timezone.localdate(made))}
    )
    return [
        [_("Programme"), str(consultation.programme)],
        [_("Opens"), date_format(consultation.opens_on)],
        [_("Closes"), date_format(consultation.closes_on)],
        [_("Decision rule"), str(consultation.get_rule_display())],
        [_("The texts in this document"), state],
    ]


def _items(items: list[Item], latest: Mapping[int, Version], language: str) -> list[dict[str, Any]]:
    worded = {
        **_worded([each.gap for each in items if each.gap], "gap", language),
        **_worded([each.measure for each in items if each.measure], "measure", language),
    }
    return [_item(each, latest.get(each.pk), worded, language) for each in items]


def _worded(objs: list[Any], kind: str, language: str) -> dict[tuple[str, int, str], Any]:
    return {(kind, pk, name): found for (pk, name), found in wordings.of(objs, language).items()}


def _item(item: Item, version: Version | None, worded: Mapping[Any, Any], language: str) -> dict[str, Any]:
    text = item.text or frozen(item)
    names = GAP_FIELDS if item.gap_id else MEASURE_FIELDS
    own = ("gap", item.gap_id) if item.gap_id else ("measure", item.measure_id)
    found = {name: worded.get((*own, field)) for name, field in names.items()}
    numbers = dict(zip(_spots(text), numbers_of(sentences_of(text)), strict=True))
    return {
        "code": text["code"],
        "kind": _("Gap") if item.gap_id else _("Measure"),
        "language": text["language"],
        "version": _("Version %(number)s, of %(day)s")
        % {"number": version.number, "day": date_format(timezone.localdate(version.made_at))}
        if version
        else "",
        "title": text["title"],
        "parts": [
            {"heading": _("Remedy proposed") if name == "remedy" else "", "sentences": sentences}
            for name in ("text", "remedy")
            if (sentences := _numbered(text, name, numbers))
        ],
        "facts": _item_facts(text),
        "translation": _translation(text, found) if text["language"] != language else None,
        "foreign": text["language"] != language,
    }


def _spots(text: Text) -> list[tuple[str, int]]:
    return [(each.field, each.start) for each in sentences_of(text)]


def _numbered(text: Text, name: str, numbers: Mapping[tuple[str, int], int]) -> list[dict[str, Any]]:
    return [
        {"number": numbers[each.field, each.start], "text": each.text, "begins": begins_paragraph(text, each)}
        for each in sentences_of(text)
        if each.field == name
    ]


def _item_facts(text: Text) -> list[list[str]]:
    shown = readable(text)
    rows = []
    if text.get("responsible"):
        rows.append([_("Responsible"), text["responsible"]])
    if shown["due"]:
        rows.append([_("By"), date_format(shown["due"])])
    if shown["amount"] is not None:
        rows.append([_("Cost"), f"{figure(shown['amount'])} {text.get('currency', '')}"])
    return rows


def _translation(text: Text, found: Mapping[str, Any]) -> dict[str, Any] | None:
    """The wordings of the text's parts; None where there is none. `outdated`: one is of other words than these."""
    held = {name: wording for name, wording in found.items() if wording and text.get(name)}
    if not held:
        return None
    return {
        "title": held["title"].text if "title" in held else "",
        "parts": [
            {"heading": _("Remedy proposed") if name == "remedy" else "", "text": held[name].text}
            for name in ("text", "remedy")
            if name in held
        ],
        "outdated": any(wordings.is_outdated(wording, text[name]) for name, wording in held.items()),
    }
