"""What the world may harvest: published resources, and that archived ones were there once."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gapbridge.base.models import JournalEntry
from gapbridge.programmes.models import Topic
from gapbridge.share.library.models import PUBLIC, Resource
from gapbridge.share.library.queries import titled

# Acts after which a harvester should fetch a resource again.
TELLING = tuple(
    f"library.{verb}"
    for verb in (
        "create_resource", "change_resource", "add_edition", "add_version", "adopt_version", "publish_resource",
        "archive_resource",
    )
)  # fmt: skip
BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)


def newly_published(language: str, most: int) -> list[Resource]:
    """The last that were published and that there are in the language."""
    seen = Resource.objects.visible_to(AnonymousUser()).filter(editions__language=language)
    return list(titled(seen).prefetch_related("topics").order_by("-published_at", "-pk")[:most])


def records() -> QuerySet[Any]:
    """Each that was ever published, with `datestamp`: when it was published, changed or archived last.

    The journal holds every act, so the moment can't be forgotten by one that is added later.
    """
    acts = JournalEntry.objects.filter(
        target_type=Resource._meta.label_lower, target_id=OuterRef("pk"), verb__in=TELLING
    )
    latest = Subquery(acts.order_by("-sequence").values("at")[:1])
    once: QuerySet[Any] = Resource.objects.filter(published_at__isnull=False, state__in=(*PUBLIC, "archived"))
    return once.annotate(datestamp=Coalesce(latest, "published_at"))


def described(found: QuerySet[Any]) -> QuerySet[Any]:
    """With all that a description needs, in three queries more for however many."""
    return titled(found.select_related("programme", "organisation")).prefetch_related("topics")


def earliest() -> datetime:
    found: dict[str, Any] = Resource.objects.filter(published_at__isnull=False).aggregate(
        first=Min("published_at")
    )
    return found["first"] or BEFORE_ALL


def sets() -> QuerySet[Topic]:
    return Topic.objects.order_by("key")
