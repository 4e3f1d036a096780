"""Complaints about an evaluation: filed by applicants, answered by the office."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.evaluation import actions, complaining
from gapbridge.act.evaluation.forms.complaints import ComplaintForm
from gapbridge.act.evaluation.models import Assignment, Complaint, Letter
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.base.middleware import received_at

from .letters import RELATED

OF_COMPLAINT = (
    "application__organisation",
    "application__call__intervention__programme",
    "application__call__procedure",
    "letter__call_step__step",
    "filed_by",
    "answered_by",
)
COLUMNS = (
    Column(
        "number",
        gettext_lazy("Application"),
        sort="application__number",
        link=True,
        value=lambda row: row.application.number,
    ),
    Column(
        "organisation",
        gettext_lazy("Applicant"),
        sort="application__organisation__name",
        value=lambda row: row.application.organisation,
    ),
    Column("call", gettext_lazy("Call"), value=lambda row: row.application.call),
    Column("filed_at", gettext_lazy("Filed"), sort="filed_at", kind="date"),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


@page(methods=("GET", "HEAD"))
def complaint_list(request: HttpRequest) -> HttpResponseBase:
    return list_page(
        request,
        title=_("Complaints"),
        intro=_("What applicants say went wrong in an evaluation, and how it was answered."),
        queryset=Complaint.objects.visible_to(request.user).select_related(*OF_COMPLAINT).order_by("-pk"),
        columns=COLUMNS,
        empty=_("Nobody has complained."),
        stage="act",
    )


@page(Letter, perm="evaluation.complain", related=RELATED)
def complain(request: HttpRequest, letter: Letter) -> HttpResponse:
    filed = letter.complaints.first()
    if filed is not None and request.method != "POST":
        return redirect(filed)
    return form_page(
        request,
        ComplaintForm,
        title=_("Complain about the evaluation"),
        intro=letter.application.title,
        parent=letter,
        stage="act",
        submit=_("File the complaint"),
        said=_("Your complaint has arrived."),
        act=lambda data: actions.file_complaint(
            actor=request.user, letter=letter, received_at=received_at(request), **data
        ),
    )


@page(Complaint, related=OF_COMPLAINT, methods=("GET", "HEAD"))
def complaint_page(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    may_answer = request.user.has_perm("evaluation.answer_complaint", complaint)
    anew = Assignment.objects.none()
    if may_answer:
        anew = Assignment.objects.visible_to(request.user).filter(
            application=complaint.application_id, kind="complaint"
        )
    context = {
        "title": _("Complaint"),
        "stage": "act",
        "complaint": complaint,
        "application": complaint.application,
        "letter": complaint.letter,
        "steps": complaining.steps_anew(complaint) if may_answer else [],
        "may_answer": may_answer,
        "anew": anew.select_related("evaluator"),
        "until": complaining.last_day(complaint.application.call, complaint.letter.sent_at),
    }
    return render(request, "evaluation/complaint.html", context)


@page(Complaint, perm="evaluation.answer_complaint", related=OF_COMPLAINT, methods=("POST",))
def settle(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Make the new result of a file that was evaluated again."""
    actions.settle_complaint(actor=request.user, complaint=complaint)
    return redirect(complaint)
