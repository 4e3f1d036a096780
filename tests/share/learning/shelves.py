"""Collections and courses for tests, made by their actions."""

from typing import Any

from gapbridge.share.learning import actions
from gapbridge.share.learning.models import Collection
from gapbridge.share.library.models import Resource
from tests.share.hub import published


def collection(
    cast: Any, *resources: Resource, member: str = "protection_officer", **facts: Any
) -> Collection:
    """A draft with these resources in their order."""
    made = actions.create_collection(
        actor=cast.people[member], programme=cast.programme, **({"title_en": "Start a CSO"} | facts)
    )
    for resource in resources:
        actions.add_step(actor=cast.people[member], collection=made, resource=resource)
    return made


def shown(cast: Any, *resources: Resource, **facts: Any) -> Collection:
    """Published, with one resource where none is given."""
    resources = resources or (published(cast),)
    made = collection(cast, *resources, **facts)
    return actions.publish_collection(actor=cast.programme_officer, collection=made)


def course(cast: Any, *resources: Resource, **facts: Any) -> Collection:
    return shown(cast, *resources, is_course=True, **facts)
