"""Activities, changes and visits."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gapbridge.act.grants import actions
from gapbridge.act.grants.actions.activities import facts_of
from gapbridge.act.grants.forms.course import (
    ActivityForm,
    ExtensionForm,
    FindingForm,
    LinkForm,
    ShiftForm,
    VisitForm,
)
from gapbridge.act.grants.forms.reports import AnswerForm
from gapbridge.act.grants.models import Change, Finding, Grant, Visit
from gapbridge.act.grants.queries.activities import rows_of
from gapbridge.act.grants.queries.budget import labels_of, plan_of
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.pagination import clean_pk

from .pages import RELATED

OF_GRANT = tuple(f"grant__{each}" for each in RELATED)
OF_VISIT = tuple(f"visit__grant__{each}" for each in RELATED)


# --- activities ------------------------------------------------------------------------------------------


@page(Grant, perm="grants.change_grant", related=RELATED)
def begin_activity(request: HttpRequest, grant: Grant) -> HttpResponse:
    asked = request.GET.get("row")
    row = rows_of(grant).filter(pk=clean_pk(asked)).first() if asked else None
    return form_page(
        request,
        ActivityForm,
        grant=grant,
        initial=facts_of(grant, row) | {"row": row},
        title=_("Make an intervention of an activity"),
        intro=_(
            "The grantee carries it out and keeps its register: the people it reaches are counted with everyone's."
        ),
        parent=grant,
        done=lambda made: made.intervention,
        stage="act",
        act=lambda data: actions.begin_activity(actor=request.user, grant=grant, **data),
    )


@page(Grant, perm="grants.change_grant", related=RELATED)
def link_activity(request: HttpRequest, grant: Grant) -> HttpResponse:
    return form_page(
        request,
        LinkForm,
        grant=grant,
        title=_("Link an intervention"),
        intro=_("One that the grantee carries out in this programme already."),
        parent=grant,
        stage="act",
        autosave=False,
        act=lambda data: actions.link_intervention(actor=request.user, grant=grant, **data),
    )


# --- changes ---------------------------------------------------------------------------------------------


@page(Grant, perm="grants.ask_for_change", related=RELATED)
def shift(request: HttpRequest, grant: Grant) -> HttpResponse:
    return form_page(
        request,
        ShiftForm,
        grant=grant,
        title=_("Change the budget"),
        intro=_("Within the limit it is in force at once; beyond it waits for the office's approval."),
        parent=grant,
        stage="act",
        act=lambda data: actions.shift_budget(
            actor=request.user, grant=grant, language=grant.application.language, **data
        ),
    )


@page(Grant, perm="grants.ask_for_change", related=RELATED)
def extend(request: HttpRequest, grant: Grant) -> HttpResponse:
    return form_page(
        request,
        ExtensionForm,
        title=_("Ask for more time"),
        parent=grant,
        stage="act",
        act=lambda data: actions.ask_extension(
            actor=request.user, grant=grant, language=grant.application.language, **data
        ),
    )


@page(Change, perm="grants.see_inside", related=(*OF_GRANT, "asked_by", "judged_by"), methods=("GET", "HEAD"))
def change_page(request: HttpRequest, change: Change) -> HttpResponse:
    labels, planned = labels_of(change.grant), plan_of(change.grant)
    context = {
        "title": str(change),
        "stage": "act",
        "change": change,
        "grant": change.grant,
        "currency": change.grant.currency,
        "shifts": [(labels.get(key, key), amount, planned.get(key)) for key, amount in change.shifts.items()],
    }
    return render(request, "grants/change.html", context)


# --- visits ----------------------------------------------------------------------------------------------


@page(Grant, perm="grants.visit_grant", related=RELATED)
def new_visit(request: HttpRequest, grant: Grant) -> HttpResponse:
    return form_page(
        request,
        VisitForm,
        initial={"visited_on": localdate()},
        title=_("Record a visit"),
        intro=_("Findings are added on its page."),
        parent=grant,
        stage="act",
        act=lambda data: actions.record_visit(actor=request.user, grant=grant, **data),
    )


@page(Visit, perm="grants.see_inside", related=(*OF_GRANT, "place", "made_by"), methods=("GET", "HEAD"))
def visit_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    context: dict[str, Any] = {
        "title": _("Visit to %(place)s") % {"place": visit.place},
        "stage": "act",
        "visit": visit,
        "grant": visit.grant,
        "findings": visit.findings.all(),
        "may_visit": request.user.has_perm("grants.visit_grant", visit),
        "may_answer": request.user.has_perm("grants.report_on_grant", visit),
    }
    return render(request, "grants/visit.html", context)


@page(Visit, perm="grants.visit_grant", related=OF_GRANT)
def new_finding(request: HttpRequest, visit: Visit) -> HttpResponse:
    return form_page(
        request,
        FindingForm,
        title=_("Add a finding"),
        parent=visit,
        done=visit.get_absolute_url(),
        stage="act",
        act=lambda data: actions.add_finding(actor=request.user, visit=visit, **data),
    )


@page(Finding, perm="grants.report_on_grant", related=OF_VISIT)
def answer_finding(request: HttpRequest, finding: Finding) -> HttpResponse:
    return form_page(
        request,
        AnswerForm,
        initial={"answer": finding.answer},
        title=_("What was done about it"),
        intro=finding.text,
        parent=finding.visit,
        done=finding.visit.get_absolute_url(),
        stage="act",
        submit=_("Answer"),
        act=lambda data: actions.answer_finding(actor=request.user, finding=finding, **data),
    )


@page(Finding, perm="grants.visit_grant", related=OF_VISIT, methods=("POST",))
def close_finding(request: HttpRequest, finding: Finding) -> HttpResponse:
    actions.close_finding(actor=request.user, finding=finding)
    return redirect(finding.visit)
