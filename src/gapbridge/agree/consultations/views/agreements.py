"""An agreement, and making it public."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.models import Agreement
from gapbridge.agree.consultations.pages import agreement_context
from gapbridge.base.access import page

from .parts import attempt


@page(Agreement, public=True, related=("consultation__programme",))
def agreement_page(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    return render(request, "consultations/agreement.html", agreement_context(agreement, request.user))


@page(Agreement, perm="consultations.publish_agreement", related=("consultation",), methods=("POST",))
def publish(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    return attempt(
        request,
        agreement,
        lambda: actions.publish_agreement(actor=request.user, agreement=agreement),
        _("Everyone can read it now."),
    )
