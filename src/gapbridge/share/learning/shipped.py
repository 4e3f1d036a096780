"""The collections that are shipped with the program: library/content/collections.yaml.

What is in one says each resource itself (`collections` in its resource.yaml). Within one those named in `order` come
first, then the others by kind and key. Brought in once, published; afterwards they are edited like any other.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import yaml

from gapbridge.people.models import User
from gapbridge.programmes.models import Programme
from gapbridge.share.library import content
from gapbridge.share.library.models import PUBLIC, Resource

from . import actions
from .models import LANGUAGES, Collection

# First what explains, then what is done with it.
ORDER = ("guide", "legal", "template", "training", "presentation", "report", "lesson")
EXERCISES = {"template", "training"}


@cache
def collections() -> tuple[dict[str, Any], ...]:
    """As the file says: key, title and summary by language, audience, course."""
    return tuple(yaml.safe_load((content.FOLDER / "collections.yaml").read_text(encoding="utf-8")))


def bring_in(actor: User, programme: Programme) -> None:
    """Add the collections that the programme does not have yet."""
    there = set(Collection.objects.filter(programme=programme).exclude(key="").values_list("key", flat=True))
    known = {
        each.key: each
        for each in Resource.objects.filter(programme=programme, state__in=PUBLIC).exclude(key="")
    }
    for row in collections():
        if row["key"] not in there:
            _bring_in(actor, programme, row, [known[key] for key in keys_in(row["key"]) if key in known])


def keys_in(collection: str) -> list[str]:
    named = next(row.get("order", []) for row in collections() if row["key"] == collection)
    found = {each.key: each.facts["kind"] for each in content.shipped() if collection in each.collections}
    return sorted(found, key=lambda key: (_place(key, named), _place(found[key], ORDER), key))


def _place(name: str, order: Sequence[str]) -> int:
    return order.index(name) if name in order else len(order)


def _bring_in(actor: User, programme: Programme, row: dict[str, Any], resources: Iterable[Resource]) -> None:
    words = {f"{name}_{each}": row[name][each] for name in ("title", "summary") for each in LANGUAGES}
    collection = actions.create_collection(
        actor=actor,
        programme=programme,
        key=row["key"],
        audience=[role for role in row.get("audience", ()) if role != "everyone"],
        is_course=row.get("course", False),
        **words,
    )
    for resource in resources:
        doing = "do" if collection.is_course and resource.kind in EXERCISES else "read"
        actions.add_step(actor=actor, collection=collection, resource=resource, doing=doing)
    if resources:
        actions.publish_collection(actor=actor, collection=collection)
