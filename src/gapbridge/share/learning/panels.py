"""What other pages show of collections."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from gapbridge.base.listing import Action
from gapbridge.base.sockets import Panel
from gapbridge.share.library.models import PUBLIC, Resource

from . import queries
from .models import Collection

MOST_ON_THE_FRONT = 6


def collections_of_resource(resource: Resource, user: Any) -> Panel | None:
    found = list(queries.containing(resource, user))
    may_add = resource.state in PUBLIC and user.has_perm("learning.add_collection", resource)
    if not found and not may_add:
        return None
    return Panel("learning/parts/of_resource.html", {"collections": found, "may_add": may_add})


def courses_of_training(intervention: Any, user: Any) -> Panel | None:
    """On the page of a training: the courses that go with it."""
    if intervention.kind != "training":
        return None
    found = Collection.objects.visible_to(user).filter(training__intervention=intervention)
    courses = list(found.order_by("position", "pk"))
    return Panel("learning/parts/of_training.html", {"courses": courses}) if courses else None


def collections_on_the_front(_obj: Any, user: Any) -> Panel | None:
    """On the hub's front, before anything is asked."""
    found = [each for each in queries.collections(user)[:MOST_ON_THE_FRONT] if each.state == "published"]
    return Panel("learning/parts/on_front.html", {"collections": found}) if found else None


def button_above_the_library(_request: HttpRequest) -> list[Action]:
    return [Action(_("Collections and courses"), reverse("learning:list"))]


def ways_from_the_front(_request: HttpRequest) -> Iterator[Action]:
    yield Action(_("All collections"), reverse("learning:list"))
    yield Action(_("On this phone"), reverse("learning:offline"))


def way_to_readings(request: HttpRequest) -> Iterator[Action]:
    if request.user.has_perm("learning.see_openings"):
        yield Action(_("What is read"), reverse("learning:readings"))
