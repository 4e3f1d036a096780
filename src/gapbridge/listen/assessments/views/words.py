"""What looks like a person: told while one types, and remembered where it is none."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from gapbridge.base.access import page
from gapbridge.listen.assessments import actions
from gapbridge.listen.assessments.anonymity import known_words, marks_in
from gapbridge.listen.assessments.anonymity.forms import kind_label
from gapbridge.programmes.models import Programme

LONGEST = 300_000  # characters


@page(Programme, perm="assessments.read_notes", methods=("POST",))
def marks(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The marks of the posted `text`, with places in code points. Nothing of it is kept."""
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if len(text) > LONGEST:
        return JsonResponse({"error": _("This text is too long to be looked at while you type.")}, status=413)
    found = marks_in(text)
    found = marks_in(text, known_words(programme.pk)) if found else []
    rows = [
        {
            "start": mark.start,
            "end": mark.end,
            "text": mark.text,
            "kind": mark.kind,
            "label": kind_label(mark.kind),
            "replacement": mark.replacement,
            "certain": mark.certain,
        }
        for mark in found
    ]
    heading = _("This may tell who somebody is:")
    return JsonResponse({"marks": rows, "heading": heading, "replace": _("Replace by %s")})


def confirming(request: HttpRequest, programme: Programme, act: Callable[[dict[str, Any]], Any]) -> Callable:
    """`act`, after the words that the form's writer ticked as no names are remembered: both or neither."""

    @transaction.atomic
    def act_then(data: dict[str, Any]) -> Any:
        if words := data.pop("confirmed"):
            actions.confirm_words(actor=request.user, programme=programme, words=words)
        return act(data)

    return act_then
