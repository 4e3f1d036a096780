"""The page that shows a form has a policy of its own: docs/decisions/0006-forms-in-the-browser.md."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

# The form's XPath is read by a parser in WebAssembly; no text ever becomes JavaScript.
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self' blob:; worker-src 'self'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(self)"


def policy_of_forms(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the page leave for what a form needs, and `request.style_nonce` for the styles made while it is shown."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        nonce = secrets.token_urlsafe(16)
        request.style_nonce = nonce  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        response["Content-Security-Policy"] = POLICY.format(nonce=nonce)
        response["Permissions-Policy"] = PERMISSIONS
        return response

    return answered
