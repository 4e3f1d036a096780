"""OpenRosa 1.0 (https://docs.getodk.org/openrosa/): telephones list, download and send forms."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from gapbridge.base import uploads
from gapbridge.base.pagination import clean_pk
from gapbridge.listen.collect.actions import Received, receive_submission
from gapbridge.listen.collect.models import Device, FormAttachment, FormVersion, Submission

from . import responses
from .bodies import read_body
from .guard import device_page


@device_page()
def form_list(request: HttpRequest, device: Device) -> HttpResponse:
    """The newest version of each open form of the device's programme; `?formID=` asks for one."""
    files = FormAttachment.objects.filter(version=OuterRef("pk"))
    newest: dict[int, FormVersion] = {}
    for version in _offered(device).defer("xform", "questions", "warnings").annotate(has_files=Exists(files)):
        newest.setdefault(version.form_id, version)
    asked = request.GET.get("formID")
    return responses.form_list(
        request, [each for each in newest.values() if asked is None or each.form.form_id == asked]
    )


def _offered(device: Device) -> Any:
    """The newest first within each form."""
    open_forms = FormVersion.objects.filter(
        form__state="open", form__assessment__programme_id=device.programme_id
    )
    return open_forms.select_related("form").order_by("form__title", "form_id", "-pk")


def _version(device: Device, pk: Any) -> FormVersion:
    version = _offered(device).filter(pk=clean_pk(pk)).first()
    if version is None:
        raise Http404
    return version


@device_page()
def form(request: HttpRequest, device: Device, pk: int) -> HttpResponse:
    return HttpResponse(_version(device, pk).xform.encode(), content_type=responses.XML)


@device_page()
def manifest(request: HttpRequest, device: Device, pk: int) -> HttpResponse:
    return responses.manifest(request, _version(device, pk))


@device_page()
def attachment(request: HttpRequest, device: Device, pk: int, name: str) -> FileResponse:
    found = _version(device, pk).attachments.select_related("file").filter(name=name).first()
    if found is None:
        raise Http404
    content = uploads.opened(found.file)
    return FileResponse(content, filename=name, content_type=found.file.content_type, as_attachment=True)


@device_page(methods=("HEAD", "POST"))
def submission(request: HttpRequest, device: Device) -> HttpResponse:
    """HEAD: may I send, and how much at once? POST: one filled-in form, or some of its files."""
    if request.method == "HEAD":
        return _may_send(request)
    sent = read_body(request)
    received = receive_submission(
        actor=None,
        device=device,
        source=Submission.Source.DEVICE,
        content=sent.content,
        media=sent.media,
        incomplete=sent.incomplete,
    )
    return responses.message(_said(received), 202 if received.outcome == "known" else 201)


def _may_send(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(status=204)
    del response["Content-Type"]
    response["Location"] = request.build_absolute_uri(reverse("openrosa:submission"))
    return response


def _said(received: Received) -> str:
    if received.outcome == "known":
        return _("This was received before. Nothing was doubled.")
    if received.submission.state == Submission.State.PARTIAL:
        return _("Received in part. More of it is to come.")
    if received.submission.version_id is None:
        return _(
            "Received. It was filled in on a version of the form that this server doesn't know; your protection "
            "officer will see that. Download the form again before the next answer."
        )
    return _("Received. Thank you.")
