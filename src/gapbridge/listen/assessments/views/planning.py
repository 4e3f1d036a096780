from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.listen.assessments import actions, queries
from gapbridge.listen.assessments.forms import PlanForm, QuestionForm, SpreadForm, TeamForm
from gapbridge.listen.assessments.models import Assessment, GuideQuestion, Team
from gapbridge.programmes.models import NARRATIVE_LANGUAGES

STAGE = "listen"


# --- the plan ------------------------------------------------------------------------------------


@page(Assessment, related=("programme",))
def plan_page(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    keeper = queries.is_keeper(request.user, assessment)
    return render(request, "assessments/plan.html", _plan_context(request, assessment, keeper))


def _plan_context(request: HttpRequest, assessment: Assessment, keeper: bool) -> dict[str, Any]:
    may_plan = assessment.is_listening and request.user.has_perm("assessments.change_assessment", assessment)
    return {
        "title": _("Plan of sessions"),
        "stage": STAGE,
        "assessment": assessment,
        "plan": queries.plan_of(assessment, request.user),
        "teams": queries.teams_of(assessment) if keeper else [],
        "keeper": keeper,
        "may_plan": may_plan,
        "proposal": queries.next_session(assessment) if may_plan else None,
        "spread": SpreadForm() if may_plan else None,
        "places": assessment.places.exists(),
    }


@page(Assessment, perm="assessments.change_assessment", related=("programme",))
def edit_plan(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    return form_page(
        request,
        PlanForm,
        title=_("How many sessions are wanted"),
        intro=_("One number for each group in each place. Leave 0 where no session is wanted."),
        parent=assessment,
        stage=STAGE,
        plan=queries.plan_of(assessment, request.user),
        template="assessments/plan_form.html",
        context={"assessment": assessment},
        autosave=False,
        done=lambda _result: reverse("assessments:plan", args=[assessment.pk]),
        act=lambda data: actions.set_plan(actor=request.user, assessment=assessment, cells=data["cells"]),
    )


@page(Assessment, perm="assessments.change_assessment", related=("programme",), methods=("POST",))
def spread_plan(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    form = SpreadForm(request.POST)
    if not form.is_valid():
        context = _plan_context(request, assessment, keeper=True) | {"spread": form}
        return render(request, "assessments/plan.html", context, status=422)
    added = actions.spread_plan(actor=request.user, assessment=assessment, **form.cleaned_data)
    said = ngettext("%(number)s cell added to the plan.", "%(number)s cells added to the plan.", added)
    messages.success(request, said % {"number": added})
    return redirect("assessments:plan", assessment.pk)


# --- teams ---------------------------------------------------------------------------------------


@page(Assessment, perm="assessments.change_assessment", related=("programme",))
def new_team(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    return form_page(
        request,
        TeamForm,
        title=_("New team"),
        parent=assessment,
        stage=STAGE,
        assessment=assessment,
        initial={"spoken": assessment.spoken},
        act=lambda data: actions.add_team(actor=request.user, assessment=assessment, **data),
    )


@page(Team, perm="assessments.change_assessment", related=("assessment__programme",))
def edit_team(request: HttpRequest, team: Team) -> HttpResponse:
    return form_page(
        request,
        TeamForm,
        instance=team,
        title=_("Change the team"),
        parent=team.assessment,
        stage=STAGE,
        assessment=team.assessment,
        act=lambda data: actions.change_team(actor=request.user, team=team, **data),
    )


@page(Team, perm="assessments.change_assessment", related=("assessment__programme",), methods=("POST",))
def remove_team(request: HttpRequest, team: Team) -> HttpResponse:
    assessment = actions.remove_team(actor=request.user, team=team)
    messages.success(request, _("Removed."))
    return redirect("assessments:plan", assessment.pk)


# --- the guide -----------------------------------------------------------------------------------


@page(Assessment, related=("programme",))
def guide_page(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    may = request.user.has_perm("assessments.change_assessment", assessment)
    context = {
        "title": _("Guide of questions"),
        "stage": STAGE,
        "assessment": assessment,
        "themes": queries.guide_of(assessment, request.user),
        "may_change": may and assessment.is_listening,
        "languages": NARRATIVE_LANGUAGES,
    }
    return render(request, "assessments/guide.html", context)


@page(Assessment, related=("programme",))
def guide_sheet(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The guide as a sheet to print, in the language asked for: that of the people, not of the reader."""
    language = request.GET.get("language", "")
    if language not in dict(NARRATIVE_LANGUAGES):
        language = translation.get_language()
    with translation.override(language):
        response = render(
            request,
            "assessments/guide_sheet.html",
            {
                "title": _("What we ask"),
                "stage": STAGE,
                "assessment": assessment,
                "themes": queries.guide_of(assessment, request.user),
            },
        )
    response.headers["Content-Language"] = language
    return response


@page(Assessment, perm="assessments.change_assessment")
def new_question(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    return form_page(
        request,
        QuestionForm,
        title=_("New question"),
        intro=_(
            "In every language in which you listen. A language left out shows the question in another one."
        ),
        parent=assessment,
        stage=STAGE,
        act=lambda data: actions.add_question(actor=request.user, assessment=assessment, **data),
    )


@page(GuideQuestion, perm="assessments.change_assessment", related=("assessment",))
def edit_question(request: HttpRequest, question: GuideQuestion) -> HttpResponse:
    return form_page(
        request,
        QuestionForm,
        instance=question,
        title=_("Change the question"),
        parent=question.assessment,
        stage=STAGE,
        act=lambda data: actions.change_question(actor=request.user, question=question, **data),
    )


@page(GuideQuestion, perm="assessments.change_assessment", related=("assessment",), methods=("POST",))
def arrange_question(request: HttpRequest, question: GuideQuestion, how: str) -> HttpResponse:
    """Move a question up or down, or take it out."""
    target = question.get_absolute_url()
    if how == "remove":
        actions.remove_question(actor=request.user, question=question)
    elif how in {"up", "down"}:
        actions.move_question(actor=request.user, question=question, up=how == "up")
    else:
        raise Http404
    return redirect(target)


@page(Assessment, perm="assessments.change_assessment", methods=("POST",))
def take_guide(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    added = actions.take_guide(actor=request.user, assessment=assessment)
    said = ngettext("%(number)s question added.", "%(number)s questions added.", added)
    messages.success(request, said % {"number": added})
    return redirect("assessments:guide", assessment.pk)
