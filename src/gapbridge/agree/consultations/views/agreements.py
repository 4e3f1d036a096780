"""Closing a round with an agreement, the agreement itself, its proof, and making it public."""

import inspect

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.forms import CloseForm
from gapbridge.agree.consultations.models import Agreement, Consultation
from gapbridge.agree.consultations.pages_agreement import (
    agreement_context,
    closing_context,
    proof_context,
)
from gapbridge.agree.consultations.proof import verify
from gapbridge.agree.consultations.proof.export import file_name, file_of
from gapbridge.agree.consultations.rules import hands_out
from gapbridge.base.access import page
from gapbridge.base.errors import Refused, WrongState
from gapbridge.base.forms import form_page

from .parts import attempt


@page(Consultation, perm="consultations.change_consultation", related=("programme",))
def close(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    if consultation.state == "draft":
        raise WrongState(_("This round has not been opened yet, so there is nothing to agree on."))
    if consultation.state != "open" and request.method != "POST":
        return redirect(consultation)
    return form_page(
        request,
        CloseForm,
        template="consultations/close.html",
        title=_("Close with an agreement"),
        submit=_("Close with an agreement"),
        parent=consultation,
        stage="agree",
        said=_(
            "Agreed. It can't be changed any more. The record and the signed documents can be had on this page."
        ),
        context={"consultation": consultation, **closing_context(consultation)},
        act=lambda data: actions.close_with_agreement(actor=request.user, consultation=consultation, **data),
    )


@page(Agreement, public=True, related=("consultation__programme", "supersedes"))
def agreement_page(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    return render(request, "consultations/agreement.html", agreement_context(agreement, request.user))


@page(Agreement, public=True, related=("consultation__programme", "supersedes"), methods=("GET", "HEAD"))
def prove(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    return render(request, "consultations/prove.html", proof_context(agreement, request.user))


def _check_handed_out(request: HttpRequest, agreement: Agreement) -> None:
    if not hands_out(request.user, agreement):
        raise Refused(
            _(
                "People have taken back their words since. The record stays sealed, and the programme's office shows"
                " it to those who must check it."
            )
        )


@page(Agreement, public=True, related=("consultation", "supersedes"), methods=("GET", "HEAD"))
def record_file(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    _check_handed_out(request, agreement)
    return _as_file(file_of(agreement), file_name(agreement), "text/plain; charset=utf-8")


@page(Agreement, public=True, related=("consultation", "supersedes"), methods=("GET", "HEAD"))
def document(request: HttpRequest, agreement: Agreement, language: str) -> HttpResponse:
    """The signed PDF; made now, should that have failed when the round was closed."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    _check_handed_out(request, agreement)
    return redirect(actions.make_document(actor=None, agreement=agreement, language=language).file)


@page(public=True, methods=("GET", "HEAD"))
def verifier(request: HttpRequest) -> HttpResponse:
    """The one file that checks an agreement without this site."""
    return _as_file(inspect.getsource(verify).encode(), "verify.py", "text/plain; charset=utf-8")


def _as_file(content: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=content_type, headers=headers)


@page(Agreement, perm="consultations.publish_agreement", related=("consultation",), methods=("POST",))
def publish(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    return attempt(
        request,
        agreement,
        lambda: actions.publish_agreement(actor=request.user, agreement=agreement),
        _("Everyone can read it now."),
    )
