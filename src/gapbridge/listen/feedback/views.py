from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from gapbridge.base import journal
from gapbridge.base.access import page
from gapbridge.base.forms import put_beside_fields
from gapbridge.base.listing import Column, list_page

from . import actions, queries
from .filters import FeedbackFilter
from .forms import FeedbackForm, ReceiptForm
from .models import Feedback
from .throttle import MESSAGES, WRONG_RECEIPTS

STAGE = "listen"
SENT_FOR = 3600  # seconds for which a form that was sent is not taken again

COLUMNS = (
    Column("kind", gettext_lazy("Message"), sort="kind", value=str, link=True),
    Column("received_at", gettext_lazy("Received"), sort="received_at", kind="date"),
    Column("programme", gettext_lazy("Programme"), sort="programme__short_title"),
    Column("place", gettext_lazy("Place"), sort="place__name"),
    Column("language", gettext_lazy("Language"), sort="language"),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)
VERBS = {
    "feedback.submit": gettext_lazy("Received"),
    "feedback.take": gettext_lazy("Taken up"),
    "feedback.answer": gettext_lazy("Answered"),
    "feedback.close": gettext_lazy("Closed"),
    "feedback.reopen": gettext_lazy("Reopened"),
    "feedback.look_at_contact": gettext_lazy("Contact looked at"),
}


# --- for everyone --------------------------------------------------------------------------------


@sensitive_post_parameters()
@never_cache
@page(public=True)
def new_feedback(request: HttpRequest) -> HttpResponse:
    """Tell us. The receipt is in the answer to the POST itself: it is stored nowhere, not even for a redirect.

    What is typed here is not kept as a draft either.
    """
    sent_in = request.POST if request.method == "POST" else None
    form = FeedbackForm(sent_in, initial={"programme": request.GET.get("programme")})
    if request.method != "POST":
        return _tell_us(request, form, 200)
    if MESSAGES.is_closed(request):
        form.add_error(None, _("Many messages came from here in the last hour. Please try again in an hour."))
        return _tell_us(request, form, 429)
    if not form.is_valid():
        return _tell_us(request, form, 422)
    told = dict(form.cleaned_data)
    once = told.pop("once")
    sent = f"feedback-sent:{once}"
    if once and not cache.add(sent, True, SENT_FOR):
        return render(request, "feedback/sent.html", {"title": _("We have it already"), "stage": STAGE})
    try:
        feedback, receipt = actions.submit_feedback(actor=_sender(request), **told)
    except ValidationError as refusal:
        cache.delete(sent)
        put_beside_fields(form, refusal)
        return _tell_us(request, form, 422)
    MESSAGES.count(request)
    context = {"title": _("We have heard you"), "stage": STAGE, "receipt": receipt, "feedback": feedback}
    return render(request, "feedback/thanks.html", context)


def _tell_us(request: HttpRequest, form: FeedbackForm, status: int) -> HttpResponse:
    context = {"title": _("Raise a concern, tell us"), "stage": STAGE, "form": form, "submit": _("Send")}
    return render(request, "feedback/new.html", context, status=status)


def _sender(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


@never_cache
@page(public=True)
def receipt_page(request: HttpRequest) -> HttpResponse:
    """What became of a message. The code travels in a POST: an address would stay in histories and logs."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    feedback, status = None, 200
    if request.method == "POST":
        if WRONG_RECEIPTS.is_closed(request):
            form.add_error(None, _("That were many wrong codes. Please wait a minute and try again."))
            status = 429
        elif form.is_valid():
            feedback = queries.by_receipt(form.cleaned_data["receipt"])
        if feedback is None and status == 200:
            status = 422
            WRONG_RECEIPTS.count(request)
            if not form.errors:
                form.add_error("receipt", _("We know no message with this code. Look at each letter again."))
    context = {
        "title": _("Your message"),
        "stage": STAGE,
        "form": form,
        "feedback": feedback,
        "submit": _("Show what became of it"),
    }
    return render(request, "feedback/receipt.html", context, status=status)


# --- for those who answer ------------------------------------------------------------------------


@page()
def feedback_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Feedback"),
        intro=_("What people told the programmes: to be looked into, answered and closed."),
        queryset=queries.feedback_for(request.user),
        columns=COLUMNS,
        filters=FeedbackFilter,
        empty=_("No messages. What people send through “Raise a concern” arrives here."),
        stage=STAGE,
    )


@never_cache
@page(Feedback, related=("programme", "place"))
def feedback_page(request: HttpRequest, feedback: Feedback) -> HttpResponse:
    return render(request, "feedback/feedback.html", _about(request, feedback))


@never_cache
@page(Feedback, perm="feedback.handle_feedback", related=("programme", "place"), methods=("POST",))
def contact_page(request: HttpRequest, feedback: Feedback) -> HttpResponse:
    contact = actions.look_at_contact(actor=request.user, feedback=feedback)
    return render(request, "feedback/feedback.html", {**_about(request, feedback), "contact": contact})


def _about(request: HttpRequest, feedback: Feedback) -> dict[str, Any]:
    handles = request.user.has_perm("feedback.handle_feedback", feedback)
    return {
        "title": str(feedback),
        "stage": STAGE,
        "feedback": feedback,
        "handles": handles,
        "has_contact": handles and bool(feedback.contact),
        "history": [
            (entry, VERBS[entry.verb]) for entry in journal.history_of(feedback) if entry.verb in VERBS
        ]
        if handles
        else [],
    }
