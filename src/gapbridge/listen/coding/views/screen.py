"""The coding screen, as a page; and what it asks every few seconds."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from gapbridge.base.access import page
from gapbridge.base.errors import Refused
from gapbridge.base.listing import Column, list_page
from gapbridge.listen.assessments.models import Session
from gapbridge.listen.assessments.queries import group_of
from gapbridge.listen.coding import actions, queries
from gapbridge.listen.coding.codebook import branches, codebook
from gapbridge.listen.coding.drawing import Pen
from gapbridge.listen.coding.forms import HereForm
from gapbridge.listen.coding.rules import may_code
from gapbridge.listen.coding.text import Text

from .answers import answered, drawn, reader_of

STAGE = "listen"
MOST_ASKED = 200  # paragraphs drawn anew in one answer
SEARCHED_AT_ONCE = 30_000  # characters; in longer notes names are looked for once the page stands

SESSION_COLUMNS = (
    Column(
        "code",
        gettext_lazy("Session"),
        sort="code",
        link=True,
        href=lambda each: reverse("coding:session", args=[each.pk]),
    ),
    Column("group", gettext_lazy("Group"), value=group_of),
    Column("place", gettext_lazy("Place"), sort="place__name"),
    Column("held_on", gettext_lazy("Date"), sort="held_on", kind="date"),
    Column("assessment", gettext_lazy("Assessment"), sort="assessment__title"),
    Column("voices", gettext_lazy("Voices"), sort="voices", kind="number"),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


@page(perm="assessments.read_notes")
def session_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Coding"),
        intro=_("Notes of sessions that were held, to be marked with clauses and themes."),
        queryset=queries.sessions_to_code(request.user),
        columns=SESSION_COLUMNS,
        empty=_("No session is to be coded yet. Notes come here once a session was held."),
        stage=STAGE,
    )


@never_cache
@page(Session, perm="assessments.read_notes", related=("assessment__programme", "place"))
def session_page(request: HttpRequest, session: Session) -> HttpResponse:
    return render(request, "coding/session.html", _screen(request, session))


def _screen(request: HttpRequest, session: Session) -> dict[str, Any]:
    programme, reader = session.assessment.programme, reader_of(request)
    text, book = Text(session.notes), codebook(programme.pk)
    marks = queries.marks_in(session, reader, book)
    only = book.codes.get(request.GET.get("code", ""))
    search = len(session.notes) <= SEARCHED_AT_ONCE or "names" in request.GET
    names = queries.names_in(session, text.paragraphs) if search else []
    paragraphs = queries.shown(text, text.paragraphs, marks, names)
    if only:
        kept = queries.bearing(paragraphs, only.key, marks)
        paragraphs = [each for each in paragraphs if each.paragraph.number in kept]
    others = queries.others_here(session, request.user)
    working = may_code(request.user, session)
    return {
        "title": _("Coding of session %(code)s") % {"code": session.code},
        "stage": STAGE,
        "session": session,
        "assessment": session.assessment,
        "programme": programme,
        "group": group_of(session),
        "alone": reader.alone,
        "working": working,
        "names_later": working and not search,
        "paragraphs": Pen(session, working, reader.alone).draw(paragraphs),
        "only": only,
        "total": len(marks),
        "branches": queries.counted(branches(programme, book), queries.counts_in(session, reader)),
        "unplaced": queries.unplaced(session, reader),
        "token": queries.token_of(session, others),
        "steps": queries.steps_open(session, request.user),
        "here": f"{reverse('coding:session', args=[session.pk])}{'?alone=1' if reader.alone else ''}",
    }


@never_cache
@page(Session, perm="assessments.read_notes", related=("assessment__programme",), methods=("GET",))
def live(request: HttpRequest, session: Session) -> HttpResponse:
    """What changed since the token `since`: 204 for nothing, else the state of every marked paragraph, counts,
    and who codes where. The screen compares, and asks for the paragraphs that differ."""
    others = queries.others_here(session, request.user)
    token = queries.token_of(session, others)
    if request.GET.get("since") == token:
        return HttpResponse(status=204)
    reader, text = reader_of(request), Text(session.notes)
    marks = queries.marks_in(session, reader, codebook(session.programme_id))
    return JsonResponse(
        {
            "token": token,
            "notes_version": session.notes_version,
            "states": queries.states(text, marks),
            "counts": queries.counts_in(session, reader),
            "others": [
                {
                    "initials": queries.initials_of(str(each.user)),
                    "said": _("%(who)s codes here") % {"who": each.user},
                    "paragraph": each.paragraph,
                }
                for each in others
            ],
        }
    )


@never_cache
@page(Session, perm="assessments.read_notes", related=("assessment__programme",), methods=("GET",))
def paragraphs(request: HttpRequest, session: Session) -> HttpResponse:
    """The paragraphs with these numbers (`n`, several times), as they are now."""
    text = Text(session.notes)
    numbers = {
        int(each) for each in request.GET.getlist("n")[:MOST_ASKED] if each.isdecimal() and len(each) < 10
    }
    asked = [each for number in sorted(numbers) if (each := text.numbered(number))]
    return JsonResponse({"paragraphs": drawn(request, session, text, asked)})


@never_cache
@page(Session, perm="assessments.add_statement", related=("assessment",), methods=("GET",))
def names(request: HttpRequest, session: Session) -> HttpResponse:
    """The numbers of the paragraphs in which something looks like a person's name or number."""
    text = Text(session.notes)
    places = [(each.start, each.end) for each in queries.names_in(session, text.paragraphs)]
    return JsonResponse({"numbers": [each.number for each in text.touched(places)]})


@page(Session, perm="assessments.add_statement", related=("assessment",), methods=("POST",))
@answered
def here(request: HttpRequest, session: Session) -> HttpResponse:
    form = HereForm(request.POST)
    if not form.is_valid():
        raise Refused(_("This is no paragraph of the notes."))
    actions.be_here(actor=request.user, session=session, **form.cleaned_data)
    return HttpResponse(status=204)
