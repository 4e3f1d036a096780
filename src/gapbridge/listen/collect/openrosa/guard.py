"""What stands before every address of a telephone: its account, and answers in words for what goes wrong."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from gapbridge.base.access import Rule
from gapbridge.base.throttle import Throttle
from gapbridge.listen.collect.actions import note_seen
from gapbridge.listen.collect.errors import Conflict, TooLarge, UnknownForm
from gapbridge.listen.collect.models import Device

from . import digest
from .bodies import length_of
from .responses import message, with_headers

log = logging.getLogger(__name__)
WRONG_PASSWORDS = Throttle("openrosa", most=20, seconds=60)


def device_page(*, methods: tuple[str, ...] = ("GET", "HEAD")) -> Callable:
    """Stands on each of these views, which take the device after the request, as `@page` does on the others.

    No session, no cookie, no token of a form: a device signs each request (digest.py).
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method not in methods:
                return with_headers(HttpResponseNotAllowed(methods))
            return with_headers(_too_large(request) or _answer(request, view, *args, **kwargs))

        guarded.rule = Rule(device=True)  # type: ignore[attr-defined]
        guarded.reads_its_own_body = True  # type: ignore[attr-defined]
        return guarded

    return decorate


def _too_large(request: HttpRequest) -> HttpResponse | None:
    """Refused by what the request says of itself, before any of it is read."""
    if length_of(request) <= settings.COLLECT_REQUEST_MAX_BYTES:
        return None
    most = filesizeformat(settings.COLLECT_REQUEST_MAX_BYTES)
    return message(_("This is too large to be sent at once: at most %(most)s.") % {"most": most}, 413)


def _answer(request: HttpRequest, view: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    who = f"{request.META.get('REMOTE_ADDR', '')} {digest.claimed(request)}"
    if WRONG_PASSWORDS.is_closed(who):
        response = message(_("Too many wrong passwords. Wait a minute and try again."), 429)
        response["Retry-After"] = str(WRONG_PASSWORDS.seconds)
        return response
    found = digest.sign_in(request)
    if found.device is None:
        if found.verdict == "wrong":
            WRONG_PASSWORDS.count(who)
        return _unknown(found)
    note_seen(found.device)
    return _or_said_why(request, found.device, view, *args, **kwargs)


def _unknown(found: digest.SignedIn) -> HttpResponse:
    response = message(
        _(
            "This telephone's user name or password is not right, or it was withdrawn. Check both in the app's "
            "settings, or ask your protection officer for new ones."
        ),
        401,
    )
    response["WWW-Authenticate"] = digest.challenge(stale=found.verdict == "stale")
    return response


def _or_said_why(
    request: HttpRequest, device: Device, view: Callable[..., Any], *args: Any, **kwargs: Any
) -> Any:
    try:
        return view(request, device, *args, **kwargs)
    except Http404:
        return message(_("This form is not open on this server. Get the list of forms again."), 404)
    except UnknownForm as refusal:
        return _refused(refusal, 404)
    except Conflict as refusal:
        return _refused(refusal, 409)
    except TooLarge as refusal:
        return _refused(refusal, 413)
    except ValidationError as refusal:
        return _refused(refusal, 400)
    except (MultiPartParserError, UnreadablePostError):
        log.info("a submission was cut off: %s", device.username)
        return message(_("This was cut off on its way. Nothing was kept. Send it again."), 400)
    except SuspiciousOperation:
        return message(_("This has too many parts. Send fewer files at once."), 413)


def _refused(refusal: ValidationError, status: int) -> HttpResponse:
    return message(" ".join(refusal.messages), status)
