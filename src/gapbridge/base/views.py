"""Pages that belong to no stage: drafts, health, errors."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils.formats import time_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from . import drafts
from .access import page


@page(methods=("POST",))
def save_draft(request: HttpRequest) -> HttpResponse:
    """Keep what a form holds; answers with the time, to be shown beside the form."""
    key = request.POST.get("_draft_key", "")
    if not key.startswith("/"):
        return HttpResponseBadRequest(_("This form can't be saved."))
    draft = drafts.keep(request.user, key, request.POST)
    if draft is None:
        return HttpResponseBadRequest(_("Too long to be saved by itself. Shorten it or send it now."))
    return JsonResponse(
        {"saved": _("Saved at %(time)s") % {"time": time_format(localtime(draft.saved_at), "H:i:s")}}
    )


@page(methods=("POST",))
def drop_draft(request: HttpRequest) -> HttpResponse:
    key = request.POST.get("_draft_key", "")
    drafts.forget(request.user, key)
    return redirect(key if url_has_allowed_host_and_scheme(key, None) and key.startswith("/") else "/")


@page(public=True, methods=("GET", "HEAD"))
def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"alive": True})


@page(public=True, methods=("GET", "HEAD"))
def readyz(request: HttpRequest) -> HttpResponse:
    """503 (from the error handler) unless the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ready": True})


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"base/errors/{status}.html", status=status)


def bad_request(request, exception=None):
    return error_page(request, 400)


def forbidden(request, exception=None):
    return error_page(request, 403)


def csrf_failure(request, reason=""):
    """A form without its token: opened too long ago, without cookies, or sent from somewhere else."""
    return render(request, "base/errors/csrf.html", status=403)


def not_found(request, exception=None):
    return error_page(request, 404)


def server_error(request):
    return render(request, "base/errors/500.html", status=500)
