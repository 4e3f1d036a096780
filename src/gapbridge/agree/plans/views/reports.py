from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.plans import actions
from gapbridge.agree.plans.filters import ReportFilter
from gapbridge.agree.plans.forms import ReportForm
from gapbridge.agree.plans.models import Measure, Report
from gapbridge.agree.plans.queries import reports_for
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.base.pagination import clean_pk
from gapbridge.programmes.standing import standing

REPORT_COLUMNS = (
    Column("measure", _("Measure"), sort="measure__code", link=True),
    Column("organisation", _("Reported for"), sort="organisation__name"),
    Column("until", _("Until"), sort="until", kind="date"),
    Column("stands", _("How it stands"), sort="stands"),
    Column("pieces", _("Evidence"), sort="pieces", kind="number"),
    Column("submitted_at", _("Submitted"), sort="submitted_at", kind="date"),
    Column("state", _("State"), sort="state", kind="badge"),
)


@page(public=True)
def report_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Progress reports"),
        intro=_("What the responsible organisations say they have done, verified by the programme's office."),
        queryset=reports_for(request.user),
        columns=REPORT_COLUMNS,
        filters=ReportFilter,
        empty=_("No report yet. Whoever carries a measure out reports on the measure's page."),
        stage="agree",
    )


@page(Report, public=True, related=("measure__plan__programme", "organisation", "by", "verified_by"))
def report_page(request: HttpRequest, report: Report) -> HttpResponse:
    user = request.user
    has_part = report.programme_id in standing(user).roles_in or standing(user).acts_for(
        report.organisation_id
    )
    context = {
        "report": report,
        "measure": report.measure,
        "stage": "agree",
        "evidence": report.evidence.select_related("file"),
        "sees_files": has_part,
        "may_correct": report.state == "returned" and user.has_perm("plans.change_report", report),
        "finishes": report.state == "submitted"
        and report.stands == Report.Standing.FINISHED
        and report.measure.state == "under_way",
        "may_verify": report.state == "submitted" and user.has_perm("plans.verify_report", report),
    }
    return render(request, "plans/report.html", context)


@page(Measure, perm="plans.report_progress", related=("plan__programme", "responsible"))
def new_report(request: HttpRequest, measure: Measure) -> HttpResponse:
    return form_page(
        request,
        ReportForm,
        initial={"language": request.user.language, "until": timezone.localdate()},
        title=_("Report progress"),
        intro=_("An officer of the programme reads it and verifies it, or returns it to you with a reason."),
        submit=_("Submit the report"),
        said=_("The report is submitted. It waits to be verified."),
        parent=measure,
        stage="agree",
        template="plans/report_form.html",
        act=lambda data: actions.submit_report(actor=request.user, measure=measure, **data),
    )


@page(Report, perm="plans.change_report", related=("measure__plan",))
def edit_report(request: HttpRequest, report: Report) -> HttpResponse:
    if report.state != "returned":
        messages.warning(request, _("A report is corrected after it was returned."))
        return redirect(report)
    before: dict[str, Any] = {name: getattr(report, name) for name in ("text", "language", "stands", "until")}
    return form_page(
        request,
        ReportForm,
        initial=before,
        title=_("Correct the report"),
        intro=report.returned_because,
        submit=_("Submit it again"),
        said=_("The report is submitted. It waits to be verified."),
        parent=report,
        stage="agree",
        template="plans/report_form.html",
        act=lambda data: actions.submit_again(actor=request.user, report=report, **data),
    )


@page(Report, perm="plans.change_report", methods=("POST",))
def remove_evidence(request: HttpRequest, report: Report, piece: int) -> HttpResponse:
    found = get_object_or_404(report.evidence, pk=clean_pk(piece))
    actions.remove_evidence(actor=request.user, evidence=found)
    messages.success(request, _("The evidence is gone."))
    return redirect(report)
