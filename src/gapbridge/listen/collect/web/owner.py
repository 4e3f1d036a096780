"""Whose things a browser keeps: a mark that says "the same person" and nothing else about them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

HEADER = "X-Fill-Owner"


def owner_of(user: Any) -> str:
    """The same for a person on every day and device; empty for a visitor."""
    if not user.is_authenticated:
        return ""
    return salted_hmac("gapbridge.collect.web.owner", str(user.pk), algorithm="sha256").hexdigest()[:20]


def owned(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Tell the service worker whose page this is: it keeps one person's pages at a time."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response[HEADER] = owner_of(request.user)
        response["Cache-Control"] = "private, no-cache"
        return response

    return answered
