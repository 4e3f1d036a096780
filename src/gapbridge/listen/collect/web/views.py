"""Forms in the browser. What is shown here is kept by a service worker and opens without a network."""

from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from gapbridge.base import uploads
from gapbridge.base.access import page
from gapbridge.base.errors import Refused
from gapbridge.base.uploads import CheckedUpload, check_upload
from gapbridge.listen.collect.actions import receive_submission
from gapbridge.listen.collect.errors import Conflict, TooLarge
from gapbridge.listen.collect.models import Form, FormAttachment, FormVersion, Submission

from .owner import owned, owner_of
from .policy import policy_of_forms
from .shell import worker_script
from .words import words_of_form, words_of_library, words_of_pages

ANSWERS = "xml_submission_file"  # what OpenRosa calls the part that holds the instance


@page()
@owned
def form_list(request: HttpRequest) -> HttpResponse:
    # Whoever sees an open form may answer it: rules.py, `collect.send_answers`.
    forms = Form.objects.visible_to(request.user).filter(state="open").select_related("assessment__programme")
    context = {
        "title": _("Fill in forms"),
        "stage": "listen",
        "forms": forms,
        "page_data": _page_data(request),
    }
    return render(request, "collect/web/list.html", context)


@page(Form, perm="collect.send_answers", related=("assessment",))
@owned
@policy_of_forms
def fill(request: HttpRequest, form: Form) -> HttpResponse:
    version = form.versions.first() if form.state == "open" else None
    context = {
        "title": form.title,
        "stage": "listen",
        "form": form,
        "version": version,
        "page_data": _page_data(request) | {"form": _form_data(form, version)} if version else None,
    }
    return render(request, "collect/web/fill.html", context)


def _page_data(request: HttpRequest) -> dict[str, Any]:
    """What the scripts of a page are told: see store.js."""
    return {
        "owner": owner_of(request.user),
        "locale": get_language(),
        "urls": {
            "list": reverse("webforms:list"),
            "ready": reverse("webforms:ready"),
            "worker": reverse("webforms:worker"),
            "signIn": f"{reverse('account_login')}?next={reverse('webforms:list')}",
        },
        "words": words_of_pages(),
    }


def _form_data(form: Form, version: FormVersion) -> dict[str, Any]:
    file = reverse("webforms:file", args=[form.pk])
    return {
        "id": form.pk,
        "title": form.title,
        "version": version.version,
        "xform": version.xform,
        "languages": languages_to_try(version.languages, get_language() or "en"),
        "files": {each.name: f"{file}?name={each.name}" for each in version.attachments.all()},
        "send": reverse("webforms:send", args=[form.pk]),
        "library": static("vendor/web-forms/web-forms.js"),
        "words": words_of_form(),
        "libraryWords": words_of_library(),
    }


def languages_to_try(languages: list[str], wanted: str) -> list[str]:
    """The form's languages that are the page's: "Azərbaycanca (az)" and plain "az" for "az"."""
    return [name for name in languages if name.lower() == wanted or name.lower().endswith(f"({wanted})")]


@page(Form, perm="collect.send_answers", methods=("GET", "HEAD"))
@owned
def file(request: HttpRequest, form: Form) -> HttpResponse | FileResponse:
    """A file that the form shows: `?name=` as its manifest has it, of the newest version that has one."""
    name = request.GET.get("name")
    if not name:
        return HttpResponse(_("Say which file."), status=422)
    kept = FormAttachment.objects.filter(version__form=form, name=name).select_related("file")
    attachment = kept.order_by("-version").first()
    if attachment is None:
        raise Http404
    return FileResponse(uploads.opened(attachment.file), content_type=attachment.file.content_type)


@page(Form, perm="collect.send_answers", methods=("POST",), related=("assessment",))
@never_cache
def send(request: HttpRequest, form: Form) -> HttpResponse:
    """Take one answer. 201 it is new, 202 it was here before; else {"message"}, and the browser keeps it."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.COLLECT_REQUEST_MAX_BYTES:
        most = filesizeformat(settings.COLLECT_REQUEST_MAX_BYTES)
        return _refusal(_("This answer is too large with its files: at most %(most)s.") % {"most": most}, 413)
    answers = request.FILES.get(ANSWERS)
    if answers is None:
        return _refusal(_("The answer was cut off on its way. Send it again."), 422)
    try:
        received = receive_submission(
            actor=request.user,  # type: ignore[arg-type]
            content=answers.read(),
            source=Submission.Source.BROWSER,
            form=form,
            media=_media(request),
        )
    except Refused as refusal:
        return _refusal(" ".join(refusal.messages), _status(refusal))
    submission = received.submission
    said = {"receipt": receipt_of(submission.instance_id), "receivedAt": submission.received_at.isoformat()}
    return JsonResponse(said, status=202 if received.outcome == "known" else 201)


def _media(request: HttpRequest) -> dict[str, CheckedUpload]:
    return {name: check_upload(sent) for name, sent in request.FILES.items() if name != ANSWERS}


def _status(refusal: Refused) -> int:
    if isinstance(refusal, Conflict):
        return 409
    return 413 if isinstance(refusal, TooLarge) else 422


def _refusal(message: str, status: int) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)


def receipt_of(instance_id: str) -> str:
    """Short enough to read out on the telephone: the end of the instance's id."""
    return instance_id[-6:]


@page(public=True, methods=("GET", "HEAD"))
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Who is signed in (as a mark), and a token with which to send: the one in a kept page is old."""
    return JsonResponse({"owner": owner_of(request.user), "token": get_token(request)})


@page(public=True, methods=("GET", "HEAD"))
def offline(request: HttpRequest) -> HttpResponse:
    """Shown in place of a page that this device does not keep; in every language, for it is fetched ahead."""
    return render(request, "collect/web/offline.html", {"title": _("No network")})


@page(public=True, methods=("GET", "HEAD"))
def worker(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(worker_script(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
