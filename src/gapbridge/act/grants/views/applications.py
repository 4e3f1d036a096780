from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.grants import actions
from gapbridge.act.grants.actions.applications import organisations_of
from gapbridge.act.grants.filters import ApplicationFilter
from gapbridge.act.grants.forms import ApplicationForm, StartForm
from gapbridge.act.grants.models import Application, Call
from gapbridge.act.grants.queries import (
    Line,
    Sheet,
    applications_of,
    is_told,
    missing_parts,
    sheets_of,
    takes_applications,
)
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page


def shown_state(application: Application) -> Any:
    """The state as applicants may know it: no decision before the call is decided."""
    if application.call.state != "decided" and application.state in {"awarded", "reserve", "declined"}:
        return _("Submitted")
    return application.get_state_display()


COLUMNS = (
    Column("title", gettext_lazy("Project"), sort="title", link=True),
    Column("call", gettext_lazy("Call"), sort="call__intervention__title", value=lambda row: row.call),
    Column("organisation", gettext_lazy("Applicant"), sort="organisation__name"),
    Column("amount", gettext_lazy("Amount"), sort="amount", kind="number"),
    Column("receipt", gettext_lazy("Receipt"), sort="receipt", value=lambda row: row.receipt or None),
    Column("submitted_at", gettext_lazy("Submitted"), sort="submitted_at", kind="date"),
    Column(
        "closes_at",
        gettext_lazy("Deadline"),
        sort="call__closes_at",
        value=lambda row: row.call.closes_at,
        kind="date",
    ),
    Column("state", gettext_lazy("State"), value=shown_state),
)


@page(perm="grants.apply", methods=("GET", "HEAD"))
def application_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Our applications"),
        queryset=applications_of(request.user),
        columns=COLUMNS,
        filters=ApplicationFilter,
        empty=_(
            "Your organisation has not applied yet. Look at the open calls, choose one and press “Apply”."
        ),
        stage="act",
    )


@page(Call, perm="grants.apply", related=("intervention__programme",))
def apply(request: HttpRequest, call: Call) -> HttpResponse:
    """Begin; what is there already for one's only organisation is opened instead of a second one."""
    own = organisations_of(request.user)
    begun = call.applications.filter(organisation_id__in=own)
    if len(own) == 1 and begun:
        return redirect(begun[0])
    return form_page(
        request,
        StartForm,
        call=call,
        user=request.user,
        title=_("Apply: %(call)s") % {"call": call},
        intro=_(
            "Begin with these. You can fill in the rest in your own time, together with your colleagues."
        ),
        parent=call,
        submit=_("Begin the application"),
        stage="act",
        done=lambda application: reverse("grants:edit_application", args=[application.pk]),
        act=lambda data: actions.start_application(actor=request.user, call=call, **data),
    )


@page(
    Application, related=("call__intervention__programme", "organisation", "theme"), methods=("GET", "HEAD")
)
def application_page(request: HttpRequest, application: Application) -> HttpResponse:
    return render(request, "grants/application.html", _context(application, request.user))


def _context(application: Application, user: Any) -> dict[str, Any]:
    own = user.has_perm("grants.change_application", application)
    may_send = own and takes_applications(application.call)
    office = user.has_perm("grants.assign_evaluators", application)
    missing = missing_parts(application) if application.state == "draft" else {}
    sheets = sheets_of(application, user)
    return {
        "title": application.title,
        "stage": "act",
        "application": application,
        "call": application.call,
        "own": own,
        "office": office,
        "may_send": may_send,
        "may_withdraw": own and application.state in {"draft", "submitted"},
        "missing": missing,
        "parts": _parts(application, missing),
        "told": is_told(application, user),
        "sheets": sheets,
        "score_rows": _score_rows(sheets),
        "has_comments": any(sheet.comment for sheet in sheets),
        "assignments": list(application.assignments.select_related("evaluator")) if office else [],
        "mine": application.assignments.filter(evaluator_id=user.pk).exclude(state="conflict").first(),
    }


def _score_rows(sheets: list[Sheet]) -> list[tuple[Any, list[tuple[Sheet, Line]]]]:
    """Criterion by criterion, what each evaluator gave."""
    columns = zip(*(sheet.lines for sheet in sheets), strict=True)
    return [(lines[0].criterion, list(zip(sheets, lines, strict=True))) for lines in columns]


def _parts(application: Application, missing: dict[str, str]) -> list[tuple[str, Any, str, str]]:
    """The long answers: field, label, text, and what is missing in it."""
    field = application._meta.get_field
    return [
        (name, field(name).verbose_name, getattr(application, name), missing.get(name, ""))
        for name in ("need", "activities", "change")
    ]


@page(
    Application,
    perm="grants.change_application",
    related=("call__intervention__programme", "organisation", "theme"),
)
def edit_application(request: HttpRequest, application: Application) -> HttpResponse:
    if application.state != "draft" or not takes_applications(application.call):
        return redirect(application)
    return form_page(
        request,
        ApplicationForm,
        instance=application,
        title=_("Edit the application"),
        intro=_(
            "What you leave empty now can be filled in later. You submit it from the application's own page."
        ),
        parent=application,
        stage="act",
        done=application.get_absolute_url(),
        act=lambda data: actions.change_application(actor=request.user, application=application, **data),
    )
