from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.listen.assessments import actions, queries
from gapbridge.listen.assessments.filters import StatementFilter
from gapbridge.listen.assessments.models import Session, Statement
from gapbridge.listen.assessments.private_forms import VoiceForm
from gapbridge.programmes.standing import standing

from .words import confirming

STAGE = "listen"

STATEMENT_COLUMNS = (
    Column("excerpt", gettext_lazy("What was said"), link=True),
    Column("who", gettext_lazy("Who"), value=queries.speaker),
    Column("topics", gettext_lazy("Topics"), value=lambda each: ", ".join(str(t) for t in each.topics.all())),
    Column(
        "clauses", gettext_lazy("Clauses"), value=lambda each: ", ".join(c.code for c in each.clauses.all())
    ),
    Column("language", gettext_lazy("Language")),
    Column("assessment", gettext_lazy("Assessment"), value=lambda each: each.session.assessment.title),
)


@page(public=True)
def statement_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Voices"),
        intro=_("What women, men, girls and boys said, in their own words. Nobody is named."),
        queryset=queries.statements_for(request.user),
        columns=STATEMENT_COLUMNS,
        filters=StatementFilter,
        empty=_(
            "No voice is open to you yet. Voices appear once a session is coded and its consent allows it."
        ),
        stage=STAGE,
        template="assessments/statements.html",
    )


@page(Statement, public=True, related=("session__assessment__programme", "session__place", "coded_by"))
def statement_page(request: HttpRequest, statement: Statement) -> HttpResponse:
    session = statement.session
    if session.withdrawn_at:  # none but keepers come here
        return _withdrawn(request, session)
    context: dict[str, Any] = {
        "title": _("A voice from %(place)s") % {"place": session.place},
        "stage": STAGE,
        "statement": statement,
        "session": session,
        "assessment": session.assessment,
        "speaker": queries.speaker(statement),
        "keeper": queries.is_keeper(request.user, session),
        "themes": statement.themes.filter(programme__in=standing(request.user).programmes),
        "clauses": statement.clauses.select_related("framework"),
        "may_change": session.assessment.is_listening,
    }
    return render(request, "assessments/statement.html", context)


def _withdrawn(request: HttpRequest, session: Session) -> HttpResponse:
    context = {"title": _("A voice that was taken back"), "stage": STAGE, "session": session}
    return render(request, "assessments/withdrawn.html", context)


@page(Session, perm="assessments.add_statement", related=("assessment__programme",))
def new_statement(request: HttpRequest, session: Session) -> HttpResponse:
    return form_page(
        request,
        VoiceForm,
        title=_("New voice from session %(code)s") % {"code": session.code},
        parent=session,
        stage=STAGE,
        programme=session.assessment.programme,
        initial={"language": session.language},
        template="assessments/statement_form.html",
        context={"notes": session},
        known_to=session.assessment.programme,
        act=confirming(
            request,
            session.assessment.programme,
            lambda data: actions.add_statement(actor=request.user, session=session, **data),
        ),
    )


@page(Statement, perm="assessments.change_statement", related=("session__assessment__programme",))
def edit_statement(request: HttpRequest, statement: Statement) -> HttpResponse:
    return form_page(
        request,
        VoiceForm,
        instance=statement,
        title=_("Change voice %(code)s") % {"code": statement},
        parent=statement,
        stage=STAGE,
        programme=statement.session.assessment.programme,
        template="assessments/statement_form.html",
        context={"notes": statement.session},
        known_to=statement.session.assessment.programme,
        act=confirming(
            request,
            statement.session.assessment.programme,
            lambda data: actions.change_statement(actor=request.user, statement=statement, **data),
        ),
    )
