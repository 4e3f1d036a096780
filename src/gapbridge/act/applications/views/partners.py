"""Partners: whom to ask, and the page on which an organisation sees what it consents to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gapbridge.act.applications import actions
from gapbridge.act.applications.deadlines import is_writable, kind_written
from gapbridge.act.applications.editors.partners import consent_of, most_co_applicants, partners_of, to_ask
from gapbridge.act.applications.forms.partners import PartnerForm
from gapbridge.act.applications.models import Application, Partner
from gapbridge.base.access import page, visible_or_404
from gapbridge.base.forms import form_page
from gapbridge.base.middleware import received_at
from gapbridge.people.models import Organisation
from gapbridge.people.queries import staff_of

CHANGE = "applications.change_application"
RELATED = ("call__intervention__programme", "call__procedure", "organisation", "lot")
OF_PARTNER = ("organisation", "answered_by", *(f"application__{each}" for each in RELATED))


@page(Application, related=RELATED, methods=("GET", "HEAD"))
def partners(request: HttpRequest, application: Application) -> HttpResponse:
    text = request.GET.get("q", "")[:100].strip()
    writes = _writes(request, application)
    context = {
        "title": _("Partners"),
        "stage": "act",
        "application": application,
        "partners": partners_of(application),
        "most": most_co_applicants(application.call),
        "writes": writes,
        "text": text,
        "found": to_ask(application, text, request.user) if writes else [],
    }
    return render(request, "applications/partners.html", context)


def _writes(request: HttpRequest, application: Application) -> bool:
    if not request.user.has_perm(CHANGE, application):
        return False
    part = application.parts.filter(kind=kind_written(application) or "").first()
    if part is None:
        return False
    part.application = application
    return is_writable(part, received_at(request))


@page(Application, perm=CHANGE, related=RELATED)
def ask_partner(request: HttpRequest, application: Application, organisation: str) -> HttpResponse:
    asked = visible_or_404(Organisation.objects.visible_to(request.user), organisation)
    return form_page(
        request,
        PartnerForm,
        act=lambda data: actions.ask_partner(
            actor=request.user,
            application=application,
            organisation=asked,
            received_at=received_at(request),
            **data,
        ),
        title=_("Ask %(organisation)s") % {"organisation": asked.name},
        intro=_intro(asked),
        parent=application,
        submit=_("Ask"),
        said=_("Asked. The application can be submitted once everybody has confirmed."),
        done=_list,
        stage="act",
    )


def _intro(asked: Organisation) -> str:
    if staff_of([asked.pk]):
        return _(
            "Its people get a letter and can read the application. They confirm or decline by themselves."
        )
    return _(
        "Nobody of this organisation has an account here yet, so nobody can confirm. Tell them to register first."
    )


def _list(partner: Partner) -> str:
    return reverse("applications:partners", args=[partner.application_id])


@page(Partner, related=OF_PARTNER, methods=("GET", "HEAD"))
def partner(request: HttpRequest, partner: Partner) -> HttpResponse:
    application = partner.application
    answers = request.user.has_perm("applications.answer_as_partner", partner)
    sees = Application.objects.visible_to(request.user).filter(pk=application.pk).exists()
    context = {
        "title": _("Partner: %(organisation)s") % {"organisation": partner.organisation},
        "stage": "act",
        "partner": partner,
        "application": application,
        "call": application.call,
        "answers": answers,
        "sees": sees,
        "own": request.user.has_perm(CHANGE, application),
        "writes": _writes(request, application),
        "consent": consent_of(partner) if sees else None,
        "part": application.parts.order_by("-pk").first() if sees else None,
    }
    return render(request, "applications/partner.html", context)


@page(Partner, perm="applications.change_partner", related=OF_PARTNER)
def change_partner(request: HttpRequest, partner: Partner) -> HttpResponse:
    return form_page(
        request,
        PartnerForm,
        initial={"kind": partner.kind, "role": partner.role},
        act=lambda data: actions.change_partner(
            actor=request.user, partner=partner, received_at=received_at(request), **data
        ),
        title=_("Change what %(organisation)s does") % {"organisation": partner.organisation},
        intro=_("It consented to what stands here now. After a change it is asked again."),
        parent=partner,
        done=_list,
        stage="act",
    )


@page(Partner, perm="applications.change_partner", related=OF_PARTNER, methods=("POST",))
def ask_again(request: HttpRequest, partner: Partner) -> HttpResponse:
    actions.ask_partner_again(actor=request.user, partner=partner, received_at=received_at(request))
    messages.success(request, _("Asked again."))
    return redirect(_list(partner))


@page(Partner, perm="applications.change_partner", related=OF_PARTNER, methods=("POST",))
def remove_partner(request: HttpRequest, partner: Partner) -> HttpResponse:
    place = _list(partner)
    actions.remove_partner(actor=request.user, partner=partner, received_at=received_at(request))
    messages.success(request, _("Removed."))
    return redirect(place)
