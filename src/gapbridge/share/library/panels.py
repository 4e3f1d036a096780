"""What a resource is about, on its own page and on the pages of what it is about."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gapbridge.act.calls.models import Call
from gapbridge.act.trainings.models import Training
from gapbridge.agree.gaps.models import Gap
from gapbridge.base.sockets import Panel

from . import queries
from .models import PUBLIC, Resource


@dataclass(frozen=True)
class About:
    """A call, training, gap or clause that a resource goes with."""

    label: str
    text: str
    url: str


def about(resource: Resource, user: Any) -> list[About]:
    """Of what it goes with, that which this reader may see."""
    found: list[tuple[str, QuerySet[Any]]] = [
        (_("Call"), Call.objects.visible_to(user).select_related("intervention")),
        (_("Training"), Training.objects.visible_to(user).select_related("intervention")),
        (_("Gap"), Gap.objects.visible_to(user)),
    ]
    rows = [
        About(label, str(each), each.get_absolute_url())
        for label, objects in found
        for each in objects.filter(resources=resource).order_by("pk")
    ]
    clauses = resource.clauses.select_related("framework").order_by("framework", "position")
    return rows + [
        About(each.framework.name, str(each), f"{each.framework.get_absolute_url()}#clause-{each.code}")
        for each in clauses
    ]


def about_of_resource(resource: Resource, user: Any) -> Panel | None:
    found = about(resource, user)
    return Panel("library/parts/about.html", {"about": found}) if found else None


def resources_of_call(call: Call, user: Any) -> Panel | None:
    return _panel(user, calls=call)


def resources_of_gap(gap: Gap, user: Any) -> Panel | None:
    return _panel(user, gaps=gap)


def resources_of_training(intervention: Any, user: Any) -> Panel | None:
    """On the page of a training: what goes with it."""
    return _panel(user, trainings__intervention=intervention) if intervention.kind == "training" else None


def _panel(user: Any, **which: Any) -> Panel | None:
    found = list(queries.resources(user).filter(state__in=PUBLIC, **which))
    return Panel("library/parts/resources.html", {"resources": found}) if found else None
