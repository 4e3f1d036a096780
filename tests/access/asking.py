"""Asking a view as the server would, but without drawing the pages of errors: thousands of refusals take a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template import loader
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone

from tests.access.conftest import undone

Answer = int | str
FACTORY = RequestFactory()


def ask(user: Any, method: str, address: str, data: dict[str, str] | None = None) -> Answer:
    """The status; "sign in" for a redirect there; what was raised for an error of ours."""
    request = getattr(FACTORY, method)(address, data or {})
    request.user, request.session, request.received_at = user, {}, timezone.now()
    request._messages = CookieStorage(request)
    found = resolve(request.path_info)
    request.resolver_match = found
    try:
        response = found.func(request, *found.args, **found.kwargs)
    except Http404:
        return 404
    except PermissionDenied:
        return 403
    except Exception as error:  # noqa: BLE001 - whatever a view raises is a server error
        return f"500 ({type(error).__name__}: {error})"[:300]
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/"):
        return "sign in"
    return response.status_code


@contextmanager
def undrawn() -> Iterator[None]:
    """Views do all that they do, but no page is drawn: half of the time, and the same on every database."""
    with patch.object(loader, "render_to_string", lambda *_, **__: ""):
        yield


def status(user: Any, address: str) -> Answer:
    """What GET answers, or POST where a route takes nothing else. Nothing is kept."""
    cache.clear()  # how often one address may try is tried elsewhere
    with undone():
        found = ask(user, "get", address)
    if found == 405:
        with undone():
            found = ask(user, "post", address)
    return found
