"""Our applications: begun, seen whole, sent, and the receipts of what was sent."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.applications import actions
from gapbridge.act.applications.completeness import missing
from gapbridge.act.applications.deadlines import deadline_of, kind_written
from gapbridge.act.applications.documents import receipt_pdf
from gapbridge.act.applications.editors.partners import partners_of
from gapbridge.act.applications.filters import ApplicationFilter
from gapbridge.act.applications.forms.applications import StartForm, VerifyForm
from gapbridge.act.applications.models import Application, Part, Receipt
from gapbridge.act.applications.queries import applications_of, part_of, standing_receipt
from gapbridge.act.applications.receipts import is_of_the_site, verified
from gapbridge.act.applications.shown import editors_shown
from gapbridge.act.calls.models import Call
from gapbridge.act.calls.rules import organisations_of
from gapbridge.base.access import page
from gapbridge.base.errors import Refused
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.base.middleware import received_at

RELATED = ("call__intervention__programme", "call__procedure", "organisation", "lot")


def _deadline(row: Application) -> Any:
    kind = kind_written(row)
    return deadline_of(row.call, kind) if kind else None


COLUMNS = (
    Column("title", gettext_lazy("Project"), sort="title", link=True),
    Column("call", gettext_lazy("Call"), sort="call__intervention__title", value=lambda row: row.call),
    Column("lot", gettext_lazy("Lot"), sort="lot__number"),
    Column("organisation", gettext_lazy("Applicant"), sort="organisation__name"),
    Column("number", gettext_lazy("Reference"), sort="number", value=lambda row: row.number or None),
    Column("amount", gettext_lazy("Amount"), sort="amount", kind="number"),
    Column("deadline", gettext_lazy("To be sent by"), value=_deadline, kind="date"),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


@page(perm="calls.apply", methods=("GET", "HEAD"))
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


@page(Call, perm="calls.apply", related=("intervention__programme",))
def start(request: HttpRequest, call: Call) -> HttpResponse:
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
        act=lambda data: actions.start_application(
            actor=request.user, call=call, received_at=received_at(request), **data
        ),
    )


@page(Application, related=RELATED, methods=("GET", "HEAD"))
def application_page(request: HttpRequest, application: Application) -> HttpResponse:
    context = _context(request, application)
    return render(request, "applications/application.html", context | _editors(application, context))


def _editors(application: Application, context: dict[str, Any]) -> dict[str, Any]:
    """Budget, logframe, timeline and partners, to be read: of the last part that the reader may read."""
    editors = []
    for part, _receipt in context["parts"][-1:]:
        part.application = application
        editors = editors_shown(part)
    asks = any(each.field.kind == "partners" for each in editors)
    if context["writing"]:  # what is still to be written is named above
        editors = [each for each in editors if not each.is_blank]
    return {"editors": editors, "partners": [] if asks else partners_of(application)}


def _context(request: HttpRequest, application: Application) -> dict[str, Any]:
    context = _where_it_stands(request, application)
    parts = Part.objects.visible_to(request.user).filter(application=application)
    sent = application.state in {"submitted", "full_submitted"}
    return context | {
        "takes_back": context["in_time"] and sent,
        "may_withdraw": context["own"] and (sent or application.state in {"draft", "full_draft"}),
        "parts": [(part, standing_receipt(part)) for part in parts.select_related("form").order_by("pk")],
        "target_groups": application.target_groups.all(),
        "places": application.places.all(),
    }


def _where_it_stands(request: HttpRequest, application: Application) -> dict[str, Any]:
    """What is being written, until when, and what is missing: all that is asked in the last seconds of a call."""
    own = request.user.has_perm("applications.change_application", application)
    kind = kind_written(application) if own else None
    in_time = kind is not None and received_at(request) <= deadline_of(application.call, kind)
    writes = application.state in {"draft", "full_draft"}
    writing = part_of(application, kind) if kind and writes else None
    return {
        "title": application.title,
        "stage": "act",
        "application": application,
        "call": application.call,
        "own": own,
        "writing": writing,
        "missing": missing(writing) if writing else [],
        "deadline": deadline_of(application.call, kind or Part.Kind.CONCEPT),
        "in_time": in_time,
    }


@page(Application, perm="applications.change_application", related=RELATED)
def submit(request: HttpRequest, application: Application) -> HttpResponse:
    """Look once more, then send. What is missing is named with where to mend it."""
    if request.method == "POST":
        sent = _send(request, application)
        return redirect("applications:receipt", pk=sent.pk)
    context = _where_it_stands(request, application) | {
        "title": _("Submit: %(title)s") % {"title": application.title},
        "request_key": get_random_string(32),
    }
    return render(request, "applications/submit.html", context)


def _send(request: HttpRequest, application: Application) -> Receipt:
    act = actions.submit_full_application if application.state == "full_draft" else actions.submit_application
    key = request.POST.get("request_key", "")[:64]
    sent = act(actor=request.user, application=application, received_at=received_at(request), request_key=key)
    receipts = Receipt.objects.filter(part__application=sent, taken_back_at=None)
    receipt = receipts.order_by("-pk").first()
    if receipt is None:
        raise Refused(_("It was taken back meanwhile. Open the application and look where it stands."))
    return receipt


@page(Application, perm="applications.change_application", related=RELATED, methods=("POST",))
def take_back(request: HttpRequest, application: Application) -> HttpResponse:
    act = (
        actions.take_back_full_application
        if application.state == "full_submitted"
        else actions.take_back_application
    )
    return redirect(act(actor=request.user, application=application, received_at=received_at(request)))


# --- receipts ------------------------------------------------------------------------------------


@page(Receipt, related=("part__application__call__intervention__programme",), methods=("GET", "HEAD"))
def receipt(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    context = {
        "title": _("Receipt %(number)s") % {"number": receipt.number},
        "stage": "act",
        "receipt": receipt,
        "application": receipt.part.application,
        "own": request.user.has_perm("applications.change_application", receipt.part.application),
        "unchanged": is_of_the_site(receipt),
    }
    return render(request, "applications/receipt.html", context)


@page(Receipt, methods=("GET", "HEAD"))
def receipt_content(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    """Exactly the bytes whose hash the receipt names."""
    headers = {"Content-Disposition": f'attachment; filename="{receipt.number}.json"'}
    return HttpResponse(receipt.content.encode(), content_type="application/json", headers=headers)


@page(Receipt, related=("part__form",), methods=("GET", "HEAD"))
def receipt_as_pdf(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{receipt.number}.pdf"'}
    return HttpResponse(receipt_pdf(receipt), content_type="application/pdf", headers=headers)


@page(public=True)
def verify(request: HttpRequest) -> HttpResponse:
    """For whoever holds a receipt: whether the site gave it, and when. Nothing else is told."""
    sent = request.method == "POST"
    form = VerifyForm(request.POST if sent else None, initial=request.GET.dict())
    found = None
    if sent and form.is_valid():
        found = verified(form.cleaned_data["number"], form.cleaned_data["sha256"])
    context = {
        "title": _("Verify a receipt"),
        "form": form,
        "asked": sent and form.is_valid(),
        "found": found,
    }
    return render(
        request, "applications/verify.html", context, status=200 if not sent or form.is_valid() else 422
    )
