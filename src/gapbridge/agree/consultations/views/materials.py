"""The texts of a round to hand out, made on demand."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from gapbridge.agree.consultations.materials import VARIANTS, pdf
from gapbridge.agree.consultations.models import Consultation
from gapbridge.agree.consultations.pages import frame
from gapbridge.base.access import page


@page(Consultation, public=True, related=("programme",))
def materials(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    context = frame(consultation, request.user, "materials") | {"languages": settings.LANGUAGES}
    return render(request, "consultations/materials.html", context)


@page(Consultation, public=True, related=("programme",), methods=("GET", "HEAD"))
def material(request: HttpRequest, consultation: Consultation, variant: str, language: str) -> HttpResponse:
    if variant not in VARIANTS or language not in dict(settings.LANGUAGES):
        raise Http404
    response = HttpResponse(pdf(consultation, language, variant), content_type="application/pdf")
    name = f"consultation-{consultation.pk}-{variant}-{language}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
