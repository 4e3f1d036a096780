"""What the views of a consultation share."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _


def attempt(request: HttpRequest, target: Any, act: Callable[[], Any], said: Any = None) -> HttpResponse:
    """A button without a form: do it and say so, or say why not."""
    try:
        act()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said or _("Removed."))
    return redirect(target)
