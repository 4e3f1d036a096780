"""The list of all that was sent to a call."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation.filters import FilesFilter
from gapbridge.act.evaluation.queries.files import files_of
from gapbridge.base.access import page
from gapbridge.base.listing import Column, list_page

ROWS = 50
COLUMNS = (
    Column("number", pgettext_lazy("of a document", "Number"), sort="number"),
    Column("title", gettext_lazy("Project"), sort="title", link=True),
    Column("organisation", gettext_lazy("Applicant"), sort="organisation__name"),
    Column("lot", gettext_lazy("Lot"), sort="lot__number", value=lambda row: row.lot.number, kind="number"),
    Column("amount", gettext_lazy("Amount"), sort="amount", kind="number"),
    Column("concept_points", gettext_lazy("Concept note"), sort="concept_points", kind="number"),
    Column("full_points", gettext_lazy("Full application"), sort="full_points", kind="number"),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


@page(Call, perm="evaluation.run_evaluation", related=("intervention__programme",), methods=("GET", "HEAD"))
def files(request: HttpRequest, call: Call) -> HttpResponseBase:
    return list_page(
        request,
        title=_("Applications: %(call)s") % {"call": call},
        intro=_("All that were sent, with the points of closed and released steps."),
        queryset=files_of(call, request.user),
        columns=[each for each in COLUMNS if call.is_two_step or each.key != "concept_points"],
        filters=FilesFilter,
        empty=_("No application has been submitted."),
        stage="act",
        rows=ROWS,
        context={"parent": call},
    )
