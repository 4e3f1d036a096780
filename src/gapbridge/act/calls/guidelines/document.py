"""The guidelines as a tagged PDF (PDF/UA-1): terms, lots, rules, dates, the text, the grid."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.act.calls.dates import days_of, when
from gapbridge.act.calls.eligibility import asked
from gapbridge.act.calls.grids import Grid, grids_of
from gapbridge.act.calls.models import Call, Corrigendum
from gapbridge.act.calls.texts import Words
from gapbridge.act.calls.zones import spelt
from gapbridge.base.documents.nodes import levelled, nodes_of
from gapbridge.base.documents.typeset import typeset
from gapbridge.base.markup import figure
from gapbridge.base.wordings import Said

TEMPLATE = Path(__file__).parent / "guidelines.typ"


def pdf(call: Call, language: str) -> bytes:
    """The same texts, terms and dates give the same bytes: nothing in it tells when it was asked for."""
    return typeset(TEMPLATE, content(call, language), at=moment_of(call))


def moment_of(call: Call) -> datetime:
    """When the terms became what they are: with the last corrigendum, else when the call was published."""
    last = call.corrigenda.order_by("-number").first()
    published = call.intervention.published_at
    return last.published_at if last else published or call.opens_at


def content(call: Call, language: str) -> dict[str, Any]:
    """The document as plain data. `language` is the document's; each text says which it is in."""
    with translation.override(language):
        words = Words(call, language)
        corrigenda = list(call.corrigenda.order_by("number"))
        return {
            "language": language,
            "draft": call.state == "draft",
            "title": _said(words.fact("title"), language),
            "summary": _said(words.fact("summary"), language),
            "priorities": _said(words.own("priorities"), language),
            "programme": str(call.intervention.programme),
            "state": _state(corrigenda),
            "words": _words(),
            "facts": _facts(call),
            "lots": [_lot(call, lot, words, language) for lot in call.lots.select_related("theme")],
            "rules": [asked(each) for each in call.rules.all()],
            "days": [
                [when(each, call), each.label, each.language or language] for each in days_of(call, words)
            ],
            "guidelines": _guidelines(words.own("guidelines"), language),
            "grids": [_grid(each) for each in grids_of(call) if each.is_scored],
            "corrigenda": [_corrigendum(each) for each in corrigenda],
        }


def _words() -> dict[str, Any]:
    return {
        "kind": _("Guidelines for applicants"),
        "lots": _("Lots"),
        "theme": _("Theme"),
        "budget": _("Budget"),
        "size": _("Size of a grant"),
        "priorities": _("Priorities"),
        "measures": _("Measures"),
        "who": _("Who may apply"),
        "anybody": _("Every civil society organisation may apply."),
        "timetable": _("Timetable"),
        "guidelines": _("Guidelines"),
        "untranslated": _("There is no translation yet: the original stands here."),
        "outdated": _("This translation is of an earlier text: it may say something else than the original."),
        "grid": _("How applications are scored"),
        "question": _("Question"),
        "points": _("Points"),
        "corrigenda": _("Corrigenda"),
        "contents": _("Contents"),
        "draft": _("In preparation"),
    }


def _state(corrigenda: list[Corrigendum]) -> str:
    if not corrigenda:
        return _("As published when the call opened")
    last = corrigenda[-1]
    return _("With corrigendum %(number)s, of %(day)s") % {
        "number": last.number,
        "day": date_format(timezone.localdate(last.published_at)),
    }


def _said(said: Said, language: str) -> dict[str, Any]:
    return {
        "text": said.text,
        "language": said.language,
        "foreign": said.language != language,
        "outdated": said.outdated,
    }


def _facts(call: Call) -> list[list[str]]:
    months = (
        ngettext("%(count)s month", "%(count)s months", call.most_months) % {"count": call.most_months}
        if call.least_months == call.most_months
        else _("%(least)s to %(most)s months") % {"least": call.least_months, "most": call.most_months}
    )
    rows = [
        [_("Programme"), str(call.intervention.programme)],
        [_("Carried out by"), str(call.intervention.organisation.name)],
        [_("Deadline"), spelt(call.closes_at, call.time_zone)],
        [_("Budget of the call"), f"{figure(call.budget)} {call.currency}"],
        [_("Duration"), months],
        [
            _("Co-financing"),
            _("at least %(percent)s %% of the costs") % {"percent": call.co_financing_percent}
            if call.co_financing_percent
            else _("none is asked for"),
        ],
    ]
    places = [str(each) for each in call.intervention.places.all()]
    groups = [str(each) for each in call.intervention.populations.all()]
    rows += [[label, ", ".join(each)] for label, each in ((_("Places"), places), (_("For"), groups)) if each]
    return [*rows, [_("On the site"), settings.SITE_URL + call.get_absolute_url()]]


def _lot(call: Call, lot: Any, words: Words, language: str) -> dict[str, Any]:
    return {
        "number": lot.number,
        "title": _said(words.lot(lot, "title"), language),
        "priorities": _said(words.lot(lot, "priorities"), language),
        "facts": [
            [_("Theme"), str(lot.theme)],
            [_("Budget"), f"{figure(lot.budget)} {call.currency}"],
            [_("Size of a grant"), f"{figure(lot.smallest)} – {figure(lot.largest)} {call.currency}"],
        ],
        "measures": [str(each) for each in lot.measures.exclude(state__in=["proposed", "dropped"])],
    }


def _guidelines(said: Said, language: str) -> dict[str, Any]:
    return {**_said(said, language), "nodes": levelled(nodes_of(said.text, tables=True))}


def _grid(grid: Grid) -> dict[str, Any]:
    return {
        "title": str(grid.step),
        "out_of": _("%(points)s points") % {"points": figure(grid.out_of)},
        "passes": grid.passes,
        "sections": [
            {
                "title": str(each.section),
                "out_of": str(figure(each.out_of)),
                "passes": each.passes,
                "questions": [[str(question), str(figure(points))] for question, points in each.questions],
            }
            for each in grid.sections
        ],
    }


def _corrigendum(corrigendum: Corrigendum) -> dict[str, str]:
    return {
        "title": _("Corrigendum %(number)s, of %(day)s")
        % {
            "number": corrigendum.number,
            "day": date_format(timezone.localdate(corrigendum.published_at)),
        },
        "text": corrigendum.text,
        "language": corrigendum.language,
    }
