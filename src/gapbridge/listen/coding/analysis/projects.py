"""The coded sessions of a programme as a REFI-QDA project (QDPX 1.5): notes, marks, codes, who was listened to.

Notes are what keepers read: whoever may not read notes gets no project. Positions are code points in the notes as they
are written into the file, with line ends of one character. A session without consent, or whose consent was
withdrawn, is left out.
"""

import re
from bisect import bisect_left
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZIP_DEFLATED, ZipFile

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from gapbridge.listen.assessments.models import Scope, Session, Statement
from gapbridge.people.models import User
from gapbridge.programmes.models import Clause, Programme

from . import guids
from .codebooks import ORIGIN, PROJECT, add_codes, as_file, tree_of

LINE_END = re.compile(r"\r\n")
VARIABLES = ("Sex", "Age group", "Population", "Diversity", "District", "Date", "Language", "Kind", "Consent")


def sessions_to_export(programme: Programme, user: Any) -> QuerySet[Session]:
    sessions = Session.objects.visible_to(user).filter(
        assessment__programme=programme, state__in=["held", "coded"], withdrawn_at=None
    )
    marks = (
        Statement.marks.exclude(start=None)
        .select_related("coded_by")
        .prefetch_related("themes", Prefetch("clauses", Clause.objects.select_related("framework")))
    )
    return (
        sessions.exclude(consent_scope=Scope.NONE)
        .select_related("place__district", "population", "assessment")
        .prefetch_related("diversity", Prefetch("statements", marks, to_attr="marked"))
        .order_by("held_on", "code", "pk")
    )


def write_project(programme: Programme, user: Any) -> bytes:
    """A .qdpx file: a ZIP of project.qde and one text a session."""
    sessions = list(sessions_to_export(programme, user))
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as bundle:
        bundle.writestr("project.qde", as_file(_project(programme, sessions)))
        for session in sessions:
            bundle.writestr(f"Sources/{_text_guid(session)}.txt", LINE_END.sub("\n", session.notes))
    return buffer.getvalue()


def _project(programme: Programme, sessions: list[Session]) -> ET.Element:
    root = ET.Element(
        "Project",
        {
            "xmlns": PROJECT,
            "name": str(programme),
            "origin": ORIGIN,
            "creationDateTime": timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
    )
    _add_users(root, sessions)
    add_codes(ET.SubElement(root, "CodeBook"), tree_of(programme))
    _add_variables(root)
    _add_cases(root, sessions)
    sources = ET.SubElement(root, "Sources")
    for session in sessions:
        _add_source(sources, session)
    return root


def _add_users(root: ET.Element, sessions: list[Session]) -> None:
    users = ET.SubElement(root, "Users")
    coders = {mark.coded_by_id: mark.coded_by for session in sessions for mark in _marks(session)}
    for coder in coders.values():
        ET.SubElement(users, "User", {"guid": _user_guid(coder), "name": coder.name or str(coder.pk)})


def _add_variables(root: ET.Element) -> None:
    variables = ET.SubElement(root, "Variables")
    for name in VARIABLES:
        attributes = {"guid": guids.guid("variable", name), "name": name, "typeOfVariable": "Text"}
        ET.SubElement(variables, "Variable", attributes)


def _add_cases(root: ET.Element, sessions: list[Session]) -> None:
    cases = ET.SubElement(root, "Cases")
    for session in sessions:
        case = ET.SubElement(cases, "Case", {"guid": guids.guid("case", session.pk), "name": session.code})
        for name, value in zip(VARIABLES, _values(session), strict=True):
            given = ET.SubElement(case, "VariableValue")
            ET.SubElement(given, "VariableRef", {"targetGUID": guids.guid("variable", name)})
            ET.SubElement(given, "TextValue").text = value
        ET.SubElement(case, "SourceRef", {"targetGUID": _source_guid(session)})


def _values(session: Session) -> tuple[str, ...]:
    """Who was listened to, place by district: what singles out a person is not in it."""
    return (
        session.get_sex_display(),
        session.get_age_group_display(),
        str(session.population),
        "; ".join(str(each) for each in session.diversity.all()),
        str(session.place.district or session.place),
        session.held_on.isoformat(),
        session.get_language_display(),
        session.get_kind_display(),
        session.get_consent_scope_display(),
    )


def _add_source(sources: ET.Element, session: Session) -> None:
    source = ET.SubElement(
        sources,
        "TextSource",
        {
            "guid": _source_guid(session),
            "name": session.code,
            "plainTextPath": f"internal://{_text_guid(session)}.txt",
        },
    )
    ends = [found.start() for found in LINE_END.finditer(session.notes)]
    for mark in sorted(_marks(session), key=lambda mark: (mark.start or 0, mark.pk)):
        _add_selection(source, mark, ends)


def _add_selection(source: ET.Element, mark: Statement, ends: list[int]) -> None:
    """`ends`: where the notes have line ends of two characters, of which the file keeps one."""
    made = mark.created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    by = {"creatingUser": _user_guid(mark.coded_by), "creationDateTime": made}
    start, end = (place - bisect_left(ends, place) for place in (mark.start or 0, mark.end or 0))
    selection = ET.SubElement(
        source,
        "PlainTextSelection",
        {
            "guid": guids.guid("selection", mark.pk),
            "name": str(mark.number),
            "startPosition": str(start),
            "endPosition": str(end),
            **by,
        },
    )
    if mark.memo:
        ET.SubElement(selection, "Description").text = mark.memo
    for code in [*map(guids.of_clause, mark.clauses.all()), *map(guids.of_theme, mark.themes.all())]:
        coding = ET.SubElement(selection, "Coding", {"guid": guids.guid("coding", mark.pk, code), **by})
        ET.SubElement(coding, "CodeRef", {"targetGUID": code})


def _marks(session: Session) -> list[Statement]:
    """What `sessions_to_export` brought along."""
    return session.marked  # type: ignore[attr-defined]


def _source_guid(session: Session) -> str:
    return guids.guid("source", session.pk)


def _text_guid(session: Session) -> str:
    return guids.guid("text", session.pk)


def _user_guid(user: User) -> str:
    return guids.guid("user", user.pk)
