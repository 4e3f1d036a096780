from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.programmes.models import Programme
from gapbridge.programmes.queries import create_actions

from . import actions, queries
from .filters import AssessmentFilter, StatementFilter
from .forms import AssessmentForm, ConsentForm, SessionForm, StatementForm, WithdrawalForm
from .models import Assessment, Consent, Session, Statement

STAGE = "listen"
VOICES_ON_PAGE = 6

ASSESSMENT_COLUMNS = (
    Column("title", gettext_lazy("Assessment"), sort="title", link=True),
    Column("programme", gettext_lazy("Programme"), sort="programme__short_title"),
    Column("starts_on", gettext_lazy("From"), sort="starts_on", kind="date"),
    Column("ends_on", gettext_lazy("To"), sort="ends_on", kind="date"),
    Column("sessions_held", gettext_lazy("Sessions held"), sort="sessions_held", kind="number"),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)
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


# --- assessments ---------------------------------------------------------------------------------


@page(public=True)
def assessment_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Assessments"),
        intro=_("Where and when displaced people and their hosts were listened to."),
        queryset=queries.assessments_for(request.user),
        columns=ASSESSMENT_COLUMNS,
        filters=AssessmentFilter,
        actions=create_actions(
            request.user, "assessments.add_assessment", "assessments:new", _("New assessment")
        ),
        empty=_("No assessment is open to you yet. A protection officer plans the first one."),
        stage=STAGE,
    )


@page(Assessment, public=True, related=("programme",))
def assessment_page(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    user = request.user
    keeper = queries.is_keeper(user, assessment)
    voices = queries.statements_for(user).filter(session__assessment=assessment)
    context = {
        "title": assessment.title,
        "stage": STAGE,
        "assessment": assessment,
        "coverage": queries.coverage_of(assessment, user),
        "keeper": keeper,
        "sessions": [
            (session, queries.group_of(session), queries.people_shown(session.participants, keeper))
            for session in queries.sessions_of(assessment, user)
        ],
        "voices": [(each, queries.speaker(each)) for each in voices[:VOICES_ON_PAGE]],
        "voice_count": voices.count(),
        "voices_url": f"{reverse('assessments:statements')}?assessment={assessment.pk}",
        "listening": _is_listening(assessment),
    }
    return render(request, "assessments/assessment.html", context)


@page(Programme, perm="assessments.add_assessment")
def new_assessment(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        AssessmentForm,
        title=_("New assessment"),
        parent=programme,
        stage=STAGE,
        initial={"language": get_language()},
        act=lambda data: actions.create_assessment(actor=request.user, programme=programme, **data),
    )


@page(Assessment, perm="assessments.change_assessment")
def edit_assessment(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    return form_page(
        request,
        AssessmentForm,
        instance=assessment,
        title=_("Change the assessment"),
        parent=assessment,
        stage=STAGE,
        act=lambda data: actions.change_assessment(actor=request.user, assessment=assessment, **data),
    )


# --- sessions ------------------------------------------------------------------------------------


@page(Session, public=True, related=("assessment__programme", "place", "population"))
def session_page(request: HttpRequest, session: Session) -> HttpResponse:
    keeper = queries.is_keeper(request.user, session)
    people = queries.people_shown(session.participants, keeper)
    context = {
        "title": _("Session %(code)s") % {"code": session.code},
        "stage": STAGE,
        "session": session,
        "assessment": session.assessment,
        "group": queries.group_of(session),
        "people": people,
        # what singles out a few people is not told
        "diversity": session.diversity.all() if people is not None else None,
        "keeper": keeper,
        "facilitators": session.facilitators.all() if keeper else [],
        "consents": queries.consents_of(session) if keeper else [],
        "voices": [(each, queries.speaker(each)) for each in queries.statements_in(session, request.user)],
        "may_mark": session.state in {"held", "coded"} and _is_listening(session.assessment),
        "may_change": session.state != "cancelled" and _is_listening(session.assessment),
    }
    return render(request, "assessments/session.html", context)


@page(Assessment, perm="assessments.add_session", related=("programme",))
def new_session(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    return form_page(
        request,
        SessionForm,
        title=_("New session"),
        parent=assessment,
        stage=STAGE,
        programme=assessment.programme,
        initial={"held_on": assessment.starts_on},
        act=lambda data: actions.create_session(actor=request.user, assessment=assessment, **data),
    )


@page(Session, perm="assessments.change_session", related=("assessment__programme",))
def edit_session(request: HttpRequest, session: Session) -> HttpResponse:
    return form_page(
        request,
        SessionForm,
        instance=session,
        title=_("Change session %(code)s") % {"code": session.code},
        parent=session,
        stage=STAGE,
        programme=session.assessment.programme,
        act=lambda data: actions.change_session(actor=request.user, session=session, **data),
    )


@page(Session, perm="assessments.record_consent", related=("assessment",))
def new_consent(request: HttpRequest, session: Session) -> HttpResponse:
    return form_page(
        request,
        ConsentForm,
        title=_("Record consent"),
        intro=_("What the people of this session agreed to. A new record takes the place of the one before."),
        parent=session,
        stage=STAGE,
        session=session,
        initial={"language": session.language},
        act=lambda data: actions.record_consent(actor=request.user, session=session, **data),
    )


@page(Consent, perm="assessments.record_consent", related=("session__assessment",))
def withdraw_consent(request: HttpRequest, consent: Consent) -> HttpResponse:
    return form_page(
        request,
        WithdrawalForm,
        title=_("Withdraw the consent"),
        intro=_("At once, nobody but the keepers can read what these people said."),
        submit=_("Withdraw it"),
        parent=consent.session,
        stage=STAGE,
        act=lambda data: actions.withdraw_consent(actor=request.user, consent=consent, **data),
    )


# --- voices --------------------------------------------------------------------------------------


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
    context: dict[str, Any] = {
        "title": _("A voice from %(place)s") % {"place": session.place},
        "stage": STAGE,
        "statement": statement,
        "session": session,
        "assessment": session.assessment,
        "speaker": queries.speaker(statement),
        "keeper": queries.is_keeper(request.user, session),
        "clauses": statement.clauses.select_related("framework"),
        "may_change": _is_listening(session.assessment),
    }
    return render(request, "assessments/statement.html", context)


@page(Session, perm="assessments.add_statement", related=("assessment__programme",))
def new_statement(request: HttpRequest, session: Session) -> HttpResponse:
    return form_page(
        request,
        StatementForm,
        title=_("New voice from session %(code)s") % {"code": session.code},
        parent=session,
        stage=STAGE,
        programme=session.assessment.programme,
        initial={"language": session.language},
        template="assessments/statement_form.html",
        context={"notes": session},
        act=lambda data: actions.add_statement(actor=request.user, session=session, **data),
    )


@page(Statement, perm="assessments.change_statement", related=("session__assessment__programme",))
def edit_statement(request: HttpRequest, statement: Statement) -> HttpResponse:
    return form_page(
        request,
        StatementForm,
        instance=statement,
        title=_("Change voice %(code)s") % {"code": statement},
        parent=statement,
        stage=STAGE,
        programme=statement.session.assessment.programme,
        template="assessments/statement_form.html",
        context={"notes": statement.session},
        act=lambda data: actions.change_statement(actor=request.user, statement=statement, **data),
    )


def _is_listening(assessment: Assessment) -> bool:
    return assessment.state in {"planned", "collecting"}
