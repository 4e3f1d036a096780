"""What is indexed of the library: a resource with the current version of each of its editions."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache
from hashlib import sha256
from typing import Any

from django.utils import translation

from gapbridge.share.library.models import PUBLIC, Edition, Page, Resource

from .index import shapes
from .index.shapes import Work
from .pieces import pieces
from .weighing import Sheet, Wording, weighed

AT_ONCE = 100  # resources that are read together
RULES = "1"  # of weighing; another number makes every work be written anew at the next rebuild


def works(resources: Collection[int]) -> Iterator[Work]:
    """Those of them that exist, with their terms. Costs four queries for a hundred."""
    for some in pieces(sorted(resources), AT_ONCE):
        found = Resource.objects.filter(pk__in=some).prefetch_related("topics").order_by("pk")
        editions = _editions(some)
        sheets = _sheets(editions)
        for resource in found:
            yield _work(resource, [each for each in editions if each.resource_id == resource.pk], sheets)


def _editions(resources: Collection[int]) -> list[Edition]:
    return list(Edition.objects.filter(resource__in=resources).select_related("current").order_by("pk"))


def _sheets(editions: Collection[Edition]) -> dict[int, list[Sheet]]:
    """Pages of the current versions; a text that was not read yet is one sheet with the number 0."""
    found: dict[int, list[Sheet]] = defaultdict(list)
    pages = Page.objects.filter(version__in=[each.current_id for each in editions if each.current_id])
    for version, number, title, text in pages.order_by("version_id", "number").values_list(
        "version", "number", "title", "text"
    ):
        found[version].append(Sheet(number, title, text))
    for edition in editions:
        shown = edition.current
        if shown is not None and shown.pk not in found and shown.text:
            found[shown.pk].append(Sheet(0, "", shown.text))
    return found


def _work(resource: Resource, editions: Collection[Edition], sheets: dict[int, list[Sheet]]) -> Work:
    topics = list(resource.topics.all())
    labels = [*_names(topics), *_kind(resource.kind)]
    wordings = [_wording(edition, labels, sheets.get(edition.current_id or 0, [])) for edition in editions]
    return Work(
        resource=resource.pk,
        editions={each.language: _edition(each) for each in wordings},
        words_sha256=sha256(repr((RULES, wordings)).encode("utf-8", "surrogatepass")).hexdigest(),
        traits=_traits(resource, topics, wordings),
    )


def _names(topics: Collection[Any]) -> list[tuple[str, str]]:
    """Topics by their names in every language: readers use any of them."""
    return [
        (each, str(getattr(topic, f"name_{each}") or "")) for topic in topics for each in shapes.LANGUAGES
    ]


@cache
def _kind(kind: str) -> tuple[tuple[str, str], ...]:
    """“Guide” in every language."""
    found = []
    for language in shapes.LANGUAGES:
        with translation.override(language):
            found.append((language, str(Resource.Kind(kind).label)))
    return tuple(found)


def _wording(edition: Edition, labels: Collection[tuple[str, str]], sheets: list[Sheet]) -> Wording:
    return Wording(edition.language, edition.title, edition.summary, tuple(labels), sheets)


def _edition(wording: Wording) -> shapes.Edition:
    found = weighed(wording)
    return shapes.Edition(found.weights, found.pages, found.spellings)


def _traits(resource: Resource, topics: Collection[Any], wordings: Collection[Wording]) -> tuple[str, ...]:
    """What it counts under in the facets, and whether the world sees it."""
    found = {
        f"kind:{resource.kind}",
        *(f"topic:{topic.key}" for topic in topics),
        *(f"language:{each.language}" for each in wordings),
        *(f"audience:{role}" for role in resource.audience),
    }
    if resource.jurisdiction:
        found.add(f"jurisdiction:{resource.jurisdiction}")
    if resource.state in PUBLIC:
        found.add(shapes.PUBLIC)
    return tuple(sorted(found))
