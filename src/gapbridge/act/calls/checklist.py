"""What a call still lacks before it opens, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.act.interventions.actions import UNAGREED
from gapbridge.act.procedures.models import Question
from gapbridge.base.markup import figure

from .models import Call
from .terms import total_of
from .texts import untranslated
from .zones import spelt, zone_of

SCORED = ("concept", "full")


@dataclass(frozen=True)
class Line:
    """`state` is "done", "open" (better done before opening) or "missing" (the call can't open without it)."""

    state: str
    label: str
    detail: str
    url: str = ""

    @property
    def said(self) -> str:
        return {"done": _("Ready"), "open": _("To consider"), "missing": _("Missing")}[self.state]


def missing(call: Call) -> list[str]:
    """Sentences for what keeps the call from opening; empty when nothing does."""
    return [each.detail for each in checklist(call) if each.state == "missing"]


def checklist(call: Call, now: datetime | None = None) -> list[Line]:
    now = now or timezone.now()
    return [
        _texts(call),
        _lots(call),
        _measures(call),
        _who(call),
        *_deadline(call, now),
        _questions(call),
        _timetable(call),
        *_steps(call),
        _forms(call),
        _languages(call),
        *_programme(call),
    ]


def _at(name: str, call: Call) -> str:
    return reverse(f"calls:{name}", args=[call.intervention_id if name == "edit" else call.pk])


def _texts(call: Call) -> Line:
    label, url = _("Guidelines"), _at("guidelines_edit", call)
    if not call.guidelines.strip():
        return Line("missing", label, _("Write the guidelines: who may apply, for what, and how."), url)
    if not call.intervention.summary.strip():
        detail = _("Add a summary of two sentences: it stands in lists and on top of the page.")
        return Line("open", label, detail, _at("edit", call))
    return Line("done", label, _("Summary and guidelines are written."), url)


def _lots(call: Call) -> Line:
    label, url = _("Lots"), _at("lots", call)
    lots = list(call.lots.all())
    if not lots:
        return Line("missing", label, _("Add at least one lot, with its theme and its budget."), url)
    total = total_of(call)
    facts = {"total": figure(total), "budget": figure(call.budget), "currency": call.currency}
    if total != call.budget:
        detail = _("The lots come to %(total)s %(currency)s, the call's budget is %(budget)s %(currency)s.")
        return Line("missing", label, detail % facts, url)
    counted = ngettext("%(count)s lot", "%(count)s lots", len(lots)) % {"count": len(lots)}
    return Line("done", label, f"{counted}, {facts['total']} {call.currency}", url)


def _measures(call: Call) -> Line:
    label, url = _("What was agreed"), _at("lots", call)
    codes = dict(call.intervention.measures.values_list("code", "state"))
    loose = [code for code, state in codes.items() if state in UNAGREED]
    if loose:
        detail = _("These measures are not agreed: %(codes)s.") % {"codes": ", ".join(loose)}
        return Line("missing", label, detail, url)
    if not codes:
        return Line("open", label, _("No lot names an agreed measure that it carries out."), url)
    return Line("done", label, _("Measures: %(codes)s") % {"codes": ", ".join(codes)}, url)


def _who(call: Call) -> Line:
    label, url = _("Who may apply"), _at("who", call)
    rules = [str(each) for each in call.rules.all()]
    if not rules:
        return Line(
            "open", label, _("There is no rule yet: every civil society organisation could apply."), url
        )
    return Line("done", label, ", ".join(rules), url)


def _deadline(call: Call, now: datetime) -> Iterator[Line]:
    label, url = _("Deadline"), _at("edit", call)
    if call.closes_at <= now:
        yield Line("missing", label, _("The deadline has passed already. Move it first."), url)
        return
    zone, least = zone_of(call.time_zone), call.procedure.least_days_open
    opens = max(call.opens_at, now).astimezone(zone).date()
    days = (call.closes_at.astimezone(zone).date() - opens).days
    if days < least:
        detail = ngettext(
            "The call would be open for %(days)s day; the procedure asks for %(least)s at least.",
            "The call would be open for %(days)s days; the procedure asks for %(least)s at least.",
            days,
        )
        yield Line("missing", label, detail % {"days": days, "least": least}, url)
    else:
        yield Line("done", label, spelt(call.closes_at, call.time_zone), url)
    if call.is_two_step and call.full_closes_at is None:
        detail = _("Say until when invited full applications are taken, as far as it is known.")
        yield Line("open", _("Deadline of full applications"), detail, url)


def _questions(call: Call) -> Line:
    label, url = _("Questions"), _at("edit", call)
    if call.questions_until is None or call.answers_by is None:
        detail = _("Say until when questions are taken and when the last answers are there.")
        return Line("open", label, detail, url)
    return Line("done", label, spelt(call.questions_until, call.time_zone), url)


def _timetable(call: Call) -> Line:
    label, url = _("Timetable"), _at("timetable", call)
    number = len(call.timetable.all())
    if not number:
        return Line("open", label, _("Say when results are expected and when projects can begin."), url)
    counted = ngettext("%(count)s date", "%(count)s dates", number) % {"count": number}
    return Line("done", label, counted, url)


def _steps(call: Call) -> Iterator[Line]:
    label, url = _("Procedure"), _at("forms", call)
    if call.procedure.two_step != call.is_two_step:
        detail = (
            _("The procedure has two steps: choose the concept note's form.")
            if call.procedure.two_step
            else _("The procedure has one step: leave the concept note's form empty.")
        )
        yield Line("missing", label, detail, url)
        return
    wanted = SCORED if call.is_two_step else ("full",)
    asked = Question.objects.filter(section__step__procedure=call.procedure).values_list(
        "section__step__kind", flat=True
    )
    if not {*wanted} <= {*asked}:
        yield Line("missing", label, _("The procedure's grid has no questions to score by."), url)
        return
    yield Line("done", label, str(call.procedure), url)


def _forms(call: Call) -> Line:
    label, url = _("Forms"), _at("forms", call)
    forms = [each for each in (call.concept_form, call.full_form) if each is not None]
    if any(each.published_at is None for each in forms):
        return Line("missing", label, _("A form is still being written. Publish it first."), url)
    return Line("done", label, ", ".join(map(str, forms)), url)


def _languages(call: Call) -> Line:
    label, url = _("In other languages"), _at("wordings", call)
    names = {language: str(name) for language, name in settings.LANGUAGES}
    lacking = {language: len(texts) for language, texts in untranslated(call).items() if texts}
    if not lacking:
        return Line("done", label, _("Everything can be read in each language."), url)
    said = [f"{names[language]}: {number}" for language, number in lacking.items()]
    return Line(
        "open", label, _("Texts without a translation – %(counted)s.") % {"counted": ", ".join(said)}, url
    )


def _programme(call: Call) -> Iterator[Line]:
    programme = call.intervention.programme
    if programme.state == "draft":
        detail = _("The programme is still in preparation. Start it first.")
        yield Line("missing", _("Programme"), detail, programme.get_absolute_url())
