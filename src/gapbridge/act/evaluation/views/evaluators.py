"""Who evaluates: profiles, declarations, conflicts of interest, and how the scores of each compare."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation import actions, conflicts, declaration
from gapbridge.act.evaluation.forms.evaluators import ConflictForm, DeclareForm, EvaluatorForm
from gapbridge.act.evaluation.models import Declaration, EvaluatorProfile
from gapbridge.act.evaluation.queries import is_involved, people
from gapbridge.base.access import page
from gapbridge.base.errors import Refused, WrongState
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Action, Column, list_page
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import Programme, Topic

OF_CALL = ("intervention__programme", "procedure")

EVALUATORS = (
    Column("user", gettext_lazy("Evaluator"), sort="user__name", link=True),
    Column("languages", gettext_lazy("Reads"), value=people.languages_said),
    Column("topics", gettext_lazy("Knows about"), value=people.topics_said),
    Column("most", gettext_lazy("At most"), sort="most", kind="number"),
    Column("given", gettext_lazy("Given now"), sort="given", kind="number"),
)


@page(Programme, perm="evaluation.assign_evaluators", methods=("GET", "HEAD"))
def evaluator_list(request: HttpRequest, programme: Programme) -> HttpResponse:
    return list_page(
        request,
        title=_("Evaluators"),
        intro=_(
            "What the proposal of assignments needs to know of each. The role itself is given by their organisation."
        ),
        queryset=people.profiles_of(programme, request.user),
        columns=EVALUATORS,
        empty=_("Say of each evaluator what they read, so that applications can be proposed to them."),
        stage="act",
        actions=[Action(_("Add an evaluator"), reverse("evaluation:new_evaluator", args=[programme.pk]))],
        template="evaluation/evaluators.html",
        context={"programme": programme, "unlisted": people.unlisted(programme)},
    )


@page(Programme, perm="evaluation.assign_evaluators")
def new_evaluator(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _evaluator_page(
        request,
        programme,
        title=_("Add an evaluator"),
        initial={"user": request.GET.get("user")},
        act=lambda data: actions.set_evaluator(actor=request.user, programme=programme, **data),
    )


@page(EvaluatorProfile, perm="evaluation.assign_evaluators", related=("programme", "user"))
def edit_evaluator(request: HttpRequest, profile: EvaluatorProfile) -> HttpResponse:
    initial = {"languages": profile.languages, "topics": profile.topics.all(), "most": profile.most}
    return _evaluator_page(
        request,
        profile.programme,
        title=str(profile.user),
        initial=initial,
        profile=profile,
        act=lambda data: actions.set_evaluator(
            actor=request.user, programme=profile.programme, user=profile.user, **data
        ),
    )


def _evaluator_page(request: HttpRequest, programme: Programme, **more: Any) -> HttpResponse:
    return form_page(
        request,
        EvaluatorForm,
        offered=conflicts.evaluators_of(programme.pk),
        topics=Topic.objects.order_by("name"),
        stage="act",
        done=reverse("evaluation:evaluators", args=[programme.pk]),
        autosave=False,
        **more,
    )


# --- declarations ----------------------------------------------------------------------------------


@page(Call, perm="evaluation.declare", related=OF_CALL)
def declare(request: HttpRequest, call: Call) -> HttpResponse:
    """Before: who applies, by name, and the text. Afterwards: what was declared, and a further conflict."""
    if call.state not in {"evaluation", "decided"}:
        raise WrongState(_("The call is not being evaluated."))
    if not is_involved(request.user, call):
        raise Refused(_("You take no part in the evaluation of this call."))
    given = Declaration.objects.filter(call=call, user=request.user).first()
    organisations = Organisation.objects.filter(pk__in=people.applying(call)).order_by("name")
    context = people.declaration_context(call, request.user, given)
    if given is None:
        return _declare_page(request, call, organisations, context)
    return form_page(
        request,
        ConflictForm,
        organisations=organisations,
        title=_("Declaration of impartiality"),
        submit=_("Declare the conflict"),
        stage="act",
        autosave=False,
        template="evaluation/declare.html",
        context=context,
        done=request.path,
        said=_("It is noted. Nothing of this organisation's applications is open to you any more."),
        act=lambda data: actions.declare_conflict(actor=request.user, call=call, **data),
    )


def _declare_page(
    request: HttpRequest, call: Call, organisations: Any, context: dict[str, Any]
) -> HttpResponse:
    return form_page(
        request,
        DeclareForm,
        organisations=organisations,
        title=_("Declaration of impartiality"),
        submit=_("Give the declaration"),
        stage="act",
        template="evaluation/declare.html",
        context=context | {"paragraphs": declaration.text()},
        done=reverse("evaluation:mine") if context["files"] else request.path,
        said=_("Thank you. What was given to you is open now."),
        act=lambda data: actions.declare_impartial(
            actor=request.user,
            call=call,
            conflicts_with={each.pk: data["reason"] for each in data["conflicts"]},
        ),
    )


# --- the register of conflicts ------------------------------------------------------------------------

CONFLICTS = (
    Column("user", gettext_lazy("Who"), sort="user__name"),
    Column("organisation", gettext_lazy("Organisation"), sort="organisation__name"),
    Column("source", gettext_lazy("Conflict"), sort="source"),
    Column("note", gettext_lazy("Reason"), value=lambda row: row.note or None),
    Column("found_at", gettext_lazy("Since"), sort="found_at", kind="date"),
)


@page(Call, perm="evaluation.run_evaluation", related=OF_CALL, methods=("GET", "HEAD"))
def conflict_list(request: HttpRequest, call: Call) -> HttpResponse:
    """What an auditor asks for: who declared when, and what stands between whom."""
    return list_page(
        request,
        title=_("Conflicts of interest: %(call)s") % {"call": call},
        intro=_(
            "Found by comparing memberships, officers, addresses and bank accounts, or declared. Whoever has one reads"
            " and scores nothing of that organisation."
        ),
        queryset=people.conflicts_in(call, request.user),
        columns=CONFLICTS,
        empty=_("No conflict has been found or declared."),
        stage="act",
        template="evaluation/conflicts.html",
        context={"call": call, "declarations": people.declarations_in(call)},
    )


@page(Call, perm="evaluation.assign_evaluators", related=OF_CALL, methods=("POST",))
def look_for_conflicts(request: HttpRequest, call: Call) -> HttpResponse:
    found = actions.find_conflicts(actor=request.user, call=call)
    text = ngettext("%(count)s conflict is new.", "%(count)s conflicts are new.", found)
    messages.success(request, text % {"count": found} if found else _("Nothing new was found."))
    return redirect("evaluation:conflicts", call.pk)
