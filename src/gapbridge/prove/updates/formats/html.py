"""An update's body as HTML in its own language: what is frozen when it is published."""

from django.template.loader import render_to_string
from django.utils import translation

from gapbridge.prove.updates.models import Update
from gapbridge.prove.updates.parts import Part


def body(update: Update, parts: list[Part]) -> str:
    with translation.override(update.language):
        return render_to_string("updates/body.html", {"update": update, "parts": parts})
