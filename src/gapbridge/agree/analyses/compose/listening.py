"""Method and coverage: who was listened to, told so that nobody can be recognised."""

from collections import Counter
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.listen.assessments.models import AgeGroup, Session, Sex
from gapbridge.listen.assessments.queries import AGES, GROUPS, SMALLEST_CELL, group_of
from gapbridge.programmes.models import NARRATIVE_LANGUAGES

from .gather import Material

Cells = dict[tuple[Sex, AgeGroup], tuple[int, int]]  # sessions held, people heard


def number(value: int | None) -> str:
    return _("not known") if value is None else number_format(value, force_grouping=True)


def district_of(session: Session) -> str:
    """Where, no nearer than the district: a settlement could tell who spoke."""
    return str(session.place.district or session.place)


def who_of(session: Session) -> str:
    return _("%(who)s, %(place)s") % {"who": group_of(session), "place": district_of(session)}


# --- method --------------------------------------------------------------------------------------


def method_part(material: Material) -> dict[str, Any]:
    return {
        "kind": "text",
        "id": "method",
        "heading": _("How people were listened to"),
        "text": material.said(material.analysis, "method"),
        "facts": _facts(material) if material.sessions else [],
    }


def _facts(material: Material) -> list[list[str]]:
    sessions = material.sessions
    days = [each.held_on for each in sessions]
    facts = [
        [_("Assessments"), "; ".join(material.said(each, "title")["text"] for each in material.assessments)],
        [_("Sessions held"), number(len(sessions))],
        [_("First and last day"), f"{date_format(min(days))} – {date_format(max(days))}"],
        [_("People heard"), people_heard(sessions)],
        [_("Languages spoken"), _languages(sessions)],
        [_("Districts"), ", ".join(sorted({district_of(each) for each in sessions}))],
        [_("Consent"), _consent(material)],
    ]
    if diverse := _diversity(sessions):
        facts.append([_("Groups of their own"), diverse])
    if women := _women(sessions):
        facts.append([_("Women facilitating"), women])
    return facts


def people_heard(sessions: list[Session]) -> str:
    """All of them; "at least" where a group is too small for its number to be shown."""
    cells = _cells(sessions).values()
    shown = sum(people for _sessions, people in cells if people >= SMALLEST_CELL)
    hidden = any(0 < people < SMALLEST_CELL for _sessions, people in cells)
    return _("at least %(number)s") % {"number": number(shown)} if hidden else number(shown)


def _languages(sessions: list[Session]) -> str:
    names = dict(NARRATIVE_LANGUAGES)
    used = Counter(each.language for each in sessions)
    return ", ".join(str(names.get(key, key)) for key, _count in used.most_common())


def _consent(material: Material) -> str:
    spoken, written = material.consents.get("spoken", 0), material.consents.get("written", 0)
    said = _("Recorded before each session: spoken in %(spoken)s, written in %(written)s.") % {
        "spoken": number(spoken),
        "written": number(written),
    }
    return said + " " + _("Words are quoted only as far as it carries; no names were taken down.")


def _diversity(sessions: list[Session]) -> str:
    counted = Counter(str(group) for each in sessions for group in each.diversity.all())
    return "; ".join(
        ngettext("%(group)s: %(number)s session", "%(group)s: %(number)s sessions", count)
        % {"group": group, "number": number(count)}
        for group, count in sorted(counted.items())
    )


def _women(sessions: list[Session]) -> str:
    female = [each for each in sessions if each.sex == Sex.FEMALE]
    if not female:
        return ""
    by_women = sum(each.woman_facilitated for each in female)
    said = ngettext(
        "A woman facilitated %(number)s of the %(all)s session with women and girls.",
        "A woman facilitated %(number)s of the %(all)s sessions with women and girls.",
        len(female),
    )
    return said % {"number": number(by_women), "all": number(len(female))}


# --- coverage ------------------------------------------------------------------------------------


def coverage_part(material: Material) -> dict[str, Any]:
    cells = _cells(material.sessions)
    sexes = [
        sex for sex in Sex if sex in {Sex.FEMALE, Sex.MALE} or any(sex == found for found, _age in cells)
    ]
    ages = [age for age in AgeGroup if age in AGES or any(age == found for _sex, found in cells)]
    return {
        "kind": "table",
        "id": "coverage",
        "heading": _("Who was heard"),
        "intro": _(
            "Sessions and people by sex and age. Groups of fewer than five people are not counted out."
        ),
        "warning": missing(material.sessions),
        "head": [_("Age"), *(str(sex.label) for sex in sexes)],
        "rows": [
            [str(age.label), *(_shown(*cells.get((sex, age), (0, 0))) for sex in sexes)] for age in ages
        ],
        "numeric": [],
    }


def missing(sessions: list[Session]) -> str:
    """Which of the eight groups of sex and age nobody has listened to, or ""."""
    heard = _cells(sessions).keys() & GROUPS.keys()
    absent = [str(label) for key, label in GROUPS.items() if key not in heard]
    if not absent:
        return ""
    said = ngettext(
        "%(heard)s of the eight groups has been heard. Not heard yet: %(missing)s.",
        "%(heard)s of the eight groups have been heard. Not heard yet: %(missing)s.",
        len(heard),
    )
    return said % {"heard": len(heard), "missing": "; ".join(absent)}


def _cells(sessions: list[Session]) -> Cells:
    cells: Cells = {}
    for session in sessions:
        key = (Sex(session.sex), AgeGroup(session.age_group))
        held, people = cells.get(key, (0, 0))
        cells[key] = (held + 1, people + session.participants)
    return cells


def _shown(held: int, people: int) -> str:
    if not held:
        return _("nobody")
    sessions = ngettext("%(number)s session", "%(number)s sessions", held) % {"number": number(held)}
    if people < SMALLEST_CELL:
        return _("%(sessions)s, fewer than 5 people") % {"sessions": sessions}
    return ngettext("%(sessions)s, %(number)s person", "%(sessions)s, %(number)s people", people) % {
        "sessions": sessions,
        "number": number(people),
    }


# --- annex ---------------------------------------------------------------------------------------


def sessions_part(material: Material) -> dict[str, Any]:
    return {
        "kind": "table",
        "id": "sessions",
        "heading": _("Annex: the sessions"),
        "intro": _("Places no nearer than the district and days no nearer than the month."),
        "warning": "",
        "head": [_("Month"), _("District"), _("Group"), _("Kind"), _("Language")],
        "rows": [
            [
                date_format(each.held_on, "YEAR_MONTH_FORMAT"),
                district_of(each),
                group_of(each),
                each.get_kind_display(),
                each.get_language_display(),
            ]
            for each in material.sessions
        ],
        "numeric": [],
    }
