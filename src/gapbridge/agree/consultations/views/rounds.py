"""A round's page, and its preparation up to the opening."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.forms import ConsultationForm, InviteForm, ItemsForm
from gapbridge.agree.consultations.models import Consultation
from gapbridge.agree.consultations.pages import consultation_context
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.pagination import clean_pk
from gapbridge.programmes.models import Programme

from .parts import attempt


@page(Consultation, public=True, related=("programme",))
def consultation_page(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    return render(
        request, "consultations/consultation.html", consultation_context(consultation, request.user)
    )


@page(Programme, perm="consultations.add_consultation")
def new_consultation(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        ConsultationForm,
        title=_("New consultation"),
        parent=programme,
        stage="agree",
        act=lambda data: actions.create_consultation(actor=request.user, programme=programme, **data),
    )


@page(Consultation, perm="consultations.change_consultation")
def edit_consultation(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    return form_page(
        request,
        ConsultationForm,
        instance=consultation,
        title=_("Change the consultation"),
        parent=consultation,
        stage="agree",
        act=lambda data: actions.change_consultation(actor=request.user, consultation=consultation, **data),
    )


@page(Consultation, perm="consultations.change_consultation")
def add_items(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    return form_page(
        request,
        ItemsForm,
        consultation=consultation,
        title=_("What is asked"),
        intro=_("Their texts are fixed when the round opens."),
        submit=_("Add what is ticked"),
        parent=consultation,
        done=consultation,
        stage="agree",
        act=lambda data: actions.add_items(actor=request.user, consultation=consultation, **data),
    )


@page(Consultation, perm="consultations.change_consultation", methods=("POST",))
def remove_item(request: HttpRequest, consultation: Consultation, item: int) -> HttpResponse:
    found = get_object_or_404(consultation.items, pk=clean_pk(item))
    return attempt(request, consultation, lambda: actions.remove_item(actor=request.user, item=found))


@page(Consultation, perm="consultations.change_consultation")
def invite(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    return form_page(
        request,
        InviteForm,
        consultation=consultation,
        title=_("Who is asked"),
        intro=_("They are told when the round opens, each speaker in their own language."),
        submit=_("Invite who is ticked"),
        parent=consultation,
        done=consultation,
        stage="agree",
        act=lambda data: actions.invite(actor=request.user, consultation=consultation, **data),
    )


@page(Consultation, perm="consultations.change_consultation", methods=("POST",))
def uninvite(request: HttpRequest, consultation: Consultation, stakeholder: int) -> HttpResponse:
    found = get_object_or_404(consultation.stakeholders, pk=clean_pk(stakeholder))
    return attempt(request, consultation, lambda: actions.uninvite(actor=request.user, stakeholder=found))
