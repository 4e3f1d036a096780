"""What a telephone is answered: documents of OpenRosa 1.0, whose messages its app shows to the person."""

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from gapbridge.listen.collect.models import FormVersion

XML = "text/xml; charset=utf-8"
NATURES = {201: "submit_success", 202: "submit_success"}


def message(text: Any, status: int) -> HttpResponse:
    root = Element("OpenRosaResponse", xmlns="http://openrosa.org/http/response")
    SubElement(root, "message", nature=NATURES.get(status, "error")).text = str(text)
    return document(root, status)


def document(root: Element, status: int = 200) -> HttpResponse:
    return HttpResponse(
        tostring(root, encoding="utf-8", xml_declaration=True), status=status, content_type=XML
    )


def form_list(request: HttpRequest, versions: Iterable[FormVersion]) -> HttpResponse:
    """`versions` with `has_files`."""
    root = Element("xforms", xmlns="http://openrosa.org/xforms/xformsList")
    for version in versions:
        entry = SubElement(root, "xform")
        _fill(
            entry,
            formID=version.form.form_id,
            name=version.form.title,
            version=version.version,
            hash=f"md5:{version.md5}",
            downloadUrl=_absolute(request, "openrosa:form", version.pk),
        )
        if version.has_files:  # type: ignore[attr-defined]
            _fill(entry, manifestUrl=_absolute(request, "openrosa:manifest", version.pk))
    return document(root)


def manifest(request: HttpRequest, version: FormVersion) -> HttpResponse:
    root = Element("manifest", xmlns="http://openrosa.org/xforms/xformsManifest")
    for each in version.attachments.all():
        address = _absolute(request, "openrosa:attachment", version.pk, each.name)
        _fill(SubElement(root, "mediaFile"), filename=each.name, hash=f"md5:{each.md5}", downloadUrl=address)
    return document(root)


def _fill(entry: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(entry, name).text = text


def _absolute(request: HttpRequest, name: str, *args: Any) -> str:
    return request.build_absolute_uri(reverse(name, args=args))


def with_headers(response: Any) -> Any:
    """What stands on every answer. A client never needs a cookie, and none of this is kept in a cache."""
    response["X-OpenRosa-Version"] = "1.0"
    response["X-OpenRosa-Accept-Content-Length"] = str(settings.COLLECT_REQUEST_MAX_BYTES)
    response["Cache-Control"] = "no-store"
    return response
