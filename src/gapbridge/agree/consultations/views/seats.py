"""Who is asked and where they stand: mandates, letters that do not arrive, organisations that split or merge."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.forms import HolderForm, MergeForm, ReplaceForm
from gapbridge.agree.consultations.models import Consultation, Stakeholder
from gapbridge.agree.consultations.pages import seats_context
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.pagination import clean_pk

from .parts import attempt

FILTERS = ("kind", "stand", "find")


@page(Consultation, public=True, related=("programme",))
def stakeholders(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip() for name in FILTERS}
    context = seats_context(consultation, request.user, asked, request.GET.get("page"))
    return render(request, "consultations/stakeholders.html", context)


@page(Consultation, perm="consultations.change_consultation")
def holder(request: HttpRequest, consultation: Consultation, stakeholder: int) -> HttpResponse:
    seat = _seat(consultation, stakeholder)
    return form_page(
        request,
        HolderForm,
        seat=seat,
        initial={"holder": seat.holder_id, "mandate": seat.mandate},
        title=_("The mandate of %(who)s") % {"who": seat},
        intro=_(
            "Who holds the mandate takes the position; everyone who speaks for the organisation can comment."
            " While the round is open, the new holder and the former one are told."
        ),
        parent=consultation,
        done=lambda _seat: _list(consultation),
        stage="agree",
        act=lambda data: actions.name_holder(actor=request.user, stakeholder=seat, **data),
    )


@page(Consultation, perm="consultations.change_consultation")
def replace(request: HttpRequest, consultation: Consultation, stakeholder: int) -> HttpResponse:
    seat = _seat(consultation, stakeholder)
    return form_page(
        request,
        ReplaceForm,
        seat=seat,
        template="consultations/replace.html",
        title=_("%(who)s has split or goes on as another") % {"who": seat},
        intro=_(
            "What it said stays under its old name, marked, and is not counted. Those that follow are told what it"
            " said, and are asked anew: nobody inherits a consent."
        ),
        submit=_("End this seat and ask those that follow"),
        said=_("The seat has ended. Those that follow have been asked."),
        parent=consultation,
        done=lambda _seats: _list(consultation),
        stage="agree",
        act=lambda data: actions.replace_seat(actor=request.user, stakeholder=seat, **data),
    )


@page(Consultation, perm="consultations.change_consultation")
def merge(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    return form_page(
        request,
        MergeForm,
        consultation=consultation,
        template="consultations/replace.html",
        title=_("Organisations have become one"),
        intro=_(
            "What they said stays under their old names, marked, and is not counted. The one that follows is told"
            " what they said, and is asked anew: nobody inherits a consent."
        ),
        submit=_("End these seats and ask the one that follows"),
        said=_("The seats have ended. The one that follows has been asked."),
        parent=consultation,
        done=lambda _seat: _list(consultation),
        stage="agree",
        act=lambda data: actions.merge_seats(actor=request.user, **data),
    )


@page(Consultation, perm="consultations.change_consultation", methods=("POST",))
def letter_returned(request: HttpRequest, consultation: Consultation, stakeholder: int) -> HttpResponse:
    said = _(
        "Noted: a letter came back. Correct the address or reach them otherwise, then invite them again."
    )
    return _mark(request, consultation, stakeholder, actions.note_undelivered, said)


@page(Consultation, perm="consultations.change_consultation", methods=("POST",))
def invite_again(request: HttpRequest, consultation: Consultation, stakeholder: int) -> HttpResponse:
    said = _("A new invitation is on its way.")
    return _mark(request, consultation, stakeholder, actions.invite_again, said)


@page(Consultation, perm="consultations.change_consultation", methods=("POST",))
def reached(request: HttpRequest, consultation: Consultation, stakeholder: int) -> HttpResponse:
    said = _("Noted: they know of the round.")
    return _mark(request, consultation, stakeholder, actions.note_reached, said)


def _mark(
    request: HttpRequest, consultation: Consultation, stakeholder: int, act: Callable[..., Any], said: Any
) -> HttpResponse:
    seat = _seat(consultation, stakeholder)
    return attempt(request, _list(consultation), lambda: act(actor=request.user, stakeholder=seat), said)


def _seat(consultation: Consultation, pk: Any) -> Stakeholder:
    seats = consultation.stakeholders.select_related("organisation", "group__place", "consultation")
    return get_object_or_404(seats, pk=clean_pk(pk))


def _list(consultation: Consultation) -> str:
    return reverse("consultations:stakeholders", args=[consultation.pk])
