"""Every route declares its rule, and the declaration is what enforces it.

`@page()` stands on every view. What a person may not see answers 404; what one may see but not do
answers 403; a page that needs a person sends a visitor to sign in.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .errors import Forbidden, contradiction
from .pagination import clean_pk

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rule:
    """What a route asks of its reader.

    `model`: the object named by `pk` in the address must be in `model.objects.visible_to(user)`.
    `perm`: the permission on that object, or without a model the permission as such.
    `public`: no account needed (the object must still be visible to a visitor).
    `device`: for the accounts of telephones only, which sign each request (collect/openrosa/guard.py); no person's
    account opens it.
    """

    model: type[models.Model] | None = None
    perm: str | None = None
    public: bool = False
    device: bool = False


def page(
    model: type[models.Model] | None = None,
    *,
    perm: str | None = None,
    public: bool = False,
    related: tuple[str, ...] = (),
    methods: tuple[str, ...] = ("GET", "HEAD", "POST"),
    gone: Callable[[HttpRequest, Any], HttpResponse | None] | None = None,
) -> Callable:
    """Declare and enforce a view's rule. With a model, the view takes the object instead of `pk`.

    `related` names foreign keys to load with the object. `gone(request, pk)` may answer 410 instead of 404 for what
    everybody could read once. What an action refuses and the view does not
    show beside a field becomes a page that says why.
    """
    rule = Rule(model, perm, public)
    manager: Any = model._default_manager if model else None

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @require_http_methods(list(methods))
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not rule.public and not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if model is None:
                if perm and not request.user.has_perm(perm):
                    raise PermissionDenied
                return _or_said_why(request, view, *args, **kwargs)
            seen, pk = manager.visible_to(request.user).select_related(*related), clean_pk(kwargs.pop("pk"))
            obj = seen.filter(pk=pk).first()
            if obj is None:
                return _gone_or_404(request, gone, pk)
            if perm and not request.user.has_perm(perm, obj):
                raise PermissionDenied
            return _or_said_why(request, view, obj, *args, **kwargs)

        guarded.rule = rule  # type: ignore[attr-defined]
        return guarded

    return decorate


def _gone_or_404(
    request: HttpRequest, gone: Callable[[HttpRequest, Any], Any] | None, pk: Any
) -> HttpResponse:
    said = gone(request, pk) if gone is not None else None
    if said is None:
        raise Http404
    return said


def _or_said_why(
    request: HttpRequest, view: Callable[..., HttpResponse], *args: Any, **kwargs: Any
) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except models.ProtectedError:
        reason = _("Other records rest on this one, so it can't be removed.")
    except IntegrityError:
        log.warning("the database refused what %s let pass", request.path, exc_info=True)
        reason = contradiction()
    except ValidationError as refusal:
        reason = " ".join(refusal.messages)
    return render(request, "base/errors/422.html", {"reason": reason}, status=422)


def visible_or_404(queryset: models.QuerySet, pk: Any) -> Any:
    found = queryset.filter(pk=clean_pk(pk)).first()
    if found is None:
        raise Http404
    return found


def permit(actor: Any, perm: str, obj: Any = None) -> None:
    """Open an action: Forbidden unless the actor holds the permission (`None`, the system, always does)."""
    if actor is not None and not actor.has_perm(perm, obj):
        raise Forbidden(f"{actor.pk} lacks {perm}")
