"""Resources of the knowledge hub for tests, made by its actions."""

from typing import Any

from gapbridge.share.library import actions
from gapbridge.share.library.models import Edition, Resource, Version


def draft(cast: Any, member: str = "protection_officer", **fields: Any) -> Resource:
    """`text`, `paper`, `url` and `file` make its content; the rest are fields of a resource or its first edition."""
    content = actions.Content(**{
        name: fields.pop(name) for name in ("text", "paper", "url", "file") if name in fields
    } or {"text": "First …"})  # fmt: skip
    given = {"kind": "guide", "language": "en", "title": "How to register", "summary": "Steps"} | fields
    return actions.create_resource(
        actor=cast.people[member], programme=cast.programme, content=content, **given
    )


def published(cast: Any, **fields: Any) -> Resource:
    resource = draft(cast, **fields)
    actions.review_resource(actor=cast.programme_officer, resource=resource)
    return actions.publish_resource(actor=cast.programme_officer, resource=resource)


def edition_of(resource: Resource, language: str = "en") -> Edition:
    return Edition.objects.get(resource=resource, language=language)


def next_version(cast: Any, edition: Edition, text: str, member: str = "protection_officer") -> Version:
    return actions.add_version(
        actor=cast.people[member],
        edition=edition,
        title=edition.title,
        summary=edition.summary,
        content=actions.Content(text=text),
    )
