"""Due diligence: the checklist and the decision."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gapbridge.act.profiles import actions
from gapbridge.act.profiles.actions.checks import VALID_FOR
from gapbridge.act.profiles.forms import (
    AnswersForm,
    ConditionsForm,
    FailForm,
    PassForm,
    QuestionsForm,
    StartCheckForm,
    answers_in,
)
from gapbridge.act.profiles.models import DueDiligence, Profile
from gapbridge.act.profiles.queries.page import hits_of, papers_of
from gapbridge.act.profiles.queries.questions import asked_in
from gapbridge.act.profiles.queries.standing import obstacles
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.programmes.models import Programme

from .file import own_programmes

OF_CHECK = ("organisation__profile", "programme", "checked_by")
DECIDE = "profiles.decide_check"


@page(Profile, perm="profiles.check", related=("organisation",))
def new_check(request: HttpRequest, profile: Profile) -> HttpResponse:
    return form_page(
        request,
        StartCheckForm,
        programmes=own_programmes(request.user),
        title=_("Begin a due diligence check"),
        intro=_(
            "A check that is passed counts for all programmes of the same lead organisation while it is valid."
        ),
        parent=profile,
        stage="act",
        submit=_("Begin"),
        autosave=False,
        act=lambda data: actions.start_check(actor=request.user, organisation=profile.organisation, **data),
    )


@page(DueDiligence, related=OF_CHECK)
def check_page(request: HttpRequest, check: DueDiligence) -> HttpResponse:
    """The questions with their answers; while the check is under way, a form that saves itself as it is typed."""
    user, profile = request.user, check.organisation.profile
    title = _("Due diligence: %(organisation)s") % {"organisation": check.organisation}
    context = {
        "check": check,
        "profile": profile,
        "obstacles": obstacles(check) if check.state == "draft" else [],
        "hits": hits_of(profile, user),
        "papers": papers_of(profile, user),
    }
    if check.state != "draft" or not user.has_perm(DECIDE, check):
        context |= {"title": title, "stage": "act", "answers": check.answers.all()}
        return render(request, "profiles/check.html", context)
    return form_page(
        request,
        AnswersForm,
        check=check,
        title=title,
        stage="act",
        submit=_("Save the answers"),
        template="profiles/check.html",
        context=context,
        act=lambda data: actions.answer_check(actor=user, check=check, answers=answers_in(data, check)),
    )


@page(Programme, perm="profiles.change_questions")
def questions(request: HttpRequest, programme: Programme) -> HttpResponse:
    asked = asked_in(programme)
    return form_page(
        request,
        QuestionsForm,
        questions=asked.questions,
        title=_("Questions of due diligence"),
        intro=_(
            "Version %(version)s. Saving makes a new one: checks that begin afterwards ask it, and those that have"
            " begun keep theirs."
        )
        % {"version": asked.version},
        parent=programme,
        done=request.path,
        stage="act",
        act=lambda data: actions.change_questions(actor=request.user, programme=programme, **data),
    )


@page(DueDiligence, perm=DECIDE, related=OF_CHECK)
def pass_check(request: HttpRequest, check: DueDiligence) -> HttpResponse:
    return form_page(
        request,
        PassForm,
        initial={"valid_until": localdate() + VALID_FOR},
        title=_("Pass: %(organisation)s") % {"organisation": check.organisation},
        parent=check,
        stage="act",
        submit=_("Pass"),
        autosave=False,
        act=lambda data: actions.pass_check(actor=request.user, check=check, **data),
    )


@page(DueDiligence, perm=DECIDE, related=OF_CHECK)
def pass_with_conditions(request: HttpRequest, check: DueDiligence) -> HttpResponse:
    return form_page(
        request,
        ConditionsForm,
        initial={"valid_until": localdate() + VALID_FOR},
        title=_("Pass with conditions: %(organisation)s") % {"organisation": check.organisation},
        parent=check,
        stage="act",
        submit=_("Pass with conditions"),
        act=lambda data: actions.pass_with_conditions(actor=request.user, check=check, **data),
    )


@page(DueDiligence, perm=DECIDE, related=OF_CHECK)
def fail_check(request: HttpRequest, check: DueDiligence) -> HttpResponse:
    return form_page(
        request,
        FailForm,
        title=_("Fail: %(organisation)s") % {"organisation": check.organisation},
        intro=_("The organisation can't receive money until another check is passed."),
        parent=check,
        stage="act",
        submit=_("Fail"),
        act=lambda data: actions.fail_check(actor=request.user, check=check, **data),
    )
