"""Where the office makes personal links for a stakeholder, and withdraws them."""

from typing import Any

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.forms import LinkForm, WithdrawForm
from gapbridge.agree.consultations.models import Consultation, Link, Stakeholder
from gapbridge.base.access import page
from gapbridge.base.forms import form_page, put_beside_fields
from gapbridge.base.pagination import clean_pk

from .parts import attempt
from .say import STAGE

PERM = "consultations.change_consultation"


@never_cache
@page(Consultation, perm=PERM, related=("programme",))
def links(request: HttpRequest, consultation: Consultation, stakeholder: int) -> HttpResponse:
    """A stakeholder's links, and a form for another. A new one is in the answer to the POST itself: nowhere else."""
    seat = _seat(consultation, stakeholder)
    form = LinkForm(request.POST if request.method == "POST" else None, initial={"language": "az"})
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        mailed = fields.pop("how") == "mail"
        try:
            link, token = actions.make_link(actor=request.user, stakeholder=seat, mailed=mailed, **fields)
        except ValidationError as refusal:
            put_beside_fields(form, refusal)
        else:
            if not mailed:
                return _shown_once(request, link, token)
            messages.success(request, _("The link is on its way to the person."))
            return redirect("consultations:links", consultation.pk, seat.pk)
    context = {
        "title": _now("Personal links of %(who)s") % {"who": seat},
        "stage": STAGE,
        "consultation": consultation,
        "seat": seat,
        "links": seat.links.select_related("made_by").order_by("-pk"),
        "form": form,
        "may_make": consultation.state in {"draft", "open"} and not seat.group_id and not seat.ended_at,
        "may_change": consultation.state in {"draft", "open"},
    }
    return render(request, "consultations/links.html", context, status=422 if form.errors else 200)


def _shown_once(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """The link with a sheet in its holder's language, to be printed."""
    address = settings.SITE_URL + reverse("consultations:link", args=[token])
    facts = {"link": link, "seat": link.stakeholder, "consultation": link.stakeholder.consultation}
    with translation.override(link.language):
        sheet = render_to_string(
            "consultations/parts/link_sheet.html",
            facts | {"address": address, "picture": picture_of(address)},
        )
    context = facts | {
        "title": _("A new personal link"),
        "stage": STAGE,
        "address": address,
        "sheet": sheet,
        "language": link.language,
    }
    return render(request, "consultations/link_made.html", context)


def picture_of(address: str) -> SafeString:
    """A QR code as inline SVG, for the camera of a telephone."""
    code = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=2)
    return mark_safe(code.to_string(encoding="unicode"))  # noqa: S308 - drawn by the library, of squares alone


@page(Consultation, perm=PERM)
def withdraw_link(request: HttpRequest, consultation: Consultation, link: int) -> HttpResponse:
    found = _link(consultation, link)
    back = reverse("consultations:links", args=[consultation.pk, found.stakeholder_id])
    return form_page(
        request,
        WithdrawForm,
        title=_("Withdraw a personal link"),
        intro=_now("%(role)s, %(who)s") % {"role": found.holder_role, "who": found.stakeholder},
        submit=_("Withdraw the link"),
        said=_("The link is withdrawn."),
        parent=consultation,
        done=back,
        stage=STAGE,
        template="consultations/withdraw_link.html",
        context={
            "positions": found.positions.count(),
            "comments": found.comments.count(),
        },
        act=lambda data: actions.withdraw_link(actor=request.user, link=found, **data),
    )


@page(Consultation, perm=PERM, methods=("POST",))
def settle_doubt(request: HttpRequest, consultation: Consultation, link: int) -> HttpResponse:
    found = _link(consultation, link)
    return attempt(
        request,
        reverse("consultations:links", args=[consultation.pk, found.stakeholder_id]),
        lambda: actions.settle_doubt(actor=request.user, link=found),
        _("Noted: the link is in the right hands."),
    )


def _seat(consultation: Consultation, stakeholder: Any) -> Stakeholder:
    seats = consultation.stakeholders.select_related(
        "organisation", "group__place", "consultation__programme"
    )
    return get_object_or_404(seats, pk=clean_pk(stakeholder))


def _link(consultation: Consultation, link: Any) -> Link:
    found = Link.objects.filter(stakeholder__consultation=consultation).select_related(
        "stakeholder__organisation", "stakeholder__group__place", "stakeholder__consultation"
    )
    return get_object_or_404(found, pk=clean_pk(link))
