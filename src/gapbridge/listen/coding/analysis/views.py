from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gapbridge.base.access import page
from gapbridge.base.errors import Refused
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.listen.assessments.models import Assessment, Session
from gapbridge.listen.assessments.queries import speaker, statements_for
from gapbridge.listen.coding.codebook import branches, codebook
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme

from . import actions, codebooks, kappa, reading, tables
from .filters import CodebookForm, ExcerptFilter
from .meeting import meetings

STAGE = "listen"
LARGEST_CODEBOOK = 5 * 1024 * 1024  # bytes
CODEBOOK, PROJECT, WORKBOOK = "codebook", "project", "workbook"
FILES = {
    CODEBOOK: ("qdc", "application/xml"),
    PROJECT: ("qdpx", "application/zip"),
    WORKBOOK: ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
COLUMNS = (
    Column("excerpt", gettext_lazy("What was said"), link=True),
    Column("who", gettext_lazy("Who"), value=speaker),
    Column("codes", gettext_lazy("Codes"), value=lambda each: ", ".join(_codes_on(each))),
    Column("memo", gettext_lazy("Memo")),
    Column("people_rank", gettext_lazy("People's own rank"), sort="people_rank", kind="number"),
    Column(
        "scope", gettext_lazy("May be read by"), value=lambda each: each.session.get_consent_scope_display()
    ),
    Column("assessment", gettext_lazy("Assessment"), value=lambda each: each.session.assessment.title),
)


def _codes_on(voice: Any) -> list[str]:
    return [*(clause.code for clause in voice.clauses.all()), *map(str, voice.themes.all())]


@page(Programme, perm="assessments.read_notes")
def home(request: HttpRequest, programme: Programme) -> HttpResponse:
    voices = reading.voices_in(programme, request.user)
    context = {
        "title": _("What the notes tell"),
        "stage": STAGE,
        "programme": programme,
        "voices": voices.count(),
        "compared": reading.sessions_with_two_coders(programme, request.user),
    }
    return render(request, "coding/analysis/home.html", context)


@page(Programme, perm="assessments.read_notes")
def excerpts(request: HttpRequest, programme: Programme) -> Any:
    """All excerpts by code × sex × age × diversity × place."""
    codes = _choices(programme)
    assessments = Assessment.objects.visible_to(request.user).filter(programme=programme)
    return list_page(
        request,
        title=_("Excerpts by code and by who was listened to"),
        queryset=statements_for(request.user)
        .filter(session__assessment__programme=programme)
        .prefetch_related("themes"),
        columns=COLUMNS,
        filters=partial(ExcerptFilter, codes=codes, assessments=assessments),  # type: ignore[arg-type]
        empty=_("No excerpt has been marked yet. Open a session and code its notes."),
        stage=STAGE,
        template="coding/analysis/excerpts.html",
        context={"programme": programme},
    )


def _choices(programme: Programme) -> list[Any]:
    return [
        (branch.title, [(code.key, f"{'– ' * code.depth}{code}") for code in branch.codes])
        for branch in branches(programme, codebook(programme.pk))
        if branch.codes
    ]


@page(Programme, perm="assessments.read_notes")
def groups(request: HttpRequest, programme: Programme) -> HttpResponse:
    axis = request.GET.get("by", "")
    axis = axis if axis in reading.AXES else "group"
    coarse = request.GET.get("level") != "codes"
    voices = reading.voices_in(programme, request.user)
    columns, rows = tables.groups_table(voices, codebook(programme.pk), axis, coarse)
    context = {"title": _("Who said what"), "axis": axis, "coarse": coarse, "columns": columns, "rows": rows}
    return render(request, "coding/analysis/groups.html", {**context, "stage": STAGE, "programme": programme})


@page(Programme, perm="assessments.read_notes")
def code_meetings(request: HttpRequest, programme: Programme) -> HttpResponse:
    coarse = request.GET.get("level") != "codes"
    book = codebook(programme.pk)
    found = reading.excerpts_in(reading.voices_in(programme, request.user))
    codes, rows = tables.meeting_table(meetings(found, tables.grouping(book, coarse)), book)
    context = {
        "title": _("Codes that meet"),
        "stage": STAGE,
        "programme": programme,
        "coarse": coarse,
        "codes": codes,
        "rows": rows,
        "pairs": tables.strongest(meetings(found), book),
    }
    return render(request, "coding/analysis/meetings.html", context)


# --- two coders ----------------------------------------------------------------------------------


@page(Session, perm="assessments.read_notes", related=("assessment__programme", "place"))
def coders(request: HttpRequest, session: Session) -> HttpResponse:
    """Two coders' work on one session's notes, side by side."""
    there = reading.coders_of(session)
    chosen = _two(request, there)
    book = codebook(session.assessment.programme_id)
    compared = reading.compare(session, book, *chosen) if len(chosen) == 2 else []
    context = {
        "title": _("Two coders, session %(code)s") % {"code": session.code},
        "stage": STAGE,
        "session": session,
        "coders": there,
        "chosen": chosen,
        "compared": [(each, _stretches(session, each)) for each in compared],
        "whole": sum((each.table for each in compared), kappa.NONE),
    }
    return render(request, "coding/analysis/coders.html", context)


def _two(request: HttpRequest, there: list[User]) -> list[User]:
    """The two asked for, or the first two there are."""
    by_pk = {str(each.pk): each for each in there}
    asked = [by_pk.get(request.GET.get(name, "")) for name in ("one", "other")]
    first = next((each for each in asked[:1] if each), there[0] if there else None)
    rest = [each for each in there if each != first]
    second = asked[1] if asked[1] in rest else (rest[0] if rest else None)
    return [each for each in (first, second) if each]


def _stretches(session: Session, compared: reading.Compared) -> list[tuple[str, bool]]:
    """The words that only one of the two marked; without those that are only spaces."""
    parts = [(session.notes[start:end].strip(), first) for start, end, first in compared.differences]
    return [(words, first) for words, first in parts if words]


# --- exchange ------------------------------------------------------------------------------------


@page(Programme, perm="assessments.read_notes")
def exchange(request: HttpRequest, programme: Programme) -> HttpResponse:
    context = {"title": _("Exchange with other programs"), "stage": STAGE, "programme": programme}
    return render(request, "coding/analysis/exchange.html", context)


@page(Programme, perm="assessments.read_notes", methods=("POST",))
def download(request: HttpRequest, programme: Programme, content: str) -> HttpResponse:
    """A file that leaves the house: asked for with a button, so that it is journalled once."""
    if content not in FILES:
        raise Http404
    ending, content_type = FILES[content]
    response = HttpResponse(_file(request, programme, content), content_type=content_type)
    name = slugify(programme.slug) or "programme"
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _file(request: HttpRequest, programme: Programme, content: str) -> bytes:
    user: Any = request.user
    if content == PROJECT:
        return actions.export_project(actor=user, programme=programme)
    if content == WORKBOOK:
        return actions.export_workbook(actor=user, programme=programme)
    return codebooks.write_codebook(programme)


@page(Programme, perm="coding.change_themes")
def import_codebook(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        CodebookForm,
        title=_("Bring in a codebook"),
        intro=_(
            "Codes that are not known yet become themes of this programme. Nothing is changed or removed."
        ),
        submit=_("Bring it in"),
        parent=programme,
        stage=STAGE,
        autosave=False,
        said=_said,
        done=lambda _done: reverse("analysis:exchange", args=[programme.pk]),
        act=lambda data: actions.import_codebook(
            actor=request.user,  # type: ignore[arg-type]
            programme=programme,
            nodes=codebooks.read_codebook(_read(data["file"])),
        ),
    )


def _read(file: Any) -> bytes:
    if file.size > LARGEST_CODEBOOK:
        raise Refused(_("This file is too large for a codebook: send one of at most 5 MB."), field="file")
    return file.read()


def _said(done: actions.Imported) -> str:
    added = ngettext("%(number)s new theme.", "%(number)s new themes.", done.added)
    known = ngettext("%(number)s code was known already.", "%(number)s codes were known already.", done.known)
    return " ".join((added % {"number": done.added}, known % {"number": done.known}))
