"""The ribbon: the thread of one object in seven beads, for the top of its page."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from .links import BEADS, Bead, Tally, bead_of, tally


def draw(obj: models.Model, request: HttpRequest) -> str:
    """The ribbon's markup, or nothing for what is not on the thread. One query, and the reader's standing."""
    if bead_of(obj) is None:
        return ""
    return render_to_string(
        "base/components/ribbon.html", {"beads": beads_of(obj, request.user)}, request=request
    )


def beads_of(obj: models.Model, user: Any) -> list[dict[str, Any]]:
    here = bead_of(obj)
    counts = tally(obj, user)
    return [_bead(bead, counts[bead.key], obj, bead is here) for bead in BEADS]


def _bead(bead: Bead, count: Tally, obj: models.Model, is_here: bool) -> dict[str, Any]:
    return {
        "stage": bead.stage,
        "label": bead.label,
        "count": count.seen,
        "hidden": count.hidden,
        "here": is_here,
        "url": thread_url(obj) if is_here else url_of(bead, count, obj),
    }


def url_of(bead: Bead, count: Tally, obj: models.Model) -> str:
    """The one thing's own page, or its place on the thread's page; nothing for nothing."""
    if count.only is not None and not count.hidden:
        return bead.model(pk=count.only).get_absolute_url()
    return f"{thread_url(obj)}#{bead.key}" if count.seen or count.hidden else ""


def thread_url(obj: models.Model) -> str:
    return reverse("thread:thread", args=[obj._meta.label_lower, obj.pk])
