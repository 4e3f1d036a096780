"""A round's page, and its preparation up to the opening."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.forms import (
    ConsultationForm,
    ExtendForm,
    FindForm,
    GroupsForm,
    InviteForm,
    ItemsForm,
    quorums_form,
)
from gapbridge.agree.consultations.models import Consultation
from gapbridge.agree.consultations.pages import consultation_context, history_context
from gapbridge.agree.consultations.queries import kinds_asked
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.pagination import clean_pk
from gapbridge.people.models import Organisation
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
    looking = FindForm(request.GET or None)
    asked = looking.cleaned_data if looking.is_valid() else {"find": "", "kind": ""}
    return form_page(
        request,
        InviteForm,
        consultation=consultation,
        find=asked["find"],
        kind=asked["kind"],
        template="consultations/invite.html",
        title=_("Invite organisations"),
        intro=_("They are told when the round opens, each speaker in their own language."),
        submit=_("Invite who is ticked"),
        said=_("They are on the list."),
        parent=consultation,
        done=lambda _made: reverse("consultations:stakeholders", args=[consultation.pk]),
        stage="agree",
        context={"looking": looking, "searching": bool(asked["find"] or asked["kind"])},
        act=lambda data: actions.invite(actor=request.user, consultation=consultation, **data),
    )


@page(Consultation, perm="consultations.change_consultation")
def invite_groups(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    return form_page(
        request,
        GroupsForm,
        consultation=consultation,
        template="consultations/groups.html",
        title=_("Ask the groups that were listened to"),
        intro=_(
            "Those whose voices stand behind what is asked are asked again, and answer as a group in a session of"
            " their own. They are named by sex, age and place; nobody in them has a name here."
        ),
        submit=_("Invite who is ticked"),
        said=_("They are on the list."),
        parent=consultation,
        done=lambda _made: reverse("consultations:stakeholders", args=[consultation.pk]),
        stage="agree",
        act=lambda data: actions.invite_groups(actor=request.user, consultation=consultation, **data),
    )


@page(Consultation, perm="consultations.change_consultation", methods=("POST",))
def uninvite(request: HttpRequest, consultation: Consultation, stakeholder: int) -> HttpResponse:
    found = get_object_or_404(consultation.stakeholders, pk=clean_pk(stakeholder))
    return attempt(
        request,
        reverse("consultations:stakeholders", args=[consultation.pk]),
        lambda: actions.uninvite(actor=request.user, stakeholder=found),
    )


@page(Consultation, perm="consultations.change_consultation")
def quorums(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    asked = kinds_asked(consultation)
    kinds = [(kind, label) for kind, label in Organisation.Kind.choices if kind in asked]
    return form_page(
        request,
        quorums_form(kinds),
        initial={each.kind: each.percent for each in consultation.quorums.all()},
        title=_("Quorum by kind"),
        intro=_(
            "Beside the quorum of all: no agreement without the authorities, or without the displaced people,"
            " however many others have answered."
        ),
        parent=consultation,
        done=consultation,
        stage="agree",
        act=lambda data: actions.set_quorums(actor=request.user, consultation=consultation, quorums=data),
    )


@page(Consultation, perm="consultations.change_consultation")
def extend(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    return form_page(
        request,
        ExtendForm,
        title=_("Give more time"),
        intro=_("Everybody who is asked is told of the new date and the reason."),
        submit=_("Move the closing date"),
        parent=consultation,
        done=consultation,
        stage="agree",
        act=lambda data: actions.extend_consultation(actor=request.user, consultation=consultation, **data),
    )


@page(Consultation, public=True, related=("programme",))
def history(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    return render(request, "consultations/history.html", history_context(consultation, request.user))
