"""What the pages of a call show, gathered for its reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gapbridge.act.procedures.models import GRANT_KEEPERS
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.base.wordings import Said
from gapbridge.people.models import Organisation
from gapbridge.programmes.standing import standing

from .checklist import checklist
from .dates import days_of, shown
from .eligibility import Finding, asked, check, labels_of, verdict
from .grids import grids_of
from .guidelines import as_page
from .letters import said_of
from .models import Call, InfoSession, Lot
from .queries import (
    answered,
    corrigenda_of,
    outages_of,
    sessions_for,
    takes_applications,
    takes_full,
    takes_questions,
)
from .rules import organisations_of, own_applications
from .texts import Words
from .zones import distance, spelt

NEWS = 8


# --- in lists ------------------------------------------------------------------------------------------


def themes_of(call: Call) -> list[str]:
    """The themes of its lots, each once; lots and themes are loaded with the list."""
    return list(dict.fromkeys(str(each.theme) for each in call.lots.all()))


def deadline_of(call: Call) -> str:
    return spelt(call.closes_at, call.time_zone)


@dataclass(frozen=True)
class Card:
    """An open call in four answers: what, until when, how much, for whom."""

    call: Call
    themes: list[str]
    deadline: str
    left: str
    smallest: Any
    largest: Any
    who: str


def card_of(call: Call, now: datetime) -> Card:
    """Of a call from `queries.calls_for`, which brings all of it along."""
    return Card(
        call,
        themes_of(call),
        deadline_of(call),
        distance(call.closes_at, now, call.time_zone),
        call.smallest,  # type: ignore[attr-defined]
        call.largest,  # type: ignore[attr-defined]
        labels_of(call.kinds or (), Organisation.Kind),  # type: ignore[attr-defined]
    )


# --- every page of a call ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    url: str


def frame(call: Call, here: str, title: Any) -> dict[str, Any]:
    return {"title": title, "stage": "act", "call": call, "tabs": tabs_of(call), "here": here}


def tabs_of(call: Call) -> list[Tab]:
    part = "concept" if call.is_two_step else "full"
    return [
        Tab("call", _("The call"), call.get_absolute_url()),
        Tab("check", _("May we apply?"), _at("self_check", call)),
        Tab("guidelines", _("Guidelines"), _at("read_guidelines", call)),
        Tab("forms", _("Forms"), reverse("calls:form", args=[call.pk, part])),
        Tab("grid", _("Grid"), _at("grid", call)),
        Tab("questions", _("Questions"), _at("questions", call)),
    ]


def forms_of(call: Call) -> list[tuple[str, Any]]:
    found = [("concept", call.concept_form), ("full", call.full_form)]
    return [(part, form) for part, form in found if form is not None]


def _at(name: str, call: Call) -> str:
    return reverse(f"calls:{name}", args=[call.pk])


def _elsewhere(name: str, *args: Any) -> str:
    """An address of a later app; "" while it has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def is_office(call: Call, user: Any) -> bool:
    return standing(user).holds(*GRANT_KEEPERS, programme=call.programme_id)


# --- the call's own page -------------------------------------------------------------------------------


def call_context(call: Call, user: Any) -> dict[str, Any]:
    now = timezone.now()
    words = Words(call, get_language() or "en")
    contents = as_page(call, words.language)[2]
    office = is_office(call, user)
    return {
        **frame(call, "call", words.fact("title").text),
        "said": {
            "title": words.fact("title"),
            "summary": words.fact("summary"),
            "priorities": words.own("priorities"),
            "guidelines": words.own("guidelines"),
        },
        "contents": [each for each in contents if each.level == 3][:12],
        "lots": lots_of(call, user, words),
        "rules": [asked(each) for each in call.rules.all()],
        "deadline": spelt(call.closes_at, call.time_zone),
        "left": distance(call.closes_at, now, call.time_zone),
        "opens": spelt(call.opens_at, call.time_zone),
        "full_deadline": spelt(call.full_closes_at, call.time_zone) if call.full_closes_at else "",
        "opens_later": call.state == "open" and now < call.opens_at,
        "is_over": now > call.closes_at,
        "takes": takes_applications(call, now),
        "takes_full": takes_full(call, now),
        "takes_questions": takes_questions(call, now),
        "questions_until": spelt(call.questions_until, call.time_zone) if call.questions_until else "",
        "days": shown(call, days_of(call, words), now),
        "grids": grids_of(call),
        "forms": forms_of(call),
        "news": news_of(call, words.language),
        "sessions": [session_row(each) for each in sessions_for(user).filter(call=call)],
        "own": own_applications(call, user),
        "apply_href": _elsewhere("applications:start", call.pk),
        "standing": standing_of(call, user),
        "office": office,
        "waiting": call.questions.filter(answered_at=None).count() if office else 0,
        "outages": [(each, said_of(each)) for each in outages_of(call)] if office else [],
        "checklist": checklist(call, now) if office and call.state == "draft" else [],
    }


@dataclass(frozen=True)
class LotCard:
    lot: Lot
    title: Said
    priorities: Said
    measures: Sequence[Measure]  # each with `.known_gaps`: the gaps that this reader may see


def lots_of(call: Call, user: Any, words: Words) -> list[LotCard]:
    """The lots with their measures and these measures' gaps, as far as the reader may see. Three queries."""
    gaps = Prefetch("gaps", Gap.objects.visible_to(user).order_by("code"), to_attr="known_gaps")
    measures = Prefetch(
        "measures", Measure.objects.visible_to(user).prefetch_related(gaps), to_attr="known_measures"
    )
    return [
        LotCard(lot, words.lot(lot, "title"), words.lot(lot, "priorities"), lot.known_measures)
        for lot in call.lots.select_related("theme").prefetch_related(measures)
    ]


@dataclass(frozen=True)
class Standing:
    """Where the reader's organisation stands: `ok` as eligibility.verdict says."""

    organisation: Organisation
    ok: bool | None
    lacking: list[Finding]


def standing_of(call: Call, user: Any) -> Standing | None:
    """For somebody who speaks for one organisation; who speaks for several asks on the self-check's page."""
    own = organisations_of(user) if user.is_authenticated else []
    if len(own) != 1:
        return None
    organisation = Organisation.objects.get(pk=own[0])
    findings = check(call, organisation)
    lacking = sorted((each for each in findings if not each.ok), key=lambda each: each.ok is None)
    return Standing(organisation, verdict(findings), lacking)


@dataclass(frozen=True)
class News:
    """Something that was said since the call opened: a corrigendum or an answer."""

    at: datetime
    kind: str
    label: str
    text: str
    language: str
    url: str


def news_of(call: Call, language: str) -> list[News]:
    found = [
        News(
            each.published_at,
            "corrigendum",
            _("Corrigendum %(number)s") % {"number": each.number},
            each.text,
            each.language,
            each.get_absolute_url(),
        )
        for each in corrigenda_of(call)[:NEWS]
    ]
    found += [
        News(
            each.answered_at,  # type: ignore[arg-type]
            "answer",
            _("Question answered"),
            each.published_text,
            each.answer_language,
            each.get_absolute_url(),
        )
        for each in answered(call)[:NEWS]
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)[:NEWS]


# --- sessions ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SessionRow:
    session: InfoSession
    when: str
    distance: str
    is_over: bool
    left: int | None  # places that are left; None without a limit
    mine: int | None  # places of one's own


def session_row(session: Any) -> SessionRow:
    """Of a session from `queries.sessions_for`."""
    now, zone = timezone.now(), session.call.time_zone
    left = None if session.places is None else max(0, session.places - (session.registered or 0))
    return SessionRow(
        session,
        spelt(session.starts_at, zone),
        distance(session.starts_at, now, zone),
        session.starts_at < now,
        left,
        session.mine,
    )


def may_read_where(session: InfoSession, user: Any) -> bool:
    """A link to an online meeting is for those who are registered; an address is for everybody."""
    if "://" not in session.where:
        return True
    if not user.is_authenticated:
        return False
    return is_office(session.call, user) or session.registrations.filter(user=user).exists()
