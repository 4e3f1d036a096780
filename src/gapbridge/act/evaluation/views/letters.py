"""Letters to applicants: as a page, as PDF, and the office's list of a call's."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation import complaining, documents
from gapbridge.act.evaluation.models import Letter
from gapbridge.base.access import page
from gapbridge.base.listing import Column, list_page
from gapbridge.base.middleware import received_at

RELATED = (
    "application__organisation",
    "application__call__intervention__programme",
    "application__call__procedure",
    "call_step__step",
)
COLUMNS = (
    Column(
        "number",
        gettext_lazy("Application"),
        sort="application__number",
        value=lambda row: row.application.number,
    ),
    Column(
        "organisation",
        gettext_lazy("Applicant"),
        sort="application__organisation__name",
        value=lambda row: row.application.organisation,
    ),
    Column("kind", gettext_lazy("Letter"), sort="kind", link=True),
    Column(
        "step",
        gettext_lazy("Step"),
        sort="call_step__step__position",
        value=lambda row: str(row.call_step) if row.call_step else None,
    ),
    Column("language", gettext_lazy("Language"), sort="language"),
    Column("sent_at", gettext_lazy("Sent"), sort="sent_at", kind="date"),
)


@page(Letter, related=RELATED, methods=("GET", "HEAD"))
def letter_page(request: HttpRequest, letter: Letter) -> HttpResponse:
    call = letter.application.call
    takes = letter.kind in complaining.OPEN_TO_COMPLAINT
    may_complain = takes and request.user.has_perm("evaluation.complain", letter)
    context = {
        "title": letter.content[0]["text"] if letter.content else str(letter),
        "stage": "act",
        "letter": letter,
        "application": letter.application,
        "blocks": letter.content[1:],
        "complaints": letter.complaints.all(),
        "may_complain": may_complain and complaining.is_in_time(letter, received_at(request)),
        "complain_until": complaining.last_day(call, letter.sent_at) if may_complain else None,
    }
    return render(request, "evaluation/letter.html", context)


@page(Letter, related=RELATED, methods=("GET", "HEAD"))
def letter_document(request: HttpRequest, letter: Letter) -> HttpResponse:
    return documents.as_pdf(documents.letter_pdf(letter), f"letter-{letter.pk}.pdf")


@page(Call, perm="evaluation.run_evaluation", related=("intervention",), methods=("GET", "HEAD"))
def letter_list(request: HttpRequest, call: Call) -> HttpResponseBase:
    letters = Letter.objects.visible_to(request.user).filter(application__call=call)
    return list_page(
        request,
        title=_("Letters to applicants"),
        intro=str(call),
        queryset=letters.select_related(*RELATED).order_by("-pk"),
        columns=COLUMNS,
        empty=_("No letter has been written yet: they are written when a step is closed."),
        stage="act",
    )
