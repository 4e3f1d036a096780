"""A gap analysis written from live data: plain JSON in one language, from which HTML, PDF and DOCX are drawn.

    {"title": Text, "language": "ru", "reach": "public", "programme": "…", "partners": "A · B",
     "facts": [[label, value], …],                    # of the cover
     "figures": [{"value": "12", "label": "gaps"}, …],
     "words": {…},                                    # the house's labels (words.py)
     "parts": [Part, …]}

A Text is {"text", "language", "translated", "outdated"}. Every Part has a `kind`, an `id` that is the same in
every version, and a `heading`:

- "text": `text` (a Text in Markdown), `facts`
- "table": `intro`, `warning`, `head`, `rows`, `numeric` (columns of numbers)
- "area": an area of the framework; `note` where it has no gap, `also` the codes of gaps told elsewhere
- "gap": see gap.py; its `heading` is a Text. A voice is {"id", "text", "who"}; once withdrawn {"id", "withdrawn": true}
"""

import hashlib
import json
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.agree.analyses.models import Analysis
from gapbridge.agree.gaps.models import Gap
from gapbridge.programmes.models import Partner

from .gap import gap_part, ranks
from .gather import Material, gather, statements_of
from .listening import coverage_part, district_of, method_part, number, people_heard, sessions_part
from .words import words

__all__ = ["compose", "digest_of", "voices_in"]

Content = dict[str, Any]


def compose(analysis: Analysis, language: str) -> Content:
    """The document as the records stand now."""
    with translation.override(language):
        material = gather(analysis, language)
        return {
            "title": material.said(analysis, "title"),
            "language": language,
            "reach": analysis.reach,
            "programme": analysis.programme.title,
            "partners": _partners(analysis),
            "facts": _cover(material),
            "figures": _figures(material),
            "words": words(),
            "parts": _parts(material),
        }


def voices_in(content: Content) -> list[int]:
    """The ids of the statements whose words the document holds."""
    parts = content.get("parts", [])
    return [each["id"] for part in parts for each in part.get("voices", []) if "text" in each]


def digest_of(content: Content) -> str:
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _partners(analysis: Analysis) -> str:
    partners = Partner.objects.filter(programme=analysis.programme_id).select_related("organisation")
    return " · ".join(sorted({str(each.organisation) for each in partners}))


def _cover(material: Material) -> list[list[str]]:
    facts = [[_("Composed"), date_format(timezone.localdate())]]
    if days := [each.held_on for each in material.sessions]:
        facts.insert(0, [_("Days of listening"), f"{date_format(min(days))} – {date_format(max(days))}"])
    readers = material.analysis.get_reach_display()
    return [*facts, [_("May be read by"), str(readers)]]


def _figures(material: Material) -> list[dict[str, str]]:
    gaps, sessions = len(material.gaps), len(material.sessions)
    voices = len({each.pk for gap in material.gaps for each in statements_of(gap)})
    places = len({district_of(each) for each in material.sessions})
    with_gap = len({area for gap in material.gaps for area in material.areas_of(gap)})
    return [
        _figure(gaps, ngettext("gap", "gaps", gaps)),
        _figure(
            with_gap,
            ngettext("of %(all)s area has a gap", "of %(all)s areas have a gap", len(material.areas))
            % {"all": number(len(material.areas))},
        ),
        _figure(sessions, ngettext("session held", "sessions held", sessions)),
        {"value": people_heard(material.sessions), "label": _("people heard")},
        _figure(voices, ngettext("voice behind the gaps", "voices behind the gaps", voices)),
        _figure(places, ngettext("district visited", "districts visited", places)),
    ]


def _figure(value: int, label: str) -> dict[str, str]:
    return {"value": number(value), "label": label}


# --- parts ---------------------------------------------------------------------------------------


def _parts(material: Material) -> list[dict[str, Any]]:
    parts = [
        _text(material, "context", _("Context")),
        method_part(material),
        coverage_part(material),
        *_gaps_by_area(material),
        _text(material, "conclusions", _("Conclusions")),
    ]
    kept = [each for each in parts if each["kind"] != "text" or each["text"]["text"] or each["facts"]]
    annexes = [_rankings(material), *([sessions_part(material)] if material.sessions else [])]
    return [*kept, *annexes, _severities()]


def _text(material: Material, field: str, heading: str) -> dict[str, Any]:
    text = material.said(material.analysis, field)
    return {"kind": "text", "id": field, "heading": heading, "text": text, "facts": []}


def _gaps_by_area(material: Material) -> list[dict[str, Any]]:
    rank = ranks(material.gaps)
    found: list[dict[str, Any]] = []
    for area in material.areas:
        gaps = material.by_area.get(area.pk, [])
        found.append(_area(material, f"area-{area.pk}", str(area), gaps, area.pk))
        found += [gap_part(material, each, rank[each.pk]) for each in gaps]
    if others := material.by_area.get(None, []):
        found.append(_area(material, "area-other", _("Other gaps") if material.areas else _("Gaps"), others))
        found += [gap_part(material, each, rank[each.pk]) for each in others]
    return found


def _area(
    material: Material, key: str, heading: str, gaps: list[Gap], pk: int | None = None
) -> dict[str, Any]:
    elsewhere = [each.code for each in material.gaps if pk in material.areas_of(each) and each not in gaps]
    note = "" if gaps or elsewhere else _("No gap was found in this area.")
    return {"kind": "area", "id": key, "heading": heading, "note": note, "also": elsewhere}


def _rankings(material: Material) -> dict[str, Any]:
    rank = ranks(material.gaps)
    last = len(material.gaps) + 1
    order = sorted(material.gaps, key=lambda gap: rank[gap.pk].place or last)
    return {
        "kind": "table",
        "id": "rankings",
        "heading": _("Annex: how pressing the gaps are"),
        "intro": _(
            "The analysts' place comes of severity × people affected × how hard it is to undo. People's own rank"
            " stands beside it."
        ),
        "warning": "",
        "head": [_("Gap"), _("Severity"), _("People affected"), _("Analysts"), _("People themselves")],
        "rows": [
            [
                f"{gap.code} {material.said(gap, 'title')['text']}",
                str(gap.get_severity_display()),
                number(gap.people_affected),
                number(rank[gap.pk].place),
                number(gap.people_rank),
            ]
            for gap in order
        ],
        "numeric": [2, 3, 4],
    }


def _severities() -> dict[str, Any]:
    meanings = {
        Gap.Severity.MINIMAL: _("People meet the need with what they have; what is missing is a discomfort."),
        Gap.Severity.STRESS: _("People manage, but at a cost: debts, long ways, a child kept from school."),
        Gap.Severity.SEVERE: _("People can't manage any more without giving up rights, health or safety."),
        Gap.Severity.EXTREME: _("Lives or lasting health are in danger, or people flee again because of it."),
        Gap.Severity.CATASTROPHIC: _("People die of it, or are about to."),
    }
    return {
        "kind": "table",
        "id": "severity",
        "heading": _("Annex: what the degrees of severity mean"),
        "intro": "",
        "warning": "",
        "head": [_("Severity"), _("What it means")],
        "rows": [[str(degree.label), meaning] for degree, meaning in meanings.items()],
        "numeric": [],
    }
