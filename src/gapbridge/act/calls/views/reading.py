"""What applicants read beforehand: guidelines, forms, dates."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gapbridge.act.calls import guidelines, pages
from gapbridge.act.calls.dates import event_of, events_of
from gapbridge.act.calls.ical import calendar
from gapbridge.act.calls.models import Call, InfoSession
from gapbridge.act.procedures.definition import sections_of
from gapbridge.base.access import page


@page(Call, public=True, related=("intervention__programme", "procedure"), methods=("GET", "HEAD"))
def read_guidelines(request: HttpRequest, call: Call) -> HttpResponse:
    said, html, contents = guidelines.as_page(call, get_language() or "en")
    context = pages.frame(call, "guidelines", _("Guidelines for applicants")) | {
        "said": said,
        "html": html,
        "contents": contents,
        "languages": settings.LANGUAGES,
    }
    return render(request, "calls/guidelines.html", context)


@page(
    Call,
    public=True,
    related=("intervention__programme", "intervention__organisation", "procedure"),
    methods=("GET", "HEAD"),
)
def guidelines_pdf(request: HttpRequest, call: Call, language: str) -> HttpResponse:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    response = HttpResponse(guidelines.pdf(call, language), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="call-{call.pk}-{language}.pdf"'
    return response


@page(Call, public=True, related=("intervention__programme", "procedure"), methods=("GET", "HEAD"))
def read_form(request: HttpRequest, call: Call, part: str) -> HttpResponse:
    form = {"concept": call.concept_form, "full": call.full_form}.get(part)
    if form is None:
        raise Http404
    context = pages.frame(call, "forms", form.get_part_display()) | {
        "form_definition": form,
        "sections": sections_of(form),
        "parts": pages.forms_of(call),
        "part": part,
    }
    return render(request, "calls/form.html", context)


@page(Call, public=True, related=("intervention__programme",), methods=("GET", "HEAD"))
def dates(request: HttpRequest, call: Call) -> HttpResponse:
    return _file(events_of(call, list(call.sessions.all())), f"call-{call.pk}")


@page(InfoSession, public=True, related=("call__intervention__programme",), methods=("GET", "HEAD"))
def session_date(request: HttpRequest, session: InfoSession) -> HttpResponse:
    where = session.where if pages.may_read_where(session, request.user) else ""
    return _file([event_of(session, where=where)], f"session-{session.pk}")


def _file(events: list, name: str) -> HttpResponse:
    response = HttpResponse(calendar(events, timezone.now()), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response
