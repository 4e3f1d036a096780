from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.listen.assessments import actions, queries
from gapbridge.listen.assessments.forms import ConsentForm
from gapbridge.listen.assessments.models import Assessment, Consent, Session
from gapbridge.listen.assessments.private_forms import NotesForm, TakeBackForm
from gapbridge.programmes.models import PopulationGroup

from .words import confirming

STAGE = "listen"


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
        "loosened": queries.loosened_in(session) if keeper else 0,
        "kept": session.withdrawn_at is None,
        "may_mark": _may_change(session) and session.state in {"held", "coded"},
        "may_change": _may_change(session),
    }
    return render(request, "assessments/session.html", context)


def _may_change(session: Session) -> bool:
    settled = session.state == "cancelled" or session.withdrawn_at is not None
    return not settled and session.assessment.is_listening


@page(Assessment, perm="assessments.add_session", related=("programme",))
def new_session(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    return form_page(
        request,
        NotesForm,
        title=_("New session"),
        parent=assessment,
        stage=STAGE,
        assessment=assessment,
        asked=request.GET,
        initial=_usual(assessment),
        template="assessments/private_form.html",
        known_to=assessment.programme,
        act=confirming(
            request,
            assessment.programme,
            lambda data: actions.create_session(actor=request.user, assessment=assessment, **data),
        ),
    )


def _usual(assessment: Assessment) -> dict[str, Any]:
    """What most sessions of the assessment have in common."""
    day = timezone.localdate()
    during = assessment.starts_on <= day <= assessment.ends_on
    usual: dict[str, Any] = {"held_on": day if during else assessment.starts_on}
    populations = list(assessment.populations.filter(kind=PopulationGroup.Kind.STATUS)[:2])
    if len(populations) == 1:
        usual["population"] = populations[0]
    if len(assessment.spoken) == 1:
        usual["language"] = assessment.spoken[0]
    return usual


@page(Session, perm="assessments.change_session", related=("assessment__programme",))
def edit_session(request: HttpRequest, session: Session) -> HttpResponse:
    return form_page(
        request,
        NotesForm,
        instance=session,
        title=_("Change session %(code)s") % {"code": session.code},
        parent=session,
        stage=STAGE,
        assessment=session.assessment,
        template="assessments/private_form.html",
        known_to=session.assessment.programme,
        act=confirming(
            request,
            session.assessment.programme,
            lambda data: actions.change_session(actor=request.user, session=session, **data),
        ),
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


@page(Consent, perm="assessments.record_consent", related=("session__assessment__programme",))
def withdraw_consent(request: HttpRequest, consent: Consent) -> HttpResponse:
    return form_page(
        request,
        TakeBackForm,
        title=_("Withdraw the consent"),
        submit=_("Take the words out for good"),
        parent=consent.session,
        stage=STAGE,
        template="assessments/withdraw.html",
        context={
            "session": consent.session,
            "uses": queries.uses_of_words(consent.session),
            "voices": queries.marks_in(consent.session),
        },
        known_to=consent.session.assessment.programme,
        act=confirming(
            request,
            consent.session.assessment.programme,
            lambda data: actions.withdraw_consent(actor=request.user, consent=consent, **data),
        ),
    )
