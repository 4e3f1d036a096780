"""What every request and response passes through."""

import re
from datetime import datetime

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils import timezone

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


class ReceiptTime:
    """`request.received_at`: when the server took the request in, which decides at every deadline."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.received_at = request.META.get("gapbridge.received_at") or timezone.now()
        return self.get_response(request)


class SecurityHeaders:
    """No request leaves the site: the browser is told so."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response


class CleanInput:
    """Text that no database can hold (NUL, lone surrogates) is refused before any view sees it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if _unclean(request.path) or any(_unclean(v) for vs in request.GET.lists() for v in (vs[0], *vs[1])):
            raise BadRequest("characters in the address that can't be read")
        return self.get_response(request)

    def process_view(self, request, view, *_args):
        if getattr(view, "reads_its_own_body", False):  # and refuses in its own words what it can't keep
            return None
        if request.method == "POST" and request.content_type in FORM_TYPES:
            if any(_unclean(v) for vs in request.POST.lists() for v in (vs[0], *vs[1])):
                raise BadRequest("characters in the text that can't be stored")
        return None


UNCLEAN = re.compile("[\x00\ud800-\udfff]")
FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}


def _unclean(text: str) -> bool:
    return UNCLEAN.search(text) is not None


def received_at(request: HttpRequest) -> datetime:
    """When the server took this request in, as ReceiptTime noted it."""
    return request.received_at  # type: ignore[attr-defined]
