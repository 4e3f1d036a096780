"""What several views of gaps share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gapbridge.agree.gaps import actions
from gapbridge.agree.gaps.models import Gap

STAGE = "agree"


def only_drafts(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What can't be changed any more says so on the gap's page instead of offering a form."""

    @wraps(view)
    def guarded(request: HttpRequest, gap: Gap, **kwargs: Any) -> HttpResponse:
        if refusal := actions.why_fixed(gap):
            messages.warning(request, refusal)
            return redirect(gap)
        return view(request, gap, **kwargs)

    return guarded


def attempt(request: HttpRequest, target: Any, act: Callable[[], Any], said: Any) -> HttpResponse:
    """A button without a form: do it and say so, or say why not."""
    try:
        act()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return redirect(target)
