from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.uploads import CheckedUpload, store
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme, Topic

from .lifecycle import RESOURCE
from .models import Resource


@transaction.atomic
def create_resource(
    *,
    actor: User,
    programme: Programme,
    topics: Iterable[Topic] = (),
    file: CheckedUpload | None = None,
    **fields: Any,
) -> Resource:
    """A draft of the knowledge hub. `file` has been checked by its form field."""
    permit(actor, "library.add_resource", programme)
    resource = Resource.objects.create(programme=programme, added_by=actor, **fields)
    resource.topics.set(topics)
    _keep_file(actor, resource, file)
    journal.record(actor=actor, verb="library.create_resource", target=resource)
    return resource


@transaction.atomic
def change_resource(
    *,
    actor: User,
    resource: Resource,
    topics: Iterable[Topic] | None = None,
    file: CheckedUpload | None = None,
    **fields: Any,
) -> Resource:
    permit(actor, "library.change_resource", resource)
    for name, value in fields.items():
        setattr(resource, name, value)
    resource.save()
    if topics is not None:
        resource.topics.set(topics)
    _keep_file(actor, resource, file)
    journal.record(
        actor=actor, verb="library.change_resource", target=resource, data={"fields": sorted(fields)}
    )
    return resource


def _keep_file(actor: User, resource: Resource, file: CheckedUpload | None) -> None:
    if file is not None:
        resource.file = store(file, actor=actor, owner=resource)
        resource.save(update_fields=["file"])


@transaction.atomic
def publish_resource(*, actor: User, resource: Resource) -> Resource:
    """Refuses a resource that holds nothing: no text, no file, no address."""
    if not (resource.text or resource.url or resource.file_id):
        raise Refused(_("There is nothing in it yet. Add a text, a file or a web address first."))
    RESOURCE.move(resource, "publish", actor=actor)
    resource.published_at = timezone.now()
    resource.save(update_fields=["published_at"])
    journal.record(actor=actor, verb="library.publish_resource", target=resource)
    return resource


@transaction.atomic
def archive_resource(*, actor: User, resource: Resource, reason: str) -> Resource:
    RESOURCE.move(resource, "archive", actor=actor)
    journal.record(actor=actor, verb="library.archive_resource", target=resource, data={"reason": reason})
    return resource
