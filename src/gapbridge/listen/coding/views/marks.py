"""Marking, from the screen and by plain forms."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from gapbridge.base.access import page
from gapbridge.base.errors import Refused
from gapbridge.base.forms import form_page
from gapbridge.base.pagination import clean_pk
from gapbridge.listen.assessments.actions import confirm_words
from gapbridge.listen.assessments.anchors import nearest_place
from gapbridge.listen.assessments.models import Session, Statement, Theme
from gapbridge.listen.coding import actions, queries
from gapbridge.listen.coding.codebook import chosen
from gapbridge.listen.coding.forms import (
    MemoForm,
    PlainChangeForm,
    PlainMarkForm,
    ReplaceForm,
    SelectionForm,
)
from gapbridge.listen.coding.text import Paragraph, Text

from .answers import answered, asks_data, reader_of, screen_answer
from .screen import STAGE

RELATED = ("assessment__programme",)
LONGEST_NAME = 80  # characters


# --- from the screen -----------------------------------------------------------------------------


@page(Session, perm="assessments.add_statement", related=RELATED, methods=("POST",))
@answered
def mark(request: HttpRequest, session: Session) -> HttpResponse:
    form = SelectionForm(request.POST)
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    data = form.cleaned_data
    keys, reader = data.pop("codes"), reader_of(request)
    codes = chosen(session.programme_id, keys)
    statement = actions.mark(
        actor=request.user, session=session, for_comparison=reader.alone, **codes, **data
    )
    places = [(data["start"], data["end"])]
    if statement.start is not None:
        places.append((statement.start, statement.end))
    counts = queries.counts_in(session, reader, keys) if asks_data(request) else {}
    return screen_answer(request, session, places, mark=statement.pk, counts=counts, undo=True, redo=False)


@page(Session, perm="assessments.change_statement", related=RELATED, methods=("POST",))
@answered
def change(request: HttpRequest, session: Session, mark: int) -> HttpResponse:
    """Other codes (`codes`), another memo (`memo`), or both."""
    statement = _mark_of(request, session, mark)
    fields: dict[str, Any] = {}
    if "codes" in request.POST:
        fields |= chosen(session.programme_id, request.POST.getlist("codes"))
    if "memo" in request.POST:
        fields |= _checked(MemoForm(request.POST))
    if not fields:
        raise Refused(_("Choose at least one code."), field="codes")
    statement = actions.change_mark(actor=request.user, session=session, statement=statement, **fields)
    return screen_answer(request, session, _place_of(statement), mark=statement.pk)


@page(Session, perm="assessments.change_statement", related=RELATED, methods=("POST",))
@answered
def remove(request: HttpRequest, session: Session, mark: int) -> HttpResponse:
    place = actions.unmark(actor=request.user, session=session, statement=_mark_of(request, session, mark))
    return screen_answer(request, session, [place] if place else [])


@page(Session, perm="assessments.add_statement", related=RELATED, methods=("POST",))
@answered
def undo(request: HttpRequest, session: Session) -> HttpResponse:
    return screen_answer(request, session, actions.undo(actor=request.user, session=session))


@page(Session, perm="assessments.add_statement", related=RELATED, methods=("POST",))
@answered
def redo(request: HttpRequest, session: Session) -> HttpResponse:
    return screen_answer(request, session, actions.redo(actor=request.user, session=session))


def _checked(form: MemoForm) -> dict[str, Any]:
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    return form.cleaned_data


def _mark_of(request: HttpRequest, session: Session, mark: int) -> Statement:
    """A mark that this reader sees in the session, its session being this very one."""
    statement = queries.marks_of(session, reader_of(request)).filter(pk=clean_pk(mark)).first()
    if statement is None:
        raise Http404
    statement.session = session
    return statement


def _place_of(statement: Statement) -> list[tuple[int, int]]:
    return [(statement.start, statement.end)] if statement.start is not None else []


# --- by plain forms ------------------------------------------------------------------------------


@page(Session, perm="assessments.add_statement", related=RELATED)
def new_mark(request: HttpRequest, session: Session) -> HttpResponse:
    """Mark words of one paragraph (`?paragraph=12`): copied, codes ticked."""
    paragraph = _paragraph(request, session)
    programme, reader = session.assessment.programme, reader_of(request)

    def act(data: dict[str, Any]) -> Statement:
        start, end = _find(session, data["excerpt"], paragraph)
        return actions.mark(
            actor=request.user,
            session=session,
            start=start,
            end=end,
            notes_version=session.notes_version,
            for_comparison=reader.alone,
            **data,
        )

    return form_page(
        request,
        PlainMarkForm,
        title=_("Mark words of session %(code)s") % {"code": session.code},
        submit=_("Mark them"),
        parent=session,
        stage=STAGE,
        programme=programme,
        initial={"excerpt": paragraph.text if paragraph else ""},
        template="assessments/statement_form.html",
        context={"notes": session},
        act=act,
        done=_way_back(request, session, paragraph),
    )


@page(Session, perm="assessments.change_statement", related=RELATED)
def edit_mark(request: HttpRequest, session: Session, mark: int) -> HttpResponse:
    statement = _mark_of(request, session, mark)
    return form_page(
        request,
        PlainChangeForm,
        title=_("Codes and memo of excerpt %(number)s") % {"number": statement.number},
        parent=session,
        stage=STAGE,
        programme=session.assessment.programme,
        borne=Theme.objects.filter(pk__in=statement.themes.values("pk")),
        initial={
            "clauses": list(statement.clauses.values_list("pk", flat=True)),
            "themes": list(statement.themes.values_list("pk", flat=True)),
            "memo": statement.memo,
        },
        template="coding/mark.html",
        context={"statement": statement, "session": session, "alone": reader_of(request).alone},
        act=lambda data: actions.change_mark(
            actor=request.user, session=session, statement=statement, **data
        ),
        done=_way_back(request, session, None),
    )


@page(Session, perm="assessments.change_session", related=RELATED)
def replace(request: HttpRequest, session: Session) -> HttpResponse:
    """Put other words in the place of those from `start` to `end`, which look like a person's name."""
    start, end = (_number(request, name) for name in ("start", "end"))
    words = session.notes[start:end][:200]
    touched = Text(session.notes).touched([(start, end)])
    found = next((each for each in queries.names_in(session, touched) if each.start == start), None)
    return form_page(
        request,
        ReplaceForm,
        title=_("Replace “%(words)s”") % {"words": words} if words else _("Replace words"),
        intro=_(
            "Nobody who is listened to must be recognised. Excerpts keep their place around the new words."
        ),
        submit=_("Replace"),
        parent=session,
        stage=STAGE,
        autosave=False,
        initial={
            "start": start,
            "end": end,
            "words": words,
            "replacement": found.replacement if found else "",
        },
        template="coding/replace.html",
        context={"session": session, "words": words, "doubtful": found and not found.certain},
        act=lambda data: actions.replace_words(actor=request.user, session=session, **data),
        done=_way_back(request, session, touched[0] if touched else None),
    )


@page(Session, perm="assessments.confirm_words", related=RELATED, methods=("POST",))
def known(request: HttpRequest, session: Session) -> HttpResponse:
    """These words are no name here: a village, a river, a ministry."""
    words = request.POST.get("words", "").strip()[:LONGEST_NAME]
    if not words:
        raise Refused(_("Say which words are no name."))
    confirm_words(actor=request.user, programme=session.assessment.programme, words=[words])
    return redirect(_way_back(request, session, None))


def _paragraph(request: HttpRequest, session: Session) -> Paragraph | None:
    return Text(session.notes).numbered(_number(request, "paragraph"))


def _number(request: HttpRequest, name: str) -> int:
    """A small number of the address; 0 when it is none."""
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else 0


def _find(session: Session, words: str, paragraph: Paragraph | None) -> tuple[int, int]:
    words = words.replace("\r\n", "\n")
    place = nearest_place(session.notes, words, paragraph.start if paragraph else 0)
    if place is None:
        raise Refused(
            _("These words are not in the notes as they stand. Copy them from the notes."), field="excerpt"
        )
    return place


def _way_back(request: HttpRequest, session: Session, paragraph: Paragraph | None) -> str:
    alone = "?alone=1" if reader_of(request).alone else ""
    place = f"#p{paragraph.number}" if paragraph else ""
    return f"{reverse('coding:session', args=[session.pk])}{alone}{place}"
