from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.listen.assessments import actions, queries
from gapbridge.listen.assessments.filters import AssessmentFilter
from gapbridge.listen.assessments.forms import AssessmentForm
from gapbridge.listen.assessments.models import Assessment
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Programme
from gapbridge.programmes.queries import create_actions
from gapbridge.programmes.standing import standing

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
        "planning": assessment.programme_id in standing(user).programmes,
        "spoken": [name for code, name in NARRATIVE_LANGUAGES if code in assessment.spoken],
        "listening": assessment.is_listening,
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
